#ifndef REPRISE_PIPELINE_TEXT_SCAN_H_
#define REPRISE_PIPELINE_TEXT_SCAN_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "reprise/base/growing_array.h"
#include "reprise/base/spill.h"
#include "reprise/pipeline/document_scan.h"
#include "reprise/pipeline/settings.h"

namespace reprise {

// Puts the texts of a corpus one after the other: in memory as long as there is room for them and
// for the search that ForEachRepeatedBytes makes, else in a file.
class TextScan : public DocumentScan {
 public:
  // `resources` and `spill`, which learns of errors of the disk, must outlive it.
  TextScan(uint64_t files, const Resources& resources, SpillBudget* spill)
      : files_(files), resources_(resources), spill_(spill) {}

  std::unique_ptr<Worker> NewWorker() const override;
  // Parts hold texts: a 16th of the memory.
  uint64_t MostWaiting() const override;
  void MakeRoom(uint64_t block_bytes) override;
  void Append(std::unique_ptr<Part> part) override;

  // The rest once all has been read.

  // Bytes of memory that the texts and what is known of them take, or took before they went to the
  // file.
  uint64_t HeldBytes() const;
  uint64_t text_bytes() const { return ends_.empty() ? 0 : ends_.back(); }
  // The end of each text.
  const std::vector<uint64_t>& ends() const { return ends_; }
  // The file, null where the texts are in memory.
  const SpillFile* file() const { return file_ ? &*file_ : nullptr; }
  // The texts in memory.
  std::string_view texts() const { return {texts_.data(), texts_.size()}; }

 private:
  class TextPart;
  class TextWorker;

  // Brings the texts to the file, where they are not there and the memory has no room for them and
  // so much more.
  void StoreUnlessRoomFor(uint64_t bytes);

  const uint64_t files_;
  const Resources& resources_;
  SpillBudget* spill_;
  std::mutex mutex_;  // MakeRoom and Append change all below
  std::vector<uint64_t> ends_;
  GrowingArray<char> texts_;
  std::optional<SpillFile> file_;
};

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TEXT_SCAN_H_
