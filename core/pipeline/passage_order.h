#ifndef REPRISE_PIPELINE_PASSAGE_ORDER_H_
#define REPRISE_PIPELINE_PASSAGE_ORDER_H_

#include <vector>

#include "absl/types/span.h"
#include "reprise/verify/passage.h"

namespace reprise {

// Which passages stand in the same order in both texts, for views that set them beside each other;
// the others were moved. Of all sets of passages whose beginnings rise strictly on both sides the
// one with most tokens (the definition leaves ties open; the result is still always the same). One
// entry per passage. Pure; O(n log n).
std::vector<bool> InSameOrder(absl::Span<const Passage> passages);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PASSAGE_ORDER_H_
