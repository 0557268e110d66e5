#ifndef REPRISE_INDEX_LSH_H_
#define REPRISE_INDEX_LSH_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace reprise {

// Locality-sensitive hashing of MinHash signatures (Broder 1997; Indyk, Motwani 1998): a signature
// is cut into bands of `rows` values, and two documents are candidates when a whole band agrees.
struct LshPlan {
  size_t bands = 0;
  size_t rows = 0;
  size_t hashes() const { return bands * rows; }
};

// The chance that a pair of Jaccard `jaccard` agrees in a band: 1 - (1 - s^rows)^bands.
double DetectionProbability(double jaccard, const LshPlan& plan);

// The fewest bands of `rows` >= 1 rows that find a pair of exactly `jaccard` with probability at
// least `recall`; both above 0, recall below 1.
size_t BandsNeeded(double jaccard, double recall, size_t rows);

// The plan that finds a pair of exactly `jaccard` with probability at least `recall`, hence pairs
// above it more surely, with as many rows, up to 32, as `max_hashes` allow (rows keep strangers
// apart; more than 32 buy nothing) and no more bands than needed. Where even one row needs more
// than `max_hashes` values, the plan has one row and takes what it needs. 0 < jaccard <= 1; 0 <
// recall < 1; max_hashes >= 1.
LshPlan PlanLsh(double jaccard, double recall, size_t max_hashes);

// Writes one 32-bit key per band: keys.size() == plan.bands, signature.size() >= plan.hashes().
// Keys of different bands are not comparable. Strangers share a key by chance once in 2^32, which
// costs a look but never a verdict. Part of the format, pinned by tests. Pure.
void BandKeys(absl::Span<const uint32_t> signature, const LshPlan& plan, absl::Span<uint32_t> keys);

}  // namespace reprise

#endif  // REPRISE_INDEX_LSH_H_
