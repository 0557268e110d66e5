#ifndef REPRISE_TESTS_TESTING_SYNTHETIC_CORPUS_H_
#define REPRISE_TESTS_TESTING_SYNTHETIC_CORPUS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/monitor.h"
#include "reprise/base/spill.h"
#include "reprise/index/candidate_index.h"
#include "reprise/index/lsh.h"
#include "reprise/index/sketch_table.h"
#include "reprise/verify/rule.h"
#include "reprise/verify/shingle_set.h"
#include "reprise/verify/shingle_set_source.h"
#include "testing/tiny_budget.h"

namespace reprise {

// How many documents of which kind to plant. A planted document derives from a random stranger.
struct CorpusShape {
  size_t strangers = 20;     // random tokens
  size_t near_copies = 10;   // a few tokens replaced, inserted or deleted
  size_t containments = 10;  // a stranger inside fresh tokens, or a run of one
  size_t exact_copies = 10;  // byte-equal texts, of planted documents too
  size_t variants = 5;       // other numbers, or more of them in a row, else equal
  size_t chains = 2;         // of `chain_length` documents, each a near copy of the one before
  size_t chain_length = 6;
  size_t empties = 3;  // no token; equal texts among them
  size_t least_tokens = 3;
  size_t most_tokens = 80;
  size_t vocabulary = 5000;  // small ones make strangers share shingles
};

// Of so few words that strangers share some shingles: some are frequent, others are not.
inline CorpusShape FewWordsShape() {
  CorpusShape shape;
  shape.vocabulary = 60;
  return shape;
}

// Documents named by rank: element i of every list but `document_of_rank` is the document of rank
// i. Keep order is random, so every kind of document precedes every other one somewhere.
struct SyntheticCorpus {
  std::vector<std::string> texts;
  std::vector<ShingleSet> sets;
  std::vector<uint32_t> document_of_rank;  // a random permutation
  std::vector<uint32_t> first_of_equal;
  std::vector<bool> indexed;
  size_t size() const { return texts.size(); }
};

inline constexpr size_t kSyntheticShingle = 3;

// Equal arguments give equal corpora.
SyntheticCorpus MakeSyntheticCorpus(uint64_t seed, const CorpusShape& shape);

// A corpus written out: texts in keep order, which is that of the documents too.
SyntheticCorpus CorpusOf(const std::vector<std::string>& texts);

// `count` words "<prefix><i>" from `first` on.
std::string Words(const std::string& prefix, size_t first, size_t count);

// More than a corpus has of anything: no limit.
inline constexpr size_t kUnbounded = 1000000;

// What to sketch; nothing else is in the table.
struct SketchChoice {
  std::optional<LshPlan> lsh;
  double fingerprint_rate = 0.0;  // 0: none
  bool simhash = false;
};

// The table of a corpus, in document order.
SketchTable MakeSketchTable(const SyntheticCorpus& corpus, const SketchChoice& choice,
                            SpillBudget* spill = nullptr);

// A table of `bands` random keys below `keys` instead of real ones, so that a twin knows what the
// index proposes; with one band and one key, everything.
SketchTable MakeRandomBandTable(const SyntheticCorpus& corpus, size_t bands, uint32_t keys,
                                uint64_t seed, SpillBudget* spill = nullptr);

// Whether two documents of a table have the key of a band in common.
bool ShareAKey(const SketchTable& table, uint32_t document_a, uint32_t document_b);

// The fingerprints of a document in such a table.
std::vector<uint32_t> FingerprintsOf(const SketchTable& table, size_t document);

// The index of a corpus over such a table. Fails the test, and ends it, where that cannot be built.
CandidateIndex BuildIndex(const SketchTable& table, const SyntheticCorpus& corpus,
                          const CandidateIndex::Options& options);

// The figures of two sets, by sorting.
PairFigures NaiveFigures(const ShingleSet& a, const ShingleSet& b);

// Serves the sets of a corpus and counts how often. Told to, it fails for one rank, or has the sets
// of every second rank at hand, or those of two ranks in three as those of large texts, on disk.
class MemoryShingleSets : public ShingleSetSource {
 public:
  explicit MemoryShingleSets(const SyntheticCorpus& corpus) : corpus_(corpus) {}
  void FailAt(uint32_t rank) { failing_ = rank; }
  void HoldHalf() { holds_half_ = true; }
  void MakeLarge(SpillBudget* spill) { spill_ = spill; }
  size_t calls() const { return calls_; }
  absl::StatusOr<std::shared_ptr<const ShingleSet>> Get(uint32_t rank) override;
  std::shared_ptr<void> TakeTurn(uint32_t rank) override;
  void Hold(absl::Span<const uint32_t> ranks, std::vector<const ShingleSet*>* sets) override;

 private:
  bool IsLarge(uint32_t rank) const { return spill_ != nullptr && rank % 3 != 0; }

  const SyntheticCorpus& corpus_;
  std::optional<uint32_t> failing_;
  bool holds_half_ = false;
  SpillBudget* spill_ = nullptr;
  std::atomic<size_t> calls_{0};
};

// Says so once it was asked `patience` times.
class CancellingMonitor : public Monitor {
 public:
  explicit CancellingMonitor(int patience) : patience_(patience) {}
  bool Cancelled() const override { return patience_.fetch_sub(1) <= 0; }

 private:
  mutable std::atomic<int> patience_;
};

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_SYNTHETIC_CORPUS_H_
