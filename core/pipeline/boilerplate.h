#ifndef REPRISE_PIPELINE_BOILERPLATE_H_
#define REPRISE_PIPELINE_BOILERPLATE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/text_loader.h"
#include "reprise/verify/shingle_set.h"

namespace reprise {

// What stands on a large share of one source's pages: menus, notices, addresses.
struct SourceTemplate {
  uint64_t documents = 0;  // of the source
  uint64_t sampled = 0;    // pages of different texts that were read to find it
  ShingleExclusion shingles;
  std::vector<std::string> texts;  // its passages on the page that has most of it
};

// The templates of all sources that have one, by number of the source. Read from any thread.
class Boilerplate {
 public:
  // The shingles that do not count in documents of `source`; null where all do.
  const ShingleExclusion* Of(uint32_t source) const {
    const auto found = templates_.find(source);
    return found == templates_.end() ? nullptr : &found->second.shingles;
  }
  void Add(uint32_t source, SourceTemplate found) { templates_[source] = std::move(found); }
  const absl::flat_hash_map<uint32_t, SourceTemplate>& templates() const { return templates_; }

 private:
  absl::flat_hash_map<uint32_t, SourceTemplate> templates_;
};

// Reads up to 256 pages of each source, those of lowest text hash, equal texts once, leaves out
// those of a Jaccard of 0.9 and more with an earlier one, and takes for its template the shingles
// that stand on a quarter of the others, and on five at least. Documents of unknown source have
// none. `corpus` has its sources; `shingle` is the number of tokens of a shingle. Large pages and
// what is sorted go to disk as `spill` says (null: they stay in memory). The answer depends on
// neither the order of documents nor `threads`. Errors: those of `loader`; cancelled by `monitor`.
absl::StatusOr<Boilerplate> LearnBoilerplate(const Corpus& corpus, size_t shingle, size_t threads,
                                             SpillBudget* spill, TextLoader* loader,
                                             Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_BOILERPLATE_H_
