#include "reprise/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace reprise {
namespace {

// Waits until `ready` holds; false after ten seconds, so that a defect fails instead of hanging.
template <typename Condition>
bool WaitFor(Condition ready) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!ready()) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    std::this_thread::yield();
  }
  return true;
}

absl::Status ErrorOf(size_t i) { return absl::InternalError("i = " + std::to_string(i)); }

TEST(ParallelForTest, CallsEveryIndexOnce) {
  for (const size_t threads : {1, 2, 3, 8}) {
    for (const size_t count : {0, 1, 2, 7, 8, 9, 10000}) {
      SCOPED_TRACE("threads " + std::to_string(threads) + ", count " + std::to_string(count));
      std::vector<std::atomic<int>> calls(count);
      std::vector<std::atomic<int>> inside(threads);
      std::atomic<bool> shared_worker = false;
      const absl::Status status = ParallelFor(threads, count, [&](size_t worker, size_t i) {
        // at() throws for a worker that has no scratch space.
        if (inside.at(worker).fetch_add(1) != 0) {
          shared_worker = true;
        }
        ++calls.at(i);
        --inside.at(worker);
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok()) << status;
      EXPECT_FALSE(shared_worker);
      for (size_t i = 0; i < count; ++i) {
        ASSERT_EQ(calls[i], 1) << i;
      }
    }
  }
}

TEST(ParallelForTest, OneThreadIsTheCallingOne) {
  std::vector<size_t> order;
  const std::thread::id caller = std::this_thread::get_id();
  ASSERT_TRUE(ParallelFor(1, 5, [&](size_t worker, size_t i) {
                EXPECT_EQ(worker, 0u);
                EXPECT_EQ(std::this_thread::get_id(), caller);
                order.push_back(i);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(order, (std::vector<size_t>{0, 1, 2, 3, 4}));
}

TEST(ParallelForTest, ThreadsRunAtOnce) {
  std::atomic<int> arrived = 0;
  const absl::Status status = ParallelFor(4, 4, [&](size_t /*worker*/, size_t i) {
    ++arrived;
    return WaitFor([&] { return arrived == 4; }) ? absl::OkStatus() : ErrorOf(i);
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST(ParallelForTest, OneThreadStopsAtTheFirstError) {
  size_t calls = 0;
  const absl::Status status = ParallelFor(1, 10, [&](size_t /*worker*/, size_t i) {
    ++calls;
    return i >= 3 ? ErrorOf(i) : absl::OkStatus();
  });
  EXPECT_EQ(status, ErrorOf(3));
  EXPECT_EQ(calls, 4u);
}

// All four are begun, and fail in each order in turn: highest first, then lowest first.
TEST(ParallelForTest, ReturnsTheErrorOfTheLowestIndexBegun) {
  for (const bool highest_first : {true, false}) {
    SCOPED_TRACE(highest_first);
    std::atomic<int> begun = 0;
    std::atomic<int> failed = 0;
    const absl::Status status = ParallelFor(4, 4, [&](size_t /*worker*/, size_t i) {
      ++begun;
      EXPECT_TRUE(WaitFor([&] { return begun == 4; }));
      if (i == 0) {
        return absl::OkStatus();
      }
      const int turn = static_cast<int>(highest_first ? 3 - i : i - 1);
      EXPECT_TRUE(WaitFor([&] { return failed == turn; }));
      ++failed;
      return ErrorOf(i);
    });
    EXPECT_EQ(status, ErrorOf(1));
  }
}

// While the first one fails, each of the others takes a millisecond: what is begun after the error
// is what threads had already taken, not the remaining 100 seconds of work.
TEST(ParallelForTest, BeginsNothingAfterAnError) {
  std::atomic<bool> failed = false;
  std::atomic<size_t> begun = 0;
  const absl::Status status = ParallelFor(3, 100000, [&](size_t /*worker*/, size_t i) {
    ++begun;
    if (i == 0) {
      failed = true;
      return ErrorOf(0);
    }
    EXPECT_TRUE(WaitFor([&] { return failed.load(); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return absl::OkStatus();
  });
  EXPECT_EQ(status, ErrorOf(0));
  EXPECT_LT(begun, 2000u);
}

// Whatever the number of threads and parts, all are taken, in order, with what was made of them.
TEST(ParallelInOrderTest, TakesAllInOrder) {
  for (const size_t threads : {1, 2, 3, 8}) {
    for (const size_t at_a_time : {1, 2, 7, 100}) {
      for (const size_t count : {0, 1, 2, 7, 8, 9, 1000}) {
        SCOPED_TRACE("threads " + std::to_string(threads) + ", at a time " +
                     std::to_string(at_a_time) + ", count " + std::to_string(count));
        std::vector<size_t> taken;
        const absl::Status status = ParallelInOrder<std::vector<size_t>>(
            threads, at_a_time, count,
            [&](size_t worker, size_t i, std::vector<size_t>* part) {
              EXPECT_LT(worker, threads);
              EXPECT_LE(part->size(), 1u);  // what an earlier one has left
              part->assign(1, i);
              return absl::OkStatus();
            },
            [&](const std::vector<size_t>& part) {
              ASSERT_EQ(part.size(), 1u);
              taken.push_back(part.front());
            });
        EXPECT_TRUE(status.ok()) << status;
        ASSERT_EQ(taken.size(), count);
        for (size_t i = 0; i < count; ++i) {
          ASSERT_EQ(taken[i], i);
        }
      }
    }
  }
}

TEST(ParallelInOrderTest, TakesNothingOfARoundThatFails) {
  for (const size_t threads : {1, 3}) {
    size_t taken = 0;
    const absl::Status status = ParallelInOrder<size_t>(
        threads, 4, 100,
        [](size_t /*worker*/, size_t i, size_t* /*part*/) {
          return i == 9 ? ErrorOf(i) : absl::OkStatus();
        },
        [&](size_t /*part*/) { ++taken; });
    EXPECT_EQ(status, ErrorOf(9));
    EXPECT_EQ(taken, 8u);
  }
}

}  // namespace
}  // namespace reprise
