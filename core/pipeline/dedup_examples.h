#ifndef REPRISE_PIPELINE_DEDUP_EXAMPLES_H_
#define REPRISE_PIPELINE_DEDUP_EXAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "reprise/cluster/removals.h"
#include "reprise/verify/rule.h"

namespace reprise {

// A removal that a person should look at before trusting the rest.
struct RemovalExample {
  size_t removal = 0;    // index into the removals
  std::string_view why;  // "closest to the Jaccard threshold", a literal
};

// Chooses removals to show: of each kind up to `per_kind`, the first in input order where several
// are as good, none twice. The kinds, in order: closest to the threshold of either half of the rule
// that made it; most shingles that the kept document does not hold; texts that differ in figures
// alone. Left out are equal texts, which show nothing, and documents of more than `most_shingles`,
// which nobody reads. No removals: none. Pure; O(n log n).
std::vector<RemovalExample> ChooseExamples(const std::vector<Removal>& removals, size_t per_kind,
                                           uint64_t most_shingles);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_EXAMPLES_H_
