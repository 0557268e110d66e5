#include "reprise/pipeline/durable_points.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

constexpr const char* kInputs = "inputs";

// A file as a run began with it.
struct KnownFile {
  std::string path;
  FileState state;
};

}  // namespace

std::string DurablePoints::Path(std::string_view stage) const {
  return absl::StrCat(folder_, "/", std::string(stage), ".point");
}

bool DurablePoints::CanGoOn(const std::vector<std::string>& inputs) {
  return std::all_of(inputs.begin(), inputs.end(), [](const std::string& input) {
    std::error_code error;
    const auto type = std::filesystem::status(input, error).type();
    return type == std::filesystem::file_type::regular ||
           type == std::filesystem::file_type::directory;
  });
}

absl::Status DurablePoints::Find(const std::vector<InputFile>& files) {
  absl::StatusOr<DurableReader> reader = DurableReader::Open(Path(kInputs));
  if (absl::IsNotFound(reader.status())) {
    return absl::OkStatus();
  }
  if (!reader.ok()) {
    return reader.status();
  }
  const auto count = reader->Value<uint64_t>();
  std::string difference;
  if (count != files.size()) {
    difference = absl::StrCat("it had ", count, " input files, now there are ", files.size());
  }
  for (size_t i = 0; i < files.size() && difference.empty(); ++i) {
    const std::string path = reader->String();
    const auto state = reader->Value<FileState>();
    if (path != files[i].path) {
      difference = absl::StrCat("there is ", files[i].path, " where it had ", path);
    } else if (state != files[i].state) {
      difference = absl::StrCat(files[i].path, " was written to since");
    }
  }
  if (!difference.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the unfinished run cannot go on, because its input is no longer the same: ", difference,
        "; begin anew in another folder"));
  }
  any_ = reader->status().ok();
  return reader->status();
}

absl::StatusOr<bool> DurablePoints::Load(std::string_view stage,
                                         const std::function<void(DurableReader*)>& read) const {
  if (!any_) {
    return false;
  }
  absl::StatusOr<DurableReader> reader = DurableReader::Open(Path(stage));
  if (absl::IsNotFound(reader.status()) || absl::IsDataLoss(reader.status())) {
    return false;
  }
  if (!reader.ok()) {
    return reader.status();
  }
  read(&*reader);
  return reader->status().ok() ? absl::StatusOr<bool>(true) : reader->status();
}

absl::Status DurablePoints::Save(std::string_view stage, const std::vector<InputFile>& files,
                                 const std::function<void(DurableWriter*)>& write) {
  const auto now = std::chrono::steady_clock::now();
  if (std::chrono::duration<double>(now - last_).count() < least_seconds_) {
    return absl::OkStatus();
  }
  const auto save = [this](std::string_view name,
                           const std::function<void(DurableWriter*)>& fill) -> absl::Status {
    absl::StatusOr<DurableWriter> writer = DurableWriter::Create(Path(name));
    if (!writer.ok()) {
      return writer.status();
    }
    fill(&*writer);
    return writer->Finish();
  };
  absl::Status status = absl::OkStatus();
  if (!any_) {
    status = save(kInputs, [&](DurableWriter* writer) {
      writer->Value<uint64_t>(files.size());
      for (const InputFile& file : files) {
        writer->String(file.path);
        writer->Value(file.state);
      }
    });
  }
  if (status.ok()) {
    status = save(stage, write);
  }
  if (status.ok()) {
    any_ = true;
    last_ = std::chrono::steady_clock::now();
  }
  return status;
}

}  // namespace reprise
