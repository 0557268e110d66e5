#ifndef REPRISE_TEXT_TOKEN_OUTPUT_H_
#define REPRISE_TEXT_TOKEN_OUTPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/text/tokenizer.h"

// How the tokeniser writes what it finds, for each of the forms that a caller may ask for.

namespace reprise::internal {

// What a caller wants of a token; what is not wanted costs nothing.
inline void Store(uint64_t hash, size_t begin, size_t end, bool is_number, Token* token) {
  *token = {hash, begin, end, is_number};
}
inline void Store(uint64_t hash, size_t /*begin*/, size_t /*end*/, bool /*is_number*/,
                  uint64_t* out) {
  *out = hash;
}
inline void Store(uint64_t hash, size_t /*begin*/, size_t /*end*/, bool is_number,
                  HashedToken* token) {
  *token = {hash, is_number};
}

// Fills a vector from the front and cuts it to size in the end, so that a loop may store without
// asking for room each time. The vector must outlive it.
template <typename T>
class TokenOutput {
 public:
  explicit TokenOutput(std::vector<T>* values) : values_(values) {}

  // Room for `count` more values, to be written and then counted.
  T* Room(size_t count) {
    if (values_->size() - size_ < count) {
      values_->resize(std::max(size_ + count, 2 * values_->size()));
    }
    return values_->data() + size_;
  }
  void Count(size_t count) { size_ += count; }
  void Finish() { values_->resize(size_); }

 private:
  std::vector<T>* values_;
  size_t size_ = 0;
};

}  // namespace reprise::internal

#endif  // REPRISE_TEXT_TOKEN_OUTPUT_H_
