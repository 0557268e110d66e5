#include "reprise/pipeline/dates.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

constexpr int64_t kMarch12 = 1'615'507'200;  // 2021-03-12 00:00:00 UTC

TEST(DatesTest, FormsThatAreKnown) {
  for (const char* const date : {"2021-03-12", "20210312", "2021/03/12", "12 March 2021",
                                 "12 Mar 2021", "March 12, 2021", "12-MAR-2021", " 2021-03-12 "}) {
    EXPECT_EQ(ParseDate(date), kMarch12) << date;
  }
  constexpr int64_t kAfternoon = kMarch12 + 16 * 3600 + 5 * 60;
  for (const char* const date :
       {"2021-03-12T16:05:00Z", "2021-03-12T17:05:00+01:00", "2021-03-12T16:05:00.25",
        "2021-03-12T16:05", "2021-03-12 16:05:00", "2021-03-12 17:05:00 +0100",
        "Fri, 12 Mar 2021 16:05:00 +0000", "Fri, 12 Mar 2021 16:05:00 GMT",
        "12-MAR-2021 16:05:00.79", "12-MAR-2021  16:05:00.79", "1615565100", "1615565100000"}) {
    EXPECT_EQ(ParseDate(date), kAfternoon) << date;
  }
}

TEST(DatesTest, OthersAreNone) {
  for (const char* const date : {"", " ", "some day", "03/12/2021", "12.03.2021", "2021-13-01",
                                 "2021-03-12T99:00:00Z", "99999999999999999999", "-"}) {
    EXPECT_EQ(ParseDate(date), std::nullopt) << date;
  }
}

TEST(DatesTest, Hosts) {
  EXPECT_EQ(HostOf("https://paper.example/a/b?c=d://e"), "paper.example");
  EXPECT_EQ(HostOf("http://me:secret@paper.example:8080"), "paper.example");
  EXPECT_EQ(HostOf("http://[::1]:80/x"), "[::1]:80");
  EXPECT_EQ(HostOf("paper.example/a"), "");
  EXPECT_EQ(HostOf(""), "");
}

}  // namespace
}  // namespace reprise
