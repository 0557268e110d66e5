#include "reprise/io/spool.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/parquet_file.h"

namespace reprise {
namespace {

constexpr size_t kSpoolPiece = size_t{1} << 19;

// Whether the text can be in a Parquet file at all: a million rows without it would be a million
// malformed records.
absl::Status CheckTextColumns(const std::string& path, const RecordFields& fields) {
  const absl::StatusOr<ParquetSchema> schema = ReadParquetSchema(path);
  if (!schema.ok()) {
    return schema.status();
  }
  bool any = false;
  for (const std::string& field : fields.text) {
    const auto column = std::find_if(schema->columns.begin(), schema->columns.end(),
                                     [&](const ParquetColumn& c) { return c.name == field; });
    if (field.starts_with('/')) {
      any = true;  // inside a column; each row will say
    } else if (column != schema->columns.end()) {
      any = true;
      if (!column->is_text && column->type != "null") {
        return absl::InvalidArgumentError(
            absl::StrCat("the column \"", field, "\" is ", column->type,
                         ", not text; name the column that holds the text (--text-field)"));
      }
    }
  }
  if (any) {
    return absl::OkStatus();
  }
  std::string names;
  for (const ParquetColumn& column : schema->columns) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", column.name);
  }
  return absl::InvalidArgumentError(absl::StrCat("there is no column \"", fields.text.front(),
                                                 "\"; the columns are ", names,
                                                 ": name the one that holds the text "
                                                 "(--text-field)"));
}

absl::Status WithName(const InputFile& file, const absl::Status& status) {
  return {status.code(), absl::StrCat(file.name, ":1: ", status.message())};
}

}  // namespace

Spool::Spool(const std::vector<InputFile>& files, Options options)
    : files_(files), options_(std::move(options)) {}

Spool::~Spool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

std::string Spool::Path(uint32_t index) const {
  return (std::filesystem::path(options_.folder) / absl::StrCat("unpacked-", index)).string();
}

absl::StatusOr<Spool::Extent> Spool::WaitFor(uint32_t index, uint64_t size) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (threads_.empty()) {
    Start();
  }
  State& state = states_[index];
  moved_.wait(lock, [&] {
    return state.extent.complete || state.extent.size >= size || !state.error.ok();
  });
  return state.error.ok() || state.extent.size >= size ? absl::StatusOr<Extent>(state.extent)
                                                       : state.error;
}

absl::Status Spool::Break(uint32_t index) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return states_.at(index).break_status;
}

TextHash Spool::Hash(uint32_t index) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return states_.at(index).hash;
}

void Spool::Start() {
  for (uint32_t index = 0; index < files_.size(); ++index) {
    if (files_[index].packing != Packing::kNone) {
      states_.try_emplace(index);
    }
  }
  const size_t count = std::clamp<size_t>(options_.threads, 1, std::max<size_t>(1, states_.size()));
  for (size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this] { Run(); });
  }
}

void Spool::Run() {
  while (true) {
    uint32_t index = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      while (next_ < files_.size() && files_[next_].packing == Packing::kNone) {
        ++next_;
      }
      if (stop_ || next_ == files_.size()) {
        return;
      }
      index = next_++;
    }
    const absl::Status status = Unpack(index);
    const std::lock_guard<std::mutex> lock(mutex_);
    states_.at(index).error = status;
    states_.at(index).extent.complete = status.ok();
    moved_.notify_all();
  }
}

absl::StatusOr<std::unique_ptr<ByteStream>> Spool::OpenStream(const InputFile& file) const {
  if (file.packing == Packing::kParquet) {
    if (absl::Status status = CheckTextColumns(file.path, options_.fields); !status.ok()) {
      return status;
    }
    return OpenParquetAsJsonLines(file.path, OutermostMembers(options_.fields));
  }
  return OpenUnpacked(file.path, file.packing, options_.limits);
}

absl::Status Spool::Unpack(uint32_t index) {
  const InputFile& file = files_[index];
  absl::StatusOr<std::unique_ptr<ByteStream>> stream = OpenStream(file);
  if (!stream.ok()) {
    return WithName(file, stream.status());
  }
  absl::StatusOr<OutputFile> target = OutputFile::Create(Path(index));
  if (!target.ok()) {
    return target.status();
  }
  TextHasher hasher;
  std::string piece(kSpoolPiece, '\0');
  absl::Status break_status;
  while (true) {
    const absl::StatusOr<size_t> count = (*stream)->Read(piece.data(), piece.size());
    if (absl::IsDataLoss(count.status())) {
      break_status = count.status();
      break;
    }
    if (!count.ok()) {
      return WithName(file, count.status());
    }
    if (*count == 0) {
      break;
    }
    const std::string_view bytes(piece.data(), *count);
    hasher.Update(bytes);
    absl::Status status = target->Append(bytes);
    if (status.ok()) {
      status = target->Flush();
    }
    if (!status.ok()) {
      return status;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    State& state = states_.at(index);
    state.extent.size += bytes.size();
    state.extent.consumed = (*stream)->consumed();
    moved_.notify_all();
    if (stop_) {
      return absl::CancelledError("interrupted");
    }
  }
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle =
      InputFileHandle::Open(file.path);
  const absl::StatusOr<FileState> now =
      handle.ok() ? (*handle)->State() : absl::StatusOr<FileState>(handle.status());
  if (!now.ok() || *now != file.state) {
    return ChangedError(file);
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  State& state = states_.at(index);
  state.break_status = break_status;
  state.hash = hasher.Digest();
  state.extent.consumed = file.state.size;
  return absl::OkStatus();
}

}  // namespace reprise
