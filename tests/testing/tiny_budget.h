#ifndef REPRISE_TESTS_TESTING_TINY_BUDGET_H_
#define REPRISE_TESTS_TESTING_TINY_BUDGET_H_

#include <gtest/gtest.h>

#include "reprise/base/spill.h"

namespace reprise {

// A budget that everything exceeds at once, a few elements at a time.
class TinyBudget : public SpillBudget {
 public:
  TinyBudget() : SpillBudget(0, ::testing::TempDir(), /*piece_bytes=*/64) {}
};

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_TINY_BUDGET_H_
