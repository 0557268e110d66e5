#include "testing/shared_run_lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "reprise/base/monitor.h"
#include "reprise/text/hash.h"

namespace reprise {

void AddCorpus(const Corpus& corpus, SharedRunFinder* finder) {
  SharedRunFinder::Scratch scratch;
  std::vector<uint64_t> fingerprints;
  for (const Document& document : corpus) {
    finder->Fingerprints(document, &scratch, &fingerprints);
    finder->AddFingerprints(fingerprints);
  }
  finder->FinishFingerprints();
  SharedRunFinder::Active active;
  for (uint32_t document = 0; document < corpus.size(); ++document) {
    finder->ActiveStretches(document, corpus[document], &scratch, &active);
    EXPECT_EQ(finder->Shares(document), !active.stretches.empty());
    finder->AddDocument(document, active);
  }
}

std::vector<ListedRun> FindRuns(const Corpus& corpus, size_t min_tokens, SpillBudget* spill) {
  SharedRunFinder finder(min_tokens, spill);
  AddCorpus(corpus, &finder);
  EXPECT_TRUE(finder.GroupStretches().ok());
  std::vector<ListedRun> runs;
  Monitor monitor;
  const absl::Status status = finder.Find(
      [&](const SharedRun& run) {
        runs.push_back(
            {run.tokens, run.documents, {run.occurrences.begin(), run.occurrences.end()}});
        return absl::OkStatus();
      },
      &monitor);
  EXPECT_TRUE(status.ok()) << status;
  // Across groups of documents: by first occurrence, longer ones first.
  std::stable_sort(runs.begin(), runs.end(), [](const ListedRun& a, const ListedRun& b) {
    const auto key = [](const ListedRun& run) {
      return std::tuple(run.occurrences.front().document, run.occurrences.front().begin,
                        ~run.tokens);
    };
    return key(a) < key(b);
  });
  return runs;
}

bool Diverse(const Corpus& corpus, const std::vector<RunOccurrence>& occurrences, int64_t offset) {
  std::set<uint64_t> neighbours;
  for (const RunOccurrence& occurrence : occurrences) {
    const Document& document = corpus[occurrence.document];
    const int64_t token = int64_t{occurrence.begin} + offset;
    if (token < 0 || token >= static_cast<int64_t>(document.size())) {
      return true;
    }
    neighbours.insert(document[static_cast<size_t>(token)]);
  }
  return neighbours.size() > 1;
}

Document Fresh(size_t count) {
  static uint64_t next = 0;
  Document tokens;
  for (size_t i = 0; i < count; ++i) {
    tokens.push_back(Mix64(++next) | 1);
  }
  return tokens;
}

Document Times(const Document& part, size_t times) {
  Document document;
  for (size_t i = 0; i < times; ++i) {
    document.insert(document.end(), part.begin(), part.end());
  }
  return document;
}

Document Join(const std::vector<Document>& parts) {
  Document joined;
  for (const Document& part : parts) {
    joined.insert(joined.end(), part.begin(), part.end());
  }
  return joined;
}

Document RandomDocument(const Corpus& before, size_t letters, std::mt19937* random) {
  const auto below = [&](size_t bound) { return static_cast<size_t>((*random)() % bound); };
  Document document;
  for (size_t pieces = 1 + below(6); pieces > 0; --pieces) {
    Document piece;
    const Document& source =
        before.empty() || below(4) == 0 ? document : before[below(before.size())];
    if (source.empty() || below(3) == 0) {
      for (size_t i = below(10); i > 0; --i) {
        piece.push_back(below(letters));
      }
    } else {
      const size_t begin = below(source.size());
      const size_t size = 1 + below(std::min<size_t>(20, source.size() - begin));
      const auto from = source.begin() + static_cast<ptrdiff_t>(begin);
      piece.assign(from, from + static_cast<ptrdiff_t>(size));
    }
    const Document repeated = Times(piece, below(5) == 0 ? 1 + below(8) : 1);
    document.insert(document.end(), repeated.begin(), repeated.end());
  }
  if (document.size() > 90) {
    document.resize(90);
  }
  return document;
}

}  // namespace reprise
