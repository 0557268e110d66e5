#ifndef REPRISE_IO_PARQUET_PARQUET_FAILURE_H_
#define REPRISE_IO_PARQUET_PARQUET_FAILURE_H_

#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "arrow/status.h"
#include "reprise/io/parquet_module.h"

namespace reprise {

// Codes of ParquetOutcome, with the values and the meaning that absl::StatusCode gives them.
enum class FailureCode : int {
  kCancelled = 1,
  kInvalidArgument = 3,
  kNotFound = 5,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kUnimplemented = 12,
  kInternal = 13,
  kDataLoss = 15,
};

// Arrow reports by exceptions, so inside the module everything does; Guarded ends them at its
// boundary.
class ParquetFailure : public std::exception {
 public:
  ParquetFailure(FailureCode code, std::string message)
      : code_(code), message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  FailureCode code() const { return code_; }

 private:
  FailureCode code_;
  std::string message_;
};

// Turns the exception being handled into a ParquetFailure whose message begins with `where`
// ("a.parquet, row group 2, column \"text\""), and throws that: as it is where it is one already,
// by errno where the system refused, ResourceExhausted for want of memory, DataLoss for all else,
// since Arrow says of everything that does not fit together only that it does not.
[[noreturn]] void ThrowAsFailure(std::string_view where);

// Throws where `status` is an error, as ThrowAsFailure.
void CheckArrow(const arrow::Status& status, std::string_view where);

// Calls `body` and turns what it throws into an outcome.
ParquetOutcome Guarded(std::string_view where, const std::function<void()>& body) noexcept;

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_PARQUET_FAILURE_H_
