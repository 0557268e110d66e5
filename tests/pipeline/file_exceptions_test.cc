#include "reprise/pipeline/file_exceptions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <tuple>
#include <vector>

#include "testing/tiny_budget.h"

namespace reprise {
namespace {

using Listed = std::tuple<uint64_t, uint64_t, Destination, uint64_t>;

std::vector<Listed> List(FileExceptions exceptions) {
  std::vector<Listed> listed;
  for (; exceptions.current() != nullptr; exceptions.Next()) {
    const FileException& e = *exceptions.current();
    listed.emplace_back(e.begin, e.end, e.destination, e.line);
  }
  return listed;
}

TEST(FileExceptionsTest, None) {
  Corpus corpus;
  corpus.files.resize(2);
  const SpillVector<FileCut> cuts;
  EXPECT_EQ(CutsByFile(corpus, cuts).size(), 2u);
  EXPECT_TRUE(List(FileExceptions({}, corpus, cuts, {})).empty());
}

// Documents of which some go and some are cut, the parts of one in any order, against all of them
// sorted.
TEST(FileExceptionsTest, EqualsAllOfThemSorted) {
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    TinyBudget tiny;
    Corpus corpus;
    corpus.files.resize(1 + random() % 4);
    SpillVector<FileCut> cuts(random() % 2 == 0 ? &tiny : nullptr);
    std::vector<std::vector<FileException>> records(corpus.files.size());
    std::vector<std::vector<Listed>> expected(corpus.files.size());
    for (uint32_t file = 0; file < corpus.files.size(); ++file) {
      const size_t documents = random() % 30;
      for (uint64_t line = 1; line <= documents; ++line) {
        const uint64_t offset = 100 * line;
        corpus.documents.push_back({line, offset, 100, {}, file});
        if (random() % 3 == 0) {
          records[file].push_back({offset, offset + 100, kRemoved, line});
          expected[file].emplace_back(offset, offset + 100, kRemoved, line);
        } else if (random() % 2 == 0) {
          std::vector<uint64_t> parts = {0, 20, 40, 60};
          std::shuffle(parts.begin(), parts.end(), random);
          parts.resize(1 + random() % parts.size());
          for (const uint64_t part : parts) {
            const uint64_t begin = offset + part;
            cuts.push_back({corpus.documents.size() - 1, {part, part + 5}, {begin, begin + 5}});
            expected[file].emplace_back(begin, begin + 5, kNowhere, line);
          }
        }
      }
      std::sort(expected[file].begin(), expected[file].end());
    }
    const std::vector<CutRange> ranges = CutsByFile(corpus, cuts);
    for (size_t file = 0; file < corpus.files.size(); ++file) {
      FileExceptions exceptions(records[file], corpus, cuts, ranges[file]);
      EXPECT_EQ(List(std::move(exceptions)), expected[file]);
    }
  }
}

}  // namespace
}  // namespace reprise
