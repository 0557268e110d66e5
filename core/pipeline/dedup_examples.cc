#include "reprise/pipeline/dedup_examples.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace reprise {

namespace {

bool SameTexts(const Removal& a, const Removal& b) {
  return a.kept == b.kept && a.verdict == b.verdict && a.figures.shared == b.figures.shared &&
         a.figures.size_a == b.figures.size_a;
}

}  // namespace

std::vector<RemovalExample> ChooseExamples(const std::vector<Removal>& removals, size_t per_kind,
                                           const std::function<bool(const Removal&)>& suitable) {
  std::vector<RemovalExample> chosen;
  // Takes those for which `wanted`, lowest `value` first.
  const auto take = [&](std::string_view why, const std::function<bool(const Removal&)>& wanted,
                        const std::function<double(const Removal&)>& value) {
    std::vector<std::pair<double, size_t>> found;
    for (size_t i = 0; i < removals.size(); ++i) {
      const Removal& removal = removals[i];
      if (removal.verdict != Verdict::kExact && wanted(removal) && suitable(removal)) {
        found.emplace_back(value(removal), i);
      }
    }
    std::sort(found.begin(), found.end());
    const size_t end = chosen.size() + per_kind;
    for (size_t i = 0; i < found.size() && chosen.size() < end; ++i) {
      const Removal& removal = removals[found[i].second];
      if (std::none_of(chosen.begin(), chosen.end(), [&](const RemovalExample& other) {
            return SameTexts(removals[other.removal], removal);
          })) {
        chosen.push_back({found[i].second, why});
      }
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
