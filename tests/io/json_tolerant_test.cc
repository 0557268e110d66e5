#include "reprise/io/json/json_tolerant.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reprise {
namespace {

using nlohmann::json;
using namespace std::string_view_literals;

// The rewritten form parsed by nlohmann::json: must be strictly valid.
json Rewrite(std::string_view line) {
  std::string rewritten = "left over from before";
  const absl::Status status = RewriteTolerant(line, &rewritten);
  EXPECT_TRUE(status.ok()) << status << " for " << line;
  json parsed = json::parse(rewritten, nullptr, /*allow_exceptions=*/false);
  EXPECT_FALSE(parsed.is_discarded()) << rewritten;
  return parsed;
}

std::string StringOf(const json& parsed) {
  std::string buffer;
  const auto value = parsed.get<std::string>();
  EXPECT_FALSE(TolerantNumber(value).has_value());
  return std::string(TolerantString(value, &buffer));
}

std::string Refusal(std::string_view line) {
  std::string rewritten;
  const absl::Status status = RewriteTolerant(line, &rewritten);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << line;
  return std::string(status.message());
}

TEST(RewriteTolerantTest, StringsComeBack) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {R"("")", ""},
      {R"("a\"\\\/\b\f\n\r\tz")", "a\"\\/\b\f\n\r\tz"},
      {R"("\u0041\u00e9\u4E2D\ud83d\uDE00")", "A\u00e9\u4e2d\U0001f600"},
      {"\"\u00e9\u4e2d\U0001f600\x7f\"", "\u00e9\u4e2d\U0001f600\x7f"},
      {"\"\0\x01\t\x1f\""sv, "\0\x01\t\x1f"sv},
      {"\"\\u0000\"", "\0"sv},
      {"\"a\xff\xc3(\xe2\x82\"", "a\xff\xc3(\xe2\x82"},
      {"\"\xed\xa0\x80\xed\xb0\x80\"", "\xed\xa0\x80\xed\xb0\x80"},
      {R"("\ud800")", "\xed\xa0\x80"},
      {R"("\uDFFF!")", "\xed\xbf\xbf!"},
      {R"("\udc00\ud800")", "\xed\xb0\x80\xed\xa0\x80"},
      {R"("\ud800\ud83d\ude00")", "\xed\xa0\x80\U0001f600"},
      {R"("\ud800\n")", "\xed\xa0\x80\n"},
      {R"("\ud800\u0041")", "\xed\xa0\x80\x41"},
      // The marker itself, alone and looking like one that the rewriting made.
      {"\"\uFDD0\"", "\uFDD0"},
      {R"("\ufdd0\uFDD0")", "\uFDD0\uFDD0"},
      {"\"\uFDD0n12\"", "\uFDD0n12"},
      {"\"\\ufdd0n12\"", "\uFDD0n12"},
      {"\"\uFDD0ff\xff\"", "\uFDD0ff\xff"},
  };
  for (const auto& [source, expected] : cases) {
    SCOPED_TRACE(source);
    EXPECT_EQ(StringOf(Rewrite(source)), expected);
    // As a name, within a nested value, and with a line break.
    const std::string nested = "{" + std::string(source) + ": [" + std::string(source) + "]}\r\n";
    const json parsed = Rewrite(nested);
    ASSERT_EQ(parsed.size(), 1u);
    EXPECT_EQ(StringOf(parsed.begin().key()), expected);
    EXPECT_EQ(StringOf(parsed.begin().value()[0]), expected);
  }
}

TEST(RewriteTolerantTest, NumbersKeepTheirSource) {
  for (const std::string_view source :
       {"0", "-0", "7", "-12", "1.0", "0.10", "1e5", "1E+05", "1e-400", "-0.0e-0", "1e999",
        "123456789012345678901234567890", "18446744073709551616", "-9223372036854775809",
        "0.1000000000000000055511151231257827021181583404541015625"}) {
    const json parsed = Rewrite("[" + std::string(source) + "]");
    const auto value = parsed[0].get<std::string>();
    EXPECT_EQ(TolerantNumber(value), source);
  }
}

TEST(RewriteTolerantTest, TheRestStaysAsItIs) {
  EXPECT_EQ(Rewrite(" { \"a\" : [ true , false,null,[ ], {}, {\"b\":\"c\"} ] }\t\n"),
            json::parse(R"({"a":[true,false,null,[],{},{"b":"c"}]})"));
}

TEST(RewriteTolerantTest, SaysWhatIsWrongAndWhere) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {R"({"a":1 "b":2})", "8: a string where a comma or closing brace should be"},
      {R"({"a":[1 2]})", "9: '2' where a comma or closing bracket should be"},
      {R"({"a" 1})", "6: '1' where a colon should be"},
      {R"({'a':1})",
       "2: a single quote where a member name in double quotes or closing brace "
       "should be"},
      {R"({"a":1,})", "8: '}' where a member name in double quotes should be"},
      {R"([1,])", "4: ']' where a value should be"},
      {R"([,])", "2: ',' where a value or closing bracket should be"},
      {R"({"a":})", "6: '}' where a value should be"},
      {"{\"a\":\u201cx\u201d}", "6: '\u201c' where a value should be"},
      {"{\"a\":\x80}", "6: byte 0x80 where a value should be"},
      {"{\"a\":\x01}", "6: byte 0x01 where a value should be"},
      {"\xef\xbb\xbf{}", "1: a byte order mark where a value should be"},
      {"{\"a\":1\0}"sv, "7: byte 0x00 where a comma or closing brace should be"},
      {R"({"a":NaN})", "6: \"NaN\" is not a JSON value"},
      {R"({"a":True})", "6: \"True\" is not a JSON value"},
      {R"({"a":-Infinity})", "6: \"-Infinity\" is not a JSON value"},
      {R"([01])", "2: \"01\" is not a JSON value"},
      {R"([1.])", "2: \"1.\" is not a JSON value"},
      {R"([.5])", "2: \".5\" is not a JSON value"},
      {R"([+1])", "2: \"+1\" is not a JSON value"},
      {R"([1e])", "2: \"1e\" is not a JSON value"},
      {R"([-])", "2: \"-\" is not a JSON value"},
      {R"([0x1f])", "2: \"0x1f\" is not a JSON value"},
      {R"({"a":"b)", "6: a string without its closing quote"},
      {R"({"a":"b\"})", "6: a string without its closing quote"},
      {R"({"a":"\q"})", "7: a backslash, then 'q': no escape that JSON has"},
      {R"({"a":"\)", "7: a backslash, then the line ends: no escape that JSON has"},
      {R"({"a":"\u12"})", "7: \\u without four hex digits"},
      {R"({"a":"\ud800\u12g4"})", "13: \\u without four hex digits"},
      {R"({"a":1)", "7: the line ends where a comma or closing brace should be"},
      {"{\"a\":1\r\n", "7: the line ends where a comma or closing brace should be"},
      {R"({"a":)", "6: the line ends where a value should be"},
      {R"({"a":1}})", "8: '}' after the end of the JSON value"},
      {R"({"a":1} {"a":2})", "9: '{' after the end of the JSON value"},
      {R"([1})", "3: '}' where a comma or closing bracket should be"},
  };
  for (const auto& [line, message] : cases) {
    EXPECT_EQ(Refusal(line), "not valid JSON at byte " + std::string(message)) << line;
  }
  EXPECT_EQ(Refusal("[" + std::string(50, 'x') + "]"),
            "not valid JSON at byte 2: \"" + std::string(40, 'x') + "...\" is not a JSON value");
}

TEST(RewriteTolerantTest, BlankLines) {
  for (const std::string_view line : {"", "\n", "\r\n", "\r", " \t ", " \n"}) {
    EXPECT_EQ(Refusal(line), "a blank line, not a JSON object");
  }
}

TEST(RewriteTolerantTest, Depth) {
  const auto nested = [](size_t levels, std::string_view content) {
    return std::string(levels, '[') + std::string(content) + std::string(levels, ']');
  };
  std::string rewritten;
  EXPECT_TRUE(RewriteTolerant(nested(kMaxJsonDepth, "null"), &rewritten).ok());
  EXPECT_TRUE(RewriteTolerant(nested(kMaxJsonDepth + 1, ""), &rewritten).ok());
  EXPECT_EQ(Refusal(nested(kMaxJsonDepth + 1, "null")),
            "nested deeper than 1024 levels at byte 1026");
  EXPECT_EQ(Refusal(std::string(1000000, '[')), "nested deeper than 1024 levels at byte 1026");
}

}  // namespace
}  // namespace reprise
