#ifndef REPRISE_PIPELINE_DEDUP_EXAMPLES_H_
#define REPRISE_PIPELINE_DEDUP_EXAMPLES_H_

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "reprise/cluster/removals.h"

namespace reprise {

// A removal that a person should look at before trusting the rest.
struct RemovalExample {
  size_t removal = 0;    // index into the removals
  std::string_view why;  // "closest to the Jaccard threshold", a literal
};

// Chooses removals to show, among those for which `suitable`: of each kind up to `per_kind`, the
// first in `removals` where several are as good, none twice, and of copies of one text, which have
// the same kept document and the same figures, one alone. The kinds, in order: closest to the
// threshold of either half of the rule that made it; most shingles that the kept document does not
// hold; texts that differ in figures alone. Equal texts are left out: they show nothing. No
// removals: none. Pure but for `suitable`; O(n log n).
std::vector<RemovalExample> ChooseExamples(const std::vector<Removal>& removals, size_t per_kind,
                                           const std::function<bool(const Removal&)>& suitable);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_EXAMPLES_H_
