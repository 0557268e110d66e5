#include "reprise/pipeline/memory_shares.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "reprise/text/large_text.h"

namespace reprise {

std::string CountDocuments(uint64_t documents, uint64_t files) {
  return absl::StrCat(documents, documents == 1 ? " document in " : " documents in ", files,
                      files == 1 ? " file" : " files");
}

absl::Status CheckLeastMemory(std::string_view what, uint64_t least, const Resources& resources) {
  constexpr int kMebibyte = 20;  // bits
  return least <= resources.memory ? absl::OkStatus()
                                   : absl::ResourceExhaustedError(absl::StrCat(
                                         std::string(what), " need a memory of at least ",
                                         (least >> kMebibyte) + 1, "M (--memory)"));
}

absl::Status CheckDocumentMemory(uint64_t documents, uint64_t files, const Resources& resources,
                                 uint64_t bytes) {
  return CheckLeastMemory(CountDocuments(documents, files),
                          documents * (kDocumentBytes + bytes) * 4 / 3 + files * kFileBytes,
                          resources);
}

uint64_t BytesForSets(const Resources& resources, const SpillBudget& spill, uint64_t documents) {
  constexpr uint64_t kEnough = uint64_t{64} << 20;
  constexpr uint64_t kPerDocument = 400;
  const uint64_t memory = resources.memory;
  const uint64_t left = memory - std::min(memory, spill.used());
  return std::min(std::clamp(left / 4, memory / 16, memory / 4),
                  std::max(kEnough, documents * kPerDocument));
}

uint64_t BytesForLargeText(uint64_t text_bytes) {
  constexpr uint64_t kTimes = kMemoryPerRecordByte / 2;
  return text_bytes > kLargeText ? kTimes * text_bytes : 0;
}

size_t EntriesAtATime(const Resources& resources, size_t most) {
  constexpr uint64_t kEntryBytes = 16;
  return static_cast<size_t>(std::min<uint64_t>(most, resources.memory / 8 / kEntryBytes));
}

}  // namespace reprise
