#include "reprise/cluster/pairs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "testing/synthetic_corpus.h"
#include "testing/tiny_budget.h"

namespace reprise {

bool operator==(const VerifiedPair& x, const VerifiedPair& y) {
  return x.a == y.a && x.b == y.b && x.figures.shared == y.figures.shared &&
         x.figures.size_a == y.figures.size_a && x.figures.size_b == y.figures.size_b;
}

std::ostream& operator<<(std::ostream& out, const VerifiedPair& pair) {
  return out << pair.a << ' ' << pair.b << ": " << pair.figures.shared << " of "
             << pair.figures.size_a << " and " << pair.figures.size_b;
}

namespace {

// All pairs of indexed documents that satisfy the rule either way; with `table`, only those that
// share a band key there.
std::vector<VerifiedPair> NaivePairs(const SyntheticCorpus& corpus, const Rule& rule,
                                     const SketchTable* table) {
  std::vector<VerifiedPair> pairs;
  for (uint32_t a = 0; a < corpus.size(); ++a) {
    for (uint32_t b = a + 1; b < corpus.size(); ++b) {
      if (!corpus.indexed[a] || !corpus.indexed[b]) {
        continue;
      }
      if (table != nullptr &&
          !ShareAKey(*table, corpus.document_of_rank[a], corpus.document_of_rank[b])) {
        continue;
      }
      const PairFigures figures = NaiveFigures(corpus.sets[a], corpus.sets[b]);
      const PairFigures reverse{figures.shared, figures.size_b, figures.size_a};
      if (Decide(figures, corpus.sets[a].tokens, rule) != Verdict::kNone ||
          Decide(reverse, corpus.sets[b].tokens, rule) != Verdict::kNone) {
        pairs.push_back({a, b, figures});
      }
    }
  }
  return pairs;
}

std::vector<VerifiedPair> Pairs(const CandidateIndex& index, const SyntheticCorpus& corpus,
                                const Rule& rule, size_t threads, SpillBudget* spill = nullptr,
                                size_t* spilled = nullptr) {
  MemoryShingleSets sets(corpus);
  Monitor monitor;
  const absl::StatusOr<SpillVector<VerifiedPair>> pairs =
      FindPairs(index, rule, threads, spill, &sets, &monitor);
  EXPECT_TRUE(pairs.ok()) << pairs.status();
  if (spilled != nullptr && pairs->spilled()) {
    ++*spilled;
  }
  std::vector<VerifiedPair> all;
  for (uint64_t i = 0; i < pairs->size(); ++i) {
    all.push_back((*pairs)[i]);
  }
  return all;
}

struct RandomBands {
  size_t bands;
  uint32_t keys;
};

TEST(PairsTest, EqualNaivePairs) {
  size_t found = 0;
  size_t spilled = 0;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    CorpusShape shape;
    shape.vocabulary = seed % 2 == 0 ? 5000 : 30;
    shape.strangers = seed == 1 ? 250 : 30;  // more than one task takes
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    for (const RandomBands proposals : {RandomBands{1, 1}, RandomBands{3, 4}}) {
      const SketchTable table = MakeRandomBandTable(corpus, proposals.bands, proposals.keys, seed);
      const CandidateIndex index = BuildIndex(table, corpus, {});
      for (const Rule& rule : {Rule{0.7, 0.9, 20}, Rule{0.3, std::nullopt, 20},
                               Rule{std::nullopt, 1.0, 10}, Rule{std::nullopt, 0.5, 1}}) {
        const std::vector<VerifiedPair> expected = NaivePairs(corpus, rule, &table);
        found += expected.size();
        for (const size_t threads : {1, 2, 4}) {
          SCOPED_TRACE(
              "seed " + std::to_string(seed) + ", bands " + std::to_string(proposals.bands) +
              ", rule " + std::to_string(rule.jaccard.value_or(0)) + ' ' +
              std::to_string(rule.coverage.value_or(0)) + ", threads " + std::to_string(threads));
          ASSERT_EQ(Pairs(index, corpus, rule, threads), expected);
          if (threads == 2) {
            TinyBudget tiny;
            ASSERT_EQ(Pairs(index, corpus, rule, threads, &tiny, &spilled), expected);
            ASSERT_TRUE(tiny.status().ok());
          }
        }
      }
    }
  }
  EXPECT_GT(found, 300u);
  EXPECT_GT(spilled, 20u);
}

// Only the contained text looks for the other one, whichever comes first: a text inside one ten
// times as long is a pair both ways round.
TEST(PairsTest, FindContainmentInBothDirections) {
  std::string inner;
  std::string outer;
  for (int i = 0; i < 400; ++i) {
    const std::string word = "w" + std::to_string(i) + "x ";
    outer += word;
    inner += i >= 100 && i < 140 ? word : "";
  }
  for (const bool inner_first : {true, false}) {
    SCOPED_TRACE(inner_first);
    SyntheticCorpus corpus;
    corpus.texts = inner_first ? std::vector{inner, outer} : std::vector{outer, inner};
    corpus.document_of_rank = {1, 0};
    corpus.indexed = {true, true};
    for (const std::string& text : corpus.texts) {
      corpus.sets.push_back(MakeShingleSet(text, kSyntheticShingle));
    }
    CandidateIndex::Options options;
    options.coverage_plan.emplace(0.9, 0.995, 18);
    SketchChoice choice;
    choice.fingerprint_rate = options.coverage_plan->rate();
    const SketchTable table = MakeSketchTable(corpus, choice);
    const CandidateIndex index = BuildIndex(table, corpus, options);
    const uint64_t size_a = inner_first ? 38 : 398;
    const uint64_t size_b = inner_first ? 398 : 38;
    EXPECT_EQ(Pairs(index, corpus, Rule(), 1),
              (std::vector<VerifiedPair>{{0, 1, {38, size_a, size_b}}}));
  }
}

// With the sketches of a real run, a pair is missed with probability .005 at most, all causes
// together. The number missed of n pairs then has mean .005 n at most; five deviations of the
// binomial law are allowed. What is found is right.
TEST(PairsTest, RealSketchesFindWhatIsPromised) {
  CorpusShape shape;
  shape.strangers = 250;
  shape.near_copies = 250;
  shape.containments = 250;
  shape.chains = 20;
  shape.exact_copies = 0;
  const Rule rule;
  size_t expected_pairs = 0;
  size_t found_pairs = 0;
  for (uint64_t seed = 10; seed < 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    CandidateIndex::Options options;
    options.min_coverage_tokens = rule.min_coverage_tokens;
    options.coverage_plan.emplace(*rule.coverage, 0.995, 18);
    SketchChoice choice;
    choice.lsh = PlanLsh(*rule.jaccard, 0.9975, 128);
    choice.fingerprint_rate = options.coverage_plan->rate();
    const SketchTable table = MakeSketchTable(corpus, choice);
    const std::vector<VerifiedPair> expected = NaivePairs(corpus, rule, nullptr);
    const std::vector<VerifiedPair> found =
        Pairs(BuildIndex(table, corpus, options), corpus, rule, 2);
    expected_pairs += expected.size();
    found_pairs += found.size();
    size_t next = 0;
    for (const VerifiedPair& pair : found) {
      while (next < expected.size() && !(expected[next] == pair)) {
        ++next;
      }
      ASSERT_LT(next, expected.size()) << pair;
    }
  }
  const auto count = static_cast<double>(expected_pairs);
  EXPECT_GT(expected_pairs, 1000u);
  EXPECT_GE(static_cast<double>(found_pairs),
            0.995 * count - 5.0 * std::sqrt(count * 0.005 * 0.995));
}

TEST(PairsTest, OfNoDocuments) {
  const SyntheticCorpus corpus;
  const SketchTable table;
  EXPECT_TRUE(Pairs(BuildIndex(table, corpus, {}), corpus, Rule(), 2).empty());
}

TEST(PairsTest, ReturnsCancellationAndErrors) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(20, {});
  const SketchTable table = MakeRandomBandTable(corpus, 1, 1, 0);
  const CandidateIndex index = BuildIndex(table, corpus, {});
  const std::vector<VerifiedPair> pairs = Pairs(index, corpus, Rule(), 1);
  ASSERT_GT(pairs.size(), 5u);
  for (const int patience : {0, 1}) {
    MemoryShingleSets sets(corpus);
    CancellingMonitor monitor(patience);
    EXPECT_EQ(FindPairs(index, Rule(), 1, nullptr, &sets, &monitor).status().code(),
              absl::StatusCode::kCancelled);
  }
  for (const VerifiedPair& pair : pairs) {
    for (const uint32_t rank : {pair.a, pair.b}) {
      MemoryShingleSets sets(corpus);
      sets.FailAt(rank);
      Monitor monitor;
      EXPECT_EQ(FindPairs(index, Rule(), 2, nullptr, &sets, &monitor).status(),
                absl::DataLossError("rank " + std::to_string(rank) + " is unreadable"));
    }
  }
}

}  // namespace
}  // namespace reprise
