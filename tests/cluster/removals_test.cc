#include "reprise/cluster/removals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reprise/base/parallel.h"
#include "reprise/pipeline/shingle_set_cache.h"
#include "testing/printed_removals.h"
#include "testing/synthetic_corpus.h"
#include "testing/tiny_budget.h"

namespace reprise {

namespace {

// The definition: documents one by one, each compared with the kept ones that share a band key
// with it, of which a key offers the first `bucket_capacity`. References stay whatever they are
// equal to.
class NaiveSelection {
 public:
  NaiveSelection(const SyntheticCorpus& corpus, const SketchTable& table,
                 const RemovalOptions& options)
      : corpus_(corpus), table_(table), options_(options) {}

  std::vector<Removal> Run() {
    std::vector<Removal> removals;
    std::vector<bool> justifies(corpus_.size(), false);
    for (uint32_t rank = 0; rank < corpus_.size(); ++rank) {
      const bool reference = rank < options_.references;
      const ShingleSet& set = corpus_.sets[rank];
      const uint32_t first = corpus_.first_of_equal[rank];
      if (!reference && first != rank && justifies[first]) {
        removals.push_back(
            {rank, first, Verdict::kExact, {set.size(), set.size(), set.size()}, false});
        continue;
      }
      const bool differs =
          options_.copies_may_differ && set.shingles != corpus_.sets[first].shingles;
      const std::optional<Removal> removal =
          reference || differs ? std::nullopt : Judge(rank, first);
      if (removal.has_value()) {
        removals.push_back(*removal);
      } else if (reference || options_.within) {
        justifies[rank] = true;
        for (std::vector<uint32_t>* offers : OffersOf(rank)) {
          if (offers->size() < options_.bucket_capacity) {
            offers->push_back(rank);
          }
        }
      }
    }
    return removals;
  }

 private:
  std::vector<std::vector<uint32_t>*> OffersOf(uint32_t rank) {
    std::vector<std::vector<uint32_t>*> offers;
    for (size_t band = 0; band < table_.bands() && corpus_.indexed[rank]; ++band) {
      offers.push_back(&offers_[{band, table_.band_keys[band][corpus_.document_of_rank[rank]]}]);
    }
    return offers;
  }

  // By the keys of the first of equal texts, which alone is indexed.
  std::optional<Removal> Judge(uint32_t rank, uint32_t first) {
    const ShingleSet& set = corpus_.sets[rank];
    std::set<uint32_t> candidates;
    for (const std::vector<uint32_t>* offers : OffersOf(first)) {
      candidates.insert(offers->begin(), offers->end());
    }
    std::optional<Removal> best;
    for (const uint32_t kept : candidates) {
      const ShingleSet& other = corpus_.sets[kept];
      const PairFigures figures = NaiveFigures(set, other);
      const Verdict verdict = Decide(figures, set.tokens, options_.rule);
      const bool variant =
          set.masked_hash == other.masked_hash && set.sequence_hash != other.sequence_hash;
      if (verdict == Verdict::kNone || (variant && options_.keep_variants)) {
        continue;
      }
      if (!best || figures.Jaccard() > best->figures.Jaccard() ||
          (figures.Jaccard() == best->figures.Jaccard() &&
           figures.CoverageA() > best->figures.CoverageA())) {
        best = Removal{rank, kept, verdict, figures, variant};
      }
    }
    return best;
  }

  const SyntheticCorpus& corpus_;
  const SketchTable& table_;
  RemovalOptions options_;
  std::map<std::pair<size_t, uint32_t>, std::vector<uint32_t>> offers_;  // by band and key
};

std::vector<Removal> Removals(const CandidateIndex& index, const SyntheticCorpus& corpus,
                              const RemovalOptions& options, bool hold_half = false) {
  MemoryShingleSets sets(corpus);
  if (hold_half) {
    sets.HoldHalf();
  }
  Monitor monitor;
  const absl::StatusOr<std::vector<Removal>> removals =
      FindRemovals(index, corpus.first_of_equal, options, &sets, &monitor);
  EXPECT_TRUE(removals.ok()) << removals.status();
  return *removals;
}

// Where the index proposes every pair.
std::vector<Removal> RemovalsWith(const SyntheticCorpus& corpus, const RemovalOptions& options) {
  const SketchTable table = MakeRandomBandTable(corpus, 1, 1, 0);
  return Removals(BuildIndex(table, corpus, {}), corpus, options);
}

std::vector<Removal> RemovalsOf(const SyntheticCorpus& corpus, const Rule& rule) {
  RemovalOptions options;
  options.rule = rule;
  options.batch = 2;
  return RemovalsWith(corpus, options);
}

std::vector<Rule> Rules() {
  return {{0.7, 0.9, 20},          {0.5, 0.8, 5},          {0.9, std::nullopt, 20},
          {std::nullopt, 1.0, 10}, {std::nullopt, 0.6, 1}, {0.3, 0.3, 0}};
}

struct Proposals {
  size_t bands;
  uint32_t keys;
};

// What must have no influence: batches, threads, and which sets the source has at hand.
struct Execution {
  size_t batch;
  size_t threads;
  bool hold_half;
};
constexpr Execution kExecutions[] = {{1, 1, false}, {2, 2, true},     {7, 1, true},
                                     {7, 4, false}, {1024, 1, false}, {1024, 2, true}};

// Every figure of every record equals the definition's, whatever the index proposes, however short
// the lists and whatever the execution.
TEST(RemovalsTest, EqualNaiveSelection) {
  size_t removed = 0;
  std::set<Verdict> verdicts;
  size_t variants = 0;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    CorpusShape shape;
    shape.vocabulary = seed % 2 == 0 ? 5000 : 30;
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    for (const Proposals proposals : {Proposals{1, 1}, Proposals{3, 4}}) {
      TinyBudget spill;
      SpillBudget* const budget = seed % 2 == 0 ? &spill : nullptr;
      const SketchTable table =
          MakeRandomBandTable(corpus, proposals.bands, proposals.keys, seed, budget);
      CandidateIndex::Options index_options;
      index_options.spill = budget;
      const CandidateIndex index = BuildIndex(table, corpus, index_options);
      for (const Rule& rule : Rules()) {
        for (const size_t capacity : {size_t{1}, size_t{5}, kUnbounded}) {
          const std::vector<Removal> expected =
              NaiveSelection(corpus, table, {rule, capacity}).Run();
          removed += expected.size();
          for (const Removal& removal : expected) {
            verdicts.insert(removal.verdict);
            variants += removal.variant ? 1 : 0;
          }
          for (const Execution& execution : kExecutions) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", bands " +
                         std::to_string(proposals.bands) + ", rule " +
                         std::to_string(rule.jaccard.value_or(0)) + ' ' +
                         std::to_string(rule.coverage.value_or(0)) + ", capacity " +
                         std::to_string(capacity) + ", batch " + std::to_string(execution.batch) +
                         ", threads " + std::to_string(execution.threads));
            const RemovalOptions options{rule, capacity, execution.batch, execution.threads};
            ASSERT_EQ(Removals(index, corpus, options, execution.hold_half), expected);
          }
        }
      }
    }
  }
  // The corpora are worth the comparison.
  EXPECT_GT(removed, 1000u);
  EXPECT_EQ(verdicts, (std::set<Verdict>{Verdict::kExact, Verdict::kJaccard, Verdict::kCoverage}));
  EXPECT_GT(variants, 20u);
}

// Likewise with references, with and without removals by others, and where variants stay.
TEST(RemovalsTest, EqualNaiveSelectionWithReferences) {
  size_t removed_with_references = 0;
  size_t removed_without = 0;
  size_t variants_kept = 0;
  for (uint64_t seed = 60; seed < 66; ++seed) {
    CorpusShape shape;
    shape.vocabulary = seed % 2 == 0 ? 5000 : 30;
    shape.variants = 20;
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    const auto size = static_cast<uint32_t>(corpus.size());
    for (const Proposals proposals : {Proposals{1, 1}, Proposals{3, 4}}) {
      const SketchTable table = MakeRandomBandTable(corpus, proposals.bands, proposals.keys, seed);
      const CandidateIndex index = BuildIndex(table, corpus, {});
      for (const uint32_t references : {0U, 1U, size / 3, size}) {
        for (const bool within : {true, false}) {
          std::vector<Removal> with_variants;
          for (const bool keep_variants : {false, true}) {
            RemovalOptions options{{0.5, 0.8, 5}, 8};
            options.references = references;
            options.within = within;
            options.keep_variants = keep_variants;
            const std::vector<Removal> expected = NaiveSelection(corpus, table, options).Run();
            variants_kept += keep_variants && expected != with_variants ? 1 : 0;
            with_variants = expected;
            (references == 0 ? removed_without : removed_with_references) += expected.size();
            for (const Execution& execution : kExecutions) {
              SCOPED_TRACE("seed " + std::to_string(seed) + ", bands " +
                           std::to_string(proposals.bands) + ", references " +
                           std::to_string(references) + (within ? ", within" : "") +
                           (keep_variants ? ", variants kept" : "") + ", batch " +
                           std::to_string(execution.batch) + ", threads " +
                           std::to_string(execution.threads));
              options.batch = execution.batch;
              options.threads = execution.threads;
              const std::vector<Removal> found =
                  Removals(index, corpus, options, execution.hold_half);
              ASSERT_EQ(found, expected);
              for (const Removal& removal : found) {
                ASSERT_GE(removal.removed, references);
                ASSERT_TRUE(within || removal.kept < references);
                ASSERT_FALSE(keep_variants && removal.variant);
              }
            }
          }
        }
      }
    }
  }
  // The corpora are worth the comparison.
  EXPECT_GT(removed_with_references, 500u);
  EXPECT_GT(removed_without, 500u);
  EXPECT_GT(variants_kept, 20u);
}

// Equal texts of which some lack shingles that others have.
TEST(RemovalsTest, EqualNaiveSelectionWhereCopiesDiffer) {
  size_t removed = 0;
  size_t copies_kept = 0;
  for (uint64_t seed = 70; seed < 76; ++seed) {
    CorpusShape shape;
    shape.exact_copies = 60;
    SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    std::mt19937_64 random(seed);
    for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
      std::vector<uint64_t>& shingles = corpus.sets[rank].shingles;
      if (corpus.first_of_equal[rank] != rank && shingles.size() > 1 && random() % 2 == 0) {
        shingles.pop_back();
      }
    }
    const SketchTable table = MakeRandomBandTable(corpus, 1, 1, seed);
    const CandidateIndex index = BuildIndex(table, corpus, {});
    for (const uint32_t references : {0, 40}) {
      for (const bool within : {true, false}) {
        for (const Execution& execution : kExecutions) {
          SCOPED_TRACE("seed " + std::to_string(seed) + ", references " +
                       std::to_string(references) + (within ? ", within" : "") + ", batch " +
                       std::to_string(execution.batch) + ", threads " +
                       std::to_string(execution.threads));
          RemovalOptions options{{0.5, 0.8, 5}, 8, execution.batch, execution.threads};
          options.references = references;
          options.within = within;
          options.copies_may_differ = true;
          const std::vector<Removal> found = Removals(index, corpus, options, execution.hold_half);
          ASSERT_EQ(found, NaiveSelection(corpus, table, options).Run());
          removed += found.size();
          options.copies_may_differ = false;
          copies_kept += Removals(index, corpus, options).size() - found.size();
        }
      }
    }
  }
  EXPECT_GT(removed, 1000u);
  EXPECT_GT(copies_kept, 50u);
}

// Serves the sets of a corpus through a cache of so many bytes.
ShingleSetCache CacheOf(const SyntheticCorpus& corpus, uint64_t bytes,
                        const LargeTextOptions* large = nullptr) {
  return ShingleSetCache(
      corpus.size(), bytes,
      [&corpus, large](uint32_t rank, ShingleSet* set) {
        *set = large == nullptr
                   ? corpus.sets[rank]
                   : MakeShingleSet(corpus.texts[rank], kSyntheticShingle, nullptr, *large);
        return absl::OkStatus();
      },
      // Some are taken for large, whatever their size.
      [](uint32_t rank, uint64_t /*bytes*/) { return rank % 3 == 0; });
}

// Nothing, a few that make room for one another all the time, many of them larger than a shard or
// none, all of them.
constexpr uint64_t kCacheBytes[] = {0, uint64_t{16} * 600, uint64_t{16} * 4000, uint64_t{1} << 30};

// What the cache evicts and when, and which sets are on disk, has no influence on any record.
TEST(RemovalsTest, CacheHasNoSay) {
  CorpusShape shape;
  shape.near_copies = 60;
  shape.exact_copies = 40;
  shape.vocabulary = 30;
  TinyBudget spill;
  LargeTextOptions large;
  large.large_text = 150;
  large.spill = &spill;
  for (uint64_t seed = 40; seed < 43; ++seed) {
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    const SketchTable table = MakeRandomBandTable(corpus, 3, 4, seed);
    const CandidateIndex index = BuildIndex(table, corpus, {});
    const Rule rule{0.5, 0.8, 5};
    const std::vector<Removal> expected = NaiveSelection(corpus, table, {rule, 8}).Run();
    EXPECT_GT(expected.size(), 60u);
    for (const uint64_t bytes : kCacheBytes) {
      for (const Execution& execution : kExecutions) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", bytes " + std::to_string(bytes) +
                     ", batch " + std::to_string(execution.batch) + ", threads " +
                     std::to_string(execution.threads));
        ShingleSetCache cache = CacheOf(corpus, bytes, execution.batch % 2 == 0 ? &large : nullptr);
        Monitor monitor;
        const absl::StatusOr<std::vector<Removal>> removals =
            FindRemovals(index, corpus.first_of_equal,
                         {rule, 8, execution.batch, execution.threads}, &cache, &monitor);
        ASSERT_TRUE(removals.ok()) << removals.status();
        ASSERT_EQ(*removals, expected);
        ASSERT_LE(cache.bytes_at_hand(), bytes);
      }
    }
  }
}

// Whatever several threads ask for at once: every set is the right one for as long as it is held,
// and what is at hand stays within the bytes.
TEST(ShingleSetCacheTest, HoldsWhatItHandsOut) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(50, {});
  for (const uint64_t bytes : kCacheBytes) {
    ShingleSetCache cache = CacheOf(corpus, bytes);
    std::atomic<size_t> at_hand{0};
    const absl::Status status = ParallelFor(4, 400, [&](size_t /*worker*/, size_t i) {
      std::mt19937_64 random(i);
      const auto any = [&] { return static_cast<uint32_t>(random() % corpus.size()); };
      std::vector<uint32_t> ranks(20);
      std::generate(ranks.begin(), ranks.end(), any);
      SetsAtHand held(&cache);
      held.Hold(ranks);
      const uint32_t asked = any();
      const absl::StatusOr<std::shared_ptr<const ShingleSet>> set = cache.Get(asked);
      for (int others = 0; others < 5; ++others) {
        EXPECT_TRUE(cache.Get(any()).ok());
        cache.Forget(any());
      }
      EXPECT_EQ((*set)->shingles, corpus.sets[asked].shingles);
      for (size_t k = 0; k < ranks.size(); ++k) {
        at_hand += held[k] != nullptr ? 1 : 0;
        EXPECT_TRUE(held[k] == nullptr || held[k]->shingles == corpus.sets[ranks[k]].shingles);
      }
      EXPECT_LE(cache.bytes_at_hand(), bytes);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok());
    if (bytes == 0) {
      EXPECT_EQ(at_hand, 0U);
    } else {
      EXPECT_GT(at_hand, 400U);
    }
  }
}

TEST(ShingleSetCacheTest, KeepsWhatIsUsedUntilForgotten) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(51, {});
  size_t loads = 0;
  ShingleSetCache cache(corpus.size(), uint64_t{16} * 4000, [&](uint32_t rank, ShingleSet* set) {
    ++loads;
    *set = corpus.sets[rank];
    return absl::OkStatus();
  });
  const auto is_at_hand = [&cache](uint32_t rank) {
    const uint32_t ranks[] = {rank};
    SetsAtHand held(&cache);
    held.Hold(ranks);
    return held[0] != nullptr;
  };
  const uint32_t first[] = {0};
  {
    SetsAtHand held(&cache);
    ASSERT_TRUE(cache.Get(0).ok());
    held.Hold(first);
    // Others come and go, while what is held stays, used or not.
    for (int round = 0; round < 3; ++round) {
      for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
        ASSERT_TRUE(cache.Get(rank).ok());
      }
    }
    EXPECT_GT(loads, corpus.size());
    EXPECT_EQ(held[0]->shingles, corpus.sets[0].shingles);
    cache.Forget(0);
    EXPECT_TRUE(is_at_hand(0));
  }
  EXPECT_TRUE(is_at_hand(0));
  cache.Forget(0);
  EXPECT_FALSE(is_at_hand(0));
  cache.Forget(0);
  const size_t before = loads;
  ASSERT_TRUE(cache.Get(0).ok());
  EXPECT_EQ(loads, before + 1);
  EXPECT_TRUE(is_at_hand(0));
}

TEST(RemovalsTest, CopiesOfAKeptTextAreExact) {
  const SyntheticCorpus corpus =
      CorpusOf({Words("a", 0, 30), Words("b", 0, 30), Words("a", 0, 30), Words("a", 0, 30)});
  const PairFigures all{28, 28, 28};
  EXPECT_EQ(RemovalsOf(corpus, {0.7, 0.9, 20}),
            (std::vector<Removal>{{2, 0, Verdict::kExact, all, false},
                                  {3, 0, Verdict::kExact, all, false}}));
  EXPECT_EQ(RemovalsOf(corpus, {std::nullopt, std::nullopt, 20}),
            RemovalsOf(corpus, {0.7, 0.9, 20}));
}

// The first of equal texts is removed by what precedes it; a copy of it, by a closer document that
// came between: same text, its own record.
TEST(RemovalsTest, LaterCopiesFindBetterKeptDocuments) {
  const std::string text = Words("a", 0, 100);
  const SyntheticCorpus corpus =
      CorpusOf({Words("a", 0, 85) + Words("b", 0, 15),         // 83 of the 98 shingles of `text`
                text, Words("c", 0, 15) + Words("a", 11, 89),  // 87 of them, and too few of rank 0
                text, text});
  const PairFigures from_first{83, 98, 98};
  const PairFigures from_second{87, 98, 102};
  EXPECT_EQ(RemovalsOf(corpus, {0.7, 0.9, 20}),
            (std::vector<Removal>{{1, 0, Verdict::kJaccard, from_first, false},
                                  {3, 2, Verdict::kJaccard, from_second, false},
                                  {4, 2, Verdict::kJaccard, from_second, false}}));
}

// Likewise for a document that comes between two copies.
TEST(RemovalsTest, EveryCopyIsJudgedAnew) {
  const SyntheticCorpus corpus =
      CorpusOf({Words("a", 0, 85) + Words("b", 0, 15), Words("a", 0, 100), Words("a", 0, 100),
                Words("c", 0, 15) + Words("a", 11, 89), Words("a", 0, 100)});
  const std::vector<Removal> removals = RemovalsOf(corpus, {0.7, 0.9, 20});
  ASSERT_EQ(removals.size(), 3u);
  EXPECT_EQ(removals[1].removed, 2u);
  EXPECT_EQ(removals[1].kept, 0u);
  EXPECT_EQ(removals[2].removed, 4u);
  EXPECT_EQ(removals[2].kept, 3u);
}

// Of equal Jaccard, the one that covers more is named; of equal coverage too, the earlier one.
TEST(RemovalsTest, TiesGoToCoverageThenKeepOrder) {
  const std::string text = Words("a", 0, 12);                    // 10 shingles
  const std::string begin = Words("a", 0, 7);                    // 5 shingles, all shared
  const std::string end = Words("a", 5, 7);                      // likewise, others
  const std::string more = Words("a", 4, 8) + Words("b", 0, 2);  // 8 shingles, 6 shared
  const Rule rule{0.5, std::nullopt, 20};
  EXPECT_EQ(RemovalsOf(CorpusOf({begin, more, text}), rule),
            (std::vector<Removal>{{2, 1, Verdict::kJaccard, {6, 10, 8}, false}}));
  EXPECT_EQ(RemovalsOf(CorpusOf({begin, end, text}), rule),
            (std::vector<Removal>{{2, 0, Verdict::kJaccard, {5, 10, 5}, false}}));
}

// A resembles B and B resembles C, but A does not resemble C: with B removed by A, C stays.
TEST(RemovalsTest, ChainsRemoveNothing) {
  const SyntheticCorpus corpus =
      CorpusOf({Words("a", 0, 100), Words("a", 12, 100), Words("a", 24, 100)});
  const std::vector<Removal> removals = RemovalsOf(corpus, {0.7, 0.9, 20});
  ASSERT_EQ(removals.size(), 1u);
  EXPECT_EQ(removals[0].removed, 1u);
  EXPECT_EQ(removals[0].kept, 0u);
}

TEST(RemovalsTest, EmptyTextsAreKept) {
  const SyntheticCorpus corpus = CorpusOf({"", "--", "", "one two three", "--"});
  EXPECT_TRUE(RemovalsOf(corpus, {0.01, 0.01, 0}).empty());
}

TEST(RemovalsTest, VariantsAreMarked) {
  const SyntheticCorpus corpus = CorpusOf({Words("a", 0, 40) + " 7 " + Words("b", 0, 40),
                                           Words("a", 0, 40) + " 1,5 " + Words("b", 0, 40),
                                           Words("a", 0, 40) + " z " + Words("b", 0, 40),
                                           Words("a", 0, 40) + " - 7! " + Words("b", 0, 40)});
  const std::vector<Removal> removals = RemovalsOf(corpus, {0.7, 0.9, 20});
  ASSERT_EQ(removals.size(), 3u);
  EXPECT_TRUE(removals[0].variant);
  EXPECT_FALSE(removals[1].variant);
  EXPECT_FALSE(removals[2].variant);  // the same tokens
  EXPECT_EQ(removals[2].verdict, Verdict::kJaccard);
  EXPECT_EQ(removals[2].figures.Jaccard(), 1.0);
}

// A third text that is no variant may justify what a variant may not.
TEST(RemovalsTest, VariantsMayStay) {
  const std::string begin = Words("a", 0, 40);
  const std::string end = Words("b", 0, 40);
  const std::string third = begin + "7 z " + end;
  RemovalOptions options;
  options.keep_variants = true;
  EXPECT_EQ(RemovalsWith(CorpusOf({begin + "7 " + end, begin + "8 " + end, third}), options),
            (std::vector<Removal>{{2, 0, Verdict::kJaccard, {77, 80, 79}, false}}));
  EXPECT_EQ(RemovalsWith(CorpusOf({third, begin + "7 " + end, begin + "8 " + end}), options),
            (std::vector<Removal>{{1, 0, Verdict::kJaccard, {77, 79, 80}, false},
                                  {2, 0, Verdict::kJaccard, {76, 79, 80}, false}}));
}

// Equal references stay, what is equal to one goes; without removals by others, nothing else does.
TEST(RemovalsTest, ReferencesStay) {
  const std::string a = Words("a", 0, 30);
  const std::string b = Words("b", 0, 30);
  const SyntheticCorpus corpus = CorpusOf({a, a, a, b, b, a + "x"});
  RemovalOptions options;
  options.references = 2;
  const PairFigures all{28, 28, 28};
  const PairFigures more{28, 29, 28};
  EXPECT_EQ(RemovalsWith(corpus, options),
            (std::vector<Removal>{{2, 0, Verdict::kExact, all, false},
                                  {4, 3, Verdict::kExact, all, false},
                                  {5, 0, Verdict::kJaccard, more, false}}));
  options.within = false;
  EXPECT_EQ(RemovalsWith(corpus, options),
            (std::vector<Removal>{{2, 0, Verdict::kExact, all, false},
                                  {5, 0, Verdict::kJaccard, more, false}}));
  options.references = 0;
  EXPECT_TRUE(RemovalsWith(corpus, options).empty());
}

TEST(RemovalsTest, OfNoDocuments) { EXPECT_TRUE(RemovalsOf(CorpusOf({}), {}).empty()); }

// Documents that share a third of their shingles: too little to remove one another, enough for the
// sizes to allow it, so each would be compared with all before it.
TEST(RemovalsTest, CapacityBoundsTheCost) {
  constexpr size_t kDocuments = 300;
  std::vector<std::string> texts;
  for (size_t i = 0; i < kDocuments; ++i) {
    texts.push_back(Words("shared", 0, 10) + Words("own" + std::to_string(i) + "y", 0, 20));
  }
  const SyntheticCorpus corpus = CorpusOf(texts);
  const SketchTable table = MakeRandomBandTable(corpus, 2, 1, 0);
  const CandidateIndex index = BuildIndex(table, corpus, {});
  const auto calls = [&](size_t capacity, size_t batch) {
    MemoryShingleSets sets(corpus);
    Monitor monitor;
    const absl::StatusOr<std::vector<Removal>> removals =
        FindRemovals(index, corpus.first_of_equal, {Rule(), capacity, batch, 1}, &sets, &monitor);
    EXPECT_TRUE(removals.ok() && removals->empty());
    return sets.calls();
  };
  for (const size_t batch : {1, 16, 1024}) {
    SCOPED_TRACE(batch);
    EXPECT_GE(calls(kUnbounded, batch), kDocuments * (kDocuments - 1) / 2);
    for (const size_t capacity : {1, 8, 64}) {
      // What the lists offer; the document itself once before its batch and once in it.
      EXPECT_LE(calls(capacity, batch), kDocuments * (capacity + 2));
    }
  }
}

// A thousand printings of one text are compared with nothing.
TEST(RemovalsTest, ExactCopiesCostNothing) {
  std::vector<std::string> texts(1000, Words("a", 0, 50));
  const SyntheticCorpus corpus = CorpusOf(texts);
  const SketchTable table = MakeRandomBandTable(corpus, 1, 1, 0);
  const CandidateIndex index = BuildIndex(table, corpus, {});
  MemoryShingleSets sets(corpus);
  Monitor monitor;
  const absl::StatusOr<std::vector<Removal>> removals =
      FindRemovals(index, corpus.first_of_equal, {}, &sets, &monitor);
  ASSERT_TRUE(removals.ok());
  EXPECT_EQ(removals->size(), 999u);
  EXPECT_EQ(sets.calls(), 0u);
}

TEST(RemovalsTest, ReturnsCancellation) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(20, {});
  const SketchTable table = MakeRandomBandTable(corpus, 1, 1, 0);
  const CandidateIndex index = BuildIndex(table, corpus, {});
  for (const int patience : {0, 3}) {
    MemoryShingleSets sets(corpus);
    CancellingMonitor monitor(patience);
    RemovalOptions options;
    options.batch = 4;
    EXPECT_EQ(FindRemovals(index, corpus.first_of_equal, options, &sets, &monitor).status().code(),
              absl::StatusCode::kCancelled);
  }
}

// Whichever set cannot be read, if any removal needs it the error comes back, not a record.
TEST(RemovalsTest, ReturnsErrorsOfTheSource) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(21, {});
  const SketchTable table = MakeRandomBandTable(corpus, 1, 1, 0);
  const CandidateIndex index = BuildIndex(table, corpus, {});
  for (const size_t threads : {1, 3}) {
    RemovalOptions options;
    options.batch = 8;
    options.threads = threads;
    std::set<uint32_t> needed;
    for (const Removal& removal : Removals(index, corpus, options)) {
      if (removal.verdict != Verdict::kExact) {
        needed.insert(removal.kept);
        needed.insert(corpus.first_of_equal[removal.removed]);
      }
    }
    ASSERT_GT(needed.size(), 5u);
    for (const uint32_t rank : needed) {
      MemoryShingleSets sets(corpus);
      sets.FailAt(rank);
      Monitor monitor;
      EXPECT_EQ(FindRemovals(index, corpus.first_of_equal, options, &sets, &monitor).status(),
                absl::DataLossError("rank " + std::to_string(rank) + " is unreadable"));
    }
  }
}

// With real sketches the index proposes less than everything, but what is removed is proved all
// the same: by a kept document that precedes it and satisfies the rule.
TEST(RemovalsTest, EveryRemovalIsProved) {
  CorpusShape shape;
  shape.strangers = 150;
  shape.near_copies = 150;
  shape.containments = 150;
  shape.exact_copies = 60;
  shape.chains = 10;
  for (uint64_t seed = 30; seed < 33; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    CandidateIndex::Options index_options;
    index_options.coverage_plan.emplace(0.9, 0.995, 18);
    SketchChoice choice;
    choice.lsh = PlanLsh(0.7, 0.9975, 128);
    choice.fingerprint_rate = index_options.coverage_plan->rate();
    const SketchTable table = MakeSketchTable(corpus, choice);
    Monitor monitor;
    const absl::StatusOr<CandidateIndex> index = CandidateIndex::Build(
        table, corpus.document_of_rank, corpus.indexed, index_options, &monitor);
    ASSERT_TRUE(index.ok());
    const Rule rule;
    const std::vector<Removal> removals = Removals(*index, corpus, {});
    std::set<uint32_t> removed;
    for (const Removal& removal : removals) {
      ASSERT_TRUE(removed.insert(removal.removed).second);
    }
    EXPECT_GT(removals.size(), 150u);
    for (const Removal& removal : removals) {
      ASSERT_LT(removal.kept, removal.removed);
      ASSERT_FALSE(removed.contains(removal.kept));
      const ShingleSet& set = corpus.sets[removal.removed];
      const PairFigures figures = NaiveFigures(set, corpus.sets[removal.kept]);
      ASSERT_EQ(figures.shared, removal.figures.shared);
      ASSERT_EQ(figures.size_a, removal.figures.size_a);
      ASSERT_EQ(figures.size_b, removal.figures.size_b);
      if (removal.verdict == Verdict::kExact) {
        ASSERT_EQ(corpus.texts[removal.removed], corpus.texts[removal.kept]);
      } else {
        ASSERT_EQ(removal.verdict, Decide(figures, set.tokens, rule));
        ASSERT_NE(removal.verdict, Verdict::kNone);
      }
    }
  }
}

}  // namespace
}  // namespace reprise
