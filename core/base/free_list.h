#ifndef REPRISE_BASE_FREE_LIST_H_
#define REPRISE_BASE_FREE_LIST_H_

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace reprise {

// Things that are costly to make and that one call at a time may use: there are as many as calls
// that were ever under way together. Safe from any thread. Must outlive what it lends.
template <typename T>
class FreeList {
 public:
  explicit FreeList(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}

  // Goes back to the list with the pointer.
  class Return {
   public:
    explicit Return(FreeList* list) : list_(list) {}
    void operator()(T* thing) const {
      const std::lock_guard<std::mutex> lock(list_->mutex_);
      list_->free_.emplace_back(thing);
    }

   private:
    FreeList* list_;
  };
  using Loan = std::unique_ptr<T, Return>;

  Loan Borrow() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!free_.empty()) {
        std::unique_ptr<T> thing = std::move(free_.back());
        free_.pop_back();
        return Loan(thing.release(), Return(this));
      }
    }
    return Loan(make_().release(), Return(this));
  }

 private:
  const std::function<std::unique_ptr<T>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> free_;
};

}  // namespace reprise

#endif  // REPRISE_BASE_FREE_LIST_H_
