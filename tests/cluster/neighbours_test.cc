#include "reprise/cluster/neighbours.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "reprise/index/coverage_plan.h"
#include "testing/naive_neighbours.h"
#include "testing/synthetic_corpus.h"

namespace reprise {

bool operator==(const Link& x, const Link& y) {
  return x.a == y.a && x.b == y.b && x.similarity == y.similarity;
}

std::ostream& operator<<(std::ostream& out, const Link& link) {
  return out << link.a << ' ' << link.b << ": " << link.similarity;
}

namespace {

// The documents in the index, each with this probability.
std::vector<uint32_t> SomeDocuments(const SyntheticCorpus& corpus, double share, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint32_t> documents;
  for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
    if (corpus.indexed[rank] && std::bernoulli_distribution(share)(random)) {
      documents.push_back(rank);
    }
  }
  return documents;
}

SketchTable FingerprintTable(const SyntheticCorpus& corpus, double rate) {
  SketchChoice choice;
  choice.fingerprint_rate = rate;
  return MakeSketchTable(corpus, choice);
}

CandidateIndex FingerprintIndex(const SketchTable& table, const SyntheticCorpus& corpus) {
  CandidateIndex::Options options;
  options.fingerprint_buckets = true;
  return BuildIndex(table, corpus, options);
}

NeighbourOptions LinkOptions(size_t most, size_t when_crowded, size_t threads) {
  NeighbourOptions options;
  options.most = most;
  options.when_crowded = when_crowded;
  options.threads = threads;
  return options;
}

Neighbours Find(const CandidateIndex& index, const SyntheticCorpus& corpus,
                const std::vector<uint32_t>& documents, const NeighbourOptions& options,
                bool hold_half = false) {
  MemoryShingleSets sets(corpus);
  if (hold_half) {
    sets.HoldHalf();
  }
  Monitor monitor;
  const absl::StatusOr<Neighbours> found =
      FindNeighbours(index, documents, options, nullptr, &sets, &monitor);
  EXPECT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->crowded.size(), documents.size());
  return *found;
}

CorpusShape FamilyShape() {
  CorpusShape shape;
  shape.strangers = 60;
  shape.near_copies = 60;
  shape.containments = 60;
  shape.chains = 6;
  return shape;
}

// Where every shingle is a fingerprint and nothing is bounded, the rarest fingerprints that a
// document looks up are more than a neighbour may lack, and no sample falls short: every pair is
// found, whatever is asked for and whichever documents are asked about.
TEST(NeighboursTest, EqualNaiveLinksWhereEverythingIsSampled) {
  size_t links = 0;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    CorpusShape shape = FamilyShape();
    shape.vocabulary = seed % 2 == 0 ? 5000 : 40;
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    const SketchTable table = FingerprintTable(corpus, 1.0);
    const CandidateIndex index = FingerprintIndex(table, corpus);
    for (const double share : {1.0, 0.5}) {
      const std::vector<uint32_t> documents = SomeDocuments(corpus, share, seed);
      for (const double containment : {0.3, 0.5, 0.9}) {
        NeighbourOptions options = LinkOptions(kUnbounded, 1, 1);
        options.containment = containment;
        options.min_tokens = share == 1.0 ? 20 : 0;
        const std::vector<Link> expected = NaiveNeighbours(corpus, documents, options);
        links += expected.size();
        for (const size_t threads : {1, 2, 4}) {
          SCOPED_TRACE("seed " + std::to_string(seed) + ", share " + std::to_string(share) +
                       ", containment " + std::to_string(containment) + ", threads " +
                       std::to_string(threads));
          options.threads = threads;
          const Neighbours found = Find(index, corpus, documents, options, threads == 2);
          ASSERT_EQ(found.links, expected);
          ASSERT_EQ(found.crowded, std::vector<bool>(documents.size(), false));
        }
      }
    }
  }
  EXPECT_GT(links, 2000u);
}

// With a scope, the pairs of one part that are not known.
TEST(NeighboursTest, KeepToTheScope) {
  size_t links = 0;
  size_t known = 0;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, FamilyShape());
    const SketchTable table = FingerprintTable(corpus, 1.0);
    const CandidateIndex index = FingerprintIndex(table, corpus);
    const std::vector<uint32_t> documents = SomeDocuments(corpus, 1.0, seed);
    const NeighbourOptions options = LinkOptions(kUnbounded, 1, 2);
    std::mt19937_64 random(seed);
    NeighbourScope scope;
    for (size_t i = 0; i < documents.size(); ++i) {
      scope.part.push_back(random() % 2 == 0 ? 7 : 9);
    }
    std::vector<Link> expected;
    for (const Link& link : NaiveNeighbours(corpus, documents, options)) {
      if (scope.part[link.a] != scope.part[link.b]) {
        continue;
      }
      if (random() % 3 == 0) {
        scope.known.insert(NeighbourScope::PairKey(link.b, link.a));
      } else {
        expected.push_back(link);
      }
    }
    links += expected.size();
    known += scope.known.size();
    MemoryShingleSets sets(corpus);
    Monitor monitor;
    const absl::StatusOr<Neighbours> found =
        FindNeighbours(index, documents, options, &scope, &sets, &monitor);
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(found->links, expected);
  }
  EXPECT_GT(links, 100u);
  EXPECT_GT(known, 50u);
}

// What the plan of a real run samples for containment 0.3.
const double kRealRate = CoveragePlan(0.3, 0.995, 60).rate();

// The least that is to be found of so many pairs of which one is missed with probability .075 at
// the most; five deviations of the binomial law are allowed. With the sample of a real run, that
// holds of texts of at least 60 shingles: .005 for too few fingerprints looked up, .07 for a sample
// that falls short at a containment of .3.
double LeastFound(size_t pairs) {
  const auto count = static_cast<double>(pairs);
  return 0.925 * count - 5.0 * std::sqrt(count * 0.925 * 0.075);
}

// What is found is right, and found once.
TEST(NeighboursTest, RealSamplesFindWhatIsPromised) {
  CorpusShape shape = FamilyShape();
  shape.least_tokens = 150;
  shape.most_tokens = 300;
  size_t expected_links = 0;
  size_t found_links = 0;
  for (uint64_t seed = 10; seed < 14; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    std::vector<uint32_t> documents = SomeDocuments(corpus, 1.0, seed);
    std::erase_if(documents, [&](uint32_t rank) { return corpus.sets[rank].size() < 60; });
    const NeighbourOptions options = LinkOptions(kUnbounded, 1, 2);
    ASSERT_LT(kRealRate, 0.5);
    const SketchTable table = FingerprintTable(corpus, kRealRate);
    const CandidateIndex index = FingerprintIndex(table, corpus);
    const std::vector<Link> expected = NaiveNeighbours(corpus, documents, {});
    const Neighbours found = Find(index, corpus, documents, options);
    expected_links += expected.size();
    found_links += found.links.size();
    size_t next = 0;
    for (const Link& link : found.links) {
      while (next < expected.size() && !(expected[next] == link)) {
        ++next;
      }
      ASSERT_LT(next, expected.size()) << link;
      ++next;
    }
  }
  EXPECT_GT(expected_links, 1000u);
  EXPECT_GE(static_cast<double>(found_links), LeastFound(expected_links));
}

// Each text shares 60 of its 198 shingles with the one after it.
TEST(NeighboursTest, RealSamplesFindWhatIsPromisedAtTheThreshold) {
  constexpr size_t kPairs = 1000;
  std::vector<std::string> texts;
  for (size_t i = 0; i < kPairs; ++i) {
    const std::string name = "a" + std::to_string(i) + "y";
    texts.push_back(Words(name, 0, 200));
    texts.push_back(Words(name, 0, 62) + Words("b" + std::to_string(i) + "y", 0, 200));
  }
  const SyntheticCorpus corpus = CorpusOf(texts);
  const NeighbourOptions options = LinkOptions(kUnbounded, 1, 1);
  const SketchTable table = FingerprintTable(corpus, kRealRate);
  const CandidateIndex index = FingerprintIndex(table, corpus);
  const Neighbours found = Find(index, corpus, SomeDocuments(corpus, 1.0, 0), options);
  for (const Link& link : found.links) {
    ASSERT_EQ(link, (Link{link.b - 1, link.b, 60.0 / 198}));
    ASSERT_EQ(link.a % 2, 0u);
  }
  EXPECT_GE(static_cast<double>(found.links.size()), LeastFound(kPairs));
  EXPECT_LT(found.links.size(), kPairs);
}

// A phrase is no neighbour of all that hold it.
TEST(NeighboursTest, ShortTextsAreNeighboursOfWhatIsAlike) {
  const std::string phrase = Words("a", 0, 19);                        // 17 shingles
  const SyntheticCorpus corpus = CorpusOf({phrase + Words("b", 0, 8),  // 25, a Jaccard of .68
                                           phrase + Words("c", 0, 7),  // 24, one of .71
                                           phrase,                     // short
                                           Words("d", 0, 20),          // not short
                                           Words("d", 0, 20) + Words("e", 0, 100)});
  const SketchTable table = FingerprintTable(corpus, 1.0);
  const CandidateIndex index = FingerprintIndex(table, corpus);
  EXPECT_EQ(Find(index, corpus, {0, 1, 2, 3, 4}, {}).links,
            (std::vector<Link>{{0, 1, 17.0 / 24}, {1, 2, 1.0}, {3, 4, 1.0}}));
}

// Forty printings of one story, each with words of its own, and strangers among them.
std::vector<std::string> StoryAndStrangers() {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    texts.push_back(Words("story", 0, 100) + Words("own" + std::to_string(i) + "y", 0, 10 + i / 4));
    texts.push_back(Words("stranger" + std::to_string(i) + "y", 0, 100));
  }
  return texts;
}

// How many links each of `documents` has found by itself: the smaller one of a pair looks for the
// larger one, of equal ones the later one.
std::vector<size_t> FoundBy(const SyntheticCorpus& corpus, const std::vector<uint32_t>& documents,
                            const std::vector<Link>& links) {
  std::vector<size_t> found(documents.size(), 0);
  for (const Link& link : links) {
    const bool a_is_smaller =
        corpus.sets[documents[link.a]].size() < corpus.sets[documents[link.b]].size();
    ++found[a_is_smaller ? link.a : link.b];
  }
  return found;
}

TEST(NeighboursTest, NoCostGrowsWithTheSquareOfAStory) {
  const SyntheticCorpus corpus = CorpusOf(StoryAndStrangers());
  const SketchTable table = FingerprintTable(corpus, 1.0);
  const CandidateIndex index = FingerprintIndex(table, corpus);
  const std::vector<uint32_t> documents = SomeDocuments(corpus, 1.0, 0);
  const std::vector<Link> all = NaiveNeighbours(corpus, documents, {});
  ASSERT_EQ(all.size(), 40u * 39 / 2);
  for (const size_t most : {8, 39, 40}) {
    for (const size_t when_crowded : {1, 4}) {
      for (const size_t threads : {1, 2, 4}) {
        SCOPED_TRACE("most " + std::to_string(most) + ", when crowded " +
                     std::to_string(when_crowded) + ", threads " + std::to_string(threads));
        const Neighbours neighbours =
            Find(index, corpus, documents, LinkOptions(most, when_crowded, threads));
        for (const Link& link : neighbours.links) {
          ASSERT_NE(std::find(all.begin(), all.end(), link), all.end()) << link;
        }
        const std::vector<size_t> found = FoundBy(corpus, documents, neighbours.links);
        for (uint32_t i = 0; i < documents.size(); ++i) {
          const bool story = documents[i] % 2 == 0;
          ASSERT_EQ(neighbours.crowded[i], story && most < 40) << i;
          ASSERT_LE(found[i], neighbours.crowded[i] ? when_crowded : most);
        }
        if (most == 40) {
          ASSERT_EQ(neighbours.links, all);
        } else {
          // The largest one has nobody to look for, every other one has somebody at all events.
          ASSERT_EQ(std::count(found.begin(), found.end(), 0), 41);
        }
        MemoryShingleSets sets(corpus);
        Monitor monitor;
        ASSERT_TRUE(FindNeighbours(index, documents, LinkOptions(most, when_crowded, threads),
                                   nullptr, &sets, &monitor)
                        .ok());
        ASSERT_LE(sets.calls(), 40 * (most == 40 ? 40 : 1 + 2 * when_crowded));
      }
    }
  }
}

// Each third of a text stands in eight larger ones: no fingerprint is that of many, but its
// neighbours are. The best of those looked at are linked.
TEST(NeighboursTest, ManyNeighboursCrowdWithoutCommonFingerprints) {
  std::vector<std::string> texts = {Words("a", 0, 120)};
  for (int i = 0; i < 24; ++i) {
    texts.push_back(Words("a", 40 * (i / 8), 40) + Words("own" + std::to_string(i) + "y", 0, 100));
  }
  const SyntheticCorpus corpus = CorpusOf(texts);
  const SketchTable table = FingerprintTable(corpus, 1.0);
  const CandidateIndex index = FingerprintIndex(table, corpus);
  const std::vector<uint32_t> documents = SomeDocuments(corpus, 1.0, 0);
  ASSERT_EQ(NaiveNeighbours(corpus, documents, {}).size(), 24u);
  const Neighbours all = Find(index, corpus, documents, LinkOptions(24, 4, 1));
  EXPECT_FALSE(all.crowded[0]);
  EXPECT_EQ(all.links.size(), 24u);
  const Neighbours some = Find(index, corpus, documents, LinkOptions(10, 4, 1));
  EXPECT_TRUE(some.crowded[0]);
  EXPECT_EQ(std::count(some.crowded.begin(), some.crowded.end(), true), 1);
  EXPECT_EQ(some.links.size(), 4u);
}

// Short texts share a phrase of nearly three tenths of each, which their samples cannot tell from
// enough. Few of them are compared in full, and yet who shares more is found.
TEST(NeighboursTest, StrangersThatShareAPhraseCostLittle) {
  constexpr int kTexts = 200;
  constexpr size_t kTogether = 8;  // candidates that are verified before the rest is given up
  std::vector<std::string> texts;
  for (int i = 0; i < kTexts; ++i) {
    texts.push_back(Words("phrase", 0, 20) + Words("own" + std::to_string(i) + "y", 0, 44));
  }
  // Smaller than all others, so that it is the one to look for its neighbour.
  texts.push_back(Words("phrase", 0, 20) + Words("own100y", 0, 30) + Words("end", 0, 10));
  const SyntheticCorpus corpus = CorpusOf(texts);
  const SketchTable table = FingerprintTable(corpus, 0.25);
  const CandidateIndex index = FingerprintIndex(table, corpus);
  const std::vector<uint32_t> documents = SomeDocuments(corpus, 1.0, 0);
  NeighbourOptions options = LinkOptions(64, 8, 1);
  options.containment = 0.35;
  MemoryShingleSets sets(corpus);
  Monitor monitor;
  const absl::StatusOr<Neighbours> found =
      FindNeighbours(index, documents, options, nullptr, &sets, &monitor);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->links.size(), 1u);
  EXPECT_EQ(found->links[0].a, 100u);
  EXPECT_EQ(found->links[0].b, static_cast<uint32_t>(kTexts));
  EXPECT_GT(sets.calls(), kTexts * size_t{2});  // many did have candidates
  EXPECT_LE(sets.calls(), kTexts * (1 + kTogether) + 2 * kTogether);
}

// The share of shingles that stand in many documents, counted in the texts.
TEST(NeighboursTest, CrowdedFingerprintsEqualNaiveCount) {
  size_t crowded = 0;
  size_t asked = 0;
  for (uint64_t seed = 20; seed < 23; ++seed) {
    CorpusShape shape = FamilyShape();
    shape.vocabulary = 30;
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    const SketchTable table = FingerprintTable(corpus, 1.0);
    const CandidateIndex index = FingerprintIndex(table, corpus);
    std::map<uint64_t, size_t> documents;
    for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
      for (const uint64_t shingle : corpus.sets[rank].shingles) {
        documents[shingle] += corpus.indexed[rank] ? 1 : 0;
      }
    }
    for (const uint32_t rank : SomeDocuments(corpus, 1.0, seed)) {
      const std::vector<uint64_t>& shingles = corpus.sets[rank].shingles;
      for (const size_t most : {1, 2, 4, 8}) {
        const auto common = std::count_if(shingles.begin(), shingles.end(), [&](uint64_t shingle) {
          return documents[shingle] > most;
        });
        for (const double share : {0.0, 0.3, 0.5, 1.0}) {
          const bool expected = common > 0 && static_cast<double>(common) >=
                                                  share * static_cast<double>(shingles.size());
          SCOPED_TRACE("seed " + std::to_string(seed) + ", rank " + std::to_string(rank) +
                       ", most " + std::to_string(most) + ", share " + std::to_string(share));
          ASSERT_EQ(HasCrowdedFingerprints(index, rank, share, most), expected);
          crowded += expected ? 1 : 0;
          ++asked;
        }
      }
    }
  }
  EXPECT_GT(crowded, asked / 10);
  EXPECT_LT(crowded, asked * 9 / 10);
}

TEST(NeighboursTest, OfNoDocuments) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(30, {});
  const SketchTable table = FingerprintTable(corpus, 1.0);
  const Neighbours neighbours = Find(FingerprintIndex(table, corpus), corpus, {}, {});
  EXPECT_TRUE(neighbours.links.empty());
  EXPECT_TRUE(neighbours.crowded.empty());
}

TEST(NeighboursTest, ReturnsCancellationAndErrors) {
  const SyntheticCorpus corpus = MakeSyntheticCorpus(31, FamilyShape());
  const SketchTable table = FingerprintTable(corpus, 1.0);
  const CandidateIndex index = FingerprintIndex(table, corpus);
  const std::vector<uint32_t> documents = SomeDocuments(corpus, 1.0, 0);
  for (const int patience : {0, 1}) {
    MemoryShingleSets sets(corpus);
    CancellingMonitor monitor(patience);
    EXPECT_EQ(FindNeighbours(index, documents, {}, nullptr, &sets, &monitor).status().code(),
              absl::StatusCode::kCancelled);
  }
  std::set<uint32_t> linked;
  for (const Link& link : NaiveNeighbours(corpus, documents, {})) {
    linked.insert({documents[link.a], documents[link.b]});
  }
  ASSERT_GT(linked.size(), 50u);
  const NeighbourOptions options = LinkOptions(kUnbounded, 1, 2);
  for (const uint32_t rank : linked) {
    MemoryShingleSets sets(corpus);
    sets.FailAt(rank);
    Monitor monitor;
    ASSERT_EQ(FindNeighbours(index, documents, options, nullptr, &sets, &monitor).status(),
              absl::DataLossError("rank " + std::to_string(rank) + " is unreadable"));
  }
}

}  // namespace
}  // namespace reprise
