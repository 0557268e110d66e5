#include "reprise/pipeline/compare.h"

#include "reprise/sketch/simhash.h"
#include "reprise/verify/shingle_set.h"

namespace reprise {
namespace {

uint64_t SimHashOf(const ShingleSet& set) {
  SimHasher hasher;
  set.ForEach([&hasher](absl::Span<const uint64_t> piece) { hasher.Add(piece); });
  return hasher.Hash();
}

}  // namespace

Comparison Compare(std::string_view a, std::string_view b, const Settings& settings,
                   size_t min_tokens) {
  const ShingleSet set_a = MakeShingleSet(a, settings.shingle);
  const ShingleSet set_b = MakeShingleSet(b, settings.shingle);
  Comparison result;
  result.equal = a == b;
  result.tokens_a = set_a.tokens;
  result.tokens_b = set_b.tokens;
  if (set_a.empty() || set_b.empty()) {
    return result;
  }
  SetProbe probe;
  probe.Load(set_a);
  result.figures = {probe.CountShared(set_b), set_a.size(), set_b.size()};
  result.jaccard = result.figures.Jaccard();
  result.coverage_a = result.figures.CoverageA();
  result.coverage_b = result.figures.CoverageB();
  result.simhash_distance = HammingDistance(SimHashOf(set_a), SimHashOf(set_b));
  result.variant = AreVariants(set_a, set_b);
  result.a_as_copy =
      result.equal ? Verdict::kExact : Decide(result.figures, set_a.tokens, settings.rule);
  result.b_as_copy = result.equal ? Verdict::kExact
                                  : Decide(result.figures.Reversed(), set_b.tokens, settings.rule);
  result.passages = SharedPassages(a, b, {min_tokens});
  return result;
}

}  // namespace reprise
