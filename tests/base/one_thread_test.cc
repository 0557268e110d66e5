#include "reprise/base/one_thread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace reprise {
namespace {

TEST(OneThreadTest, OneThreadAtATimeHasPasses) {
  OneThread gate;
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        std::shared_ptr<void> first = gate.Enter();
        const int now = ++inside;
        most = std::max(most.load(), now);
        const std::shared_ptr<void> second = gate.Enter();  // as often as it likes
        first.reset();
        std::this_thread::yield();
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(most, 1);
}

TEST(OneThreadTest, TheNextOneWaitsForTheLastPass) {
  OneThread gate;
  std::shared_ptr<void> first = gate.Enter();
  std::shared_ptr<void> second = gate.Enter();
  std::future<void> other = std::async(std::launch::async, [&] { gate.Enter(); });
  first.reset();
  EXPECT_EQ(other.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  // Where a pass is given back does not matter.
  std::thread([&] { second.reset(); }).join();
  EXPECT_EQ(other.wait_for(std::chrono::seconds(60)), std::future_status::ready);
}

}  // namespace
}  // namespace reprise
