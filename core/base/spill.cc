#include "reprise/base/spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

absl::Status SystemError(std::string_view what, const std::string& folder, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
  return {full ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kInternal,
          absl::StrCat("cannot ", std::string(what), " a temporary file in ", folder, ": ",
                       std::strerror(error_number),
                       full ? "; make room there or name another folder (--tmp)" : "")};
}

}  // namespace

absl::Status SpillBudget::status() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return status_;
}

void SpillBudget::Fail(const absl::Status& status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  status_.Update(status);
}

SpillFile::SpillFile(SpillBudget* budget) : budget_(budget) {
  std::string path = absl::StrCat(budget->folder(), "/spill-XXXXXX");
  descriptor_ = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    budget_->Fail(SystemError("make", budget->folder(), errno));
  } else {
    ::unlink(path.c_str());
  }
}

SpillFile::~SpillFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void SpillFile::Append(const void* data, size_t size) {
  const char* from = static_cast<const char*>(data);
  for (size_t done = 0; done < size && descriptor_ >= 0;) {
    const ssize_t count =
        ::pwrite(descriptor_, from + done, size - done, static_cast<off_t>(size_ + done));
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      budget_->Fail(SystemError("write", budget_->folder(), count < 0 ? errno : ENOSPC));
      break;
    }
    done += static_cast<size_t>(count);
  }
  size_ += size;
}

void SpillFile::Read(uint64_t offset, void* data, size_t size) const {
  char* to = static_cast<char*>(data);
  size_t done = 0;
  while (done < size && descriptor_ >= 0) {
    const ssize_t count =
        ::pread(descriptor_, to + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      budget_->Fail(SystemError("read", budget_->folder(), count < 0 ? errno : EIO));
      break;
    }
    done += static_cast<size_t>(count);
  }
  std::fill(to + done, to + size, '\0');
}

}  // namespace reprise
