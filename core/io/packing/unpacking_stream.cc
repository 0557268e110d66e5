#include "reprise/io/packing/unpacking_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise {

UnpackingStream::UnpackingStream(std::unique_ptr<ByteStream> source,
                                 std::unique_ptr<Unpacker> unpacker, const UnpackLimits& limits,
                                 size_t buffer_bytes)
    : source_(std::move(source)),
      unpacker_(std::move(unpacker)),
      limits_(limits),
      input_buffer_(buffer_bytes),
      output_buffer_(buffer_bytes) {}

absl::StatusOr<size_t> UnpackingStream::Read(char* data, size_t size) {
  size_t done = 0;
  while (done < size) {
    if (output_.empty()) {
      if (ended_ || !status_.ok()) {
        break;
      }
      Advance();
      continue;
    }
    const size_t count = std::min(size - done, output_.size());
    std::memcpy(data + done, output_.data(), count);
    output_.remove_prefix(count);
    done += count;
  }
  if (done == 0 && size > 0 && !status_.ok()) {
    return status_;
  }
  return done;
}

void UnpackingStream::Advance() {
  if (input_.empty() && !source_ended_) {
    FillInput();
  }
  Unpacker::Step step;
  absl::Status status = unpacker_->Unpack(input_, absl::MakeSpan(output_buffer_), &step);
  const bool had_input = !input_.empty();
  input_.remove_prefix(step.consumed);
  consumed_ += step.consumed;
  output_ = {output_buffer_.data(), step.produced};
  produced_ += step.produced;
  if (absl::Status limit_status = CheckLimits(); !limit_status.ok()) {
    status_ = std::move(limit_status);
  } else if (!status.ok()) {
    const std::string reason(status.message());
    status_ = absl::IsDataLoss(status) ? Break(reason) : std::move(status);
  } else if (step.consumed == 0 && step.produced == 0) {
    if (had_input) {
      status_ = absl::InternalError(
          absl::StrCat("unpacking stands still at byte ", consumed_, " of the file"));
    } else if (source_ended_) {
      if (!source_status_.ok()) {
        status_ = source_status_;
      } else if (!unpacker_->MayEnd()) {
        status_ = Break("the file ends before they do; it was not written or copied in full");
      } else {
        ended_ = true;
      }
    }
  }
}

void UnpackingStream::FillInput() {
  const absl::StatusOr<size_t> count = source_->Read(input_buffer_.data(), input_buffer_.size());
  if (!count.ok()) {
    source_status_ = count.status();
  }
  const size_t size = count.ok() ? *count : 0;
  source_ended_ = size == 0;
  input_ = {input_buffer_.data(), size};
}

absl::Status UnpackingStream::CheckLimits() {
  if (limits_.max_bytes > 0 && produced_ > limits_.max_bytes) {
    const auto beyond = static_cast<size_t>(produced_ - limits_.max_bytes);
    output_.remove_suffix(beyond);
    produced_ = limits_.max_bytes;
    return absl::ResourceExhaustedError(absl::StrCat(
        "the ", std::string(unpacker_->name()), " data unpack to more than the ", limits_.max_bytes,
        " bytes allowed; if the file is meant to be that large, ", "unpack it first"));
  }
  if (produced_ > limits_.ratio_free_bytes && produced_ / limits_.max_ratio > consumed_) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the first ", consumed_, " bytes of ", std::string(unpacker_->name()), " data unpack to ",
        produced_, ", more than ", limits_.max_ratio, " times as many: so do files made to fill ",
        "disks; if the file is to be trusted, unpack it first"));
  }
  return absl::OkStatus();
}

absl::Status UnpackingStream::Break(std::string_view reason) const {
  return absl::DataLossError(absl::StrCat("the ", std::string(unpacker_->name()),
                                          " data break off at byte ", consumed_, ": ",
                                          std::string(reason)));
}

}  // namespace reprise
