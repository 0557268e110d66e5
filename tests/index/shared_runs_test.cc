#include "reprise/index/shared_runs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/base/spill.h"
#include "testing/shared_run_lists.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

TEST(SharedRunsTest, NothingToFind) {
  EXPECT_TRUE(FindRuns({}, 3).empty());
  EXPECT_TRUE(FindRuns({{}, {}}, 1).empty());
  EXPECT_TRUE(FindRuns({{1, 2}, {1, 2}}, 3).empty());
  EXPECT_TRUE(FindRuns({{1, 2, 3, 4, 1, 2, 3}}, 3).empty()) << "one document only";
}

TEST(SharedRunsTest, EndsOfDocumentsBoundRuns) {
  const std::vector<ListedRun> expected = {{3, 2, {{0, 0}, {1, 1}}}};
  EXPECT_EQ(FindRuns({{1, 2, 3}, {9, 1, 2, 3}}, 3), expected);
  // What ends a document and what begins the next do not make a run.
  EXPECT_TRUE(FindRuns({{1, 2}, {3, 4}, {1, 2, 3, 4}}, 3).empty());
}

TEST(SharedRunsTest, RunsNest) {
  const Document whole = Fresh(50);
  const Document part(whole.begin() + 10, whole.begin() + 40);
  const Corpus corpus = {Join({Fresh(7), whole, Fresh(100)}), Join({Fresh(90), whole}),
                         Join({part, Fresh(60), part})};
  const std::vector<ListedRun> expected = {{50, 2, {{0, 7}, {1, 90}}},
                                           {30, 3, {{0, 17}, {1, 100}, {2, 0}, {2, 90}}}};
  EXPECT_EQ(FindRuns(corpus, 30), expected);
  EXPECT_EQ(FindRuns(corpus, 31), std::vector<ListedRun>(expected.begin(), expected.begin() + 1));
}

TEST(SharedRunsTest, PlantedRunsWithTheirBounds) {
  constexpr size_t kMinTokens = 30;
  for (uint32_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    Corpus corpus(300);
    std::vector<Document> planted;
    std::vector<ListedRun> expected;
    for (int i = 0; i < 100; ++i) {
      planted.push_back(Fresh(kMinTokens + random() % 200));
      expected.push_back({static_cast<uint32_t>(planted.back().size()), 0, {}});
    }
    for (uint32_t d = 0; d < corpus.size(); ++d) {
      for (size_t parts = random() % 8; parts > 0; --parts) {
        // Words that are everywhere, but never the same 30 in a row.
        for (size_t words = 1 + random() % 300; words > 0; --words) {
          corpus[d].push_back(2 * (random() % 1000));
        }
        const size_t run = random() % planted.size();
        expected[run].occurrences.push_back({d, static_cast<uint32_t>(corpus[d].size())});
        corpus[d] = Join({corpus[d], planted[run], Fresh(1)});
      }
    }
    std::erase_if(expected, [](const ListedRun& run) {
      return run.occurrences.empty() ||
             run.occurrences.front().document == run.occurrences.back().document;
    });
    for (ListedRun& run : expected) {
      std::set<uint32_t> documents;
      for (const RunOccurrence& occurrence : run.occurrences) {
        documents.insert(occurrence.document);
      }
      run.documents = static_cast<uint32_t>(documents.size());
      // Where the same word stands before all of them it belongs to the run.
      while (!Diverse(corpus, run.occurrences, -1)) {
        ++run.tokens;
        for (RunOccurrence& occurrence : run.occurrences) {
          --occurrence.begin;
        }
      }
    }
    std::sort(expected.begin(), expected.end(), [](const ListedRun& a, const ListedRun& b) {
      return std::pair(a.occurrences[0].document, a.occurrences[0].begin) <
             std::pair(b.occurrences[0].document, b.occurrences[0].begin);
    });
    // Words before planted runs may agree by chance in some of the documents, never in 30 tokens;
    // the run that is longer by them stands in fewer documents.
    std::vector<ListedRun> found = FindRuns(corpus, kMinTokens);
    EXPECT_GT(expected.size(), 80u);
    for (const ListedRun& run : expected) {
      EXPECT_TRUE(std::find(found.begin(), found.end(), run) != found.end()) << run;
    }
    for (const ListedRun& run : found) {
      const bool within =
          std::any_of(expected.begin(), expected.end(), [&](const ListedRun& whole) {
            return run.tokens >= whole.tokens && run.tokens < whole.tokens + 5 &&
                   run.documents <= whole.documents;
          });
      EXPECT_TRUE(within) << run;
    }
  }
}

TEST(SharedRunsTest, RunInFiftyThousandDocuments) {
  constexpr uint32_t kDocuments = 50000;
  const Document story = Fresh(40);
  Corpus corpus;
  ListedRun expected{40, kDocuments, {}};
  for (uint32_t d = 0; d < kDocuments; ++d) {
    corpus.push_back(Join({Fresh(d % 20), story, Fresh(5)}));
    expected.occurrences.push_back({d, d % 20});
  }
  EXPECT_EQ(FindRuns(corpus, 30), std::vector<ListedRun>{expected});
}

TEST(SharedRunsTest, OneWordManyTimes) {
  constexpr uint32_t kTimes = 100000;
  const Document word = {4711};
  // Listing the run for every number of words would take hours.
  const Document all = Times(word, kTimes);
  EXPECT_EQ(FindRuns({all, all}, 30), (std::vector<ListedRun>{{kTimes, 2, {{0, 0}, {1, 0}}}}));

  // Followed by words that come after it in the order of the suffixes, and are runs themselves.
  const Document story = Fresh(40);
  const Document other = Fresh(50);
  const std::vector<ListedRun> expected = {{kTimes, 2, {{0, 0}, {1, 0}}},
                                           {40, 2, {{0, kTimes}, {2, 0}}},
                                           {50, 2, {{1, kTimes}, {3, 0}}}};
  EXPECT_EQ(FindRuns({Join({all, story}), Join({all, other}), story, other}, 30), expected);

  const Document some = Join({Fresh(3), Times(word, 40000), Fresh(3)});
  const std::vector<ListedRun> runs = FindRuns({all, some, all}, 30);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0], (ListedRun{kTimes, 2, {{0, 0}, {2, 0}}}));
  EXPECT_EQ(runs[1], (ListedRun{40000, 3, {{0, 0}, {0, 40000}, {1, 3}, {2, 0}, {2, 40000}}}));
}

TEST(SharedRunsTest, OneSentenceManyTimes) {
  constexpr uint32_t kTimes = 10000;
  for (const uint32_t words : {10u, 40u}) {
    SCOPED_TRACE(words);
    const Document sentence = Fresh(words);
    const Document all = Times(sentence, kTimes);
    const std::vector<ListedRun> runs = FindRuns({all, Join({Fresh(2), all, Fresh(2)})}, 30);
    // The sentence by itself where it is long enough to be a run.
    ASSERT_EQ(runs.size(), words == 40 ? 2u : 1u);
    EXPECT_EQ(runs[0], (ListedRun{words * kTimes, 2, {{0, 0}, {1, 2}}}));
    if (words == 40) {
      EXPECT_EQ(runs[1].tokens, words);
      EXPECT_EQ(runs[1].documents, 2u);
      EXPECT_EQ(runs[1].occurrences.size(), 2 * kTimes);
    }
  }
}

// Many texts that repeat themselves, in all phases; and long periods, each phase of which is met.
TEST(SharedRunsTest, RepetitionsInManyDocuments) {
  const Document sentence = Fresh(12);
  Corpus corpus;
  for (size_t d = 0; d < 2000; ++d) {
    Document document = Times(sentence, 20 + d % 3);
    document.erase(document.begin(), document.begin() + static_cast<ptrdiff_t>(d % 4));
    corpus.push_back(Join({Fresh(1), document, Fresh(1)}));
  }
  EXPECT_LT(FindRuns(corpus, 30).size(), 200u);

  const Document book = Fresh(20000);
  const Document four = Times(book, 4);
  EXPECT_EQ(FindRuns({four, four}, 30).size(), 2u);
}

// With everything on disk, runs of many sorts are the same, one by one.
TEST(SharedRunsTest, OneAnswerWhateverTheMemory) {
  size_t listed = 0;
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    Corpus corpus;
    for (int d = 0; d < 60; ++d) {
      corpus.push_back(RandomDocument(corpus, 50, &random));
    }
    TinyBudget spill;
    const std::vector<ListedRun> expected = FindRuns(corpus, 5);
    listed += expected.size();
    EXPECT_EQ(FindRuns(corpus, 5, &spill), expected);
    EXPECT_TRUE(spill.status().ok()) << spill.status();
    EXPECT_EQ(spill.used(), 0u) << "all is given back";
  }
  EXPECT_GT(listed, 1000u);
}

// A disk that cannot be written ends the search with its error, whatever zeros it reads.
TEST(SharedRunsTest, ErrorsOfTheDiskEndTheSearch) {
  std::mt19937 random(3);
  Corpus corpus;
  for (int d = 0; d < 200; ++d) {
    corpus.push_back(RandomDocument(corpus, 50, &random));
  }
  SpillBudget spill(0, "/nonexistent", /*piece_bytes=*/64);
  SharedRunFinder finder(5, &spill);
  AddCorpus(corpus, &finder);
  EXPECT_FALSE(finder.GroupStretches().ok());
  Monitor monitor;
  const auto ignore = [](const SharedRun&) { return absl::OkStatus(); };
  EXPECT_FALSE(finder.Find(ignore, &monitor).ok());
}

// A story in two documents, each with a footer right below it that many others have: what the story
// and the footers are part of is not searched at once.
TEST(SharedRunsTest, GroupsEndWhereNoRunGoesOn) {
  const Document story = Fresh(300);
  const Document footers[] = {Fresh(60), Fresh(60)};
  Corpus corpus = {Join({story, footers[0]}), Join({story, footers[1]})};
  for (size_t d = 0; d < 40; ++d) {
    corpus.push_back(Join({Fresh(50), footers[d % 2]}));
  }
  SharedRunFinder finder(30);
  AddCorpus(corpus, &finder);
  const absl::StatusOr<uint64_t> largest = finder.GroupStretches();
  ASSERT_TRUE(largest.ok());
  // 21 printings of a footer with some words around it; all together would be 3,000 and more.
  EXPECT_LE(*largest, 21u * (60 + 30));
  const std::vector<ListedRun> runs = FindRuns(corpus, 30);
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0], (ListedRun{300, 2, {{0, 0}, {1, 0}}}));
  EXPECT_EQ(runs[1].tokens, 60u);
  EXPECT_EQ(runs[1].documents, 21u);
}

TEST(SharedRunsTest, WhatOneDocumentRepeatsIsNotActive) {
  const Document repeated = Times(Fresh(40), 10);
  SharedRunFinder finder(30);
  SharedRunFinder::Scratch scratch;
  std::vector<uint64_t> fingerprints;
  finder.Fingerprints(repeated, &scratch, &fingerprints);
  EXPECT_FALSE(fingerprints.empty());
  finder.AddFingerprints(fingerprints);
  finder.FinishFingerprints();
  EXPECT_FALSE(finder.Shares(0));
  SharedRunFinder::Active active = {{{1, 2}}, {5}, {{3, 0, 1, 2}}};
  finder.ActiveStretches(0, repeated, &scratch, &active);
  EXPECT_TRUE(active.stretches.empty());
  EXPECT_TRUE(active.tokens.empty());
  EXPECT_TRUE(active.shared.empty());
}

// The const functions from several threads, as callers use them.
TEST(SharedRunsTest, ActiveStretchesFromAnyThread) {
  const Document run = Fresh(60);
  Corpus corpus;
  for (size_t d = 0; d < 64; ++d) {
    corpus.push_back(Join({Fresh(200 + d), run, Fresh(300)}));
  }
  SharedRunFinder finder(30);
  std::vector<std::vector<uint64_t>> fingerprints(corpus.size());
  std::vector<SharedRunFinder::Active> active(corpus.size());
  const auto in_threads = [&](const auto& body) {
    std::vector<std::thread> threads;
    for (size_t worker = 0; worker < 4; ++worker) {
      threads.emplace_back([&, worker] {
        SharedRunFinder::Scratch scratch;
        for (size_t d = worker; d < corpus.size(); d += 4) {
          body(d, &scratch);
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  };
  in_threads([&](size_t d, SharedRunFinder::Scratch* scratch) {
    finder.Fingerprints(corpus[d], scratch, &fingerprints[d]);
  });
  for (const std::vector<uint64_t>& list : fingerprints) {
    finder.AddFingerprints(list);
  }
  finder.FinishFingerprints();
  in_threads([&](size_t d, SharedRunFinder::Scratch* scratch) {
    finder.ActiveStretches(static_cast<uint32_t>(d), corpus[d], scratch, &active[d]);
  });
  for (size_t d = 0; d < corpus.size(); ++d) {
    // Whole windows only, and only those that selected a shingle of the run.
    ASSERT_EQ(active[d].stretches.size(), 1u);
    EXPECT_TRUE(finder.Shares(static_cast<uint32_t>(d)));
    const TokenStretch& stretch = active[d].stretches[0];
    EXPECT_LE(stretch.begin, 200 + d);
    EXPECT_GE(stretch.end, 260 + d);
    EXPECT_LE(stretch.end - stretch.begin, 60u + 2 * 15);
  }
}

// Groups of documents that have nothing to do with each other are searched one by one; a chain of
// documents, each sharing a run with the next alone, is one group.
TEST(SharedRunsTest, ChainsOfDocumentsAreSearchedTogether) {
  constexpr uint32_t kDocuments = 40;
  std::vector<Document> links;
  for (size_t d = 0; d < kDocuments; ++d) {
    links.push_back(Fresh(35));
  }
  Corpus corpus;
  std::vector<ListedRun> expected;
  for (uint32_t d = 0; d < kDocuments; ++d) {
    // Every fifth document begins a chain of its own.
    const Document before = d % 5 == 0 ? Fresh(35) : links[d - 1];
    corpus.push_back(Join({before, Fresh(20), links[d]}));
    if (d % 5 != 4) {
      expected.push_back({35, 2, {{d, 55}, {d + 1, 0}}});
    }
  }
  EXPECT_EQ(FindRuns(corpus, 30), expected);
}

TEST(SharedRunsTest, StopsWhenTold) {
  class Stopped : public Monitor {
   public:
    bool Cancelled() const override { return true; }
  };
  SharedRunFinder finder(1);
  Stopped stopped;
  const auto ignore = [](const SharedRun&) { return absl::OkStatus(); };
  EXPECT_TRUE(absl::IsCancelled(finder.Find(ignore, &stopped)));
}

TEST(SharedRunsTest, ErrorsOfTheVisitorEndTheSearch) {
  SharedRunFinder finder(1);
  SharedRunFinder::Scratch scratch;
  std::vector<uint64_t> fingerprints;
  const Document document = {1, 2, 3};
  finder.Fingerprints(document, &scratch, &fingerprints);
  finder.AddFingerprints(fingerprints);
  finder.AddFingerprints(fingerprints);
  finder.FinishFingerprints();
  SharedRunFinder::Active active;
  for (const uint32_t number : {0u, 1u}) {
    finder.ActiveStretches(number, document, &scratch, &active);
    finder.AddDocument(number, active);
  }
  ASSERT_TRUE(finder.GroupStretches().ok());
  Monitor monitor;
  int visits = 0;
  const absl::Status status = finder.Find(
      [&](const SharedRun&) {
        ++visits;
        return absl::DataLossError("full");
      },
      &monitor);
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_EQ(visits, 1);
}

}  // namespace
}  // namespace reprise
