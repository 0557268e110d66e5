#include "reprise/index/rolling_hash.h"

namespace reprise {

RollingHash::RollingHash(size_t width, uint64_t base_number)
    : width_(width),
      base_(base_number == 0 ? kFirstBase : Mix64(kFirstBase + base_number) % kPrime) {
  uint64_t power = 1;  // base_^width: the weight of a byte that has just left
  for (size_t i = 0; i < width; ++i) {
    power = Reduce(Product(power));
  }
  uint64_t loss = kPrime - power;
  for (uint64_t& leaving : leaving_) {
    leaving = Reduce(loss);
    loss = Reduce(leaving + kPrime - power);
  }
}

void RollingHash::Start(const char* text) {
  state_ = 0;
  for (size_t i = 0; i < width_; ++i) {
    state_ = Reduce(Product(state_) + Value(text[i]));
  }
}

}  // namespace reprise
