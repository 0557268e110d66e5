#ifndef REPRISE_PIPELINE_KEEP_ORDER_H_
#define REPRISE_PIPELINE_KEEP_ORDER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/base/monitor.h"
#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/settings.h"
#include "reprise/pipeline/text_loader.h"

namespace reprise {

// The documents in the order in which they are considered for keeping: element r is the document
// of rank r. References, which stay whatever the policy, come first.
std::vector<uint32_t> DocumentsInKeepOrder(const Corpus& corpus, const KeepPolicy& keep);

// For every rank, that of the first document with byte-equal text; its own where it is the first
// or where the text is empty (has no tokens), since such a text is a copy of nothing. Texts of
// equal hash are read again and compared byte by byte; each counts as equal to the first of its
// hash or to none. Errors: those of `loader`; cancelled by `monitor`.
absl::StatusOr<std::vector<uint32_t>> FirstOfEqualTexts(
    const Corpus& corpus, const std::vector<uint32_t>& document_of_rank, size_t threads,
    TextLoader* loader, Monitor* monitor);

// Which ranks take part in an index: copies do not, since their first one speaks for them, nor do
// texts without shingles, copies of nothing.
std::vector<bool> IndexedRanks(const Corpus& corpus, const std::vector<uint32_t>& document_of_rank,
                               const std::vector<uint32_t>& first_of_equal);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_KEEP_ORDER_H_
