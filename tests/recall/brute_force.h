#ifndef REPRISE_TESTS_RECALL_BRUTE_FORCE_H_
#define REPRISE_TESTS_RECALL_BRUTE_FORCE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reprise/verify/rule.h"

namespace reprise {

// The definition of the job, without any of its shortcuts: every pair of documents is compared by
// its full sets, and the greedy choice goes through all kept documents.
struct BruteForce {
  struct Removal {
    uint32_t kept = 0;
    bool exact = false;
    PairFigures figures;  // A is the removed document
    Verdict verdict = Verdict::kNone;
  };
  std::map<uint32_t, Removal> removals;                        // by document, in input order
  std::map<std::pair<uint32_t, uint32_t>, PairFigures> pairs;  // (a, b), a < b
};

// `texts` in input order; keep order longest, shingles of `n` tokens. Counts the overlaps of all
// pairs through an inverted file without any limit: slow, and sure.
BruteForce RunBruteForce(const std::vector<std::string>& texts, size_t n, const Rule& rule);

}  // namespace reprise

#endif  // REPRISE_TESTS_RECALL_BRUTE_FORCE_H_
