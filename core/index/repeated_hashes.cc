#include "reprise/index/repeated_hashes.h"

namespace reprise {

void RepeatedHashes::Add(absl::Span<const uint64_t> hashes) {
  const auto document = static_cast<uint32_t>(documents());
  uint32_t index = 0;
  for (const uint64_t hash : hashes) {
    entries_.Add({hash, document, index++});
  }
  starts_.push_back(starts_.back() + hashes.size());
}

void RepeatedHashes::Finish() {
  repeated_.assign(static_cast<size_t>(starts_.back() / 64 + 1), 0);
  claim_.Set(repeated_.capacity() * sizeof(uint64_t));
  // Of the hash in hand, the entries of the first document that has it, until there is another.
  std::vector<Entry> first;
  bool repeated = false;
  entries_.ForEach([&](const Entry& entry) {
    if (first.empty() || first.front().hash != entry.hash) {
      first.assign(1, entry);
      repeated = false;
      return;
    }
    if (!repeated && first.front().document == entry.document) {
      first.push_back(entry);
      return;
    }
    if (!repeated) {
      repeated = true;
      for (const Entry& before : first) {
        Mark(before);
      }
    }
    Mark(entry);
  });
}

void RepeatedHashes::Mark(const Entry& entry) {
  const uint64_t place = starts_[entry.document] + entry.index;
  repeated_[place / 64] |= uint64_t{1} << (place % 64);
}

bool RepeatedHashes::AnyRepeated(uint32_t document) const {
  const auto count = static_cast<size_t>(starts_[document + 1] - starts_[document]);
  for (size_t index = 0; index < count; ++index) {
    if (IsRepeated(document, index)) {
      return true;
    }
  }
  return false;
}

}  // namespace reprise
