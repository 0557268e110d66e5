#include "reprise/pipeline/passage_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/pipeline/passage_kinds.h"
#include "reprise/pipeline/passage_timeline.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

constexpr uint32_t kSources = 3;  // known ones
constexpr uint32_t kPerSource = 20;
constexpr uint32_t kDocuments = kSources * kPerSource;

uint32_t Below(uint32_t bound, std::mt19937* random) {
  return static_cast<uint32_t>((*random)() % bound);
}

struct TestRun {
  uint32_t tokens = 0;
  std::vector<RunOccurrence> occurrences;
};

// Runs in a random order, no two of them with the same first occurrence and length.
std::vector<TestRun> RandomRuns(std::mt19937* random) {
  std::vector<TestRun> runs;
  std::set<std::tuple<uint32_t, uint32_t, uint32_t>> known;
  while (runs.size() < 150) {
    TestRun run;
    run.tokens = 10 + Below(120, random);
    std::set<std::pair<uint32_t, uint32_t>> places;
    // Of documents of one source, which makes some of them boilerplate, or of all.
    const bool of_source = Below(3, random) == 0;
    const uint32_t base = of_source ? kPerSource * Below(kSources, random) : 0;
    for (size_t count = 2 + Below(12, random); places.size() < count;) {
      places.emplace(base + Below(of_source ? kPerSource : kDocuments, random),
                     1000 * Below(4, random) + Below(50, random));
    }
    for (const auto& [document, begin] : places) {
      run.occurrences.push_back({document, begin});
    }
    const auto& first = run.occurrences.front();
    if (first.document != run.occurrences.back().document &&
        known.emplace(first.document, first.begin, run.tokens).second) {
      runs.push_back(run);
    }
  }
  return runs;
}

uint32_t Documents(const TestRun& run) {
  std::set<uint32_t> documents;
  for (const RunOccurrence& occurrence : run.occurrences) {
    documents.insert(occurrence.document);
  }
  return static_cast<uint32_t>(documents.size());
}

void Fill(const std::vector<TestRun>& runs, PassageTable* table) {
  for (const TestRun& run : runs) {
    table->Add({run.tokens, Documents(run), run.occurrences});
  }
  table->Finish(kDocuments);
}

DocumentFacts RandomFacts(std::mt19937* random) {
  DocumentFacts facts;
  facts.source_names = {"", "one", "two", "three"};
  facts.source_documents = {0, kPerSource, kPerSource, kPerSource};
  for (uint32_t d = 0; d < kDocuments; ++d) {
    facts.tokens.push_back(100 + Below(3000, random));
    facts.source.push_back(1 + d / kPerSource);
    facts.dates.push_back(absl::StrCat(2000 + Below(20, random), "-05-17"));
  }
  return facts;
}

TEST(PassageTableTest, Empty) {
  PassageTable table;
  table.Finish(2);
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.occurrence_count(), 0u);
  EXPECT_FALSE(table.HasPlaces(1));
}

// In memory and on disk, against lists that are sorted as a whole.
TEST(PassageTableTest, EqualsSortedLists) {
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    std::vector<TestRun> runs = RandomRuns(&random);
    TinyBudget tiny;
    PassageTable in_memory;
    PassageTable on_disk(&tiny);
    Fill(runs, &in_memory);
    Fill(runs, &on_disk);
    std::sort(runs.begin(), runs.end(), [](const TestRun& a, const TestRun& b) {
      return std::tuple(a.occurrences[0].document, a.occurrences[0].begin, b.tokens) <
             std::tuple(b.occurrences[0].document, b.occurrences[0].begin, a.tokens);
    });
    for (const PassageTable* table : {&in_memory, &on_disk}) {
      PassageTable::Reader reader(*table);
      ASSERT_EQ(table->size(), runs.size());
      uint64_t index = 0;
      using Place = std::tuple<uint32_t, uint32_t, uint32_t, uint64_t, bool>;
      std::vector<std::vector<Place>> places(kDocuments);
      for (uint32_t i = 0; i < runs.size(); ++i) {
        EXPECT_EQ(reader.tokens(i), runs[i].tokens);
        EXPECT_EQ(reader.documents(i), Documents(runs[i]));
        EXPECT_EQ(reader.FirstIndex(i), index);
        const auto occurrences = reader.Occurrences(i);
        ASSERT_EQ(occurrences.size(), runs[i].occurrences.size());
        for (size_t k = 0; k < occurrences.size(); ++k) {
          const RunOccurrence& expected = runs[i].occurrences[k];
          EXPECT_EQ(occurrences[k].document, expected.document);
          EXPECT_EQ(occurrences[k].begin, expected.begin);
          places[expected.document].emplace_back(expected.begin, ~runs[i].tokens, i, index++,
                                                 k == 0);
        }
      }
      EXPECT_EQ(table->occurrence_count(), index);
      for (uint32_t document = 0; document < kDocuments; ++document) {
        std::sort(places[document].begin(), places[document].end());
        std::vector<Place> found;
        for (const PassageTable::Place& place : reader.PlacesIn(document)) {
          EXPECT_EQ(place.document, document);
          found.emplace_back(place.begin, ~place.tokens, place.passage, place.index,
                             place.first != 0);
        }
        EXPECT_EQ(found, places[document]);
        EXPECT_EQ(table->HasPlaces(document), !found.empty());
      }
    }
    EXPECT_TRUE(tiny.status().ok()) << tiny.status();
  }
}

// Verdicts, their reasons and the timeline do not depend on where the table is.
TEST(PassageTableTest, WhatIsMadeOfItIsTheSameOnDisk) {
  size_t stories = 0;
  std::set<PassageKind> kinds;
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    const std::vector<TestRun> runs = RandomRuns(&random);
    const DocumentFacts facts = RandomFacts(&random);
    Corpus corpus;
    corpus.files.resize(1);
    for (uint32_t d = 0; d < kDocuments; ++d) {
      corpus.documents.push_back({d + 1, d, 1, {}, 0});
      corpus.ids.Add(true, absl::StrCat("d", d));
    }
    TinyBudget tiny;
    PassageTable in_memory;
    PassageTable on_disk(&tiny);
    Fill(runs, &in_memory);
    Fill(runs, &on_disk);
    const PassageVerdicts verdicts = JudgePassages(in_memory, facts, nullptr);
    const PassageVerdicts spilled = JudgePassages(on_disk, facts, &tiny);
    EXPECT_TRUE(spilled.all.spilled());
    EXPECT_EQ(verdicts.boilerplate, spilled.boilerplate);
    PassageTable::Reader memory_reader(in_memory);
    PassageTable::Reader disk_reader(on_disk);
    for (size_t i = 0; i < runs.size(); ++i) {
      const PassageVerdict verdict = verdicts.all[i];
      EXPECT_EQ(verdict.kind, spilled.all[i].kind);
      EXPECT_EQ(verdict.kind == PassageKind::kBoilerplate, verdicts.boilerplate[i]);
      EXPECT_EQ(ReasonFor(i, verdict, facts, &memory_reader),
                ReasonFor(i, spilled.all[i], facts, &disk_reader));
      kinds.insert(verdict.kind);
    }
    std::vector<uint32_t> first;
    std::vector<uint32_t> first_on_disk;
    const std::string timeline =
        TimelineJson(MakeTimeline(corpus, in_memory, verdicts.boilerplate, facts, "date", &first));
    EXPECT_EQ(timeline, TimelineJson(MakeTimeline(corpus, on_disk, verdicts.boilerplate, facts,
                                                  "date", &first_on_disk)));
    EXPECT_EQ(first, first_on_disk);
    stories += first.size();
  }
  EXPECT_GT(stories, 0u);
  EXPECT_EQ(kinds.size(), 3u);
}

}  // namespace
}  // namespace reprise
