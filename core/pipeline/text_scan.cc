#include "reprise/pipeline/text_scan.h"

#include <algorithm>
#include <string>
#include <utility>

#include "reprise/index/repeated_bytes.h"
#include "reprise/io/block_reader.h"
#include "reprise/pipeline/memory_shares.h"

namespace reprise {

// The texts of a block, in memory or, where one of them is large, in a file of their own: beside
// the record that it comes from there may be no room for another copy.
class TextScan::TextPart : public Part {
 public:
  TextPart(uint64_t most_copied, SpillBudget* spill) : most_copied_(most_copied), spill_(spill) {}

  void Add(std::string_view text) {
    if (text.size() > most_copied_ && !file_) {
      file_.emplace(spill_);
      file_->Append(texts_.data(), texts_.size());
      std::string().swap(texts_);
    }
    if (file_) {
      file_->Append(text.data(), text.size());
    } else {
      texts_ += text;
    }
    ends_.push_back((ends_.empty() ? 0 : ends_.back()) + text.size());
  }

  const std::vector<uint64_t>& ends() const { return ends_; }

  // Calls use(bytes) for all texts, a piece at a time.
  template <typename Use>
  void ForEachPiece(const Use& use) const {
    if (!file_) {
      use(texts_);
      return;
    }
    std::string piece;
    for (uint64_t begin = 0; begin < ends_.back(); begin += piece.size()) {
      piece.resize(
          static_cast<size_t>(std::min<uint64_t>(spill_->piece_bytes(), ends_.back() - begin)));
      file_->Read(begin, piece.data(), piece.size());
      use(piece);
    }
  }

 private:
  const uint64_t most_copied_;
  SpillBudget* spill_;
  std::string texts_;
  std::vector<uint64_t> ends_;
  std::optional<SpillFile> file_;
};

class TextScan::TextWorker : public Worker {
 public:
  TextWorker(uint64_t most_copied, SpillBudget* spill)
      : most_copied_(most_copied), spill_(spill), part_(NewPart()) {}

  void Add(const ScannedDocument& document) override { part_->Add(document.text); }
  std::unique_ptr<Part> Take() override { return std::exchange(part_, NewPart()); }

 private:
  std::unique_ptr<TextPart> NewPart() const {
    return std::make_unique<TextPart>(most_copied_, spill_);
  }

  const uint64_t most_copied_;
  SpillBudget* spill_;
  std::unique_ptr<TextPart> part_;
};

std::unique_ptr<DocumentScan::Worker> TextScan::NewWorker() const {
  return std::make_unique<TextWorker>(resources_.memory / 16, spill_);
}

uint64_t TextScan::MostWaiting() const {
  return std::clamp<uint64_t>(resources_.memory / 16 / BlockReader::Options().block_size, 1,
                              DocumentScan::MostWaiting());
}

void TextScan::MakeRoom(uint64_t block_bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!texts_.empty()) {
    StoreUnlessRoomFor(MemoryPerRecordByte() * block_bytes);
  }
}

void TextScan::Append(std::unique_ptr<Part> part) {
  const auto& block = static_cast<TextPart&>(*part);
  const std::lock_guard<std::mutex> lock(mutex_);
  const uint64_t begin = text_bytes();
  for (const uint64_t end : block.ends()) {
    ends_.push_back(begin + end);
  }
  StoreUnlessRoomFor(LeastRepeatedBytesMemory(text_bytes()));
  block.ForEachPiece([this](std::string_view bytes) {
    if (file_) {
      file_->Append(bytes.data(), bytes.size());
    } else {
      texts_.Append({bytes.data(), bytes.size()});
    }
  });
}

uint64_t TextScan::HeldBytes() const {
  return text_bytes() + ends_.size() * kDocumentBytes + files_ * kFileBytes;
}

void TextScan::StoreUnlessRoomFor(uint64_t bytes) {
  if (!file_ && HeldBytes() + bytes > resources_.memory) {
    file_.emplace(spill_);
    file_->Append(texts_.data(), texts_.size());
    texts_.Free();
  }
}

}  // namespace reprise
