#include "reprise/base/growing_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace reprise {
namespace {

TEST(GrowingBytesTest, HoldsWhatAStringHoldsAndNeverMoves) {
  std::mt19937 random(3);
  constexpr uint64_t kMost = uint64_t{8} << 20;
  absl::StatusOr<GrowingBytes> bytes = GrowingBytes::Create(kMost);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(bytes->view(), "");
  std::string twin;
  const char* place = bytes->view().data();
  while (twin.size() < kMost) {
    std::string piece(std::min<size_t>(random() % 100'000, kMost - twin.size()), '\0');
    for (char& c : piece) {
      c = static_cast<char>(random());
    }
    bytes->Append(piece);
    twin += piece;
    ASSERT_EQ(bytes->view().size(), twin.size());
    ASSERT_EQ(bytes->view().data(), place);
  }
  EXPECT_EQ(bytes->view(), twin);
  const GrowingBytes moved = *std::move(bytes);
  EXPECT_EQ(moved.view(), twin);
}

TEST(GrowingBytesTest, Nothing) {
  absl::StatusOr<GrowingBytes> bytes = GrowingBytes::Create(0);
  ASSERT_TRUE(bytes.ok());
  bytes->Append("");
  EXPECT_EQ(bytes->view(), "");
  absl::StatusOr<GrowingBytes> freed = GrowingBytes::Create(100);
  ASSERT_TRUE(freed.ok());
  freed->Append("abc");
  freed->Free();
  EXPECT_EQ(freed->view(), "");
}

TEST(GrowingBytesTest, MoreThanThereAreAddresses) {
  EXPECT_EQ(GrowingBytes::Create(uint64_t{1} << 60).status().code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace reprise
