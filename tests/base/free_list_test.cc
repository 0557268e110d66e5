#include "reprise/base/free_list.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <set>

#include "reprise/base/parallel.h"

namespace reprise {
namespace {

TEST(FreeListTest, LendsWhatCameBackFirst) {
  int made = 0;
  FreeList<int> list([&] { return std::make_unique<int>(made++); });
  {
    const FreeList<int>::Loan first = list.Borrow();
    const FreeList<int>::Loan second = list.Borrow();
    EXPECT_NE(first.get(), second.get());
    EXPECT_EQ(made, 2);
  }
  const FreeList<int>::Loan first = list.Borrow();
  const FreeList<int>::Loan second = list.Borrow();
  EXPECT_EQ(made, 2);
  EXPECT_EQ((std::set<int>{*first, *second}), (std::set<int>{0, 1}));
}

TEST(FreeListTest, OneCallAtATimeHasAThing) {
  constexpr size_t kThreads = 4;
  std::atomic<size_t> made = 0;
  FreeList<std::atomic<int>> list([&] {
    ++made;
    return std::make_unique<std::atomic<int>>(0);
  });
  std::atomic<int> shared = 0;
  const absl::Status status = ParallelFor(kThreads, 20000, [&](size_t, size_t) {
    const FreeList<std::atomic<int>>::Loan loan = list.Borrow();
    shared += loan->fetch_add(1);
    loan->fetch_sub(1);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(shared, 0);
  EXPECT_LE(made, kThreads);
}

}  // namespace
}  // namespace reprise
