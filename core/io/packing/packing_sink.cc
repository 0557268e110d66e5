#include "reprise/io/packing/packing_sink.h"

#include <utility>

namespace reprise {

PackingSink::PackingSink(std::unique_ptr<ByteSink> destination, std::unique_ptr<Packer> packer,
                         size_t piece_bytes, const PackOptions& options)
    : destination_(std::move(destination)),
      packer_(std::move(packer)),
      piece_bytes_(piece_bytes),
      options_(options) {}

absl::Status PackingSink::Append(std::string_view bytes) {
  while (!options_.member_per_record && bytes.size() >= piece_bytes_ - pending_.size()) {
    const size_t count = piece_bytes_ - pending_.size();
    absl::Status status;
    if (pending_.empty()) {
      status = WritePiece(bytes.substr(0, count));
    } else {
      pending_.append(bytes.substr(0, count));
      status = WritePiece(pending_);
      pending_.clear();
    }
    if (!status.ok()) {
      return status;
    }
    bytes.remove_prefix(count);
  }
  pending_.append(bytes);
  return absl::OkStatus();
}

absl::Status PackingSink::EndRecord() {
  if (!options_.member_per_record || pending_.empty()) {
    return absl::OkStatus();
  }
  absl::Status status = WritePiece(pending_);
  pending_.clear();
  return status;
}

absl::Status PackingSink::Close() {
  if (!pending_.empty() || !any_) {
    if (absl::Status status = WritePiece(pending_); !status.ok()) {
      return status;
    }
    pending_.clear();
  }
  return destination_->Close();
}

absl::Status PackingSink::WritePiece(std::string_view piece) {
  any_ = true;
  packed_.clear();
  absl::Status status = packer_->Pack(piece, &packed_);
  return status.ok() ? destination_->Append(packed_) : status;
}

}  // namespace reprise
