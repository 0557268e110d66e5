#include "reprise/io/web/content_coding.h"

#define ZLIB_CONST  // zlib reads through pointers to const only if asked to
#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <memory>

#include "reprise/io/web/header_fields.h"

namespace reprise {
namespace {

enum class Step : uint8_t { kMore, kDone, kBroken, kNoMemory };

// What a decoder reads from and writes to; it moves both on.
struct Flow {
  std::string_view in;
  char* out = nullptr;
  size_t room = 0;  // at `out`
};

// One of the libraries. Advance gets on in at least one direction, or returns something else than
// kMore. kDone leaves in `in` what follows the packed bytes; kBroken also where they break off.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual Step Advance(Flow* flow) = 0;
};

bool IsGzip(std::string_view packed) { return packed.starts_with("\x1F\x8B"); }

// The two bytes that RFC 1950 begins with: method 8, and the checksum over both.
bool MayBeZlib(std::string_view packed) {
  if (packed.size() < 2) {
    return false;
  }
  const auto first = static_cast<unsigned char>(packed[0]);
  const auto second = static_cast<unsigned char>(packed[1]);
  return (first & 0x0F) == 8 && (first * 256 + second) % 31 == 0;
}

class ZlibDecoder : public Decoder {
 public:
  // zlib's way to say which wrapper is expected.
  static constexpr int kGzipWindow = MAX_WBITS + 16;
  static constexpr int kZlibWindow = MAX_WBITS;
  static constexpr int kRawWindow = -MAX_WBITS;

  explicit ZlibDecoder(int window) : ready_(inflateInit2(&stream_, window) == Z_OK) {}
  ~ZlibDecoder() override {
    if (ready_) {
      inflateEnd(&stream_);
    }
  }
  ZlibDecoder(const ZlibDecoder&) = delete;
  ZlibDecoder& operator=(const ZlibDecoder&) = delete;

  Step Advance(Flow* flow) override {
    if (!ready_) {
      return Step::kNoMemory;
    }
    constexpr size_t kMost = size_t{1} << 30;  // zlib counts in 32 bits
    const size_t given = std::min(flow->in.size(), kMost);
    const size_t room = std::min(flow->room, kMost);
    stream_.next_in = reinterpret_cast<const Bytef*>(flow->in.data());
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(flow->out);
    stream_.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    flow->in.remove_prefix(given - stream_.avail_in);
    flow->out += room - stream_.avail_out;
    flow->room -= room - stream_.avail_out;
    switch (result) {
      case Z_OK:
        return Step::kMore;
      case Z_STREAM_END:
        if (!IsGzip(flow->in)) {
          return Step::kDone;
        }
        return inflateReset(&stream_) == Z_OK ? Step::kMore : Step::kBroken;
      case Z_MEM_ERROR:
        return Step::kNoMemory;
      default:  // wrong bytes, or Z_BUF_ERROR: nothing left to read
        return Step::kBroken;
    }
  }

 private:
  z_stream stream_ = {};
  bool ready_;
};

class BrotliDecoder : public Decoder {
 public:
  BrotliDecoder() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
  ~BrotliDecoder() override {
    if (state_ != nullptr) {
      BrotliDecoderDestroyInstance(state_);
    }
  }
  BrotliDecoder(const BrotliDecoder&) = delete;
  BrotliDecoder& operator=(const BrotliDecoder&) = delete;

  Step Advance(Flow* flow) override {
    if (state_ == nullptr) {
      return Step::kNoMemory;
    }
    size_t left = flow->in.size();
    const auto* next = reinterpret_cast<const uint8_t*>(flow->in.data());
    auto* out = reinterpret_cast<uint8_t*>(flow->out);
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state_, &left, &next, &flow->room, &out, nullptr);
    flow->in.remove_prefix(flow->in.size() - left);
    flow->out = reinterpret_cast<char*>(out);
    switch (result) {
      case BROTLI_DECODER_RESULT_SUCCESS:
        return Step::kDone;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        return Step::kMore;
      default:
        return Step::kBroken;
    }
  }

 private:
  BrotliDecoderState* state_;
};

class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (context_ != nullptr) {
      constexpr int kWindowLog = 23;  // RFC 9659: 8 MiB
      ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kWindowLog);
    }
  }
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

  Step Advance(Flow* flow) override {
    if (context_ == nullptr) {
      return Step::kNoMemory;
    }
    ZSTD_inBuffer in = {flow->in.data(), flow->in.size(), 0};
    ZSTD_outBuffer out = {flow->out, flow->room, 0};
    const size_t result = ZSTD_decompressStream(context_, &out, &in);
    flow->in.remove_prefix(in.pos);
    flow->out += out.pos;
    flow->room -= out.pos;
    if (ZSTD_isError(result) != 0) {
      return ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? Step::kNoMemory
                                                                       : Step::kBroken;
    }
    if (result == 0) {
      return MayBeFrame(flow->in) ? Step::kMore : Step::kDone;
    }
    return in.pos == 0 && out.pos == 0 ? Step::kBroken : Step::kMore;
  }

 private:
  static bool MayBeFrame(std::string_view bytes) {
    return bytes.size() >= 4 &&
           (bytes.starts_with("\x28\xB5\x2F\xFD") ||
            ((bytes[0] & 0xF0) == 0x50 && bytes.substr(1, 3) == "\x2A\x4D\x18"));
  }

  ZSTD_DCtx* context_;
};

UnpackResult Unpack(Decoder* decoder, std::string_view packed, size_t max_bytes, std::string* out) {
  constexpr size_t kFirstRoom = size_t{1} << 14;
  // One byte of room more than is allowed tells what is too large from what just fits.
  const size_t most = max_bytes + (max_bytes == out->max_size() ? 0 : 1);
  out->clear();
  Flow flow = {packed, nullptr, 0};
  size_t used = 0;
  Step step = Step::kMore;
  while (step == Step::kMore && used < most) {
    if (used == out->size()) {
      out->resize(std::min(most, std::max(kFirstRoom, used <= most / 2 ? used * 2 : most)));
    }
    flow.out = out->data() + used;
    flow.room = out->size() - used;
    step = decoder->Advance(&flow);
    used = out->size() - flow.room;
  }
  out->resize(used);
  switch (step) {
    case Step::kNoMemory:
      return UnpackResult::kNoMemory;
    case Step::kBroken:
      return used > max_bytes ? UnpackResult::kTooLarge : UnpackResult::kBroken;
    default:
      return used > max_bytes ? UnpackResult::kTooLarge : UnpackResult::kWhole;
  }
}

UnpackResult UnpackDeflate(std::string_view packed, size_t max_bytes, std::string* out) {
  if (IsGzip(packed)) {
    ZlibDecoder gzip(ZlibDecoder::kGzipWindow);
    return Unpack(&gzip, packed, max_bytes, out);
  }
  if (MayBeZlib(packed)) {
    ZlibDecoder zlib(ZlibDecoder::kZlibWindow);
    const UnpackResult result = Unpack(&zlib, packed, max_bytes, out);
    if (result != UnpackResult::kBroken || !out->empty()) {
      return result;
    }
  }
  ZlibDecoder raw(ZlibDecoder::kRawWindow);
  return Unpack(&raw, packed, max_bytes, out);
}

}  // namespace

ContentCoding ContentCodingOf(std::string_view name) {
  if (name.empty() || SameIgnoringCase(name, "identity") || SameIgnoringCase(name, "none")) {
    return ContentCoding::kIdentity;
  }
  if (SameIgnoringCase(name, "gzip") || SameIgnoringCase(name, "x-gzip")) {
    return ContentCoding::kGzip;
  }
  if (SameIgnoringCase(name, "deflate")) {
    return ContentCoding::kDeflate;
  }
  if (SameIgnoringCase(name, "br")) {
    return ContentCoding::kBrotli;
  }
  return SameIgnoringCase(name, "zstd") ? ContentCoding::kZstd : ContentCoding::kUnknown;
}

UnpackResult UndoContentCoding(ContentCoding coding, std::string_view packed, size_t max_bytes,
                               std::string* out) {
  out->clear();
  switch (coding) {
    case ContentCoding::kIdentity:
      if (packed.size() > max_bytes) {
        return UnpackResult::kTooLarge;
      }
      out->assign(packed);
      return UnpackResult::kWhole;
    case ContentCoding::kGzip:
      // Raw deflate has no mark of its own: what was announced as gzip has to have one.
      return IsGzip(packed) || MayBeZlib(packed) ? UnpackDeflate(packed, max_bytes, out)
                                                 : UnpackResult::kBroken;
    case ContentCoding::kDeflate:
      return UnpackDeflate(packed, max_bytes, out);
    case ContentCoding::kBrotli: {
      BrotliDecoder brotli;
      return Unpack(&brotli, packed, max_bytes, out);
    }
    case ContentCoding::kZstd: {
      ZstdDecoder zstd;
      return Unpack(&zstd, packed, max_bytes, out);
    }
    case ContentCoding::kUnknown:
      break;
  }
  return UnpackResult::kBroken;
}

}  // namespace reprise
