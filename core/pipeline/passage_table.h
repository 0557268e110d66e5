#ifndef REPRISE_PIPELINE_PASSAGE_TABLE_H_
#define REPRISE_PIPELINE_PASSAGE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
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

// The passages that documents share, with all their occurrences. Filled once, read from any thread.
class PassageTable {
 public:
  struct Occurrence {
    uint32_t document = 0;
    uint32_t begin = 0;  // first token
  };

  // Takes a run, as SharedRunFinder finds them.
  void Add(const SharedRun& run);
  // To be called after the last Add, for a corpus of so many documents. Passages are then ordered
  // by first occurrence, longer ones first.
  void Finish(size_t documents);

  size_t size() const { return tokens_.size(); }
  uint64_t occurrence_count() const { return occurrences_.size(); }
  uint32_t tokens(size_t passage) const { return tokens_[passage]; }
  uint32_t documents(size_t passage) const { return documents_[passage]; }

  // By document, then place.
  absl::Span<const Occurrence> Occurrences(size_t passage) const {
    return absl::MakeConstSpan(occurrences_)
        .subspan(starts_[passage], starts_[passage + 1] - starts_[passage]);
  }
  // Where the passage's first occurrence stands in the list of all of them.
  uint64_t FirstIndex(size_t passage) const { return starts_[passage]; }

  // What a document holds: occurrences of passages, by first token, longer ones first.
  struct Place {
    uint32_t passage = 0;
    uint32_t begin = 0;  // first token
    uint64_t index = 0;  // in the list of all occurrences
  };
  absl::Span<const Place> PlacesIn(uint32_t document) const {
    return absl::MakeConstSpan(places_).subspan(
        document_starts_[document], document_starts_[document + 1] - document_starts_[document]);
  }

 private:
  void SortPassages();

  std::vector<uint32_t> tokens_;
  std::vector<uint32_t> documents_;
  std::vector<uint64_t> starts_{0};
  std::vector<Occurrence> occurrences_;
  std::vector<Place> places_;
  std::vector<uint64_t> document_starts_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PASSAGE_TABLE_H_
