#ifndef REPRISE_PIPELINE_EXPLAIN_H_
#define REPRISE_PIPELINE_EXPLAIN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/pipeline/result_folder.h"

namespace reprise {

// Why a document of a finished result is where it is.
struct Explanation {
  std::string id;
  std::string file;
  uint64_t line = 0;
  std::optional<std::string> text;  // none in the result of a dry run

  // Where it was removed: the record, and the kept document's text.
  std::optional<RemovalRecord> removal;
  std::optional<std::string> kept_text;

  // Where it was kept: what was removed for it, in input order.
  std::vector<RemovalRecord> copies;
};

// Looks up the document with that id (as outputs name it) in the folder of a result. NotFound: no
// document has it, or, in the result of a dry run, no removed or justifying one. Others: those of
// ResultFolder and of reading.
absl::StatusOr<Explanation> Explain(const std::string& result, const std::string& id);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_EXPLAIN_H_
