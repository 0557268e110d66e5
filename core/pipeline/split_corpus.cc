#include "reprise/pipeline/split_corpus.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/parallel.h"

namespace reprise {
namespace {

constexpr size_t kPiece = size_t{1} << 20;

enum Destination : uint8_t { kKept, kRemoved, kRejected, kNowhere };
constexpr std::array<const char*, 3> kFolderNames = {"kept", "removed", "rejected"};
using DestinationBytes = std::array<uint64_t, 4>;

// A range of a file that does not go to kept/.
struct Exception {
  uint64_t begin = 0;
  uint64_t end = 0;
  Destination destination = kKept;
};

std::vector<std::vector<Exception>> ExceptionsByFile(const Corpus& corpus,
                                                     const std::vector<bool>& removed,
                                                     const std::vector<FileCut>& cuts) {
  std::vector<std::vector<Exception>> exceptions(corpus.files.size());
  for (size_t i = 0; i < corpus.input_documents; ++i) {
    if (removed[i]) {
      const Document& document = corpus.documents[i];
      exceptions[document.file].push_back(
          {document.offset, document.offset + document.size, kRemoved});
    }
  }
  for (const FileCut& cut : cuts) {
    exceptions[corpus.documents[cut.document].file].push_back(
        {cut.file.begin, cut.file.end, kNowhere});
  }
  for (const RejectedRecord& record : corpus.rejected) {
    exceptions[record.file].push_back({record.offset, record.offset + record.size, kRejected});
  }
  for (std::vector<Exception>& list : exceptions) {
    std::sort(list.begin(), list.end(),
              [](const Exception& a, const Exception& b) { return a.begin < b.begin; });
  }
  return exceptions;
}

// The up to three outputs of one input file, each created when something goes there.
class FileOutputs {
 public:
  FileOutputs(const OutputFolder& output, std::string name, bool dry_run)
      : output_(output), name_(std::move(name)), dry_run_(dry_run) {}

  absl::Status Append(Destination destination, std::string_view bytes) {
    bytes_[destination] += bytes.size();
    if (destination == kNowhere || (dry_run_ && destination != kRejected)) {
      return absl::OkStatus();
    }
    std::optional<OutputFile>& file = files_[destination];
    if (!file.has_value()) {
      absl::StatusOr<OutputFile> created =
          OutputFile::Create(output_.Staged(absl::StrCat(kFolderNames[destination], "/", name_)));
      if (!created.ok()) {
        return created.status();
      }
      file.emplace(*std::move(created));
    }
    return file->Append(bytes);
  }

  absl::Status Close() {
    for (std::optional<OutputFile>& file : files_) {
      if (file.has_value()) {
        if (absl::Status status = file->Close(); !status.ok()) {
          return status;
        }
      }
    }
    return absl::OkStatus();
  }

  const DestinationBytes& bytes() const { return bytes_; }

 private:
  const OutputFolder& output_;
  const std::string name_;
  const bool dry_run_;
  std::array<std::optional<OutputFile>, 3> files_;
  DestinationBytes bytes_{};
};

// Sends every byte of `piece`, which starts at `offset` of its file, where it belongs. `*next` is
// the first of `exceptions` that does not end before the piece.
absl::Status Distribute(std::string_view piece, uint64_t offset,
                        const std::vector<Exception>& exceptions, size_t* next,
                        FileOutputs* outputs) {
  while (!piece.empty()) {
    while (*next < exceptions.size() && exceptions[*next].end <= offset) {
      ++*next;
    }
    Destination destination = kKept;
    uint64_t end = offset + piece.size();
    if (*next < exceptions.size()) {
      const Exception& exception = exceptions[*next];
      if (exception.begin <= offset) {
        destination = exception.destination;
        end = std::min(end, exception.end);
      } else {
        end = std::min(end, exception.begin);
      }
    }
    const auto size = static_cast<size_t>(end - offset);
    if (absl::Status status = outputs->Append(destination, piece.substr(0, size)); !status.ok()) {
      return status;
    }
    piece.remove_prefix(size);
    offset = end;
  }
  return absl::OkStatus();
}

absl::Status SplitFile(const InputFile& file, const InputFileHandle& handle,
                       const std::vector<Exception>& exceptions, std::string* buffer,
                       FileOutputs* outputs, TextHasher* hasher, Monitor* monitor) {
  const Destination whole = file.format == Format::kText && !exceptions.empty() &&
                                    exceptions.front().destination != kNowhere
                                ? exceptions.front().destination
                                : kKept;
  // Creates the file even where nothing will be in it.
  absl::Status status = outputs->Append(whole, "");
  size_t next = 0;
  for (uint64_t offset = 0; status.ok() && offset < file.state.size;) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const absl::StatusOr<size_t> count = handle.ReadAt(offset, buffer->data(), buffer->size());
    if (!count.ok()) {
      return count.status();
    }
    if (*count == 0) {
      break;
    }
    const std::string_view piece(buffer->data(), *count);
    hasher->Update(piece);
    status = Distribute(piece, offset, exceptions, &next, outputs);
    offset += *count;
    monitor->Advance(*count);
  }
  const absl::StatusOr<FileState> state = handle.State();
  if (status.ok() && (!state.ok() || *state != file.state)) {
    return ChangedError(file);
  }
  return status.ok() ? outputs->Close() : status;
}

}  // namespace

absl::StatusOr<SplitResult> SplitCorpus(const Corpus& corpus, const std::vector<bool>& removed,
                                        const std::vector<FileCut>& cuts,
                                        const std::vector<std::string>& folders, bool dry_run,
                                        size_t threads, const OutputFolder& output,
                                        FileCache* cache, Monitor* monitor) {
  monitor->StartStage("writing", corpus.bytes, "B");
  SplitResult result;
  if (!dry_run) {
    absl::Status status = MakeFolders(output.Staged("kept"));
    for (size_t i = 0; status.ok() && i < folders.size(); ++i) {
      status = MakeFolders(output.Staged("kept/" + folders[i]));
    }
    if (!status.ok()) {
      return status;
    }
  }
  const std::vector<std::vector<Exception>> exceptions = ExceptionsByFile(corpus, removed, cuts);
  std::vector<DestinationBytes> bytes(corpus.input_files);
  result.file_hashes.resize(corpus.input_files);
  std::vector<std::string> buffers(threads);
  const absl::Status status =
      ParallelFor(threads, corpus.input_files, [&](size_t worker, size_t i) -> absl::Status {
        const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle =
            cache->Get(static_cast<uint32_t>(i));
        if (!handle.ok()) {
          return handle.status();
        }
        buffers[worker].resize(kPiece);
        FileOutputs outputs(output, corpus.files[i].name, dry_run);
        TextHasher hasher;
        absl::Status split = SplitFile(corpus.files[i], **handle, exceptions[i], &buffers[worker],
                                       &outputs, &hasher, monitor);
        bytes[i] = outputs.bytes();
        result.file_hashes[i] = hasher.Digest();
        return split;
      });
  if (!status.ok()) {
    return status;
  }
  for (const DestinationBytes& file_bytes : bytes) {
    result.kept_bytes += file_bytes[kKept];
    result.removed_bytes += file_bytes[kRemoved];
    result.rejected_bytes += file_bytes[kRejected];
    result.cut_bytes += file_bytes[kNowhere];
  }
  return result;
}

}  // namespace reprise
