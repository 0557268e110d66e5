#include "reprise/pipeline/plan_sample.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/file.h"
#include "reprise/io/parquet_file.h"
#include "reprise/io/record_reader.h"

namespace reprise {
namespace {

constexpr uint64_t kPieceBytes = uint64_t{1} << 20;
constexpr uint64_t kMostPieces = 4096;
constexpr uint64_t kLeastMemberPiece = uint64_t{1} << 14;
constexpr size_t kReadBytes = size_t{1} << 16;
// Where a record seems to begin but none can be read, it is looked for behind the next so many.
constexpr int kMostFalseBeginnings = 16;

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

absl::Status WithName(const InputFile& file, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(file.name, ":1: ", status.message()));
}

// How much of a file was seen, in two measures.
struct Seen {
  uint64_t input_bytes = 0;     // of the file as it is
  uint64_t unpacked_bytes = 0;  // that these hold
};

// Copies records of one file to another.
class FileSampler {
 public:
  // All must outlive it.
  FileSampler(const InputFile& file, const RecordFields& fields, uint64_t most_record,
              Monitor* monitor)
      : file_(file), fields_(fields), most_record_(most_record), monitor_(monitor) {}

  absl::Status Copy(const SamplePlace& place, uint64_t piece, const std::string& target) {
    // Rows of Parquet files come as JSON Lines, and stay it.
    const Packing packing = file_.packing == Packing::kParquet ? Packing::kNone : file_.packing;
    absl::StatusOr<std::unique_ptr<ByteSink>> sink =
        CreatePacked(target, packing, {IsArchive(file_.format)});
    if (!sink.ok()) {
      return sink.status();
    }
    sink_ = *std::move(sink);
    absl::Status status =
        file_.packing == Packing::kNone ? CopyPlaces(place, piece) : CopyBeginning(place, piece);
    return status.ok() ? sink_->Close() : status;
  }

  const Seen& seen() const { return seen_; }
  uint64_t copied_bytes() const { return copied_; }
  double unpack_seconds() const { return unpack_seconds_; }

 private:
  // A file that can be read anywhere.
  absl::Status CopyPlaces(const SamplePlace& place, uint64_t piece) {
    const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle =
        InputFileHandle::Open(file_.path);
    if (!handle.ok()) {
      return WithName(file_, handle.status());
    }
    const uint64_t size = file_.state.size;
    const bool whole = place.all || IsWholeFile(file_.format) || place.pieces * piece >= size;
    const uint64_t pieces = whole ? 1 : place.pieces;
    const uint64_t want = whole ? size : piece;
    seen_ = {1, 1};
    if (IsWholeFile(file_.format) && size > most_record_) {
      return absl::OkStatus();
    }
    std::string head;
    absl::Status status = Read(**handle, 0, std::min<uint64_t>(size, kPieceBytes), &head);
    for (uint64_t i = 0; i < pieces && status.ok(); ++i) {
      // In the middle of its share, but for the first one, which has the header before it.
      const uint64_t offset = i == 0 ? 0 : size / pieces * i;
      status = i == 0 ? Begin(head, head.size() == size) : absl::OkStatus();
      if (status.ok()) {
        status = CopyPiece(**handle, std::max<uint64_t>(offset, i == 0 ? header_ : 0), want);
      }
      if (status.ok() && monitor_->Cancelled()) {
        status = absl::CancelledError("interrupted");
      }
    }
    return status;
  }

  absl::Status Read(const InputFileHandle& handle, uint64_t offset, uint64_t size,
                    std::string* bytes) const {
    bytes->resize(static_cast<size_t>(size) + kRecordPadding);
    const absl::StatusOr<size_t> count =
        handle.ReadAt(offset, bytes->data(), static_cast<size_t>(size));
    if (!count.ok()) {
      return WithName(file_, count.status());
    }
    bytes->resize(*count);
    return absl::OkStatus();
  }

  // Copies the header, learns from it how to read what follows.
  absl::Status Begin(std::string_view head, bool at_end) {
    const std::optional<size_t> header = HeaderSize(file_.format, head, at_end);
    if (!header.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat(file_.name, ":1: no header row ends within ",
                                                     head.size(), " bytes; is this a table?"));
    }
    header_ = *header;
    absl::StatusOr<std::unique_ptr<RecordReader>> reader =
        CreateRecordReader(file_.format, head.substr(0, header_), fields_);
    if (!reader.ok()) {
      return WithName(file_, reader.status());
    }
    reader_ = *std::move(reader);
    return sink_->Append(head.substr(0, header_));
  }

  // Whole records from the first that begins at or behind `offset`, about `want` bytes of them.
  absl::Status CopyPiece(const InputFileHandle& handle, uint64_t offset, uint64_t want) {
    const uint64_t left = file_.state.size - std::min(offset, file_.state.size);
    std::string bytes;
    for (uint64_t size = want;; size *= 2) {
      size = std::min(size, left);
      if (absl::Status status = Read(handle, offset, size, &bytes); !status.ok()) {
        return status;
      }
      const bool at_end = size == left;
      const std::optional<size_t> begin =
          offset == header_ ? size_t{0} : FirstRecord(&bytes, at_end);
      if (begin.has_value()) {
        const std::string_view rest = std::string_view(bytes).substr(*begin);
        if (const size_t records = reader_->WholeRecords(rest, at_end); records != 0) {
          return CopyRecords(rest.substr(0, records));
        }
      }
      if (at_end || size >= most_record_) {
        return absl::OkStatus();
      }
    }
  }

  // Where the first record begins that does not begin before `bytes`; they get padding meanwhile.
  // What only looks like a beginning, such as a line break within a field, gives no record.
  std::optional<size_t> FirstRecord(std::string* bytes, bool at_end) {
    const size_t all = bytes->size();
    bytes->resize(all + kRecordPadding);
    std::optional<size_t> found;
    size_t begin = 0;
    for (int i = 0; i <= kMostFalseBeginnings && begin < all && !found.has_value(); ++i) {
      const std::string_view rest(bytes->data() + begin, all - begin);
      const std::optional<size_t> size = reader_->RecordSize(rest, at_end);
      if (!size.has_value()) {
        break;
      }
      Record record;
      if (i > 0 && reader_->Read(rest.substr(0, *size), /*first=*/false, &record).ok()) {
        found = begin;
      }
      begin += *size;
    }
    bytes->resize(all);
    return found;
  }

  absl::Status CopyRecords(std::string_view records) {
    copied_ += records.size();
    while (!records.empty()) {
      const size_t size = reader_->RecordSize(records, /*at_end=*/true).value_or(records.size());
      absl::Status status = sink_->Append(records.substr(0, size));
      if (status.ok()) {
        status = sink_->EndRecord();
      }
      if (!status.ok()) {
        return status;
      }
      records.remove_prefix(size);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<ByteStream>> OpenStream() const {
    if (file_.packing == Packing::kParquet) {
      return OpenParquetAsJsonLines(file_.path, OutermostMembers(fields_));
    }
    return OpenUnpacked(file_.path, file_.packing, {});
  }

  // A file that is unpacked from its beginning on.
  absl::Status CopyBeginning(const SamplePlace& place, uint64_t piece) {
    const bool whole = place.all || IsWholeFile(file_.format);
    const uint64_t want =
        whole ? most_record_
              : std::min(most_record_, std::max(kLeastMemberPiece, place.pieces * piece));
    const auto begin = std::chrono::steady_clock::now();
    absl::StatusOr<std::unique_ptr<ByteStream>> stream = OpenStream();
    if (!stream.ok()) {
      return WithName(file_, stream.status());
    }
    std::string bytes;
    bool at_end = false;
    if (absl::Status status = Unpack(stream->get(), want, &bytes, &at_end); !status.ok()) {
      return status;
    }
    unpack_seconds_ = SecondsSince(begin);
    absl::Status status = Begin(bytes, at_end);
    if (!status.ok() || (IsWholeFile(file_.format) && !at_end)) {
      return status;
    }
    const std::string_view rest = std::string_view(bytes).substr(header_);
    return CopyRecords(rest.substr(0, reader_->WholeRecords(rest, at_end)));
  }

  // Unpacks `want` bytes, and on until it is known how many of the file these come from: streams
  // take it in by large pieces, and how many bytes one holds shows when the next one is taken.
  absl::Status Unpack(ByteStream* stream, uint64_t want, std::string* bytes, bool* at_end) {
    std::string buffer(kReadBytes, '\0');
    uint64_t unpacked = 0;
    while (unpacked < want || (seen_.unpacked_bytes == 0 && unpacked < most_record_)) {
      if (monitor_->Cancelled()) {
        return absl::CancelledError("interrupted");
      }
      const uint64_t before = stream->consumed();
      const absl::StatusOr<size_t> count = stream->Read(buffer.data(), buffer.size());
      if (absl::IsDataLoss(count.status())) {
        monitor_->Warn(std::string(WithName(file_, count.status()).message()));
      } else if (!count.ok()) {
        return WithName(file_, count.status());
      }
      *at_end = !count.ok() || *count == 0;
      if (*at_end) {
        seen_ = {file_.state.size, unpacked};
        return absl::OkStatus();
      }
      if (before != 0 && unpacked != 0 && stream->consumed() != before) {
        seen_ = {before, unpacked};
      }
      if (unpacked < want) {
        bytes->append(buffer, 0, *count);
      }
      unpacked += *count;
    }
    if (seen_.unpacked_bytes == 0) {
      seen_ = {stream->consumed(), unpacked};
    }
    return absl::OkStatus();
  }

  const InputFile& file_;
  const RecordFields& fields_;
  const uint64_t most_record_;
  Monitor* monitor_;
  std::unique_ptr<ByteSink> sink_;
  std::unique_ptr<RecordReader> reader_;
  uint64_t header_ = 0;
  uint64_t copied_ = 0;
  Seen seen_;
  double unpack_seconds_ = 0.0;
};

SampledKind* KindOf(const InputFile& file, bool reference, const std::string& folder,
                    std::vector<SampledKind>* kinds) {
  const auto known = std::find_if(kinds->begin(), kinds->end(), [&](const SampledKind& kind) {
    return kind.format == file.format && kind.packing == file.packing &&
           kind.reference == reference;
  });
  if (known != kinds->end()) {
    return &*known;
  }
  SampledKind& kind = kinds->emplace_back();
  kind.format = file.format;
  kind.packing = file.packing;
  kind.reference = reference;
  kind.folder = absl::StrCat(folder, "/kind-", kinds->size());
  return &kind;
}

}  // namespace

double SampledKind::scale() const {
  return sample_bytes == 0 ? 1.0
                           : std::max(1.0, unpacked_bytes() / static_cast<double>(sample_bytes));
}

std::vector<SamplePlace> PlaceSample(const std::vector<uint64_t>& sizes, uint64_t bytes,
                                     uint64_t* piece) {
  const uint64_t total = std::accumulate(sizes.begin(), sizes.end(), uint64_t{0});
  const uint64_t mean = std::max<uint64_t>(1, total / std::max<uint64_t>(1, sizes.size()));
  const uint64_t pieces = std::clamp<uint64_t>(bytes / std::min(kPieceBytes, mean), 1, kMostPieces);
  *piece = std::max<uint64_t>(1, bytes / pieces);
  std::vector<SamplePlace> places;
  uint64_t end = 0;   // of the file looked at, all files one after the other
  uint64_t next = 0;  // the first piece that is not placed yet
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    end += sizes[i];
    uint64_t in_file = 0;
    // A piece stands in the middle of its share of all bytes.
    while (next < pieces && (static_cast<double>(next) + 0.5) / static_cast<double>(pieces) *
                                    static_cast<double>(total) <
                                static_cast<double>(end)) {
      ++next;
      ++in_file;
    }
    const bool all = total <= bytes;
    if (sizes[i] != 0 && (in_file != 0 || all)) {
      places.push_back({i, std::max<uint64_t>(1, in_file), all});
    }
  }
  return places;
}

absl::StatusOr<std::vector<SampledKind>> TakeSample(const std::vector<InputFile>& files,
                                                    size_t input_files, const RecordFields& fields,
                                                    uint64_t bytes, const std::string& folder,
                                                    Monitor* monitor) {
  std::vector<SampledKind> kinds;
  std::vector<uint64_t> sizes;
  for (size_t i = 0; i < files.size(); ++i) {
    const InputFile& file = files[i];
    SampledKind* kind = KindOf(file, i >= input_files, folder, &kinds);
    ++kind->files;
    kind->input_bytes += file.state.size;
    kind->largest_file = std::max(kind->largest_file, file.state.size);
    sizes.push_back(file.state.size);
  }
  uint64_t piece = 0;
  const std::vector<SamplePlace> places = PlaceSample(sizes, bytes, &piece);
  std::vector<Seen> seen(kinds.size());
  monitor->StartStage("sampling", places.size(), "files");
  for (const SamplePlace& place : places) {
    const InputFile& file = files[place.file];
    SampledKind* kind = KindOf(file, place.file >= input_files, folder, &kinds);
    FileSampler sampler(file, fields, bytes, monitor);
    absl::Status status = sampler.Copy(
        place, piece,
        absl::StrCat(kind->folder, "/", place.file, ".", std::string(FormatName(file.format))));
    if (!status.ok()) {
      return status;
    }
    kind->sample_bytes += sampler.copied_bytes();
    kind->unpack_seconds += sampler.unpack_seconds();
    Seen& so_far = seen[static_cast<size_t>(kind - kinds.data())];
    so_far.input_bytes += sampler.seen().input_bytes;
    so_far.unpacked_bytes += sampler.seen().unpacked_bytes;
    monitor->Advance(1);
  }
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (seen[i].input_bytes != 0) {
      kinds[i].unpacked_per_byte =
          static_cast<double>(seen[i].unpacked_bytes) / static_cast<double>(seen[i].input_bytes);
    }
  }
  return kinds;
}

}  // namespace reprise
