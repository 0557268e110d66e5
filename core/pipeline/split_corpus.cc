#include "reprise/pipeline/split_corpus.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "reprise/base/parallel.h"
#include "reprise/io/formats.h"
#include "reprise/io/packing/packing.h"
#include "reprise/io/parquet_file.h"
#include "reprise/io/record_cursor.h"
#include "reprise/pipeline/file_exceptions.h"

namespace reprise {
namespace {

constexpr size_t kPiece = size_t{1} << 20;

constexpr std::array<const char*, 3> kFolderNames = {"kept", "removed", "rejected"};
using DestinationBytes = std::array<uint64_t, 4>;

// Of each file, the records that do not go to kept/.
std::vector<std::vector<FileException>> RecordsByFile(const Corpus& corpus,
                                                      const std::vector<bool>& removed) {
  std::vector<std::vector<FileException>> exceptions(corpus.files.size());
  for (size_t i = 0; i < corpus.input_documents; ++i) {
    if (removed[i]) {
      const Document& document = corpus.documents[i];
      exceptions[document.file].push_back(
          {document.offset, document.offset + document.size, kRemoved, document.line});
    }
  }
  for (const RejectedRecord& record : corpus.rejected) {
    exceptions[record.file].push_back(
        {record.offset, record.offset + record.size, kRejected, record.line});
  }
  for (std::vector<FileException>& list : exceptions) {
    std::sort(list.begin(), list.end(),
              [](const FileException& a, const FileException& b) { return a.begin < b.begin; });
  }
  return exceptions;
}

// A message about Parquet, which names the file by its path and may go on for lines, as one about
// an input.
std::string AboutInput(const InputFile& file, absl::string_view message) {
  message = message.substr(0, message.find('\n'));
  absl::ConsumePrefix(&message, absl::StrCat(file.path, ", "));
  return absl::StrCat(file.name, ":1: ", message);
}

// The up to three outputs of one input file, each created when something goes there.
class FileOutputs {
 public:
  // `header` begins each of them.
  FileOutputs(const InputFile& file, std::string_view header, const OutputFolder& output,
              bool dry_run)
      : file_(file), header_(header), output_(output), dry_run_(dry_run) {}

  // Creates the output even where nothing else will be in it.
  absl::Status Create(Destination destination) {
    return IsWritten(destination) ? Open(destination) : absl::OkStatus();
  }

  absl::Status Append(Destination destination, std::string_view bytes) {
    bytes_[destination] += bytes.size();
    if (!IsWritten(destination)) {
      return absl::OkStatus();
    }
    absl::Status status = Open(destination);
    return status.ok() ? sinks_[destination]->Append(bytes) : status;
  }

  absl::Status EndRecord(Destination destination) {
    return IsWritten(destination) ? sinks_[destination]->EndRecord() : absl::OkStatus();
  }

  // Copies the file as it is, packed or not, to one place. `size` is that of what it holds.
  absl::Status CopyWhole(Destination destination, uint64_t size, std::string* buffer) {
    bytes_[destination] += size;
    buffer->resize(kPiece);
    if (!IsWritten(destination)) {
      return absl::OkStatus();
    }
    const absl::StatusOr<std::unique_ptr<ByteStream>> from =
        OpenUnpacked(file_.path, Packing::kNone, {});
    const absl::StatusOr<std::unique_ptr<ByteSink>> to =
        from.ok() ? CreatePacked(Path(destination), Packing::kNone, {}) : from.status();
    if (!to.ok()) {
      return to.status();
    }
    while (true) {
      const absl::StatusOr<size_t> count = (*from)->Read(buffer->data(), buffer->size());
      if (!count.ok()) {
        return count.status();
      }
      if (*count == 0) {
        return (*to)->Close();
      }
      if (absl::Status status = (*to)->Append({buffer->data(), *count}); !status.ok()) {
        return status;
      }
    }
  }

  absl::Status Close() {
    for (const std::unique_ptr<ByteSink>& sink : sinks_) {
      if (sink != nullptr) {
        if (absl::Status status = sink->Close(); !status.ok()) {
          return status;
        }
      }
    }
    return absl::OkStatus();
  }

  bool IsWritten(Destination destination) const {
    return destination != kNowhere && (!dry_run_ || destination == kRejected);
  }
  std::string Path(Destination destination) const {
    return output_.Staged(absl::StrCat(kFolderNames[destination], "/", file_.name));
  }
  void Count(Destination destination, uint64_t bytes) { bytes_[destination] += bytes; }
  const DestinationBytes& bytes() const { return bytes_; }

 private:
  absl::Status Open(Destination destination) {
    std::unique_ptr<ByteSink>& sink = sinks_[destination];
    if (sink != nullptr) {
      return absl::OkStatus();
    }
    absl::StatusOr<std::unique_ptr<ByteSink>> created =
        CreatePacked(Path(destination), file_.packing, PackOptionsOf(file_.format, file_.packing));
    if (!created.ok()) {
      return created.status();
    }
    sink = *std::move(created);
    return header_.empty() ? absl::OkStatus() : sink->Append(header_);
  }

  const InputFile& file_;
  const std::string_view header_;
  const OutputFolder& output_;
  const bool dry_run_;
  std::array<std::unique_ptr<ByteSink>, 3> sinks_;
  DestinationBytes bytes_{};
};

// What a thread reads files into; made when it is needed.
struct Buffers {
  std::array<std::string, 2> of_turn;
};

// Sends the bytes of one file where they belong.
class FileSplitter {
 public:
  FileSplitter(const Corpus& corpus, uint32_t index, FileExceptions exceptions, size_t threads,
               FileOutputs* outputs, FileCache* cache, Monitor* monitor)
      : file_(corpus.files[index]),
        index_(index),
        size_(corpus.counts[index].bytes),
        rows_(corpus.counts[index].lines),
        exceptions_(std::move(exceptions)),
        first_(exceptions_.current() != nullptr ? exceptions_.current()->destination : kKept),
        threads_(threads),
        outputs_(outputs),
        cache_(cache),
        monitor_(monitor) {}

  // Returns the hash of the unpacked bytes.
  absl::StatusOr<TextHash> Split(Buffers* buffers) {
    const bool packed = file_.packing != Packing::kNone;
    absl::Status status;
    const bool untouched = first_ == kKept;
    if (packed && (untouched || (IsWholeFile(file_.format) && first_ != kNowhere))) {
      const bool broken = !cache_->Break(index_).ok();
      status = broken && untouched
                   ? SplitPieces(buffers)  // what comes after the break would be no use to anyone
                   : outputs_->CopyWhole(WholeDestination(), size_, &buffers->of_turn[0]);
    } else if (file_.packing == Packing::kParquet) {
      status = SplitRows();
    } else if (PackOptionsOf(file_.format, file_.packing).member_per_record) {
      status = SplitRecords();
    } else {
      status = SplitPieces(buffers);
    }
    if (status.ok()) {
      status = cache_->CheckUnchanged(index_);
    }
    if (status.ok()) {
      status = outputs_->Close();
    }
    if (!status.ok()) {
      return status;
    }
    return packed ? cache_->Hash(index_) : hasher_.Digest();
  }

 private:
  // Where a file goes that goes nowhere else.
  Destination WholeDestination() const {
    return IsWholeFile(file_.format) && first_ != kNowhere ? first_ : kKept;
  }

  absl::Status SplitPieces(Buffers* buffers) {
    absl::Status status = outputs_->Create(WholeDestination());
    const absl::StatusOr<std::string_view> header = cache_->Header(index_);
    const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle = cache_->Get(index_);
    if (!handle.ok() || !header.ok()) {
      return handle.ok() ? header.status() : handle.status();
    }
    hasher_.Update(*header);
    outputs_->Count(kKept, header->size());
    // One piece is read while the one before it is written.
    uint64_t offset = header->size();
    std::string_view piece;
    std::string_view next;
    for (size_t turn = 0; status.ok(); turn = 1 - turn) {
      status = ParallelFor(threads_, 2, [&](size_t /*worker*/, size_t task) -> absl::Status {
        if (task == 0) {
          return piece.empty() ? absl::OkStatus() : Distribute(piece, offset).status();
        }
        const uint64_t behind = offset + piece.size();
        std::string& buffer = buffers->of_turn[turn];
        buffer.resize(kPiece);
        const absl::StatusOr<size_t> count =
            behind < size_ ? (*handle)->ReadAt(behind, buffer.data(), buffer.size()) : size_t{0};
        next = {buffer.data(), count.value_or(0)};
        hasher_.Update(next);
        return count.status();
      });
      offset += piece.size();
      monitor_->Advance(piece.size());
      if (next.empty()) {
        break;
      }
      piece = next;
      if (monitor_->Cancelled()) {
        return absl::CancelledError("interrupted");
      }
    }
    return status;
  }

  // The same, told where each record ends.
  absl::Status SplitRecords() {
    absl::Status status = outputs_->Create(kKept);
    absl::StatusOr<std::unique_ptr<ByteStream>> stream = cache_->OpenStream(index_);
    if (!status.ok() || !stream.ok()) {
      return status.ok() ? stream.status() : status;
    }
    absl::StatusOr<RecordCursor> cursor =
        RecordCursor::Open(*std::move(stream), file_.format, RecordFields());
    if (!cursor.ok()) {
      return cursor.status();
    }
    std::string_view record;
    while (true) {
      if (monitor_->Cancelled()) {
        return absl::CancelledError("interrupted");
      }
      const absl::StatusOr<bool> more = cursor->Next(&record, RejectedSizeAt(cursor->end_offset()));
      if (!more.ok() || !*more) {
        return more.status();
      }
      const absl::StatusOr<Destination> last = Distribute(record, cursor->offset());
      status = last.ok() ? outputs_->EndRecord(*last) : last.status();
      if (!status.ok()) {
        return status;
      }
      monitor_->Advance(record.size());
    }
  }

  // The size of the malformed record that begins there; 0 where none does.
  uint64_t RejectedSizeAt(uint64_t offset) const {
    const std::vector<FileException>& records = exceptions_.records();
    const auto found = std::lower_bound(
        records.begin(), records.end(), offset,
        [](const FileException& exception, uint64_t begin) { return exception.begin < begin; });
    return found != records.end() && found->begin == offset && found->destination == kRejected
               ? found->end - found->begin
               : 0;
  }

  // Rows of a Parquet file; sizes are those of the JSON Lines that stand for them.
  absl::Status SplitRows() {
    std::array<std::string, 3> paths;
    uint64_t elsewhere = 0;
    const std::vector<FileException>& records = exceptions_.records();  // nothing is cut of rows
    for (const Destination destination : {kKept, kRemoved, kRejected}) {
      paths[destination] = outputs_->IsWritten(destination) ? outputs_->Path(destination) : "";
    }
    for (const FileException& exception : records) {
      outputs_->Count(exception.destination, exception.end - exception.begin);
      elsewhere += exception.end - exception.begin;
    }
    outputs_->Count(kKept, size_ - elsewhere);
    const auto destination = [&records](uint64_t row) -> uint8_t {
      const auto found =
          std::lower_bound(records.begin(), records.end(), row + 1,
                           [](const FileException& e, uint64_t line) { return e.line < line; });
      return found != records.end() && found->line == row + 1 ? found->destination : kKept;
    };
    // What comes after a break was not read either, and is in no output.
    const auto cancelled = [this] { return monitor_->Cancelled(); };
    absl::Status status = SplitParquet(file_.path, destination, paths, cancelled, rows_).status();
    monitor_->Advance(size_);
    if (status.ok() || absl::IsCancelled(status)) {
      return status;
    }
    return {status.code(), AboutInput(file_, status.message())};
  }

  // Sends every byte of `piece`, which starts at `offset` of its file, where it belongs; returns
  // where the last one went.
  absl::StatusOr<Destination> Distribute(std::string_view piece, uint64_t offset) {
    Destination destination = kKept;
    while (!piece.empty()) {
      while (exceptions_.current() != nullptr && exceptions_.current()->end <= offset) {
        exceptions_.Next();
      }
      destination = kKept;
      uint64_t end = offset + piece.size();
      if (exceptions_.current() != nullptr) {
        const FileException& exception = *exceptions_.current();
        if (exception.begin <= offset) {
          destination = exception.destination;
          end = std::min(end, exception.end);
        } else {
          end = std::min(end, exception.begin);
        }
      }
      const auto size = static_cast<size_t>(end - offset);
      if (absl::Status status = outputs_->Append(destination, piece.substr(0, size));
          !status.ok()) {
        return status;
      }
      piece.remove_prefix(size);
      offset = end;
    }
    return destination;
  }

  const InputFile& file_;
  const uint32_t index_;
  const uint64_t size_;        // unpacked
  const uint64_t rows_;        // records
  FileExceptions exceptions_;  // in hand: the first that does not end before what is distributed
  const Destination first_;    // where the first exception goes; kKept: there is none
  const size_t threads_;       // for this file
  FileOutputs* outputs_;
  FileCache* cache_;
  Monitor* monitor_;
  TextHasher hasher_;
};

}  // namespace

absl::StatusOr<SplitResult> SplitCorpus(const Corpus& corpus, const std::vector<bool>& removed,
                                        const SpillVector<FileCut>& cuts,
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
  std::vector<std::vector<FileException>> records = RecordsByFile(corpus, removed);
  const std::vector<CutRange> cut_ranges = CutsByFile(corpus, cuts);
  std::vector<DestinationBytes> bytes(corpus.input_files);
  result.file_hashes.resize(corpus.input_files);
  std::vector<Buffers> buffers(threads);
  // Where there are fewer files than threads, two of these work on one.
  const size_t threads_per_file = corpus.input_files < threads ? 2 : 1;
  const absl::Status status =
      ParallelFor(threads, corpus.input_files, [&](size_t worker, size_t i) -> absl::Status {
        const auto index = static_cast<uint32_t>(i);
        const absl::StatusOr<std::string_view> header = cache->Header(index);
        if (!header.ok()) {
          return header.status();
        }
        FileOutputs outputs(corpus.files[i], *header, output, dry_run);
        FileSplitter splitter(corpus, index,
                              FileExceptions(std::move(records[i]), corpus, cuts, cut_ranges[i]),
                              threads_per_file, &outputs, cache, monitor);
        const absl::StatusOr<TextHash> hash = splitter.Split(&buffers[worker]);
        if (!hash.ok()) {
          return hash.status();
        }
        bytes[i] = outputs.bytes();
        result.file_hashes[i] = *hash;
        return absl::OkStatus();
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
