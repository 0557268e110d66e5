#ifndef REPRISE_INDEX_SIMHASH_PLAN_H_
#define REPRISE_INDEX_SIMHASH_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprise {

// Tables that bring near SimHash signatures together: each selects some of the 64 bits, and two
// documents are candidates when they agree in all the selected bits of one table.
//
// Two ways to select. *Permuted blocks* (Manku et al. 2007): the bits are cut into blocks, and each
// table takes all blocks but `distance` of them; whatever differs, one table is untouched, so every
// pair within `distance` is found. Their number explodes with the distance. *Sampled bits* (bit
// sampling, Indyk, Motwani 1998): each table takes random bits, and enough tables find most pairs.
struct SimHashPlan {
  bool permuted_blocks = false;
  int max_distance = 0;         // candidates further apart are not worth verifying
  std::vector<uint64_t> masks;  // the selected bits, one mask per table
};

// The plan that finds a pair of Jaccard `jaccard` (sets of equal size) with probability at least
// `recall` among `documents` signatures, with the fewest tables whose keys are long enough that a
// table holds few strangers per key. Deterministic. 0 < jaccard <= 1; 0 < recall < 1.
// At most 512 tables: where that is too few (Jaccard .8 among 100,000 documents at recall .995),
// the plan finds less, and DetectionProbability tells how much.
SimHashPlan PlanSimHash(double jaccard, double recall, size_t documents);

// The chance that `plan` proposes a pair of that Jaccard, from the binomial law of its distance.
double DetectionProbability(double jaccard, const SimHashPlan& plan);

// The key of a signature in the table of `mask`: equal where the selected bits are, else by chance
// once in 2^32. Keys of different tables are not comparable.
uint32_t SimHashKey(uint64_t signature, uint64_t mask);

// All tables for pairs within `distance` of each other when the 64 bits are cut into `blocks`
// blocks; distance < blocks <= 64. Exposed for tests.
std::vector<uint64_t> PermutedBlockMasks(int blocks, int distance);

}  // namespace reprise

#endif  // REPRISE_INDEX_SIMHASH_PLAN_H_
