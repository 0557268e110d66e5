#ifndef REPRISE_TESTS_TESTING_PRINTED_REMOVALS_H_
#define REPRISE_TESTS_TESTING_PRINTED_REMOVALS_H_

#include <ostream>

#include "reprise/cluster/removals.h"

namespace reprise {

// Removals compared and shown by GoogleTest.
inline bool operator==(const Removal& a, const Removal& b) {
  return a.removed == b.removed && a.kept == b.kept && a.verdict == b.verdict &&
         a.figures.shared == b.figures.shared && a.figures.size_a == b.figures.size_a &&
         a.figures.size_b == b.figures.size_b && a.variant == b.variant;
}

inline std::ostream& operator<<(std::ostream& out, const Removal& removal) {
  return out << removal.removed << " by " << removal.kept << ' ' << VerdictName(removal.verdict)
             << ' ' << removal.figures.shared << " of " << removal.figures.size_a << " and "
             << removal.figures.size_b << (removal.variant ? ", variant" : "");
}

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_PRINTED_REMOVALS_H_
