#ifndef REPRISE_PIPELINE_PASSAGE_TABLE_H_
#define REPRISE_PIPELINE_PASSAGE_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/spill.h"
#include "reprise/base/spill_sort.h"
#include "reprise/base/spill_window.h"
#include "reprise/index/shared_runs.h"

namespace reprise {

// What the passages of a corpus are judged by, per document.
struct DocumentFacts {
  std::vector<uint32_t> tokens;            // of its text
  std::vector<uint32_t> source;            // index into source_names
  std::vector<std::string> dates;          // as records have them; empty unless asked for
  std::vector<std::string> source_names;   // the first one is "": unknown
  std::vector<uint32_t> source_documents;  // how many documents each source has
};

// The passages that documents share, with all their occurrences. Filled once, then read by Readers.
// 16 bytes per passage and 40 per occurrence, on disk where the budget is exceeded, as is what
// sorting takes; 8 bytes per document stay in memory. Errors of the disk are the budget's.
class PassageTable {
  struct Passage {
    uint32_t tokens;
    uint32_t documents;
    uint64_t start;  // of its occurrences among all
  };

 public:
  struct Occurrence {
    uint32_t document = 0;
    uint32_t begin = 0;  // first token
  };

  // What a document holds: an occurrence of a passage.
  struct Place {
    uint32_t document = 0;
    uint32_t begin = 0;  // first token
    uint32_t tokens = 0;
    uint32_t passage = 0;
    uint64_t index = 0;  // in the list of all occurrences
    uint64_t first = 0;  // 1: it is the passage's first occurrence
  };

  // Without a budget everything stays in memory. `spill` must outlive the table.
  explicit PassageTable(SpillBudget* spill = nullptr)
      : spill_(spill),
        found_(spill),
        order_(spill),
        passages_(spill),
        occurrences_(spill),
        places_(spill) {}

  // Takes a run, as SharedRunFinder finds them.
  void Add(const SharedRun& run);
  // To be called after the last Add, for a corpus of so many documents. Passages are then ordered
  // by first occurrence, longer ones first.
  void Finish(size_t documents);

  size_t size() const { return size_; }
  uint64_t occurrence_count() const { return occurrences_.size(); }
  // Whether a document holds a passage.
  bool HasPlaces(uint32_t document) const {
    return document_starts_[document] != document_starts_[document + 1];
  }

  // Reads a finished table, which it must not outlive, passages and documents preferably in
  // ascending order. Spans are valid until the same function is called again. Each thread has its
  // own.
  class Reader {
   public:
    explicit Reader(const PassageTable& table)
        : table_(table),
          passages_(table.passages_),
          occurrences_(table.occurrences_),
          places_(table.places_) {}

    uint32_t tokens(size_t passage) { return passages_[passage].tokens; }
    uint32_t documents(size_t passage) { return passages_[passage].documents; }
    // Where the passage's first occurrence stands in the list of all of them.
    uint64_t FirstIndex(size_t passage) { return passages_[passage].start; }

    // By document, then place; empty only where the disk could not be read.
    absl::Span<const Occurrence> Occurrences(size_t passage) {
      const absl::Span<const Passage> both = passages_.Read(passage, 2);
      const uint64_t start = both[0].start;
      const uint64_t end = std::max(start, both[1].start);
      return occurrences_.Read(start, static_cast<size_t>(end - start));
    }
    // By first token, longer ones first.
    absl::Span<const Place> PlacesIn(uint32_t document) {
      const uint64_t start = table_.document_starts_[document];
      return places_.Read(start,
                          static_cast<size_t>(table_.document_starts_[document + 1] - start));
    }

   private:
    const PassageTable& table_;
    SpillWindow<Passage> passages_;
    SpillWindow<Occurrence> occurrences_;
    SpillWindow<Place> places_;
  };

 private:
  // A passage before it has its place among all.
  struct FoundPassage {
    Occurrence first;
    uint32_t tokens;
    uint32_t documents;
    uint64_t start;  // of its occurrences in found_
    uint64_t count;
  };
  struct ByFirst {
    bool operator()(const FoundPassage& a, const FoundPassage& b) const {
      return std::tuple(a.first.document, a.first.begin, b.tokens) <
             std::tuple(b.first.document, b.first.begin, a.tokens);
    }
  };
  struct ByPlace {
    bool operator()(const Place& a, const Place& b) const {
      return std::tuple(a.document, a.begin, b.tokens, a.passage) <
             std::tuple(b.document, b.begin, a.tokens, b.passage);
    }
  };

  void SortPassages(SpillSorter<Place, ByPlace>* places);

  SpillBudget* spill_;
  SpillVector<Occurrence> found_;             // until Finish
  SpillSorter<FoundPassage, ByFirst> order_;  // until Finish
  size_t size_ = 0;
  SpillVector<Passage> passages_;  // and one behind the last
  SpillVector<Occurrence> occurrences_;
  SpillVector<Place> places_;
  std::vector<uint64_t> document_starts_;  // in places_
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PASSAGE_TABLE_H_
