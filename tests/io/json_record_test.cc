#include "reprise/io/json/json_record.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reprise/io/json/json_text.h"

namespace reprise {
namespace {

using nlohmann::json;
using namespace std::string_view_literals;

struct Outcome {
  std::string error;  // empty: read
  std::string text;
  std::string id;
  bool has_id = false;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << (outcome.error.empty() ? "read" : outcome.error) << ", text "
             << ::testing::PrintToString(outcome.text) << ", id "
             << ::testing::PrintToString(outcome.id) << (outcome.has_id ? "" : " (none)");
}

Outcome OutcomeOf(const absl::Status& status, const JsonRecord& record) {
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  return {std::string(status.message()), std::string(record.text), std::string(record.id),
          record.has_id};
}

// Memory that ends where the process may read no further: a byte too many is a crash, also within
// libraries that no sanitizer instruments.
class GuardedBlock {
 public:
  GuardedBlock() = default;
  GuardedBlock(const GuardedBlock&) = delete;
  GuardedBlock& operator=(const GuardedBlock&) = delete;
  ~GuardedBlock() { Release(); }

  // Places `line` so that exactly `padding` bytes of value `filler` can be read behind it.
  std::string_view Place(std::string_view line, size_t padding = 0, char filler = ' ') {
    const size_t size = line.size() + padding;
    if (size > size_) Grow(size);
    char* begin = base_ + size_ - size;
    std::copy(line.begin(), line.end(), begin);
    std::fill_n(begin + line.size(), padding, filler);
    return {begin, line.size()};
  }

 private:
  void Grow(size_t size) {
    Release();
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    size_ = (size / page + 1) * page;
    void* block = mmap(nullptr, size_ + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                       /*fd=*/-1, 0);
    if (block == MAP_FAILED) std::abort();
    base_ = static_cast<char*>(block);
    if (mprotect(base_ + size_, page, PROT_NONE) != 0) std::abort();
  }
  void Release() {
    if (base_ != nullptr) munmap(base_, size_ + static_cast<size_t>(sysconf(_SC_PAGESIZE)));
  }

  char* base_ = nullptr;
  size_t size_ = 0;
};

// Reads `line` in all three ways, which must agree whatever the padding holds.
Outcome ReadAllWays(JsonRecordReader* reader, std::string_view line) {
  static GuardedBlock block;
  JsonRecord record;
  absl::Status status = reader->Read(block.Place(line), &record);
  Outcome outcome = OutcomeOf(status, record);
  for (const char filler : {'"', '}', '0', '\\', '\xbf'}) {
    status = reader->ReadPadded(block.Place(line, kJsonPadding, filler), &record);
    EXPECT_EQ(OutcomeOf(status, record), outcome) << "ReadPadded of " << line;
  }
  status = reader->ReadTolerant(block.Place(line), &record);
  EXPECT_EQ(OutcomeOf(status, record), outcome) << "ReadTolerant of " << line;
  return outcome;
}

Outcome ReadOne(std::string_view line, const RecordFields& fields = {}) {
  JsonRecordReader reader(fields);
  return ReadAllWays(&reader, line);
}

TEST(JsonRecordTest, TextAndId) {
  const Outcome expected = {"", "b\n\u00e9", "a", true};
  EXPECT_EQ(ReadOne(R"({"id":"a","text":"b\n\u00e9"})"), expected);
  EXPECT_EQ(ReadOne("{\"id\":\"a\",\"text\":\"b\\n\u00e9\"}\n"), expected);
  EXPECT_EQ(ReadOne(" {\"text\" : \"b\\n\\u00E9\" ,\"id\":\"a\" }\r\n"), expected);
  EXPECT_EQ(ReadOne(R"({"te\u0078t":"b\n\u00e9","\u0069d":"\u0061"})"), expected);
  EXPECT_EQ(ReadOne(R"({"text":"b\n\u00e9","id":"a","text":1,"id":[]})"), expected)
      << "the first of repeated members counts";
  EXPECT_EQ(ReadOne(R"({"text":""})"), (Outcome{"", "", "", false}));
  EXPECT_EQ(ReadOne(R"({"text":"","id":""})"), (Outcome{"", "", "", true}));
  EXPECT_EQ(ReadOne(R"({"text":"","id":null})"), (Outcome{"", "", "", false}));
}

TEST(JsonRecordTest, NumericIdsAreTheirSource) {
  for (const std::string source : {"0",
                                   "-0",
                                   "1",
                                   "-1",
                                   "42",
                                   "1.0",
                                   "0.0",
                                   "-0.0",
                                   "1e5",
                                   "1E5",
                                   "1e+05",
                                   "100000.0",
                                   "9223372036854775807",
                                   "9223372036854775808",
                                   "-9223372036854775808",
                                   "-9223372036854775809",
                                   "18446744073709551615",
                                   "18446744073709551616",
                                   "123456789012345678901234567890",
                                   "1e999",
                                   "-1e999",
                                   "1e-999",
                                   "0.1000000000000000055511151231257827"}) {
    EXPECT_EQ(ReadOne("{\"text\":\"t\",\"id\":" + source + "}"), (Outcome{"", "t", source, true}));
  }
  // What looks like another number elsewhere is none.
  EXPECT_EQ(ReadOne("{\"text\":\": -0, 1-0\",\"id\":0}"), (Outcome{"", ": -0, 1-0", "0", true}));
  EXPECT_EQ(ReadOne("{\"n\":[-0],\"text\":\"t\",\"id\":0}"), (Outcome{"", "t", "0", true}));
  EXPECT_EQ(ReadOne("{\"text\":\"t\",\"id\" : \t-0 }"), (Outcome{"", "t", "-0", true}));
}

TEST(JsonRecordTest, ReadsWhatCanBeUnderstood) {
  const auto text = [](std::string_view value) {
    return Outcome{"", std::string(value), "", false};
  };
  EXPECT_EQ(ReadOne("{\"text\":\"caf\xe9\"}"), text("caf\xe9"));
  EXPECT_EQ(ReadOne("{\"text\":\"a\tb\x01\0\r\"}"sv), text("a\tb\x01\0\r"sv));
  EXPECT_EQ(ReadOne(R"({"text":"a\ud800b\udfff"})"), text("a\xed\xa0\x80\x62\xed\xbf\xbf"));
  EXPECT_EQ(ReadOne(R"({"text":"a","n":[1e999,123456789012345678901234567890]})"), text("a"));
  EXPECT_EQ(ReadOne("{\"\xff\":\"\xfe\",\"text\":\"a\"}"), text("a"));
  EXPECT_EQ(ReadOne("{\"text\":\"\uFDD0n1 \uFDD0\",\"n\":1e999}"), text("\uFDD0n1 \uFDD0"));
  EXPECT_EQ(ReadOne("{\"text\":\"\xff\",\"id\":\"\xfe\\udbff\uFDD0n1\"}"),
            (Outcome{"", "\xff", "\xfe\xed\xaf\xbf\uFDD0n1", true}));
  // Names in the line and asked for may hold such bytes as well.
  const RecordFields fields{{"/t\xff/0"}, "\uFDD0"};
  EXPECT_EQ(ReadOne("{\"t\xff\":[\"a\"],\"\\ufdd0\":1.0}", fields),
            (Outcome{"", "a", "1.0", true}));
}

TEST(JsonRecordTest, SeveralTextMembers) {
  const RecordFields fields{{"title", "/body/0", "note"}, "id"};
  EXPECT_EQ(ReadOne(R"({"body":["b"],"title":"t"})", fields).text, "t\nb");
  EXPECT_EQ(ReadOne("{\"body\":[\"\xff\"],\"title\":\"t\",\"note\":\"\x01\"}", fields).text,
            "t\n\xff\n\x01");
  EXPECT_EQ(ReadOne(R"({"body":[],"title":null,"note":"n"})", fields).text, "n");
  EXPECT_EQ(ReadOne(R"({"title":"","note":""})", fields).text, "\n");
  EXPECT_EQ(ReadOne(R"({"title":"a","note":1})", fields).error,
            "member \"note\" is a number, not a string");
  EXPECT_EQ(ReadOne(R"({"title":null})", fields).error,
            R"(all absent or null: members "title" "/body/0" "note")");
}

TEST(JsonRecordTest, Pointers) {
  const std::string line =
      R"({"a":{"b":["x",{"c/d":"y","~":"z","":"e"}]},"":"n","/a":"plain","a":0})";
  const auto text = [&line](const std::string& name) { return ReadOne(line, {{name}, "id"}).text; };
  EXPECT_EQ(text("/a/b/0"), "x");
  EXPECT_EQ(text("/a/b/1/c~1d"), "y");
  EXPECT_EQ(text("/a/b/1/~0"), "z");
  EXPECT_EQ(text("/a/b/1/"), "e");
  EXPECT_EQ(text("/"), "n");
  EXPECT_EQ(text(""), "n");
  EXPECT_EQ(text("/~1a"), "plain");
  for (const std::string name : {"/a/b/2", "/a/b/-", "/a/b/00", "/a/b/x", "/a/b/0/0", "/b"}) {
    EXPECT_EQ(ReadOne(line, {{name}, "id"}).error, "no member \"" + name + "\"");
    EXPECT_FALSE(ReadOne(line, {{"/a/b/0"}, name}).has_id);
  }
  EXPECT_EQ(ReadOne(line, {{"/a/b/0"}, "/a/b/1/~0"}).id, "z");
}

TEST(JsonRecordTest, RefusesFieldsThatAreNoPointer) {
  EXPECT_TRUE(ValidateRecordFields({}).ok());
  EXPECT_EQ(ReadOne("{}", {{}, "id"}).error, "no text member is named");
  const std::string message =
      "\"/~x\" is not a JSON pointer: in a name ~ is written ~0, and / is ~1";
  EXPECT_EQ(ReadOne(R"({"text":"a"})", {{"/~x"}, "id"}).error, message);
  EXPECT_EQ(ReadOne(R"({"text":"a"})", {{"text"}, "/~x"}).error, message);
}

TEST(JsonRecordTest, SaysWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "a blank line, not a JSON object"},
      {" \t\r\n", "a blank line, not a JSON object"},
      {"hello", "not valid JSON at byte 1: \"hello\" is not a JSON value"},
      {R"({"text":"a" "id":1})",
       "not valid JSON at byte 13: a string where a comma or closing brace should be"},
      {R"([{"text":"a"}])", "the JSON value is an array, not an object"},
      {R"("text")", "the JSON value is a string, not an object"},
      {"12", "the JSON value is a number, not an object"},
      {"1e999", "the JSON value is a number, not an object"},
      {"true", "the JSON value is true, not an object"},
      {"null", "the JSON value is null, not an object"},
      {R"({})", "no member \"text\""},
      {R"({"Text":"a"})", "no member \"text\""},
      {R"({"text":1})", "member \"text\" is a number, not a string"},
      {R"({"text":1e999})", "member \"text\" is a number, not a string"},
      {R"({"text":null})", "member \"text\" is null, not a string"},
      {R"({"text":false})", "member \"text\" is false, not a string"},
      {R"({"text":["a"]})", "member \"text\" is an array, not a string"},
      {R"({"text":{}})", "member \"text\" is an object, not a string"},
      {R"({"text":"a","id":{}})", "member \"id\" is an object, neither string nor number"},
      {R"({"text":"a","id":[1]})", "member \"id\" is an array, neither string nor number"},
      {R"({"text":"a","id":true})", "member \"id\" is true, neither string nor number"},
  };
  for (const auto& [line, message] : cases) {
    EXPECT_EQ(ReadOne(line), (Outcome{message, "", "", false})) << line;
  }
}

TEST(JsonRecordTest, Depth) {
  const auto nested = [](size_t levels, std::string_view content) {
    return R"({"text":"a","n":)" + std::string(levels - 1, '[') + std::string(content) +
           std::string(levels - 1, ']') + "}";
  };
  EXPECT_EQ(ReadOne(nested(1024, "1")).text, "a");
  EXPECT_EQ(ReadOne(nested(1025, "")).text, "a");
  EXPECT_EQ(ReadOne(nested(1025, "1")).error, "nested deeper than 1024 levels at byte 1041");
  EXPECT_EQ(ReadOne(nested(1026, "")).error, "nested deeper than 1024 levels at byte 1041");
}

TEST(JsonRecordTest, ReaderGoesOnAfterErrorsAndMoves) {
  JsonRecordReader reader({});
  const std::string deep(5000, '[');
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(ReadAllWays(&reader, R"({"text":"a","id":1})"), (Outcome{"", "a", "1", true}));
    EXPECT_FALSE(ReadAllWays(&reader, R"({"text":"a","id":1)").error.empty());
    EXPECT_EQ(ReadAllWays(&reader, "{\"text\":\"\xff\"}"), (Outcome{"", "\xff", "", false}));
    EXPECT_FALSE(ReadAllWays(&reader, deep).error.empty());
    JsonRecordReader moved = std::move(reader);
    reader = std::move(moved);
  }
}

TEST(JsonRecordTest, LongLines) {
  JsonRecordReader reader({});
  std::string text;
  text.resize(20'000'000, 'x');
  EXPECT_EQ(ReadAllWays(&reader, R"({"text":")" + text + R"(","id":7})"),
            (Outcome{"", text, "7", true}));
  for (size_t i = 0; i < text.size(); i += 1000) text[i] = '\xff';
  EXPECT_EQ(ReadAllWays(&reader, R"({"text":")" + text + R"(","id":"i"})"),
            (Outcome{"", text, "i", true}));
  EXPECT_EQ(ReadAllWays(&reader, R"({"text":"a"})"), (Outcome{"", "a", "", false}));
}

TEST(JsonRecordTest, EveryTruncationIsAnError) {
  const std::string line = R"( {"id":12.50,"text":"a\u00e9\ud83d\ude00\n)"
                           "\u00e9\U0001f600"
                           R"(b","x":[1e5,true,{"y":null}],"z":{}})";
  JsonRecordReader reader({});
  ASSERT_EQ(ReadAllWays(&reader, line).error, "");
  for (size_t length = 0; length < line.size(); ++length) {
    EXPECT_NE(ReadAllWays(&reader, std::string_view(line).substr(0, length)).error, "") << length;
  }
}

// Why a strict parser may refuse what is read here: bytes that are not UTF-8, control characters,
// and a pair of surrogates of which one is left.
bool HoldsToleratedThings(std::string_view line) {
  for (size_t pos = 0; pos < line.size(); pos += Utf8SequenceLength(line.substr(pos))) {
    if (Utf8SequenceLength(line.substr(pos)) == 0) return true;
    if (static_cast<unsigned char>(line[pos]) < 0x20) return true;
  }
  return line.find("\\ud83d\\ude00") == std::string_view::npos;
}

TEST(JsonRecordTest, EveryCorruptionOfOneByte) {
  const std::string line =
      "{\"id\":120.5e2,\"text\":\"a\\u00e9\\ud83d\\ude00\\n\u00e9b\",\"x\":[1e5,-7,true,{\"y\":"
      "null}]}";
  JsonRecordReader reader({});
  size_t both = 0;
  size_t neither = 0;
  size_t ours = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string corrupt = line;
      corrupt[i] = static_cast<char>(byte);
      SCOPED_TRACE(::testing::PrintToString(corrupt));
      const Outcome outcome = ReadAllWays(&reader, corrupt);
      const json parsed = json::parse(corrupt, nullptr, /*allow_exceptions=*/false);
      const bool strict = !parsed.is_discarded();
      const bool usable = strict && parsed.contains("text") && parsed["text"].is_string() &&
                          (!parsed.contains("id") || parsed["id"].is_number());
      if (usable) {
        ASSERT_EQ(outcome.error, "");
        ASSERT_EQ(outcome.text, parsed["text"].get<std::string>());
        ASSERT_EQ(outcome.has_id, parsed.contains("id"));
        if (outcome.has_id) {
          ASSERT_EQ(json::parse(outcome.id), parsed["id"]);
        }
        ++both;
      } else if (strict || !outcome.error.empty()) {
        ASSERT_NE(outcome.error, "");
        ++neither;
      } else {
        ASSERT_TRUE(HoldsToleratedThings(corrupt));
        ++ours;
      }
    }
  }
  // Each branch was met; the last by raw bytes and control characters in strings at least.
  EXPECT_GT(both, 1000u);
  EXPECT_GT(neither, 5000u);
  EXPECT_GT(ours, 1000u);
}

// Writes random JSON whose strings and numbers use all the spellings that JSON has.
class JsonWriter {
 public:
  explicit JsonWriter(uint32_t seed) : random_(seed) {}

  uint32_t Below(uint32_t limit) { return static_cast<uint32_t>(random_() % limit); }

  std::string String() {
    std::string out = "\"";
    for (uint32_t n = Below(Below(4) == 0 ? 80 : 8); n > 0; --n) {
      constexpr std::array<const char*, 16> kPieces = {"\\\"",    "\\\\",       "\\/",
                                                       "\\b",     "\\n",        "\\t",
                                                       "\\u0000", "\\u00e9",    "\\uD83d\\uDe00",
                                                       "\\ufdd0", "\uFDD0",     "\uFDD0n1",
                                                       "\u4e2d",  "\U0001f600", "~",
                                                       "/"};
      out += Below(3) == 0 ? std::string(kPieces[Below(kPieces.size())])
                           : std::string(Below(12), static_cast<char>('a' + Below(26)));
    }
    return out + "\"";
  }

  std::string Number() {
    std::string out = Below(3) == 0 ? "-" : "";
    out += Below(4) == 0 ? "0" : std::to_string(1 + Below(9)) + Digits(Below(24));
    if (Below(3) == 0) out += "." + Digits(1 + Below(20));
    if (Below(3) == 0) {
      constexpr std::array<const char*, 5> kExponents = {"e", "E", "e+", "e-", "E-0"};
      out += kExponents[Below(5)] + Digits(1 + Below(2));
    }
    return out;
  }

  std::string Value(int depth) {
    switch (Below(depth > 0 ? 7 : 4)) {
      case 0:
        return Number();
      case 1:
        return std::array<const char*, 3>{"true", "false", "null"}[Below(3)];
      case 4:
        return Array(depth - 1);
      case 5:
      case 6:
        return Object(depth - 1, {});
      default:
        return String();
    }
  }

  // `members` and random others in random order; no name occurs twice.
  std::string Object(int depth, std::vector<std::string> members) {
    std::set<std::string> names = {"text", "id"};
    for (uint32_t n = Below(5); n > 0; --n) {
      const std::string name = String();
      if (!names.insert(json::parse(name).get<std::string>()).second) continue;
      members.push_back(name + Space() + ":" + Space() + Value(depth));
    }
    std::shuffle(members.begin(), members.end(), random_);
    return "{" + Joined(members) + "}";
  }

 private:
  std::string Array(int depth) {
    std::vector<std::string> items(Below(4));
    for (std::string& item : items) item = Value(depth);
    return "[" + Joined(items) + "]";
  }

  std::string Joined(const std::vector<std::string>& parts) {
    std::string out = Space();
    for (const std::string& part : parts) {
      if (&part != &parts.front()) out += "," + Space();
      out += part + Space();
    }
    return out;
  }

  std::string Space() { return Below(8) == 0 ? std::string(Below(3), " \t\r"[Below(3)]) : ""; }

  std::string Digits(uint32_t count) {
    std::string out;
    for (; count > 0; --count) out += static_cast<char>('0' + Below(10));
    return out;
  }

  std::mt19937 random_;
};

TEST(JsonRecordTest, AgreesWithNlohmannOnRandomRecords) {
  JsonRecordReader reader({});
  size_t leaves = 0;
  for (uint32_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    JsonWriter writer(seed);
    const bool numeric = writer.Below(2) == 0;
    const std::string id = numeric ? writer.Number() : writer.String();
    const std::string line =
        writer.Object(4, {"\"text\":" + writer.String(), "\"id\":" + id}) + "\n";
    const json parsed = json::parse(line);
    const Outcome expected = {"", parsed["text"].get<std::string>(),
                              numeric ? id : parsed["id"].get<std::string>(), true};
    ASSERT_EQ(ReadAllWays(&reader, line), expected) << line;
    if (seed % 10 != 0) continue;
    const json flat = parsed.flatten();
    for (const auto& [pointer, value] : flat.items()) {
      if (!value.is_string()) continue;
      ASSERT_EQ(ReadOne(line, {{pointer}, "id"}).text, value.get<std::string>()) << pointer;
      ++leaves;
    }
  }
  EXPECT_GT(leaves, 1000u);
}

TEST(JsonRecordTest, RandomStringsWithToleratedPiecesComeBack) {
  // A piece's source and what it stands for. The dot keeps \ud800 from a partner.
  const std::vector<std::pair<std::string_view, std::string_view>> pieces = {
      {"abc", "abc"},
      {"\xff", "\xff"},
      {"\x80", "\x80"},
      {"\0"sv, "\0"sv},
      {"\t", "\t"},
      {"\x1f", "\x1f"},
      {"\\ud800.", "\xed\xa0\x80."},
      {"\\udc00", "\xed\xb0\x80"},
      {"\uFDD0", "\uFDD0"},
      {"\\uFDD0", "\uFDD0"},
      {"n", "n"},
      {"ff", "ff"},
      {"\xe2\x82", "\xe2\x82"},
      {"\u00e9", "\u00e9"},
      {"\\n", "\n"},
      {"\xed\xa0\x80", "\xed\xa0\x80"},
      {"\\ud83d\\ude00", "\U0001f600"},
      {"\\\"", "\""}};
  JsonRecordReader reader({});
  for (uint32_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::array<std::pair<std::string, std::string>, 2> strings;
    for (auto& [source, meaning] : strings) {
      for (size_t n = random() % 12; n > 0; --n) {
        const auto& piece = pieces[random() % pieces.size()];
        source += piece.first;
        meaning += piece.second;
      }
    }
    const std::string line =
        "{\"text\":\"" + strings[0].first + "\",\"id\":\"" + strings[1].first + "\"}";
    ASSERT_EQ(ReadAllWays(&reader, line),
              (Outcome{"", strings[0].second, strings[1].second, true}));
  }
}

}  // namespace
}  // namespace reprise
