#include "reprise/io/packing/zstd_packing.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "reprise/io/packing/packing_sink.h"
#include "reprise/io/packing/zstd_frame.h"

namespace reprise {
namespace {

constexpr size_t kFrameBytes = size_t{4} << 20;
constexpr int kZstdLevel = 3;
constexpr int kMaxWindowLog = 31;  // what libzstd can do
constexpr uint64_t kMaxWindow = uint64_t{1} << kMaxWindowLog;

absl::Status ZstdError(size_t code) {
  if (ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation) {
    return absl::ResourceExhaustedError("not enough memory for zstd");
  }
  return absl::DataLossError(
      absl::StrCat("what comes here is no valid zstd data (", ZSTD_getErrorName(code), ")"));
}

class ZstdUnpacker : public Unpacker {
 public:
  ZstdUnpacker(ZSTD_DStream* stream, uint64_t max_window)
      : stream_(stream), max_window_(max_window) {}
  ~ZstdUnpacker() override { ZSTD_freeDStream(stream_); }
  ZstdUnpacker(const ZstdUnpacker&) = delete;
  ZstdUnpacker& operator=(const ZstdUnpacker&) = delete;

  std::string_view name() const override { return "zstd"; }

  absl::Status Unpack(std::string_view input, absl::Span<char> output, Step* step) override {
    if (!in_frame_) {
      return ReadHeader(input, step);
    }
    // On an error libzstd does not say how much the same call has unpacked. So a call is not given
    // more than what it needs to do one thing: hand out a block, or read the next.
    if (may_hold_output_) {
      if (absl::Status status = Feed({}, output, step); !status.ok() || !in_frame_) {
        return status;
      }
    }
    if (input.empty() || step->produced == output.size()) {
      return absl::OkStatus();
    }
    // What libzstd asks for includes the header of the block after the next one.
    constexpr size_t kBlockHeader = 3;
    const size_t wanted = wanted_ > kBlockHeader ? wanted_ - kBlockHeader : wanted_;
    return Feed(input.substr(0, wanted), output, step);
  }

  bool MayEnd() const override { return !in_frame_ && header_.empty(); }

 private:
  absl::Status ReadHeader(std::string_view input, Step* step) {
    while (header_.size() < ZstdHeaderSize(header_) && step->consumed < input.size()) {
      header_.push_back(input[step->consumed++]);
      if (!MayBeZstdFrame(header_)) {
        return absl::DataLossError("where a zstd frame should begin, there is something else");
      }
    }
    if (header_.size() < ZstdHeaderSize(header_)) {
      return absl::OkStatus();
    }
    if (absl::Status status = CheckHeader(); !status.ok()) {
      return status;
    }
    in_frame_ = true;
    // A header makes no output, but libzstd wants room for some.
    char unused = 0;
    Step nothing;
    absl::Status status = Feed(header_, absl::MakeSpan(&unused, 1), &nothing);
    header_.clear();
    return status;
  }

  absl::Status CheckHeader() const {
    const ZstdFrameHeader header = ParseZstdHeader(header_);
    if (header.dictionary != 0) {
      return absl::DataLossError(absl::StrCat("they are packed with the dictionary number ",
                                              header.dictionary,
                                              ", which is not in the file; pack it without one"));
    }
    if (header.window > std::min(max_window_, kMaxWindow)) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "the zstd data need a window of ", header.window, " bytes, and so much memory; ",
          header.window > kMaxWindow
              ? std::string("more than 2 GiB cannot be read, so pack the file with a smaller one")
              : absl::StrCat("at most ", max_window_,
                             " are allowed: allow more memory (--memory), or pack the file "
                             "with a smaller one")));
    }
    return absl::OkStatus();
  }

  // Gives `input` to libzstd, and adds to `*step` what comes of it. Frames end in between.
  absl::Status Feed(std::string_view input, absl::Span<char> output, Step* step) {
    ZSTD_inBuffer in{input.data(), input.size(), 0};
    ZSTD_outBuffer out{output.data(), output.size(), step->produced};
    const size_t result = ZSTD_decompressStream(stream_, &out, &in);
    if (ZSTD_isError(result) != 0) {
      return ZstdError(result);
    }
    step->consumed += in.pos;
    step->produced = out.pos;
    may_hold_output_ = out.pos == out.size;
    wanted_ = result;
    in_frame_ = result != 0;
    return absl::OkStatus();
  }

  ZSTD_DStream* stream_;
  const uint64_t max_window_;
  std::string header_;  // of the next frame, as far as it was read
  bool in_frame_ = false;
  bool may_hold_output_ = false;
  size_t wanted_ = 0;  // how many bytes libzstd asks for next
};

class ZstdPacker : public Packer {
 public:
  explicit ZstdPacker(ZSTD_CCtx* context) : context_(context) {}
  ~ZstdPacker() override { ZSTD_freeCCtx(context_); }
  ZstdPacker(const ZstdPacker&) = delete;
  ZstdPacker& operator=(const ZstdPacker&) = delete;

  absl::Status Pack(std::string_view piece, std::string* packed) override {
    const size_t begin = packed->size();
    packed->resize(begin + ZSTD_compressBound(piece.size()));
    const size_t size = ZSTD_compress2(context_, packed->data() + begin, packed->size() - begin,
                                       piece.data(), piece.size());
    if (ZSTD_isError(size) != 0) {
      return ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation
                 ? absl::ResourceExhaustedError("not enough memory to pack with zstd")
                 : absl::InternalError(absl::StrCat("zstd: ", ZSTD_getErrorName(size)));
    }
    packed->resize(begin + size);
    return absl::OkStatus();
  }

 private:
  ZSTD_CCtx* context_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteStream>> UnpackZstd(std::unique_ptr<ByteStream> source,
                                                       const UnpackLimits& limits,
                                                       size_t buffer_bytes) {
  ZSTD_DStream* const stream = ZSTD_createDStream();
  if (stream == nullptr) {
    return absl::ResourceExhaustedError("not enough memory for zstd");
  }
  auto unpacker = std::make_unique<ZstdUnpacker>(stream, limits.max_window_bytes);
  // The limit that counts is checked here, which is finer than a power of two.
  const size_t result = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, kMaxWindowLog);
  if (ZSTD_isError(result) != 0) {
    return absl::InternalError(absl::StrCat("zstd: ", ZSTD_getErrorName(result)));
  }
  UnpackLimits actual = limits;
  actual.max_ratio = limits.max_ratio == 0 ? kZstdMaxRatio : limits.max_ratio;
  return std::make_unique<UnpackingStream>(std::move(source), std::move(unpacker), actual,
                                           buffer_bytes);
}

absl::StatusOr<std::unique_ptr<ByteSink>> PackZstd(std::unique_ptr<ByteSink> destination,
                                                   const PackOptions& options) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  if (context == nullptr) {
    return absl::ResourceExhaustedError("not enough memory to pack with zstd");
  }
  auto packer = std::make_unique<ZstdPacker>(context);
  for (const auto& [parameter, value] :
       {std::pair(ZSTD_c_compressionLevel, kZstdLevel), std::pair(ZSTD_c_checksumFlag, 1)}) {
    const size_t result = ZSTD_CCtx_setParameter(context, parameter, value);
    if (ZSTD_isError(result) != 0) {
      return absl::InternalError(absl::StrCat("zstd: ", ZSTD_getErrorName(result)));
    }
  }
  return std::make_unique<PackingSink>(std::move(destination), std::move(packer), kFrameBytes,
                                       options);
}

}  // namespace reprise
