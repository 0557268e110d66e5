#ifndef REPRISE_TESTS_TESTING_SHARED_RUN_LISTS_H_
#define REPRISE_TESTS_TESTING_SHARED_RUN_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <random>
#include <vector>

#include "reprise/base/spill.h"
#include "reprise/index/shared_runs.h"

namespace reprise {

using Document = std::vector<uint64_t>;
using Corpus = std::vector<Document>;

// A SharedRun that can be kept, compared and shown.
struct ListedRun {
  uint32_t tokens = 0;
  uint32_t documents = 0;
  std::vector<RunOccurrence> occurrences;

  friend bool operator==(const ListedRun&, const ListedRun&) = default;
  friend std::ostream& operator<<(std::ostream& out, const ListedRun& run) {
    out << run.tokens << " tokens in " << run.documents << " documents:";
    for (const RunOccurrence& occurrence : run.occurrences) {
      out << ' ' << occurrence.document << '@' << occurrence.begin;
    }
    return out;
  }
};

// Shows a corpus to a new finder, both times, up to what GroupStretches comes after.
void AddCorpus(const Corpus& corpus, SharedRunFinder* finder);

// All runs, as SharedRunFinder lists them, by first occurrence, longer ones first. Fails the test
// on any error.
std::vector<ListedRun> FindRuns(const Corpus& corpus, size_t min_tokens,
                                SpillBudget* spill = nullptr);

// Whether a token more on a side would lose an occurrence; `offset` is that of the token, from the
// begin of an occurrence.
bool Diverse(const Corpus& corpus, const std::vector<RunOccurrence>& occurrences, int64_t offset);

// `count` tokens that stand nowhere else.
Document Fresh(size_t count);
Document Times(const Document& part, size_t times);
Document Join(const std::vector<Document>& parts);

// Up to 90 tokens of so many letters, made of pieces of the documents before, of its own and new
// ones, some of them several times in a row.
Document RandomDocument(const Corpus& before, size_t letters, std::mt19937* random);

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_SHARED_RUN_LISTS_H_
