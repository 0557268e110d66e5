#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "testing/shared_run_lists.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

size_t LeastPeriod(const Document& run) {
  size_t period = 1;
  while (!std::equal(run.begin() + static_cast<ptrdiff_t>(period), run.end(), run.begin())) {
    ++period;
  }
  return period;
}

// Straight from the definition: all substrings are looked at. `left_out` counts the parts of
// repetitions.
std::vector<ListedRun> NaiveRuns(const Corpus& corpus, size_t min_tokens, size_t* left_out) {
  std::map<Document, std::vector<RunOccurrence>> places;
  for (uint32_t d = 0; d < corpus.size(); ++d) {
    for (size_t begin = 0; begin < corpus[d].size(); ++begin) {
      for (size_t end = begin + min_tokens; end <= corpus[d].size(); ++end) {
        const auto from = corpus[d].begin();
        places[Document(from + static_cast<ptrdiff_t>(begin), from + static_cast<ptrdiff_t>(end))]
            .push_back({d, static_cast<uint32_t>(begin)});
      }
    }
  }
  std::vector<ListedRun> runs;
  for (const auto& [tokens, occurrences] : places) {
    const auto size = static_cast<uint32_t>(tokens.size());
    if (occurrences.front().document == occurrences.back().document ||
        !Diverse(corpus, occurrences, -1) || !Diverse(corpus, occurrences, size)) {
      continue;
    }
    const auto period = static_cast<uint32_t>(LeastPeriod(tokens));
    const auto holds = [&](uint32_t document, uint32_t begin) {
      const RunOccurrence sought{document, begin};
      return std::find(occurrences.begin(), occurrences.end(), sought) != occurrences.end();
    };
    if (2 * period <= size &&
        std::all_of(occurrences.begin(), occurrences.end(), [&](const RunOccurrence& o) {
          return holds(o.document, o.begin + period) || holds(o.document, o.begin - period);
        })) {
      ++*left_out;
      continue;
    }
    ListedRun run{size, 0, {}};
    for (const RunOccurrence& occurrence : occurrences) {
      const bool new_document =
          run.occurrences.empty() || run.occurrences.back().document != occurrence.document;
      run.documents += static_cast<uint32_t>(new_document);
      if (new_document || run.occurrences.back().begin + size <= occurrence.begin) {
        run.occurrences.push_back(occurrence);
      }
    }
    runs.push_back(std::move(run));
  }
  std::sort(runs.begin(), runs.end(), [](const ListedRun& a, const ListedRun& b) {
    const auto key = [](const ListedRun& run) {
      return std::tuple(run.occurrences[0].document, run.occurrences[0].begin, ~run.tokens);
    };
    return key(a) < key(b);
  });
  return runs;
}

std::string Show(const Corpus& corpus) {
  std::string shown;
  for (const Document& document : corpus) {
    for (const uint64_t token : document) {
      absl::StrAppend(&shown, token, " ");
    }
    shown += "| ";
  }
  return shown;
}

void ExpectAsNaive(const Corpus& corpus, size_t min_tokens, size_t* listed, size_t* left_out) {
  const std::vector<ListedRun> expected = NaiveRuns(corpus, min_tokens, left_out);
  *listed += expected.size();
  ASSERT_EQ(FindRuns(corpus, min_tokens), expected) << Show(corpus) << "min " << min_tokens;
}

// All pairs of documents of up to six letters, and all triples of four, of an alphabet of two.
TEST(SharedRunsNaiveTest, AsNaiveOnAllTinyCorpora) {
  std::vector<Document> all;
  for (size_t size = 0; size <= 6; ++size) {
    for (uint64_t number = 0; number < uint64_t{1} << size; ++number) {
      Document& document = all.emplace_back();
      for (size_t i = 0; i < size; ++i) {
        document.push_back(number >> i & 1);
      }
    }
  }
  const size_t small = (size_t{1} << 5) - 1;  // those of up to four
  size_t listed = 0;
  size_t left_out = 0;
  for (size_t min_tokens = 1; min_tokens <= 3; ++min_tokens) {
    for (size_t a = 0; a < all.size(); ++a) {
      for (size_t b = 0; b < all.size(); ++b) {
        ASSERT_NO_FATAL_FAILURE(ExpectAsNaive({all[a], all[b]}, min_tokens, &listed, &left_out));
      }
    }
    for (size_t a = 0; a < small; ++a) {
      for (size_t b = 0; b < small; ++b) {
        for (size_t c = 0; c < small; ++c) {
          const Corpus corpus = {all[a], all[b], all[c]};
          ASSERT_NO_FATAL_FAILURE(ExpectAsNaive(corpus, min_tokens, &listed, &left_out));
        }
      }
    }
  }
  EXPECT_GT(listed, 100000u);
  EXPECT_GT(left_out, 5000u);
}

TEST(SharedRunsNaiveTest, AsNaiveOnRandomCorpora) {
  size_t listed = 0;
  size_t left_out = 0;
  for (uint32_t seed = 1; seed <= 1500; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    const size_t letters = std::vector<size_t>{1, 2, 3, 10, 1000}[seed % 5];
    Corpus corpus;
    for (size_t documents = 2 + seed % 7; documents > 0; --documents) {
      corpus.push_back(RandomDocument(corpus, letters, &random));
    }
    const size_t min_tokens = 1 + random() % 9;
    ASSERT_NO_FATAL_FAILURE(ExpectAsNaive(corpus, min_tokens, &listed, &left_out));
    TinyBudget spill;
    ASSERT_EQ(FindRuns(corpus, min_tokens, &spill), FindRuns(corpus, min_tokens)) << "on disk";
    ASSERT_TRUE(spill.status().ok()) << spill.status();
  }
  EXPECT_GT(listed, 15000u);
  EXPECT_GT(left_out, 1000u);
}

// Periods too long to be compared token by token, in several phases and numbers.
TEST(SharedRunsNaiveTest, AsNaiveOnLongPeriods) {
  size_t listed = 0;
  size_t left_out = 0;
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    const Document period = Fresh(17 + random() % 8);
    Corpus corpus;
    for (size_t documents = 2 + random() % 3; documents > 0; --documents) {
      Document& document = corpus.emplace_back();
      for (size_t parts = 1 + random() % 2; parts > 0; --parts) {
        Document repetition = Times(period, 2 + random() % 5);
        repetition.erase(repetition.begin(), repetition.begin() + random() % 3);
        document = Join({document, Fresh(random() % 3), repetition});
      }
    }
    ASSERT_NO_FATAL_FAILURE(ExpectAsNaive(corpus, 2 + random() % 30, &listed, &left_out));
  }
  EXPECT_GT(listed, 100u);
  EXPECT_GT(left_out, 100u);
}

}  // namespace
}  // namespace reprise
