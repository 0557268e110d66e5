#include "reprise/pipeline/dedup_examples.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace reprise {

std::vector<RemovalExample> ChooseExamples(const std::vector<Removal>& removals, size_t per_kind,
                                           uint64_t most_shingles) {
  std::vector<RemovalExample> chosen;
  std::vector<bool> taken(removals.size(), false);
  // Takes those for which `wanted`, lowest `value` first.
  const auto take = [&](std::string_view why, const std::function<bool(const Removal&)>& wanted,
                        const std::function<double(const Removal&)>& value) {
    std::vector<std::pair<double, size_t>> found;
    for (size_t i = 0; i < removals.size(); ++i) {
      const Removal& removal = removals[i];
      if (!taken[i] && removal.verdict != Verdict::kExact && wanted(removal) &&
          std::max(removal.figures.size_a, removal.figures.size_b) <= most_shingles) {
        found.emplace_back(value(removal), i);
      }
    }
    const size_t count = std::min(per_kind, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count),
                      found.end());
    for (size_t i = 0; i < count; ++i) {
      taken[found[i].second] = true;
      chosen.push_back({found[i].second, why});
    }
  };
  take(
      "closest to the Jaccard threshold",
      [](const Removal& removal) { return removal.verdict == Verdict::kJaccard; },
      [](const Removal& removal) { return removal.figures.Jaccard(); });
  take(
      "closest to the coverage threshold",
      [](const Removal& removal) { return removal.verdict == Verdict::kCoverage; },
      [](const Removal& removal) { return removal.figures.CoverageA(); });
  take(
      "most that the kept document does not hold",
      [](const Removal& removal) { return removal.Unheld() > 0; },
      [](const Removal& removal) { return -static_cast<double>(removal.Unheld()); });
  take(
      "equal but for figures", [](const Removal& removal) { return removal.variant; },
      [](const Removal& removal) { return removal.figures.Jaccard(); });
  return chosen;
}

}  // namespace reprise
