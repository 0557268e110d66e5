#include "reprise/io/json/json_field.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reprise {
namespace {

using Steps = std::vector<std::string>;

Steps StepsOf(const std::string& name) {
  const absl::StatusOr<JsonFieldPath> path = ParseJsonFieldPath(name);
  EXPECT_TRUE(path.ok()) << path.status();
  if (!path.ok()) return {"failed"};
  EXPECT_EQ(path->name, name);
  return path->steps;
}

TEST(JsonFieldPathTest, PlainNamesAreTakenAsTheyAre) {
  EXPECT_EQ(StepsOf("text"), Steps({"text"}));
  EXPECT_EQ(StepsOf("a/b~c"), Steps({"a/b~c"}));
  EXPECT_EQ(StepsOf(""), Steps({""}));
}

TEST(JsonFieldPathTest, Pointers) {
  EXPECT_EQ(StepsOf("/"), Steps({""}));
  EXPECT_EQ(StepsOf("/a/0/b"), Steps({"a", "0", "b"}));
  EXPECT_EQ(StepsOf("/a//"), Steps({"a", "", ""}));
  EXPECT_EQ(StepsOf("/a~1b/~0~01"), Steps({"a/b", "~~1"}));
}

TEST(JsonFieldPathTest, RefusesUnknownEscapes) {
  for (const std::string name : {"/a~", "/~2", "/a~/b"}) {
    const absl::StatusOr<JsonFieldPath> path = ParseJsonFieldPath(name);
    EXPECT_EQ(path.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(path.status().message(),
              "\"" + name + "\" is not a JSON pointer: in a name ~ is written ~0, and / is ~1");
  }
}

TEST(JsonArrayIndexTest, DigitsWithoutLeadingZeros) {
  EXPECT_EQ(JsonArrayIndex("0"), 0u);
  EXPECT_EQ(JsonArrayIndex("10"), 10u);
  EXPECT_EQ(JsonArrayIndex("18446744073709551615"), 18446744073709551615u);
  for (const char* step : {"", "-", "-1", "+1", "00", "01", "1a", " 1", "18446744073709551616"}) {
    EXPECT_FALSE(JsonArrayIndex(step).has_value()) << step;
  }
}

}  // namespace
}  // namespace reprise
