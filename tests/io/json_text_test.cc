#include "reprise/io/json/json_text.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>

namespace reprise {
namespace {

std::string JsonString(std::string_view value) {
  std::string out;
  AppendJsonString(value, &out);
  return out;
}

std::string Fixed6(double value) {
  std::string out;
  AppendFixed6(value, &out);
  return out;
}

std::string Encode(uint32_t code) {
  const auto byte = [](uint32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | (code >> 6)), byte(0x80 | (code & 0x3f))};
  if (code < 0x10000) {
    return {byte(0xe0 | (code >> 12)), byte(0x80 | ((code >> 6) & 0x3f)),
            byte(0x80 | (code & 0x3f))};
  }
  return {byte(0xf0 | (code >> 18)), byte(0x80 | ((code >> 12) & 0x3f)),
          byte(0x80 | ((code >> 6) & 0x3f)), byte(0x80 | (code & 0x3f))};
}

bool IsScalar(uint32_t code) { return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff); }

// The naive twin: decodes by arithmetic, then asks whether encoding gives the same bytes back.
size_t NaiveLength(std::string_view bytes) {
  for (size_t length = 1; length <= 4 && length <= bytes.size(); ++length) {
    constexpr std::array<uint32_t, 5> kLeadBits = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = static_cast<unsigned char>(bytes[0]) & kLeadBits[length];
    for (size_t i = 1; i < length; ++i) {
      code = (code << 6) | (static_cast<unsigned char>(bytes[i]) & 0x3f);
    }
    if (IsScalar(code) && Encode(code) == bytes.substr(0, length)) return length;
  }
  return 0;
}

std::string NaiveReplaced(std::string_view value) {
  std::string out;
  while (!value.empty()) {
    const size_t length = NaiveLength(value);
    out += length == 0 ? "\xef\xbf\xbd" : std::string(value.substr(0, length));
    value.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

// Strings of `length` bytes over those at which the definition of UTF-8 changes its mind.
template <typename Check>
void ForEachCriticalString(size_t length, Check check) {
  constexpr std::string_view kBytes =
      "a\"\\\x1f\x20\x7f\x80\x8f\x90\x9f\xa0\xbf\xc1\xc2\xdf\xe0\xe1\xed\xef\xf0\xf4\xf5\xff";
  std::string value(length, '\0');
  size_t total = 1;
  for (size_t i = 0; i < length; ++i) total *= kBytes.size();
  for (size_t n = 0; n < total; ++n) {
    size_t rest = n;
    for (char& c : value) {
      c = kBytes[rest % kBytes.size()];
      rest /= kBytes.size();
    }
    check(value);
  }
}

TEST(Utf8SequenceLengthTest, AcceptsExactlyTheScalarValues) {
  for (uint32_t code = 0; code <= 0x1fffff; ++code) {
    const std::string bytes = Encode(code);
    ASSERT_EQ(Utf8SequenceLength(bytes), IsScalar(code) ? bytes.size() : 0) << code;
  }
  EXPECT_EQ(Utf8SequenceLength(""), 0u);
}

TEST(Utf8SequenceLengthTest, AgreesWithNaiveTwinOnCriticalBytes) {
  for (size_t length = 1; length <= 4; ++length) {
    ForEachCriticalString(length, [](const std::string& value) {
      ASSERT_EQ(Utf8SequenceLength(value), NaiveLength(value)) << ::testing::PrintToString(value);
    });
  }
}

TEST(AppendJsonStringTest, Escapes) {
  EXPECT_EQ(JsonString(""), R"("")");
  EXPECT_EQ(JsonString("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(JsonString("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(JsonString(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001f\x7f\"");
  EXPECT_EQ(JsonString("caf\u00e9 \u4e2d \U0001f600 \u2028"),
            "\"caf\u00e9 \u4e2d \U0001f600 \u2028\"");
}

TEST(AppendJsonStringTest, ReplacesEachInvalidByte) {
  EXPECT_EQ(JsonString("a\xff\xfe z"), "\"a\uFFFD\uFFFD z\"");
  EXPECT_EQ(JsonString("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(JsonString("ok \u00e9\n\xe2\x82"), "\"ok \u00e9\\n\uFFFD\uFFFD\"");
}

TEST(AppendJsonStringTest, AppendsAndKeepsWhatIsThere) {
  std::string out = "{\"a\":";
  AppendJsonString("b", &out);
  EXPECT_EQ(out, "{\"a\":\"b\"");
}

TEST(AppendJsonStringTest, AgreesWithNlohmannOnCriticalBytes) {
  for (size_t length = 1; length <= 3; ++length) {
    ForEachCriticalString(length, [](const std::string& value) {
      ASSERT_EQ(JsonString(value), nlohmann::json(NaiveReplaced(value)).dump())
          << ::testing::PrintToString(value);
    });
  }
}

TEST(AppendJsonStringTest, AgreesWithNlohmannOnRandomStrings) {
  for (uint32_t seed = 1; seed <= 4000; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const auto below = [&random](uint32_t limit) {
      return static_cast<uint32_t>(random() % limit);
    };
    std::string value;
    const bool valid = seed % 2 == 0;
    for (size_t n = random() % 60; n > 0; --n) {
      switch (random() % 8) {
        case 0:
          value += Encode(below(0x20));
          break;
        case 1:
          value += Encode(0x80 + below(0xd000));
          break;
        case 2:
          value += Encode(0x10000 + below(0x100000));
          break;
        case 3:
          value += valid ? '"' : static_cast<char>(random());
          break;
        default:
          value.append(random() % 12, static_cast<char>(0x20 + random() % 0x5f));
      }
    }
    ASSERT_EQ(JsonString(value), nlohmann::json(NaiveReplaced(value)).dump());
  }
}

TEST(AppendFixed6Test, Literals) {
  EXPECT_EQ(Fixed6(0.7), "0.700000");
  EXPECT_EQ(Fixed6(1), "1.000000");
  EXPECT_EQ(Fixed6(0), "0.000000");
  EXPECT_EQ(Fixed6(2.0 / 3), "0.666667");
  EXPECT_EQ(Fixed6(-12.5), "-12.500000");
  EXPECT_EQ(Fixed6(0.0000005), "0.000000");  // the double lies just below the half
  EXPECT_EQ(Fixed6(0.9999996), "1.000000");
  EXPECT_EQ(Fixed6(-0.0), "0.000000");
  EXPECT_EQ(Fixed6(-1e-9), "0.000000");
  EXPECT_EQ(Fixed6(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(Fixed6(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(Fixed6(-std::numeric_limits<double>::max()).size(), 1 + 309 + 7u);
}

TEST(AppendFixed6Test, AgreesWithPrintfOnRandomBits) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 50000; ++i) {
    double value = std::bit_cast<double>(random());
    if (i % 2 == 0) value = static_cast<double>(random() % 3000000) / 1000003.0;
    if (!std::isfinite(value)) continue;
    std::array<char, 400> expected{};
    std::snprintf(expected.data(), expected.size(), "%.6f", value);
    if (std::string_view(expected.data()) == "-0.000000") continue;
    ASSERT_EQ(Fixed6(value), expected.data()) << "seed 1, draw " << i;
  }
}

}  // namespace
}  // namespace reprise
