#include "reprise/io/parquet/parquet_failure.h"

#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>

#include "arrow/util/io_util.h"
#include "parquet/exception.h"

namespace reprise {
namespace {

std::string Join(std::string_view where, std::string_view what) {
  std::string message(where);
  message.append(": ").append(what);
  return message;
}

[[noreturn]] void ThrowNoMemory(std::string_view where) {
  throw ParquetFailure(FailureCode::kResourceExhausted,
                       Join(where, "there is not enough memory for what the file holds"));
}

FailureCode CodeOfErrno(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return FailureCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return FailureCode::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      return FailureCode::kResourceExhausted;
    default:
      return FailureCode::kInternal;
  }
}

[[noreturn]] void ThrowDamage(std::string_view where, std::string_view what) {
  throw ParquetFailure(
      FailureCode::kDataLoss,
      Join(where, "the data are damaged, or of a kind that cannot be read (").append(what) + ")");
}

[[noreturn]] void ThrowStatus(std::string_view where, const arrow::Status& status) {
  if (status.IsOutOfMemory()) {
    ThrowNoMemory(where);
  }
  if (const int error_number = arrow::internal::ErrnoFromStatus(status); error_number != 0) {
    throw ParquetFailure(CodeOfErrno(error_number),
                         Join(where, std::system_category().message(error_number)));
  }
  ThrowDamage(where, status.message());
}

}  // namespace

void ThrowAsFailure(std::string_view where) {
  try {
    throw;
  } catch (const ParquetFailure&) {
    throw;
  } catch (const parquet::ParquetStatusException& error) {
    ThrowStatus(where, error.status());
  } catch (const std::bad_alloc&) {
    ThrowNoMemory(where);
  } catch (const std::length_error&) {  // of a vector or string asked to be larger than can be
    ThrowNoMemory(where);
  } catch (const std::exception& error) {
    ThrowDamage(where, error.what());
  }
}

void CheckArrow(const arrow::Status& status, std::string_view where) {
  if (!status.ok()) {
    ThrowStatus(where, status);
  }
}

ParquetOutcome Guarded(std::string_view where, const std::function<void()>& body) noexcept {
  try {
    try {
      body();
      return {};
    } catch (...) {
      ThrowAsFailure(where);
    }
  } catch (const ParquetFailure& failure) {
    return {static_cast<int>(failure.code()), failure.what()};
  } catch (...) {
    return {static_cast<int>(FailureCode::kInternal), "an unknown error of the Parquet module"};
  }
}

}  // namespace reprise
