#include "reprise/io/packing/gzip_header.h"

#include <libdeflate.h>

namespace reprise {
namespace {

constexpr uint8_t kHasChecksum = 1 << 1;
constexpr uint8_t kHasExtra = 1 << 2;
constexpr uint8_t kHasName = 1 << 3;
constexpr uint8_t kHasComment = 1 << 4;
constexpr uint8_t kReserved = 0xE0;

constexpr uint64_t kMethodPlace = 2;
constexpr uint64_t kFlagsPlace = 3;
constexpr uint64_t kFixedSize = 10;

}  // namespace

absl::Status GzipHeader::Read(std::string_view input, size_t* consumed) {
  *consumed = 0;
  while (!done() && *consumed < input.size()) {
    const char c = input[*consumed];
    if (absl::Status status = Take(static_cast<uint8_t>(c)); !status.ok()) {
      return status;
    }
    ++*consumed;
  }
  return absl::OkStatus();
}

absl::Status GzipHeader::Take(uint8_t byte) {
  if (part_ != Part::kChecksum) {
    crc_ = libdeflate_crc32(crc_, &byte, 1);
  }
  const uint64_t place = place_++;
  switch (part_) {
    case Part::kFixed:
      if ((place == 0 && byte != 0x1F) || (place == 1 && byte != 0x8B)) {
        return absl::DataLossError("where a gzip member should begin, there is something else");
      }
      if (place == kMethodPlace && byte != 8) {
        return absl::DataLossError("a member is packed by another method than deflate");
      }
      if (place == kFlagsPlace) {
        flags_ = byte;
        if ((flags_ & kReserved) != 0) {
          return absl::DataLossError("a member's header has fields that gzip does not know");
        }
      }
      if (place + 1 == kFixedSize) {
        NextPart();
      }
      break;
    case Part::kExtraSize:
      extra_size_ |= static_cast<uint32_t>(byte) << (8 * place);
      if (place == 1) {
        NextPart();
      }
      break;
    case Part::kExtra:
      if (place + 1 == extra_size_) {
        NextPart();
      }
      break;
    case Part::kName:
    case Part::kComment:
      if (byte == 0) {
        NextPart();
      }
      break;
    case Part::kChecksum:
      checksum_ |= static_cast<uint32_t>(byte) << (8 * place);
      if (place == 1) {
        if (checksum_ != (crc_ & 0xFFFF)) {
          return absl::DataLossError("the checksum of a member's header is wrong");
        }
        NextPart();
      }
      break;
    case Part::kDone:
      break;
  }
  return absl::OkStatus();
}

void GzipHeader::NextPart() {
  const auto is_there = [this](Part part) {
    switch (part) {
      case Part::kExtraSize:
        return (flags_ & kHasExtra) != 0;
      case Part::kExtra:
        return extra_size_ > 0;
      case Part::kName:
        return (flags_ & kHasName) != 0;
      case Part::kComment:
        return (flags_ & kHasComment) != 0;
      case Part::kChecksum:
        return (flags_ & kHasChecksum) != 0;
      default:
        return true;
    }
  };
  do {
    part_ = static_cast<Part>(static_cast<uint8_t>(part_) + 1);
  } while (!is_there(part_));
  place_ = 0;
}

}  // namespace reprise
