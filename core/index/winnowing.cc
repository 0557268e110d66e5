#include "reprise/index/winnowing.h"

#include <algorithm>
#include <cassert>

namespace reprise {

// Half of the run for the gram, half for the window: short grams come back where the run around
// them does not, narrow windows mean many anchors. Beyond the limits neither gains anything.
Winnowing PlanWinnowing(size_t min_bytes) {
  assert(min_bytes >= kLeastWinnowedBytes);
  constexpr size_t kLeastGram = 16;
  constexpr size_t kMostGram = 64;
  constexpr size_t kWidestWindow = 256;
  Winnowing winnowing;
  winnowing.gram = std::clamp(min_bytes / 2, kLeastGram, kMostGram);
  winnowing.window = std::min(min_bytes - winnowing.gram + 1, kWidestWindow);
  return winnowing;
}

}  // namespace reprise
