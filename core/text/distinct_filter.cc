#include "reprise/text/distinct_filter.h"

#include <algorithm>
#include <bit>

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once per
// instruction set, by including this file again; HWY_ONCE guards the rest.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reprise/text/distinct_filter.cc"
#include "hwy/foreach_target.h"
// foreach_target.h has to come first.
#include "hwy/contrib/algo/find-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace reprise {
namespace HWY_NAMESPACE {
namespace {

// Whether `value` is one of the `count` values that begin at `values`.
bool IsAmong(uint64_t value, const uint64_t* HWY_RESTRICT values, size_t count) {
  const hwy::HWY_NAMESPACE::CappedTag<uint64_t, 8> d;
  return hwy::HWY_NAMESPACE::Find(d, value, values, count) != count;
}

}  // namespace
// NOLINTNEXTLINE(google-readability-namespace-comments)
}  // namespace HWY_NAMESPACE
}  // namespace reprise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reprise {
namespace {

HWY_EXPORT(IsAmong);

// So many bits for each value that a value seen for the first time meets a bit that is set about
// once in 200 times.
constexpr size_t kBitsPerValue = 64;

// Beyond it the bits leave the processor's nearest cache, and suspects would be many.
constexpr size_t kMostForBits = 4096;

// Each suspect costs a look at all values before it.
constexpr size_t kMostSuspects = 16;

}  // namespace

void DistinctFilter::Apply(std::vector<uint64_t>* values) {
  if (values->size() > kMostForBits || !ApplyByBits(values)) {
    ApplyByTable(values);
  }
}

// Nearly all shingles of most texts occur once. So a bit for each tells which may have come before,
// without a branch per value; these few are looked for. False, with nothing changed, where they are
// not few.
bool DistinctFilter::ApplyByBits(std::vector<uint64_t>* values) {
  const size_t size = values->size();
  const size_t words = std::bit_ceil(size * kBitsPerValue / 64 + 1);
  bits_.assign(words, 0);
  suspects_.resize(size + 1);
  size_t count = 0;
  for (size_t i = 0; i < size; ++i) {
    const uint64_t value = (*values)[i];
    uint64_t& word = bits_[(value >> 6) & (words - 1)];
    suspects_[count] = static_cast<uint32_t>(i);
    count += (word >> (value & 63)) & 1;
    word |= uint64_t{1} << (value & 63);
  }
  if (count > kMostSuspects) {
    return false;
  }
  const auto begin = values->begin();
  const auto came_before = [&](uint32_t place) {
    return HWY_DYNAMIC_DISPATCH(IsAmong)((*values)[place], values->data(), place);
  };
  const auto last =
      std::remove_if(suspects_.begin(), suspects_.begin() + static_cast<std::ptrdiff_t>(count),
                     [&](uint32_t place) { return !came_before(place); });
  // From the back, so that the places in front stay where they are.
  for (auto it = last; it != suspects_.begin();) {
    values->erase(begin + *--it);
  }
  return true;
}

void DistinctFilter::ApplyByTable(std::vector<uint64_t>* values) {
  const size_t slots = std::max<size_t>(16, std::bit_ceil(values->size() * 2));
  table_.assign(slots, 0);
  const size_t mask = slots - 1;
  bool zero_seen = false;
  size_t kept = 0;
  for (const uint64_t value : *values) {
    if (value == 0) {
      if (!zero_seen) {
        (*values)[kept++] = value;
        zero_seen = true;
      }
      continue;
    }
    size_t slot = value & mask;
    while (table_[slot] != 0 && table_[slot] != value) {
      slot = (slot + 1) & mask;
    }
    if (table_[slot] == 0) {
      table_[slot] = value;
      (*values)[kept++] = value;
    }
  }
  values->resize(kept);
}

}  // namespace reprise
#endif  // HWY_ONCE
