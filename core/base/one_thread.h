#ifndef REPRISE_BASE_ONE_THREAD_H_
#define REPRISE_BASE_ONE_THREAD_H_

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>

namespace reprise {

// For what one thread at a time may have in hand, as often as it likes: large things, of which the
// memory has no room for one per thread. Safe from any thread; must outlive its passes.
class OneThread {
 public:
  // Waits while another thread has a pass. A pass may be given back on any thread. Whoever has one
  // must not wait for a thread that may want one.
  std::shared_ptr<void> Enter() {
    std::unique_lock<std::mutex> lock(mutex_);
    const std::thread::id self = std::this_thread::get_id();
    left_.wait(lock, [&] { return passes_ == 0 || holder_ == self; });
    holder_ = self;
    ++passes_;
    return {this, [](OneThread* gate) { gate->Leave(); }};
  }

 private:
  void Leave() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--passes_ == 0) {
      left_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable left_;
  std::thread::id holder_;
  size_t passes_ = 0;  // of the holder
};

}  // namespace reprise

#endif  // REPRISE_BASE_ONE_THREAD_H_
