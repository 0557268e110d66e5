#ifndef REPRISE_TESTS_TESTING_FORCED_TARGET_H_
#define REPRISE_TESTS_TESTING_FORCED_TARGET_H_

#include <cstdint>

#include "hwy/highway.h"

namespace reprise::testing {

// Makes `target`, one of hwy::SupportedAndGeneratedTargets(), the only instruction set that kernels
// can choose, until the end of the scope. Not thread-safe: the choice is the whole process's.
class ForcedTarget {
 public:
  explicit ForcedTarget(int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  ~ForcedTarget() {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
  ForcedTarget(const ForcedTarget&) = delete;
  ForcedTarget& operator=(const ForcedTarget&) = delete;
};

}  // namespace reprise::testing

#endif  // REPRISE_TESTS_TESTING_FORCED_TARGET_H_
