#include "reprise/index/stored_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "reprise/index/common_bytes.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

// A text of long equal stretches, in a file and in memory.
class StoredBytesTest : public ::testing::Test {
 protected:
  StoredBytesTest() : file_(&budget_) {
    while (text_.size() < 3000) {
      text_ += random_() % 2 == 0 || text_.empty()
                   ? std::string(1, static_cast<char>('a' + random_() % 2))
                   : text_.substr(random_() % text_.size(), 200);
    }
    file_.Append(text_.data(), text_.size());
  }

  std::mt19937_64 random_{1};
  TinyBudget budget_;
  SpillFile file_;
  std::string text_;
};

TEST_F(StoredBytesTest, AreThoseOfTheText) {
  for (const size_t block_bytes : {1, 7, 64, 5000}) {
    for (const size_t slots : {1, 3, 100}) {
      StoredBytes bytes(file_, text_.size(), block_bytes, slots);
      for (int i = 0; i < 500; ++i) {
        const uint64_t position = random_() % text_.size();
        const std::string_view from = bytes.From(position);
        ASSERT_FALSE(from.empty());
        ASSERT_EQ(from, text_.substr(position, from.size()));
        const std::string_view before = bytes.Before(position + 1);
        ASSERT_FALSE(before.empty());
        ASSERT_EQ(before, text_.substr(position + 1 - before.size(), before.size()));
      }
    }
  }
}

TEST_F(StoredBytesTest, AreComparedAsBytesInMemory) {
  const uint64_t size = text_.size();
  for (const size_t block_bytes : {1, 7, 64, 5000}) {
    StoredBytes one(file_, size, block_bytes, 2);
    StoredBytes other(file_, size, block_bytes, 5);
    for (int i = 0; i < 1000; ++i) {
      const uint64_t a = random_() % (size + 1);
      const uint64_t b = random_() % (size + 1);
      const uint64_t behind = random_() % (size - std::max(a, b) + 1);
      ASSERT_EQ(CommonPrefix(&one, a, &other, b, behind),
                CommonPrefix(text_.data() + a, text_.data() + b, behind));
      const uint64_t before = random_() % (std::min(a, b) + 1);
      ASSERT_EQ(CommonSuffix(&one, a, &other, b, before),
                CommonSuffix(text_.data() + a, text_.data() + b, before));
    }
  }
}

}  // namespace
}  // namespace reprise
