#include "reprise/io/web/archive_records.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/io/web/arc_syntax.h"
#include "reprise/io/web/warc_syntax.h"

namespace reprise {
namespace {

// A twin of each syntax that sees the whole rest of the file at once, and knows no other forms than
// those of the pieces below.
struct TwinSyntax {
  // The size of the head at the beginning; 0 where there is none.
  size_t (*head_size)(const std::string& bytes);
  // The length that a head announces; nullopt where it makes no sense.
  std::optional<size_t> (*length)(const std::string& head);
  // Whether a record certainly starts here.
  bool (*starts)(const std::string& bytes);
  // Whether what follows the last record of a file may be one that was cut short.
  bool (*is_cut_start)(const std::string& bytes);
};

bool IsNumber(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// How many small letters the text begins with.
size_t CountLetters(const std::string& text) {
  size_t count = 0;
  while (count < text.size() && text[count] >= 'a' && text[count] <= 'z') ++count;
  return count;
}

// The first line without its line break; nullopt where it does not end.
std::optional<std::string> FirstLine(const std::string& bytes) {
  std::string line = bytes.substr(0, bytes.find('\n'));
  if (line.size() == bytes.size()) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

TwinSyntax WarcTwin() {
  TwinSyntax twin;
  twin.head_size = [](const std::string& bytes) -> size_t {
    if (!bytes.starts_with("WARC/")) return 0;
    for (size_t i = 1; i < bytes.size(); ++i) {
      if (bytes[i - 1] == '\n' && FirstLine(bytes.substr(i)) == "") return bytes.find('\n', i) + 1;
    }
    return 0;
  };
  twin.length = [](const std::string& head) -> std::optional<size_t> {
    const std::string name = "\nContent-Length: ";
    const size_t at = head.find(name);
    if (at == std::string::npos) return std::nullopt;
    const std::string value = *FirstLine(head.substr(at + name.size()));
    return IsNumber(value) ? std::optional<size_t>(std::stoull(value)) : std::nullopt;
  };
  twin.starts = [](const std::string& bytes) {
    const std::string line = "WARC/1.0\r\n";
    if (!bytes.starts_with(line)) return false;
    const std::string rest = bytes.substr(line.size());
    const std::string name = rest.substr(0, rest.find(':'));
    return !name.empty() && name.size() < rest.size() &&
           name.find_first_of(" /\r\n") == std::string::npos;
  };
  twin.is_cut_start = [](const std::string& bytes) {
    return bytes.starts_with("WARC/") || std::string("WARC/").starts_with(bytes);
  };
  return twin;
}

TwinSyntax ArcTwin() {
  TwinSyntax twin;
  twin.starts = [](const std::string& bytes) {
    const std::string line = FirstLine(bytes).value_or("");
    const size_t address = line.find(" 1.2.3.4 20140216050221 ");
    return CountLetters(line) > 0 && line[CountLetters(line)] == ':' &&
           address != std::string::npos && IsNumber(line.substr(line.rfind(' ') + 1));
  };
  twin.head_size = [](const std::string& bytes) -> size_t {
    return ArcTwin().starts(bytes) ? bytes.find('\n') + 1 : 0;
  };
  twin.length = [](const std::string& head) -> std::optional<size_t> {
    return std::stoull(head.substr(head.rfind(' ') + 1));
  };
  twin.is_cut_start = [](const std::string& bytes) {
    const size_t letters = CountLetters(bytes);
    return bytes.find('\n') == std::string::npos &&
           (letters == bytes.size() || (letters > 0 && bytes[letters] == ':'));
  };
  return twin;
}

// The size of the first record, and whether it is well-formed.
std::pair<size_t, bool> TwinSize(const TwinSyntax& syntax, const std::string& bytes) {
  const size_t begin = bytes.find_first_not_of("\r\n");
  if (begin == std::string::npos) return {bytes.size(), true};
  size_t next = bytes.size();
  for (size_t i = bytes.size(); i > begin; --i) {
    if (bytes[i - 1] == '\n' && syntax.starts(bytes.substr(i))) next = i;
  }
  const std::string record = bytes.substr(begin);
  const size_t head_size = syntax.head_size(record);
  if (head_size == 0 || next < begin + head_size) return {next, false};
  const std::optional<size_t> length = syntax.length(record.substr(0, head_size));
  if (!length.has_value() || *length > record.size() - head_size) return {next, false};
  size_t end = begin + head_size + *length;
  while (end < bytes.size() && (bytes[end] == '\r' || bytes[end] == '\n')) ++end;
  const std::string rest = bytes.substr(end);
  const bool follows = rest.empty() || syntax.starts(rest) || syntax.is_cut_start(rest);
  return {follows ? end : next, follows};
}

// Pieces that records are made of; any sequence of them is worth trying.
std::vector<std::string> WarcPieces() {
  return {"WARC/1.0\r\n", "Content-Length: 3\r\n", "\r\n", "\n", "abc", "WARC/"};
}
std::vector<std::string> ArcPieces() {
  return {"http://a 1.2.3.4 20140216050221 text/html 3\n", "\r\n", "\n", "abc", "http://b 1.2"};
}

// Cuts `file` into records in all ways: whatever beginning is known, the answer is the same.
void CheckFile(const ArchiveSyntax& syntax, const TwinSyntax& twin, const std::string& file) {
  for (std::string rest = file; !rest.empty();) {
    const auto [size, well_formed] = TwinSize(twin, rest);
    ASSERT_EQ(ArchiveRecordSize(syntax, rest, true), size) << ::testing::PrintToString(rest);
    ASSERT_GT(size, 0u);
    ASSERT_EQ(TakeArchiveRecordApart(syntax, rest.substr(0, size)).ok(), well_formed)
        << ::testing::PrintToString(rest);
    bool known = false;
    for (size_t seen = 0; seen <= rest.size(); ++seen) {
      // In a buffer of its own, so that reading on behind it is noticed.
      const std::vector<char> buffer(rest.begin(), rest.begin() + static_cast<ptrdiff_t>(seen));
      const auto early = ArchiveRecordSize(syntax, {buffer.data(), buffer.size()}, false);
      ASSERT_TRUE(early.has_value() || !known)
          << ::testing::PrintToString(rest) << " up to " << seen;
      known = early.has_value();
      ASSERT_EQ(early.value_or(size), size) << ::testing::PrintToString(rest) << " up to " << seen;
    }
    // Once another record starts behind a well-formed one, nothing is left to be known.
    if (well_formed && twin.starts(rest.substr(size))) {
      ASSERT_TRUE(known) << ::testing::PrintToString(rest);
    }
    rest.erase(0, size);
  }
}

void CheckAllSequences(const ArchiveSyntax& syntax, const TwinSyntax& twin,
                       const std::vector<std::string>& pieces, size_t length) {
  std::vector<size_t> chosen(length, 0);
  while (true) {
    std::string file;
    for (const size_t piece : chosen) file += pieces[piece];
    CheckFile(syntax, twin, file);
    if (::testing::Test::HasFatalFailure()) return;
    size_t i = 0;
    while (i < length && ++chosen[i] == pieces.size()) chosen[i++] = 0;
    if (i == length) return;
  }
}

TEST(ArchiveRecordSizeTest, WarcAgreesWithTheTwinOnEveryTinyFile) {
  for (size_t length = 1; length <= 5; ++length) {
    CheckAllSequences(WarcSyntax(), WarcTwin(), WarcPieces(), length);
    if (HasFatalFailure()) return;
  }
}

TEST(ArchiveRecordSizeTest, ArcAgreesWithTheTwinOnEveryTinyFile) {
  for (size_t length = 1; length <= 5; ++length) {
    CheckAllSequences(ArcSyntax(), ArcTwin(), ArcPieces(), length);
    if (HasFatalFailure()) return;
  }
}

TEST(ArchiveRecordSizeTest, AgreesWithTheTwinOnRandomFiles) {
  for (uint32_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const bool is_warc = seed % 2 == 0;
    std::string file;
    for (size_t records = random() % 5 + 1; records > 0; --records) {
      std::string body;
      for (size_t i = random() % 6; i > 0; --i) {
        const std::vector<std::string> pieces = is_warc ? WarcPieces() : ArcPieces();
        body += pieces[random() % pieces.size()];
      }
      const size_t length = random() % 5 == 0 ? random() % 50 : body.size();
      file += is_warc ? absl::StrCat("WARC/1.0\r\nContent-Length: ", length, "\r\n\r\n")
                      : absl::StrCat("http://a 1.2.3.4 20140216050221 text/html ", length, "\n");
      file += body + (random() % 4 == 0 ? "" : is_warc ? "\r\n\r\n" : "\n");
    }
    if (is_warc) {
      CheckFile(WarcSyntax(), WarcTwin(), file);
    } else {
      CheckFile(ArcSyntax(), ArcTwin(), file);
    }
    if (HasFatalFailure()) return;
  }
}

TEST(TakeArchiveRecordApartTest, AcceptsWhatLeadsToTheNextRecord) {
  const std::string head = "WARC/1.0\r\nContent-Length: 4\r\n\r\n";
  for (const char* breaks : {"", "\n", "\r\n\r\n", "\n\n\n\n\n"}) {
    const std::string record = "\r\n" + head + "body" + breaks;
    EXPECT_EQ(ArchiveRecordSize(WarcSyntax(), record + head, false), record.size());
    const auto parts = TakeArchiveRecordApart(WarcSyntax(), record);
    ASSERT_TRUE(parts.ok()) << parts.status();
    EXPECT_EQ(parts->head, head);
    EXPECT_EQ(parts->body, "body");
  }
  const auto blank = TakeArchiveRecordApart(WarcSyntax(), "\r\n\r\n");
  ASSERT_TRUE(blank.ok());
  EXPECT_EQ(blank->head, "");
}

TEST(TakeArchiveRecordApartTest, SaysWhatIsWrong) {
  const auto message = [](const std::string& record) {
    const auto parts = TakeArchiveRecordApart(WarcSyntax(), record);
    EXPECT_EQ(parts.status().code(), absl::StatusCode::kInvalidArgument) << record;
    return std::string(parts.status().message());
  };
  EXPECT_EQ(message("junk\r\n"),
            "no WARC record: it does not begin with a line like \"WARC/1.0\"; the file is damaged "
            "here");
  EXPECT_EQ(message("WARC/1.0\r\nA: b\r\n"), "the record breaks off in its header");
  EXPECT_EQ(message("WA"), "the record breaks off in its header");
  EXPECT_EQ(message("WARC/1.0\r\nA: b\r\n\r\n"),
            "the record has no Content-Length, so that nobody knows where it ends");
  for (const char* length :
       {"x", "-1", "1 2", "", "0x10", "1099511627777", "18446744073709551616"}) {
    EXPECT_EQ(message(absl::StrCat("WARC/1.0\r\nContent-Length: ", length, "\r\n\r\n")),
              "the record's Content-Length is not a number of bytes from 0 to 1 TiB")
        << length;
  }
  EXPECT_EQ(message("WARC/1.0\r\nContent-Length: 10\r\n\r\nbody"),
            "the record announces 10 bytes, but 4 are left until the next record or the end of the "
            "file: the file is cut short or damaged here, or its writer counted wrong");
  EXPECT_EQ(message("WARC/1.0\r\nContent-Length: 2\r\n\r\nbody\r\n"),
            "the record announces 2 bytes, but the next record is not behind them, 4 more follow "
            "before one can be told to begin: the file is damaged here, or its writer counted "
            "wrong");
}

TEST(ArchiveRecordSizeTest, ASizeOfTheAgesDoesNotOverflow) {
  for (const char* length :
       {"1099511627776", "1099511627777", "18446744073709551615", "99999999999999999999999"}) {
    const std::string record = absl::StrCat("WARC/1.0\nContent-Length: ", length, "\n\nbody\n");
    const std::string file = record + "WARC/1.0\nContent-Length: 0\n\n";
    EXPECT_EQ(ArchiveRecordSize(WarcSyntax(), file, true), record.size()) << length;
  }
}

TEST(ArchiveRecordSizeTest, HeadsWithoutEndAreGivenUp) {
  std::string endless = "WARC/1.0\r\n";
  while (endless.size() < size_t{3} << 20) endless += "Name: value\r\n";
  EXPECT_EQ(ArchiveRecordSize(WarcSyntax(), endless.substr(0, 1 << 19), false), std::nullopt);
  const std::string file = endless + "WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\nWARC/";
  EXPECT_EQ(ArchiveRecordSize(WarcSyntax(), file, false), endless.size());
}

TEST(ArchiveRecordSizeTest, HostileFilesTakeLinearTime) {
  // Each of these takes minutes if every record makes the reader look at all that follow.
  const std::vector<std::string> records = {"WARC/1.0\nA:b\n", "WARC/1.0\nContent-Length: x\n\n",
                                            "WARC/1.0\nContent-Length: 99999999999\n\n",
                                            "WARC/\n\n"};
  for (const std::string& record : records) {
    std::string file;
    while (file.size() < size_t{4} << 20) file += record;
    std::string_view rest = file;
    while (!rest.empty()) rest.remove_prefix(*ArchiveRecordSize(WarcSyntax(), rest, true));
  }
  // Records that all lead into the same run of line breaks.
  std::string file;
  constexpr size_t kRun = size_t{4} << 20;
  while (file.size() < kRun) {
    file += absl::StrCat("WARC/1.0\nContent-Length: ", kRun - file.size(), "\n\n");
  }
  file += std::string(kRun, '\n') + "junk";
  std::string_view rest = file;
  while (!rest.empty()) rest.remove_prefix(*ArchiveRecordSize(WarcSyntax(), rest, true));
}

TEST(ParseArcLineTest, VersionsOneAndTwo) {
  const auto one = ParseArcLine("http://a/ 1.2.3.4 20140216050221 text/html 1591\r\n");
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->url, "http://a/");
  EXPECT_EQ(one->ip, "1.2.3.4");
  EXPECT_EQ(one->date, "20140216050221");
  EXPECT_EQ(one->type, "text/html");
  EXPECT_EQ(one->length, 1591u);
  const auto two =
      ParseArcLine("http://a/ ::1 20140216050221 text/html 200 abc - 1234 name.arc.gz 99");
  ASSERT_TRUE(two.has_value());
  EXPECT_EQ(two->type, "text/html 200 abc - 1234 name.arc.gz");
  EXPECT_EQ(two->length, 99u);
}

TEST(ParseArcLineTest, SpacesInUrlsAndTypes) {
  const auto line =
      ParseArcLine("http://a/b c 20140216 d - 20140216050221 text/html; charset=x 7\n");
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->url, "http://a/b c 20140216 d");
  EXPECT_EQ(line->ip, "-");
  EXPECT_EQ(line->type, "text/html; charset=x");
  const auto empty = ParseArcLine("http://a/ 1.2.3.4 20140216050221  7");
  ASSERT_TRUE(empty.has_value());
  EXPECT_EQ(empty->type, "");
}

TEST(ParseArcLineTest, OtherLines) {
  for (const char* line :
       {"", "URL IP-address Archive-date Content-type Archive-length",
        "http://a/ 1.2.3.4 20140216050221 text/html",
        "http://a/ 1.2.3.4 20140216050221 text/html -1", "http://a/ 1.2.3.4 2014 text/html 7",
        "http://a/ host 20140216050221 text/html 7", "a/ 1.2.3.4 20140216050221 text/html 7",
        ":a 1.2.3.4 20140216050221 text/html 7",
        "http://a/ 1.2.3.4 20140216050221 text/html 1099511627777", "http://a/", "http://a/ 7"}) {
    EXPECT_FALSE(ParseArcLine(line).has_value()) << line;
  }
}

}  // namespace
}  // namespace reprise
