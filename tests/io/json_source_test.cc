#include "reprise/io/json/json_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace reprise {
namespace {

std::string Without(const std::string& text, const std::vector<ByteRange>& ranges) {
  std::string rest;
  size_t done = 0;
  for (const ByteRange& range : ranges) {
    rest += text.substr(done, range.begin - done);
    done = range.end;
  }
  return rest + text.substr(done);
}

std::string TextOf(const std::string& line, const RecordFields& fields) {
  JsonRecordReader reader(fields);
  JsonRecord record;
  const absl::Status status = reader.Read(line, &record);
  EXPECT_TRUE(status.ok()) << status << " in " << line;
  return std::string(record.text);
}

std::vector<ByteRange> Source(const std::string& line, const std::vector<ByteRange>& parts,
                              const RecordFields& fields = {}) {
  const auto ranges = JsonSourceRanges(line, fields, parts);
  EXPECT_TRUE(ranges.ok()) << ranges.status();
  return ranges.ok() ? *ranges : std::vector<ByteRange>();
}

TEST(JsonSourceTest, PlainText) {
  const std::string line = R"({"id": 1, "text": "one two three", "more": [1, "text"]})";
  EXPECT_EQ(Without(line, Source(line, {{4, 8}})),
            R"({"id": 1, "text": "one three", "more": [1, "text"]})");
  EXPECT_TRUE(Source(line, {}).empty());
  EXPECT_TRUE(Source(line, {{4, 4}}).empty());
}

TEST(JsonSourceTest, EscapesCountAsWhatTheyStandFor) {
  const std::string line = R"({"text":"a\nb\u00e9c\ud83d\ude00d\ud800e\"f"})";
  const std::string text = TextOf(line, {});
  ASSERT_EQ(text,
            "a\nb\xC3\xA9"
            "c\xF0\x9F\x98\x80"
            "d\xED\xA0\x80"
            "e\"f");
  EXPECT_EQ(Without(line, Source(line, {{3, 5}})), R"({"text":"a\nbc\ud83d\ude00d\ud800e\"f"})");
  EXPECT_EQ(Without(line, Source(line, {{6, 10}})), R"({"text":"a\nb\u00e9cd\ud800e\"f"})");
  EXPECT_EQ(Without(line, Source(line, {{11, 14}, {15, 16}})),
            R"({"text":"a\nb\u00e9c\ud83d\ude00def"})");
}

TEST(JsonSourceTest, MembersAreFoundAsTheReaderFindsThem) {
  const RecordFields pointer{{"/a/1/b"}, "id"};
  const std::string nested = R"({"b":"no","a":[{"b":"no"},{"x":{"b":"}"},"b":"yes yes"}]})";
  ASSERT_EQ(TextOf(nested, pointer), "yes yes");
  EXPECT_EQ(Without(nested, Source(nested, {{3, 7}}, pointer)),
            R"({"b":"no","a":[{"b":"no"},{"x":{"b":"}"},"b":"yes"}]})");
  const std::string escaped = R"({"te\u0078t":"one","text":"two"})";
  ASSERT_EQ(TextOf(escaped, {}), "one");
  EXPECT_EQ(Without(escaped, Source(escaped, {{0, 1}})), R"({"te\u0078t":"ne","text":"two"})");
}

TEST(JsonSourceTest, PartsReachOverSeveralMembers) {
  const RecordFields fields{{"title", "none", "text"}, "id"};
  const std::string line = R"({"text":"body text","title":"head line","none":null})";
  ASSERT_EQ(TextOf(line, fields), "head line\nbody text");
  EXPECT_EQ(Without(line, Source(line, {{5, 15}}, fields)),
            R"({"text":"text","title":"head ","none":null})");
}

TEST(JsonSourceTest, ATextThatIsNotTheLines) {
  EXPECT_FALSE(JsonSourceRanges(R"({"text":"short"})", {}, {{3, 9}}).ok());
  EXPECT_FALSE(JsonSourceRanges(R"({"other":"short"})", {}, {{0, 1}}).ok());
  EXPECT_FALSE(JsonSourceRanges("", {}, {{0, 1}}).ok());
}

TEST(JsonSourceTest, WhatIsCutFromTheLineIsCutFromTheText) {
  const std::vector<std::string> pieces = {"a",
                                           "\\n",
                                           "\\\"",
                                           "\\\\",
                                           "\\u0041",
                                           "\\u00e9",
                                           "\\u4e00",
                                           "\\ud83d\\ude00",
                                           "\\ud800",
                                           "\xC3\xA9",
                                           "\xE4\xB8\x80",
                                           "\xFF",
                                           "{",
                                           "]",
                                           ",",
                                           " ",
                                           "\\/"};
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    RecordFields fields;
    fields.text = {"x", "y"};
    std::string line = R"({"z":["}",{"x":1}],)";
    for (const char* name : {"x", "y"}) {
      line += std::string("\"") + name + "\":\"";
      for (size_t k = random() % 12; k > 0; --k) {
        line += pieces[random() % pieces.size()];
      }
      line += name[0] == 'x' ? "\" , " : "\"}";
    }
    const std::string text = TextOf(line, fields);
    // Characters may not be cut; nor the line break that joins the members.
    const size_t joint = TextOf(line, {{"x"}, "id"}).size();
    std::vector<size_t> places;
    for (size_t i = 0; i <= text.size(); ++i) {
      const bool inside = i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
      if (!inside) {
        places.push_back(i);
      }
    }
    std::vector<size_t> ends;
    for (size_t k = 0; k < 4; ++k) {
      ends.push_back(places[random() % places.size()]);
    }
    std::sort(ends.begin(), ends.end());
    const std::vector<ByteRange> parts = {{ends[0], ends[1]}, {ends[2], ends[3]}};
    std::vector<ByteRange> kept_joint;
    for (const ByteRange& part : parts) {
      if (part.begin <= joint && joint < part.end) {
        kept_joint.push_back({part.begin, joint});
        kept_joint.push_back({joint + 1, part.end});
      } else {
        kept_joint.push_back(part);
      }
    }
    const std::string cut = Without(line, Source(line, parts, fields));
    ASSERT_EQ(TextOf(cut, fields), Without(text, kept_joint)) << line;
  }
}

}  // namespace
}  // namespace reprise
