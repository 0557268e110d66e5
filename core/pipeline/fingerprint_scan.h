#ifndef REPRISE_PIPELINE_FINGERPRINT_SCAN_H_
#define REPRISE_PIPELINE_FINGERPRINT_SCAN_H_

#include <cstdint>
#include <memory>
#include <string>

#include "reprise/base/name_numbers.h"
#include "reprise/base/spill.h"
#include "reprise/index/shared_runs.h"
#include "reprise/pipeline/document_scan.h"
#include "reprise/pipeline/passage_table.h"

namespace reprise {

// What a document's date takes in memory, about.
inline constexpr uint64_t kDateBytes = 40;

// The first pass of the search for passages: adds the fingerprints of each document to a finder,
// and what passages are judged by to `*facts`. Of RecordFields::others, the first says what source
// a document is from (`by_host`: by the host of the URL that it is), the second when it was printed
// (`with_dates`). What it is given must outlive it.
class FingerprintScan : public DocumentScan {
 public:
  FingerprintScan(SharedRunFinder* finder, bool by_host, bool with_dates, SpillBudget* spill,
                  DocumentFacts* facts);

  std::unique_ptr<Worker> NewWorker() const override;
  // A token, which may be every second byte of a text, takes some 25 bytes, and as much again where
  // a near-copy shares it.
  uint64_t MemoryPerRecordByte() const override { return 28; }
  void Append(std::unique_ptr<Part> part) override;

 private:
  uint32_t SourceNumber(const std::string& name);

  SharedRunFinder* finder_;
  const bool by_host_;
  const bool with_dates_;
  SpillBudget* spill_;
  DocumentFacts* facts_;
  NameNumbers numbers_;  // of sources
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_FINGERPRINT_SCAN_H_
