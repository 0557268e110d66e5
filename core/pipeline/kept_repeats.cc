#include "reprise/pipeline/kept_repeats.h"

#include <string_view>

#include "reprise/base/byte_range.h"
#include "reprise/base/parallel.h"
#include "reprise/verify/text_repeats.h"

namespace reprise {

absl::StatusOr<SpillVector<TextCut>> RepeatsToCut(const std::vector<bool>& removed,
                                                  size_t documents, size_t threads,
                                                  SpillBudget* spill, TextLoader* loader,
                                                  Monitor* monitor) {
  monitor->StartStage("trimming", documents, "documents");
  std::vector<std::vector<ByteRange>> cuts(documents);
  const absl::Status status = ParallelFor(threads, cuts.size(), [&](size_t /*worker*/, size_t i) {
    monitor->Advance(1);
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    return removed[i] ? absl::OkStatus() : loader->Load(i, [&](std::string_view text) {
      cuts[i] = FindTextRepeats(text, {}).cuts;
    });
  });
  if (!status.ok()) {
    return status;
  }
  SpillVector<TextCut> all(spill);
  for (size_t i = 0; i < cuts.size(); ++i) {
    for (const ByteRange& cut : cuts[i]) {
      all.push_back({i, cut});
    }
  }
  return all;
}

}  // namespace reprise
