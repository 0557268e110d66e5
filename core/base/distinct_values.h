#ifndef REPRISE_BASE_DISTINCT_VALUES_H_
#define REPRISE_BASE_DISTINCT_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/growing_array.h"
#include "reprise/base/spill.h"

namespace reprise {

// Values that are added in any order and as often as one likes, and come out ascending, each once,
// however many there are: what a buffer does not hold goes to disk in sorted runs, which are merged
// as they are read. Unlike a SpillSorter it is bounded whether the budget has room or not. Repeated
// values are left out on the way, so a list of few different ones never gets that far. Quick where
// the values are as good as random. Not thread-safe. Errors of the disk are the budget's
// (SpillBudget::status).
//
// Linear time, each value being sorted three times at most. Memory: `buffer_bytes` and, where there
// are more than that can hold runs, 4 KiB for each run.
class DistinctValues {
 public:
  // Without a budget everything stays in memory. `spill` must outlive this.
  explicit DistinctValues(SpillBudget* spill = nullptr, size_t buffer_bytes = size_t{4} << 20);

  void Add(absl::Span<const uint64_t> values);

  // Calls visit(values) with one piece after the other of all values, each ascending and of values
  // above those of the last one; never with none. Leaves this empty, its memory given back.
  void ForEach(const std::function<void(absl::Span<const uint64_t>)>& visit);

 private:
  // Sorts what is in memory and leaves one of each.
  void Sort();
  void WriteRun();
  void Merge(const std::function<void(absl::Span<const uint64_t>)>& visit);

  SpillBudget* spill_;
  size_t most_;   // values in memory
  size_t limit_;  // with so many in memory, repeated ones are left out
  GrowingArray<uint64_t> values_;
  std::unique_ptr<SpillFile> file_;  // runs, one behind the other
  std::vector<uint64_t> run_ends_;   // in values
};

}  // namespace reprise

#endif  // REPRISE_BASE_DISTINCT_VALUES_H_
