#ifndef REPRISE_PIPELINE_COMPARE_H_
#define REPRISE_PIPELINE_COMPARE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "reprise/pipeline/settings.h"
#include "reprise/verify/passage.h"
#include "reprise/verify/rule.h"

namespace reprise {

// How much two texts have in common.
struct Comparison {
  bool equal = false;  // byte for byte
  uint64_t tokens_a = 0;
  uint64_t tokens_b = 0;
  PairFigures figures;                 // all zero where a text is empty
  double jaccard = 0.0;                // figures; 0 where a text is empty
  double coverage_a = 0.0;             // share of A that B holds
  double coverage_b = 0.0;             // share of B that A holds
  int simhash_distance = 64;           // differing bits; 64 where a text is empty
  bool variant = false;                // equal but for figures
  Verdict a_as_copy = Verdict::kNone;  // what the rule says of A, were B kept
  Verdict b_as_copy = Verdict::kNone;
  std::vector<Passage> passages;  // ordered by their place in A
};

// Compares two texts in full: figures by the shingle size and rule of `settings`, passages of at
// least `min_tokens` tokens. Pure.
Comparison Compare(std::string_view a, std::string_view b, const Settings& settings,
                   size_t min_tokens = AlignmentOptions().min_tokens);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_COMPARE_H_
