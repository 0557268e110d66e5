#ifndef REPRISE_VERIFY_FOLLOWED_RUNS_H_
#define REPRISE_VERIFY_FOLLOWED_RUNS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace reprise {

// Which equal runs chains have come through, by diagonal: so that each is followed once. Asked for
// ascending places, as seeds are tried. Not thread-safe.
class FollowedRuns {
 public:
  // Whether a run that was added holds place `i` of the diagonal. `i` must not be less than in any
  // call before.
  bool Hold(size_t diagonal, size_t i) {
    const auto found = runs_.find(diagonal);
    if (found == runs_.end()) {
      return false;
    }
    Runs& runs = found->second;
    while (runs.first.second <= i) {
      if (runs.later == nullptr || runs.later->empty()) {
        return false;
      }
      runs.first = runs.later->back();
      runs.later->pop_back();
    }
    return runs.first.first <= i;
  }

  // Adds places [begin, end) of the diagonal.
  void Add(size_t diagonal, size_t begin, size_t end) {
    Place run{begin, end};
    const auto [found, is_new] = runs_.try_emplace(diagonal, Runs{run, nullptr});
    if (is_new) {
      return;
    }
    Runs& runs = found->second;
    if (run < runs.first) {
      std::swap(run, runs.first);
    }
    if (runs.later == nullptr) {
      runs.later = std::make_unique<std::vector<Place>>();
    }
    runs.later->insert(
        std::upper_bound(runs.later->begin(), runs.later->end(), run, std::greater<>()), run);
  }

 private:
  using Place = std::pair<size_t, size_t>;  // [begin, end)
  // Most diagonals have one run.
  struct Runs {
    Place first;
    std::unique_ptr<std::vector<Place>> later;  // descending
  };
  absl::flat_hash_map<size_t, Runs> runs_;
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_FOLLOWED_RUNS_H_
