#include <cstdio>
#include <string_view>

#include "reprise/base/version.h"
#include "reprise/pipeline/compare.h"

int main() {
  constexpr std::string_view kWire =
      "The ferry to the outer islands was cancelled on Monday after its engine failed twice.";
  constexpr std::string_view kPaper =
      "STORM. The ferry to the outer islands was cancelled on Monday after its engine failed "
      "twice.";
  const reprise::Comparison comparison = reprise::Compare(kWire, kPaper, reprise::Settings());
  std::printf("reprise %s: %.2f of the wire text is in the paper\n", reprise::Version(),
              comparison.coverage_a);
  return comparison.coverage_a == 1.0 && comparison.coverage_b < 1.0 ? 0 : 1;
}
