#include "reprise/base/growing_bytes.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace reprise {

absl::StatusOr<GrowingBytes> GrowingBytes::Create(uint64_t most) {
  GrowingBytes bytes;
  if (most == 0) {
    return bytes;
  }
  void* data = ::mmap(nullptr, static_cast<size_t>(most), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) {
    return absl::ResourceExhaustedError(
        absl::StrCat("there is no room for ", most, " bytes in memory: ", std::strerror(errno)));
  }
  bytes.data_ = static_cast<char*>(data);
  bytes.most_ = static_cast<size_t>(most);
  return bytes;
}

GrowingBytes::~GrowingBytes() {
  if (data_ != nullptr) {
    ::munmap(data_, most_);
  }
}

void GrowingBytes::Append(std::string_view bytes) {
  if (!bytes.empty()) {
    std::memcpy(data_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
}

}  // namespace reprise
