#include "reprise/cluster/groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reprise/cluster/average_linkage.h"
#include "testing/naive_neighbours.h"
#include "testing/printed_removals.h"
#include "testing/synthetic_corpus.h"
#include "testing/tiny_budget.h"

namespace reprise {

bool operator==(const Group& x, const Group& y) {
  return x.members == y.members && x.similarity == y.similarity;
}

std::ostream& operator<<(std::ostream& out, const Group& group) {
  out << group.similarity << ':';
  for (const uint32_t member : group.members) {
    out << ' ' << member;
  }
  return out;
}

namespace {

// Sketches of a real run, but every shingle is a fingerprint: no neighbour is missed.
SketchTable FullTable(const SyntheticCorpus& corpus) {
  SketchChoice choice;
  choice.lsh = PlanLsh(0.7, 0.9975, 128);
  choice.fingerprint_rate = 1.0;
  return MakeSketchTable(corpus, choice);
}

CandidateIndex FullIndex(const SketchTable& table, const SyntheticCorpus& corpus) {
  CandidateIndex::Options options;
  options.coverage_plan.emplace(0.9, 0.995, 18);
  return BuildIndex(table, corpus, options);
}

GroupOptions Options(size_t most, size_t when_crowded, size_t threads) {
  GroupOptions options;
  options.neighbours.most = most;
  options.neighbours.when_crowded = when_crowded;
  options.neighbours.threads = threads;
  return options;
}

struct Answer {
  std::vector<Removal> removals;
  Groups groups;
};

// Where there is `spill`, most sets are those of large texts.
Answer Find(const SyntheticCorpus& corpus, const RemovalOptions& removal_options,
            const GroupOptions& group_options, SpillBudget* spill = nullptr) {
  const SketchTable table = FullTable(corpus);
  const CandidateIndex index = FullIndex(table, corpus);
  MemoryShingleSets sets(corpus);
  sets.MakeLarge(spill);
  Monitor monitor;
  absl::StatusOr<std::vector<Removal>> removals =
      FindRemovals(index, corpus.first_of_equal, removal_options, &sets, &monitor);
  EXPECT_TRUE(removals.ok()) << removals.status();
  absl::StatusOr<Groups> groups =
      FindGroups(index, corpus.first_of_equal, *removals, group_options, &sets, &monitor);
  EXPECT_TRUE(groups.ok()) << groups.status();
  return {*std::move(removals), *std::move(groups)};
}

double NaiveSimilarity(const SyntheticCorpus& corpus, const std::vector<uint32_t>& members) {
  double sum = 0.0;
  for (size_t b = 0; b < members.size(); ++b) {
    for (size_t a = 0; a < b; ++a) {
      sum += NaiveContainment(corpus.sets[members[a]], corpus.sets[members[b]]);
    }
  }
  return sum / (static_cast<double>(members.size() * (members.size() - 1)) / 2);
}

// The definition where nothing is crowded: what is nearly equal is one node, which is linked with
// its neighbours.
Groups NaiveGroups(const SyntheticCorpus& corpus, const std::vector<Removal>& removals,
                   const GroupOptions& options) {
  std::map<uint32_t, uint32_t> near;
  for (const Removal& removal : removals) {
    if (removal.figures.Jaccard() >= options.near_equal_jaccard) {
      near[removal.removed] = removal.kept;
    }
  }
  std::map<uint32_t, std::vector<uint32_t>> members;  // by the document that stands for them
  for (uint32_t rank = options.references; rank < corpus.size(); ++rank) {
    const uint32_t first = corpus.first_of_equal[rank];
    if (!corpus.sets[rank].empty()) {
      members[near.contains(first) ? near[first] : first].push_back(rank);
    }
  }
  LinkageNodes nodes;
  std::vector<uint32_t> documents;
  for (const auto& [document, of_node] : members) {
    documents.push_back(document);
    nodes.weights.push_back(of_node.size());
    nodes.crowded.push_back(false);
  }
  const std::vector<Link> links = NaiveNeighbours(corpus, documents, options.neighbours);
  const std::vector<uint32_t> cluster = AverageLinkage(nodes, links, options.cut, nullptr, 1);
  std::map<uint32_t, std::vector<uint32_t>> clusters;
  for (uint32_t node = 0; node < documents.size(); ++node) {
    std::vector<uint32_t>& all = clusters[cluster[node]];
    all.insert(all.end(), members[documents[node]].begin(), members[documents[node]].end());
  }
  Groups groups;
  for (auto& [lowest, all] : clusters) {
    std::sort(all.begin(), all.end());
    if (all.size() > 1) {
      groups.groups.push_back({all, NaiveSimilarity(corpus, all)});
    }
  }
  std::sort(groups.groups.begin(), groups.groups.end(),
            [](const Group& x, const Group& y) { return x.members.front() < y.members.front(); });
  groups.links = links.size();
  return groups;
}

void ExpectNearly(const Groups& found, const Groups& expected) {
  ASSERT_EQ(found.groups.size(), expected.groups.size());
  for (size_t i = 0; i < found.groups.size(); ++i) {
    ASSERT_EQ(found.groups[i].members, expected.groups[i].members) << i;
    ASSERT_NEAR(found.groups[i].similarity, expected.groups[i].similarity, 1e-9) << i;
  }
  ASSERT_EQ(found.links, expected.links);
  ASSERT_EQ(found.crowded, expected.crowded);
}

// Near copies, containments, equal and empty texts, with references and without, in memory or on
// disk, on any number of threads.
TEST(GroupsTest, EqualNaiveGroups) {
  TinyBudget spill;
  size_t groups = 0;
  size_t members = 0;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    CorpusShape shape;
    shape.strangers = 60;
    shape.near_copies = 50;
    shape.containments = 40;
    shape.exact_copies = 30;
    shape.vocabulary = seed % 2 == 0 ? 5000 : 60;
    const SyntheticCorpus corpus = MakeSyntheticCorpus(seed, shape);
    for (const uint32_t references : {0, 70}) {
      for (const bool within : {true, false}) {
        RemovalOptions removal_options;
        removal_options.references = references;
        removal_options.within = within;
        for (const size_t threads : {1, 2, 4}) {
          SCOPED_TRACE("seed " + std::to_string(seed) + ", references " +
                       std::to_string(references) + (within ? ", within" : "") + ", threads " +
                       std::to_string(threads));
          GroupOptions options = Options(kUnbounded, 1, threads);
          options.references = references;
          options.neighbours.spill = threads == 2 ? &spill : nullptr;
          const Answer answer = Find(corpus, removal_options, options, options.neighbours.spill);
          ASSERT_NO_FATAL_FAILURE(
              ExpectNearly(answer.groups, NaiveGroups(corpus, answer.removals, options)));
          groups += answer.groups.groups.size();
          for (const Group& group : answer.groups.groups) {
            members += group.members.size();
            ASSERT_GE(group.members.front(), references);
          }
        }
      }
    }
  }
  EXPECT_GT(groups, 500u);
  EXPECT_GT(members, 3 * groups);
}

// Texts of which no two have as many distinct shingles, largest first, with the family of each.
using Families = std::vector<std::pair<std::string, size_t>>;

// Families of two to six, of which each member has other words of its own for up to a quarter of a
// common text, and families of one.
Families PlantFamilies(uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto between = [&](size_t least, size_t most) { return least + random() % (most - least); };
  std::map<size_t, std::pair<std::string, size_t>> by_size;
  for (size_t family = 0; family < 40; ++family) {
    const std::string name = "f" + std::to_string(family) + "y";
    const size_t length = between(80, 600);
    const size_t members = family % 2 == 0 ? 1 : between(2, 7);
    for (size_t planted = 0; planted < members;) {
      const size_t own = between(0, length / 4);
      const size_t begin = between(0, length - own);
      std::string text = Words(name, 0, begin);
      text += Words(name + std::to_string(planted) + "z", 0, between(0, length / 4));
      text += Words(name, begin + own, length - begin - own);
      const size_t size = MakeShingleSet(text, kSyntheticShingle).size();
      planted += by_size.emplace(size, std::pair(std::move(text), family)).second ? 1 : 0;
    }
  }
  Families families;
  for (auto it = by_size.rbegin(); it != by_size.rend(); ++it) {
    families.push_back(std::move(it->second));
  }
  return families;
}

SyntheticCorpus CorpusOfFamilies(const Families& families) {
  std::vector<std::string> texts;
  for (const auto& [text, family] : families) {
    texts.push_back(text);
  }
  return CorpusOf(texts);
}

// In whatever order documents are kept, and whatever was removed, families are groups.
TEST(GroupsTest, FamiliesAreGroups) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Families families = PlantFamilies(seed);
    std::mt19937_64 random(seed);
    std::shuffle(families.begin(), families.end(), random);
    std::map<size_t, std::vector<uint32_t>> members;
    for (uint32_t rank = 0; rank < families.size(); ++rank) {
      members[families[rank].second].push_back(rank);
    }
    std::set<std::vector<uint32_t>> expected;
    for (const auto& [family, ranks] : members) {
      if (ranks.size() > 1) {
        expected.insert(ranks);
      }
    }
    std::set<std::vector<uint32_t>> found;
    for (const Group& group : Find(CorpusOfFamilies(families), {}, {}).groups.groups) {
      ASSERT_TRUE(found.empty() || found.rbegin()->front() < group.members.front());
      found.insert(group.members);
    }
    ASSERT_EQ(found, expected);
    ASSERT_EQ(expected.size(), 20u);
  }
}

// The order of the input is that of the sketches. Where keep order goes by the texts alone, it has
// no influence on anything.
TEST(GroupsTest, InputOrderHasNoSay) {
  for (uint64_t seed = 20; seed < 23; ++seed) {
    SyntheticCorpus corpus = CorpusOfFamilies(PlantFamilies(seed));
    for (uint32_t rank = 1; rank < corpus.size(); ++rank) {
      ASSERT_LT(corpus.sets[rank].size(), corpus.sets[rank - 1].size());
    }
    for (const size_t most : {2, 256}) {
      const Answer expected = Find(corpus, {}, Options(most, 1, 1));
      EXPECT_GT(expected.removals.size(), 5u);
      std::mt19937_64 random(seed);
      for (int order = 0; order < 4; ++order) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", order " + std::to_string(order));
        std::shuffle(corpus.document_of_rank.begin(), corpus.document_of_rank.end(), random);
        const Answer answer = Find(corpus, {}, Options(most, 1, 2));
        ASSERT_EQ(answer.removals, expected.removals);
        ASSERT_EQ(answer.groups.groups, expected.groups.groups);
        ASSERT_EQ(answer.groups.crowded, expected.groups.crowded);
      }
    }
  }
}

// A story of which every printing differs a little from the one before, and the last from the first
// in every word: nothing is removed that the kept printing does not prove, nothing is alone, and no
// group holds printings of all ages.
TEST(GroupsTest, DriftingStoriesNeitherCollapseNorCrumble) {
  constexpr uint32_t kPrintings = 1000;
  constexpr uint32_t kReach = 24;  // so far apart, two printings have nothing in common
  std::vector<uint32_t> age(kPrintings);
  std::iota(age.begin(), age.end(), 0U);
  std::mt19937_64 random(5);
  for (const bool shuffled : {false, true}) {
    SCOPED_TRACE(shuffled ? "seed 5, shuffled" : "from first to last");
    if (shuffled) {
      std::shuffle(age.begin(), age.end(), random);
    }
    std::vector<std::string> texts;
    for (const uint32_t printing : age) {
      texts.push_back(Words("w", 5 * printing, 120));
    }
    const SyntheticCorpus corpus = CorpusOf(texts);
    const Rule rule;
    const Answer answer = Find(corpus, {}, {});
    std::set<uint32_t> removed;
    for (const Removal& removal : answer.removals) {
      removed.insert(removal.removed);
    }
    EXPECT_GT(removed.size(), kPrintings / 4);
    for (const Removal& removal : answer.removals) {
      ASSERT_LT(removal.kept, removal.removed);
      ASSERT_FALSE(removed.contains(removal.kept));
      const ShingleSet& set = corpus.sets[removal.removed];
      const PairFigures figures = NaiveFigures(set, corpus.sets[removal.kept]);
      ASSERT_EQ(figures.shared, removal.figures.shared);
      ASSERT_NE(removal.verdict, Verdict::kNone);
      ASSERT_EQ(Decide(figures, set.tokens, rule), removal.verdict);
    }
    size_t grouped = 0;
    for (const Group& group : answer.groups.groups) {
      grouped += group.members.size();
      ASSERT_LE(group.members.size(), 2 * kReach);
      ASSERT_NEAR(group.similarity, NaiveSimilarity(corpus, group.members), 1e-9);
      ASSERT_GE(group.similarity, 0.35);
    }
    ASSERT_EQ(grouped, kPrintings);
  }
}

// Stories of a hundred printings each, more than neighbours are looked for: each is one group all
// the same, for the price of a few links a printing. Printings that are nearly equal need no links.
TEST(GroupsTest, CrowdedStoriesAreGroups) {
  constexpr size_t kStories = 3;
  constexpr size_t kPrintings = 100;
  constexpr size_t kWhenCrowded = 4;
  for (const size_t own : {15, 40}) {
    std::vector<std::string> texts;
    for (size_t i = 0; i < kStories * kPrintings; ++i) {
      texts.push_back(Words("story" + std::to_string(i % kStories) + "y", 0, 100) +
                      Words("own" + std::to_string(i) + "y", 0, own));
    }
    const SyntheticCorpus corpus = CorpusOf(texts);
    for (const size_t most : {16, 256}) {
      SCOPED_TRACE("own " + std::to_string(own) + ", most " + std::to_string(most));
      const Groups found = Find(corpus, {}, Options(most, kWhenCrowded, 2)).groups;
      ASSERT_EQ(found.groups.size(), kStories);
      for (size_t story = 0; story < kStories; ++story) {
        const std::vector<uint32_t>& members = found.groups[story].members;
        ASSERT_EQ(members.size(), kPrintings);
        for (const uint32_t member : members) {
          ASSERT_EQ(member % kStories, story);
        }
      }
      if (most > kPrintings) {
        ASSERT_EQ(found.links, kStories * kPrintings * (kPrintings - 1) / 2);
        ASSERT_EQ(found.crowded, 0u);
      } else if (own == 15) {  // a Jaccard of .77
        ASSERT_EQ(found.links, 0u);
      } else {
        ASSERT_LE(found.links, kStories * kPrintings * kWhenCrowded);
        ASSERT_EQ(found.crowded, kStories * kPrintings);
      }
    }
  }
}

// A page that holds two crowded stories joins neither with the other.
TEST(GroupsTest, ADigestJoinsNoCrowdedStories) {
  constexpr size_t kPrintings = 60;
  std::vector<std::string> texts = {Words("story0y", 0, 100) + Words("story1y", 0, 100)};
  for (size_t i = 0; i < 2 * kPrintings; ++i) {
    texts.push_back(Words("story" + std::to_string(i % 2) + "y", 0, 100) +
                    Words("own" + std::to_string(i) + "y", 0, 60));
  }
  const SyntheticCorpus corpus = CorpusOf(texts);
  const Groups found = Find(corpus, {}, Options(16, 4, 2)).groups;
  EXPECT_GT(found.crowded, kPrintings);
  ASSERT_EQ(found.groups.size(), 2u);
  for (const Group& group : found.groups) {
    EXPECT_GT(group.similarity, 0.5);
    const uint32_t story = group.members.back() % 2;
    for (const uint32_t member : group.members) {
      EXPECT_TRUE(member == 0 || member % 2 == story) << member;
    }
  }
}

// A window that moves on so slowly that every text has more neighbours than are linked.
TEST(GroupsTest, CrowdedChainsDoNotCollapse) {
  constexpr int kTexts = 400;
  std::vector<std::string> texts;
  for (int i = 0; i < kTexts; ++i) {
    texts.push_back(Words("w", 3 * i, 100) + Words("own" + std::to_string(i) + "y", 0, 40));
  }
  const SyntheticCorpus corpus = CorpusOf(texts);
  const Groups found = Find(corpus, {}, Options(8, 4, 2)).groups;
  EXPECT_GT(found.groups.size(), 5u);
  for (const Group& group : found.groups) {
    EXPECT_LT(group.members.back() - group.members.front(), 100u);
    EXPECT_GT(group.similarity, 0.3);
  }
}

std::vector<std::vector<uint32_t>> MembersOf(const Groups& groups) {
  std::vector<std::vector<uint32_t>> members;
  for (const Group& group : groups.groups) {
    members.push_back(group.members);
  }
  return members;
}

using Members = std::vector<std::vector<uint32_t>>;

// Whether or not they are removed; texts without a token are equal to nothing.
TEST(GroupsTest, EqualTextsAreGroups) {
  const SyntheticCorpus corpus =
      CorpusOf({"", Words("a", 0, 30), Words("b", 0, 30), "", Words("c", 0, 30), Words("b", 0, 30),
                Words("a", 0, 30), Words("a", 0, 30), "-"});
  for (const bool within : {true, false}) {
    SCOPED_TRACE(within);
    RemovalOptions options;
    options.within = within;
    const Answer answer = Find(corpus, options, {});
    EXPECT_EQ(answer.removals.size(), within ? 3u : 0u);
    EXPECT_EQ(answer.groups.groups, (std::vector<Group>{{{1, 6, 7}, 1.0}, {{2, 5}, 1.0}}));
  }
  EXPECT_TRUE(Find(CorpusOf({"", "-", ""}), {}, {}).groups.groups.empty());
  EXPECT_TRUE(Find(CorpusOf(std::vector<std::string>()), {}, {}).groups.groups.empty());
}

// A thousand printings of one text are compared with nothing.
TEST(GroupsTest, EqualTextsCostNothing) {
  const SyntheticCorpus corpus = CorpusOf(std::vector<std::string>(1000, Words("a", 0, 50)));
  const SketchTable table = FullTable(corpus);
  const CandidateIndex index = FullIndex(table, corpus);
  MemoryShingleSets sets(corpus);
  Monitor monitor;
  const absl::StatusOr<Groups> groups =
      FindGroups(index, corpus.first_of_equal, {}, {}, &sets, &monitor);
  ASSERT_TRUE(groups.ok()) << groups.status();
  ASSERT_EQ(groups->groups.size(), 1u);
  EXPECT_EQ(groups->groups.front().members.size(), 1000u);
  EXPECT_EQ(sets.calls(), 0u);
}

// Documents 3 and 4 have a reference in common that both are nearly equal to, 5 has one alone, 6
// and 7 are copies of one; 8 and 9 are the halves of one.
TEST(GroupsTest, ReferencesAreInNoGroup) {
  const std::string a = Words("a", 0, 200);
  const std::string b = Words("b", 0, 200);
  const std::string c = Words("c", 0, 200);
  const SyntheticCorpus corpus = CorpusOf(
      {a, b, c, a + "x y", "z " + a, b + "z", c, c, Words("a", 0, 100), Words("a", 100, 100)});
  for (const bool within : {true, false}) {
    SCOPED_TRACE(within);
    RemovalOptions removal_options;
    removal_options.rule.coverage.reset();
    removal_options.references = 3;
    removal_options.within = within;
    GroupOptions options;
    options.references = 3;
    // The halves belong to what stands for 3 and 4, though not to each other.
    EXPECT_EQ(MembersOf(Find(corpus, removal_options, options).groups),
              (Members{{3, 4, 8, 9}, {6, 7}}));
    options.cut = 0.8;
    const Members strict = MembersOf(Find(corpus, removal_options, options).groups);
    EXPECT_EQ(strict.size(), 2u);
    EXPECT_EQ(strict.front().size(), 3u);
    EXPECT_EQ(strict.back(), (std::vector<uint32_t>{6, 7}));
  }
}

TEST(GroupsTest, ReturnsCancellationAndErrors) {
  const SyntheticCorpus corpus = CorpusOfFamilies(PlantFamilies(30));
  const SketchTable table = FullTable(corpus);
  const CandidateIndex index = FullIndex(table, corpus);
  MemoryShingleSets all(corpus);
  Monitor patient;
  const absl::StatusOr<std::vector<Removal>> removals =
      FindRemovals(index, corpus.first_of_equal, {}, &all, &patient);
  ASSERT_TRUE(removals.ok());
  // Two tasks link all documents, and every group is one.
  for (const int patience : {0, 1, 2, 10}) {
    MemoryShingleSets sets(corpus);
    CancellingMonitor monitor(patience);
    EXPECT_EQ(
        FindGroups(index, corpus.first_of_equal, *removals, {}, &sets, &monitor).status().code(),
        absl::StatusCode::kCancelled)
        << patience;
  }
  const GroupOptions options = Options(256, 32, 2);
  for (const Group& group : Find(corpus, {}, options).groups.groups) {
    for (const uint32_t rank : group.members) {
      MemoryShingleSets sets(corpus);
      sets.FailAt(rank);
      Monitor monitor;
      EXPECT_EQ(
          FindGroups(index, corpus.first_of_equal, *removals, options, &sets, &monitor).status(),
          absl::DataLossError("rank " + std::to_string(rank) + " is unreadable"));
    }
  }
}

}  // namespace
}  // namespace reprise
