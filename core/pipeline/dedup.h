#ifndef REPRISE_PIPELINE_DEDUP_H_
#define REPRISE_PIPELINE_DEDUP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/settings.h"
#include "reprise/pipeline/source_losses.h"

namespace reprise {

// What `reprise dedup` is asked to do.
struct DedupRequest {
  std::vector<std::string> inputs;  // files, folders or "-"
  // The same: what the input is compared with first, and what stays as it is. Their names and the
  // inputs' must differ.
  std::vector<std::string> against;
  std::string output;       // folder of the result
  std::string work_folder;  // for temporary files; empty: inside `output`
  Settings settings;
  Resources resources;
  bool dry_run = false;  // write everything but kept/ and removed/
  bool pairs = false;    // list all pairs that meet the rule
  // Write annotated/, every record with the verdict, instead of kept/ and removed/.
  bool annotate = false;
  // Write groups.jsonl and the report alone.
  bool groups_only = false;
  // The largest share of its documents that a source may lose; beyond it, nothing is written. Needs
  // Settings::source_field.
  std::optional<double> max_loss;
  // Cut from the documents that stay what comes back within them (FindTextRepeats). Verdicts are
  // of the texts as they came.
  bool trim_repeats = false;
  // Go on where an earlier run of the same job was cut off: from its last durable point, if there
  // is one, else from the beginning.
  bool resume = false;
  // A durable point is made after a stage where so many seconds passed since the last one. It costs
  // writing down what the run knows, about a kilobyte per document. None are made of what comes
  // through a pipe, or with discount_boilerplate.
  double checkpoint_seconds = 60.0;
};

// What bands and tables found of the pairs on one side of the Jaccard threshold that a sample of
// documents has, by fingerprints (SamplePairsNearThreshold).
struct RecallCheck {
  uint64_t pairs = 0;
  uint64_t proposed = 0;
  double predicted = 0.0;  // mean chance to be proposed, by the theory of LSH

  double Seen() const {
    return pairs == 0 ? 1.0 : static_cast<double>(proposed) / static_cast<double>(pairs);
  }
};

// A template that was discounted.
struct DiscountedSource {
  std::string source;
  uint64_t documents = 0;
  uint64_t sampled = 0;   // pages that were read to find it
  uint64_t shingles = 0;  // that do not count
  std::vector<std::string> texts;
};

// What a finished run says of itself; report.json holds the same.
struct DedupReport {
  uint64_t files = 0;
  uint64_t bytes = 0;
  uint64_t blank_lines = 0;
  uint64_t documents = 0;
  uint64_t empty_documents = 0;     // without tokens: kept, never copies
  uint64_t rejected = 0;            // malformed records, set aside
  std::vector<BrokenInput> broken;  // packed files that break off
  uint64_t kept = 0;
  uint64_t removed = 0;
  uint64_t removed_exact = 0;
  uint64_t removed_jaccard = 0;
  uint64_t removed_coverage = 0;
  uint64_t removed_variants = 0;  // among them: equal but for figures
  uint64_t pairs = 0;             // listed, where asked for
  uint64_t groups = 0;
  uint64_t grouped = 0;          // documents in groups
  uint64_t largest_group = 0;    // documents of it
  uint64_t links = 0;            // verified pairs that they are made of
  uint64_t crowded = 0;          // documents with more neighbours than were linked
  uint64_t reference_files = 0;  // what the input was compared with
  uint64_t reference_documents = 0;
  uint64_t reference_rejected = 0;           // malformed records among them
  std::vector<SourceLoss> sources;           // that lost most first; empty unless asked for
  std::vector<DiscountedSource> discounted;  // by source
  // Where bands are in use: pairs below and from the threshold on.
  std::optional<RecallCheck> below;
  std::optional<RecallCheck> above;
  uint64_t kept_bytes = 0;
  uint64_t removed_bytes = 0;
  uint64_t rejected_bytes = 0;
  uint64_t trimmed_repeats = 0;  // parts cut out of kept documents, where asked for
  uint64_t trimmed_bytes = 0;
  bool was_finished = false;  // asked to resume, found complete: nothing was done, all counts are 0
  // Distinct shingles of each removed document, added up, and those of them that the kept document
  // named in its record does not hold: at most so much did the removals cost. (Another kept
  // document may hold some of them.)
  uint64_t removed_shingles = 0;
  uint64_t unheld_shingles = 0;
  std::vector<std::pair<std::string, double>> stage_seconds;  // in order
  double seconds = 0.0;
  uint64_t peak_memory_bytes = 0;  // resident, of the whole process so far
};

// Removes the copies from the inputs and writes the result as cli.md ("reprise dedup") and
// docs/formats.md say. Under a final name a file is complete; on any error the output folder is as
// it was, whatever it held of an unfinished run aside.
//
// Errors: InvalidArgument for settings out of range, no input, two inputs of one name, a text file
// where records shall be annotated; FailedPrecondition where a source would lose too much;
// FailedPrecondition where the output folder holds something, be it an unfinished run and
// `resume` is off, or one of another job; NotFound, PermissionDenied,
// ResourceExhausted (full disk) and Internal from reading and writing; Aborted where an input
// changed meanwhile; Cancelled by `monitor`.
absl::StatusOr<DedupReport> Dedup(const DedupRequest& request, Monitor* monitor);

// The file whose presence says that a result is complete.
inline constexpr const char* kReportFile = "report.json";
// The same for people.
inline constexpr const char* kReportPage = "report.html";

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_H_
