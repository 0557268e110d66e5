#ifndef REPRISE_TEXT_DISTINCT_FILTER_H_
#define REPRISE_TEXT_DISTINCT_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprise {

// Keeps the first occurrence of every value, in order. Linear in the values, which have to be as
// good as random in their low 32 bits: others cost time, not correctness. Reuses its memory from
// call to call: 16 to 32 bytes a value. One per thread.
class DistinctFilter {
 public:
  void Apply(std::vector<uint64_t>* values);

 private:
  // For values of which few come back.
  bool ApplyByBits(std::vector<uint64_t>* values);
  // For any.
  void ApplyByTable(std::vector<uint64_t>* values);

  std::vector<uint64_t> bits_;      // one for each value, by its low bits
  std::vector<uint32_t> suspects_;  // places of values whose bit was set
  std::vector<uint64_t> table_;     // open addressing; 0 marks a free slot
};

}  // namespace reprise

#endif  // REPRISE_TEXT_DISTINCT_FILTER_H_
