#include "reprise/io/packing/gzip_packing.h"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "reprise/io/packing/gzip_header.h"
#include "reprise/io/packing/packing_sink.h"

namespace reprise {
namespace {

constexpr size_t kMemberBytes = size_t{1} << 20;
// Of libdeflate, which comes to the size of `gzip -6` by it. Level 6 takes a third longer or more
// to save one byte in a hundred, and packing is more than half of a run whose result is packed.
constexpr int kGzipLevel = 5;

// ISA-L counts bytes in 32 bits and takes what it only reads without const.
uint32_t Narrow(size_t size) { return static_cast<uint32_t>(std::min(size, size_t{1} << 30)); }
uint8_t* Bytes(const char* data) { return reinterpret_cast<uint8_t*>(const_cast<char*>(data)); }

absl::Status InflateError(int code) {
  switch (code) {
    case ISAL_INCORRECT_CHECKSUM:
      return absl::DataLossError("a checksum or length is not that of the data");
    default:
      return absl::DataLossError("what comes here is no deflate data");
  }
}

class GzipUnpacker : public Unpacker {
 public:
  GzipUnpacker() { isal_inflate_init(&state_); }

  std::string_view name() const override { return "gzip"; }

  absl::Status Unpack(std::string_view input, absl::Span<char> output, Step* step) override {
    if (!broken_.ok()) {
      return HandOutRest(output, step);
    }
    if (!in_member_) {
      const size_t zeros = any_ ? std::min(input.find_first_not_of('\0'), input.size()) : 0;
      if (zeros > 0 || input.empty()) {
        padded_ = padded_ || zeros > 0;
        step->consumed = zeros;
        return absl::OkStatus();
      }
      if (padded_) {
        return absl::DataLossError("zero bytes follow the last gzip member, then something else");
      }
      isal_inflate_reset(&state_);
      state_.crc_flag = ISAL_GZIP_NO_HDR_VER;
      header_.Reset();
      in_member_ = true;
    }
    if (!header_.done()) {
      return header_.Read(input, &step->consumed);
    }
    state_.next_in = Bytes(input.data());
    state_.avail_in = Narrow(input.size());
    state_.next_out = Bytes(output.data());
    state_.avail_out = Narrow(output.size());
    const uint32_t given = state_.avail_in;
    const uint32_t room = state_.avail_out;
    const int code = isal_inflate(&state_);
    // After an error it may give back bytes that it took from an earlier piece.
    step->consumed = given - std::min(given, state_.avail_in);
    step->produced = room - state_.avail_out;
    if (code < 0) {
      return Break(code, output, step);
    }
    if (state_.block_state == ISAL_BLOCK_FINISH) {
      in_member_ = false;
      any_ = true;
    }
    return absl::OkStatus();
  }

  bool MayEnd() const override { return !in_member_; }

 private:
  // ISA-L has returned the error `code`. What it had unpacked until then may be in its own buffer.
  absl::Status Break(int code, absl::Span<char> output, Step* step) {
    broken_ = InflateError(code);
    const auto begin = static_cast<size_t>(state_.tmp_out_processed);
    const auto end = std::max(begin, static_cast<size_t>(state_.tmp_out_valid));
    rest_ = {reinterpret_cast<const char*>(state_.tmp_out_buffer) + begin, end - begin};
    if (code == ISAL_INVALID_LOOKBACK) {
      // Some of its kernels count the bytes that could not be copied, as many as one match has.
      const size_t beyond = std::min<size_t>(ISAL_DEF_MAX_MATCH, rest_.size() + step->produced);
      const size_t beyond_rest = std::min(beyond, rest_.size());
      rest_.remove_suffix(beyond_rest);
      step->produced -= beyond - beyond_rest;
    }
    return HandOutRest(output, step);
  }

  absl::Status HandOutRest(absl::Span<char> output, Step* step) {
    const size_t count = std::min(rest_.size(), output.size() - step->produced);
    std::copy_n(rest_.data(), count, output.data() + step->produced);
    rest_.remove_prefix(count);
    step->produced += count;
    return rest_.empty() ? broken_ : absl::OkStatus();
  }

  GzipHeader header_;
  inflate_state state_;
  bool in_member_ = false;
  bool any_ = false;     // whether a member has ended
  bool padded_ = false;  // whether zero bytes followed it
  absl::Status broken_;
  std::string_view rest_;  // what is to be handed out before `broken_`
};

class GzipPacker : public Packer {
 public:
  explicit GzipPacker(libdeflate_compressor* compressor) : compressor_(compressor) {}
  ~GzipPacker() override { libdeflate_free_compressor(compressor_); }
  GzipPacker(const GzipPacker&) = delete;
  GzipPacker& operator=(const GzipPacker&) = delete;

  absl::Status Pack(std::string_view piece, std::string* packed) override {
    const size_t begin = packed->size();
    const size_t bound = libdeflate_gzip_compress_bound(compressor_, piece.size());
    packed->resize(begin + bound);
    const size_t size = libdeflate_gzip_compress(compressor_, piece.data(), piece.size(),
                                                 packed->data() + begin, bound);
    if (size == 0) {
      return absl::InternalError("a gzip member is larger than it can be");
    }
    packed->resize(begin + size);
    return absl::OkStatus();
  }

 private:
  libdeflate_compressor* compressor_;
};

}  // namespace

std::unique_ptr<ByteStream> UnpackGzip(std::unique_ptr<ByteStream> source,
                                       const UnpackLimits& limits, size_t buffer_bytes) {
  UnpackLimits actual = limits;
  actual.max_ratio = limits.max_ratio == 0 ? kGzipMaxRatio : limits.max_ratio;
  return std::make_unique<UnpackingStream>(std::move(source), std::make_unique<GzipUnpacker>(),
                                           actual, buffer_bytes);
}

absl::StatusOr<std::unique_ptr<ByteSink>> PackGzip(std::unique_ptr<ByteSink> destination,
                                                   const PackOptions& options) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(kGzipLevel);
  if (compressor == nullptr) {
    return absl::ResourceExhaustedError("not enough memory to pack with gzip");
  }
  return std::make_unique<PackingSink>(
      std::move(destination), std::make_unique<GzipPacker>(compressor), kMemberBytes, options);
}

}  // namespace reprise
