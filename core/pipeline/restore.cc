#include "reprise/pipeline/restore.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/formats.h"
#include "reprise/io/output_folder.h"
#include "reprise/io/packing/packing.h"
#include "reprise/io/parquet_file.h"
#include "reprise/io/record_cursor.h"
#include "reprise/pipeline/cuts.h"
#include "reprise/pipeline/result_folder.h"
#include "reprise/pipeline/split_corpus.h"
#include "reprise/text/hash.h"

namespace reprise {
namespace {

// An input file that comes into being again: what was cut out is put back where it stood.
class RestoredFile {
 public:
  RestoredFile(std::unique_ptr<ByteSink> sink, std::vector<CutBytes> cuts)
      : sink_(std::move(sink)), cuts_(std::move(cuts)) {}

  // Appends bytes that follow each other in the input once nothing was cut between them.
  absl::Status Append(std::string_view bytes) {
    while (next_ < cuts_.size() && cuts_[next_].offset < offset_ + bytes.size()) {
      const auto before = static_cast<size_t>(cuts_[next_].offset - offset_);
      absl::Status status = Write(bytes.substr(0, before));
      bytes.remove_prefix(before);
      if (status.ok()) {
        status = Write(cuts_[next_++].bytes);
      }
      if (!status.ok()) {
        return status;
      }
    }
    return Write(bytes);
  }

  absl::Status EndRecord() { return sink_->EndRecord(); }

  absl::Status Close() {
    for (; next_ < cuts_.size(); ++next_) {
      if (absl::Status status = Write(cuts_[next_].bytes); !status.ok()) {
        return status;
      }
    }
    return sink_->Close();
  }

  TextHash Hash() const { return hasher_.Digest(); }

 private:
  absl::Status Write(std::string_view bytes) {
    offset_ += bytes.size();
    hasher_.Update(bytes);
    return sink_->Append(bytes);
  }

  std::unique_ptr<ByteSink> sink_;
  std::vector<CutBytes> cuts_;
  size_t next_ = 0;
  uint64_t offset_ = 0;  // in the input file
  TextHasher hasher_;
};

constexpr std::array<const char*, 3> kParts = {"kept/", "removed/", "rejected/"};

constexpr uint8_t kRejectedPart = 2;

// Which part the record at `line` of an input file went to: index into kParts.
uint8_t PartOf(const LineFates& fates, uint64_t line) {
  const auto is_in = [line](const std::vector<uint64_t>& lines) {
    return std::binary_search(lines.begin(), lines.end(), line);
  };
  return is_in(fates.removed) ? 1 : is_in(fates.rejected) ? kRejectedPart : 0;
}

// The bytes that an input file held, put together from kept/, removed/ and rejected/ by where
// records stood. Where parts of the kept ones were cut, these are missing.
class MergedParts : public ByteStream {
 public:
  // The next record that did not stay: how many bytes of kept/ come before it since the last one,
  // and which part has it.
  struct Step {
    uint64_t kept_before = 0;
    uint8_t part = 0;
    uint64_t bytes = 0;
  };

  // `parts` begin behind their headers; null for those that are not there.
  MergedParts(std::array<std::unique_ptr<ByteStream>, kParts.size()> parts, std::string header,
              std::vector<Step> steps)
      : parts_(std::move(parts)), header_(std::move(header)), steps_(std::move(steps)) {}

  absl::StatusOr<size_t> Read(char* data, size_t size) override {
    if (!header_.empty()) {
      const size_t count = std::min(size, header_.size());
      std::copy_n(header_.data(), count, data);
      header_.erase(0, count);
      return count;
    }
    while (next_ < steps_.size() && steps_[next_].kept_before == 0 && steps_[next_].bytes == 0) {
      ++next_;
    }
    if (next_ == steps_.size()) {
      return ReadPart(0, data, size);
    }
    Step& step = steps_[next_];
    uint64_t& left = step.kept_before != 0 ? step.kept_before : step.bytes;
    absl::StatusOr<size_t> count = ReadPart(step.kept_before != 0 ? 0 : step.part, data,
                                            static_cast<size_t>(std::min<uint64_t>(left, size)));
    if (count.ok() && *count == 0) {
      return absl::DataLossError("a part of the result is shorter than it was");
    }
    left -= count.ok() ? *count : 0;
    return count;
  }
  uint64_t consumed() const override { return 0; }

 private:
  absl::StatusOr<size_t> ReadPart(size_t part, char* data, size_t size) {
    return parts_[part] == nullptr ? absl::StatusOr<size_t>(0) : parts_[part]->Read(data, size);
  }

  std::array<std::unique_ptr<ByteStream>, kParts.size()> parts_;
  std::string header_;  // what is left of it
  std::vector<Step> steps_;
  size_t next_ = 0;
};

// Brings one input file back.
class FileRestorer {
 public:
  FileRestorer(const ResultFolder& result, const InputRecord& input, const LineFates& fates,
               const std::vector<RecordPlace>& places, std::vector<CutBytes> cuts,
               std::string target)
      : result_(result),
        input_(input),
        fates_(fates),
        places_(places),
        cuts_(std::move(cuts)),
        target_(std::move(target)) {}

  absl::Status Restore() {
    const absl::StatusOr<ResultFolder::InputFormat> of_input = result_.FormatOf(input_);
    if (!of_input.ok()) {
      return of_input.status();
    }
    const auto [format, packing] = *of_input;
    const bool whole = fates_.removed.empty() && fates_.rejected.empty() && cuts_.empty();
    absl::StatusOr<TextHash> hash;
    if (whole || (IsWholeFile(format) && cuts_.empty())) {
      hash = CopyPart(packing);
    } else if (packing == Packing::kParquet) {
      hash = MergeRows();
    } else if (places_.empty()) {
      hash = MergeRecords(format, packing);
    } else {
      hash = MergeByPlaces(format, packing);
    }
    if (!hash.ok()) {
      return hash.status();
    }
    if (HexString(*hash) != input_.hash) {
      return absl::DataLossError(absl::StrCat(
          input_.file, ":1: what comes out is not what went in; kept/, removed/, rejected/ or ",
          kCutsFile, " of the result was changed"));
    }
    return absl::OkStatus();
  }

 private:
  std::string PathOf(const char* part) const {
    return result_.Path(absl::StrCat(part, input_.path));
  }

  // The only part that there is, as it is.
  absl::StatusOr<TextHash> CopyPart(Packing packing) {
    const std::string path = PathOf(!fates_.removed.empty()    ? kParts[1]
                                    : !fates_.rejected.empty() ? kParts[2]
                                                               : kParts[0]);
    absl::StatusOr<std::unique_ptr<ByteSink>> sink = CreatePacked(target_, Packing::kNone, {});
    if (!sink.ok()) {
      return sink.status();
    }
    RestoredFile restored(*std::move(sink), std::move(cuts_));
    absl::Status status = ForEachPiece(OpenUnpacked(path, Packing::kNone, {}),
                                       [&](auto bytes) { return restored.Append(bytes); });
    if (status.ok()) {
      status = restored.Close();
    }
    if (!status.ok()) {
      return status;
    }
    return packing == Packing::kNone ? restored.Hash() : UnpackedHash(packing);
  }

  // Of what was restored, where that is packed.
  absl::StatusOr<TextHash> UnpackedHash(Packing packing) const {
    TextHasher hasher;
    const absl::Status status =
        ForEachPiece(packing == Packing::kParquet ? OpenParquetAsJsonLines(target_, input_.columns)
                                                  : OpenUnpacked(target_, packing, kOurOwn),
                     [&](auto bytes) {
                       hasher.Update(bytes);
                       return absl::OkStatus();
                     });
    // A file that breaks off was copied as it was.
    return status.ok() || absl::IsDataLoss(status) ? absl::StatusOr<TextHash>(hasher.Digest())
                                                   : status;
  }

  static absl::Status ForEachPiece(absl::StatusOr<std::unique_ptr<ByteStream>> stream,
                                   const std::function<absl::Status(std::string_view)>& visit) {
    if (!stream.ok()) {
      return stream.status();
    }
    std::string buffer(size_t{1} << 20, '\0');
    while (true) {
      const absl::StatusOr<size_t> count = (*stream)->Read(buffer.data(), buffer.size());
      if (!count.ok() || *count == 0) {
        return count.status();
      }
      if (absl::Status status = visit(std::string_view(buffer.data(), *count)); !status.ok()) {
        return status;
      }
    }
  }

  absl::StatusOr<TextHash> MergeRows() {
    std::array<std::string, 3> paths;
    for (size_t i = 0; i < kParts.size(); ++i) {
      paths[i] = PathOf(kParts[i]);
    }
    const absl::Status status =
        MergeParquet(
            paths, [this](uint64_t row) { return PartOf(fates_, row + 1); }, target_)
            .status();
    return status.ok() ? UnpackedHash(Packing::kParquet) : status;
  }

  // Puts back records by where they stood: whether they read the same as neighbours in kept/ or
  // removed/ does not matter then.
  absl::StatusOr<TextHash> MergeByPlaces(Format format, Packing packing) {
    std::array<std::unique_ptr<ByteStream>, kParts.size()> parts;
    std::string header;
    for (size_t i = 0; i < kParts.size(); ++i) {
      std::error_code error;
      const std::string path = PathOf(kParts[i]);
      if (!std::filesystem::exists(path, error)) {
        continue;
      }
      absl::StatusOr<std::unique_ptr<ByteStream>> part = OpenUnpacked(path, packing, kOurOwn);
      absl::StatusOr<RecordCursor> head =
          part.ok() ? RecordCursor::Open(*std::move(part), format, result_.settings().fields)
                    : part.status();
      part = head.ok() ? OpenUnpacked(path, packing, kOurOwn) : head.status();
      if (!part.ok()) {
        return part.status();
      }
      std::string skipped(head->header().size(), '\0');
      if (absl::Status status = (*part)->Read(skipped.data(), skipped.size()).status();
          !status.ok()) {
        return status;
      }
      header = i == 0 ? skipped : header;
      parts[i] = *std::move(part);
    }
    std::vector<MergedParts::Step> steps;
    std::map<uint64_t, uint64_t> rejected;  // sizes by where they begin
    uint64_t offset = header.size();
    size_t next_cut = 0;
    for (const RecordPlace& place : places_) {
      uint64_t kept_before = place.offset - std::min(place.offset, offset);
      for (; next_cut < cuts_.size() && cuts_[next_cut].offset < place.offset; ++next_cut) {
        kept_before -= std::min<uint64_t>(kept_before, cuts_[next_cut].bytes.size());
      }
      steps.push_back({kept_before, PartOf(fates_, place.line), place.bytes});
      if (steps.back().part == kRejectedPart) {
        rejected[place.offset] = place.bytes;
      }
      offset = place.offset + place.bytes;
    }
    auto merged =
        std::make_unique<MergedParts>(std::move(parts), std::move(header), std::move(steps));
    absl::StatusOr<std::unique_ptr<ByteSink>> sink =
        CreatePacked(target_, packing, PackOptionsOf(format, packing));
    if (!sink.ok()) {
      return sink.status();
    }
    RestoredFile restored(*std::move(sink), std::move(cuts_));
    absl::Status status =
        IsArchive(format)
            ? ForEachRecord(std::move(merged), format, rejected,
                            [&](auto record) {
                              absl::Status appended = restored.Append(record);
                              return appended.ok() ? restored.EndRecord() : appended;
                            })
            : ForEachPiece(std::move(merged), [&](auto bytes) { return restored.Append(bytes); });
    if (status.ok()) {
      status = restored.Close();
    }
    return status.ok() ? absl::StatusOr<TextHash>(restored.Hash()) : status;
  }

  // `rejected` are the sizes of malformed records by where they begin.
  static absl::Status ForEachRecord(std::unique_ptr<ByteStream> stream, Format format,
                                    const std::map<uint64_t, uint64_t>& rejected,
                                    const std::function<absl::Status(std::string_view)>& visit) {
    absl::StatusOr<RecordCursor> records =
        RecordCursor::Open(std::move(stream), format, RecordFields());
    if (!records.ok()) {
      return records.status();
    }
    std::string_view record;
    while (true) {
      const auto known = rejected.find(records->end_offset());
      const absl::StatusOr<bool> more =
          records->Next(&record, known == rejected.end() ? 0 : known->second);
      if (!more.ok() || !*more) {
        return more.status();
      }
      if (absl::Status status = visit(record); !status.ok()) {
        return status;
      }
    }
  }

  // Takes lines from the parts in their old order.
  absl::StatusOr<TextHash> MergeRecords(Format format, Packing packing) {
    std::array<std::optional<RecordCursor>, kParts.size()> parts;
    for (size_t i = 0; i < kParts.size(); ++i) {
      absl::StatusOr<RecordCursor> part = result_.OpenRecords(input_, PathOf(kParts[i]));
      if (!part.ok() && !absl::IsNotFound(part.status())) {
        return part.status();
      }
      if (part.ok()) {
        parts[i].emplace(*std::move(part));
      }
    }
    absl::StatusOr<std::unique_ptr<ByteSink>> sink =
        CreatePacked(target_, packing, PackOptionsOf(format, packing));
    if (!sink.ok()) {
      return sink.status();
    }
    RestoredFile restored(*std::move(sink), std::move(cuts_));
    absl::Status status =
        parts[0].has_value() ? restored.Append(parts[0]->header()) : absl::OkStatus();
    std::string_view record;
    for (uint64_t line = 1; status.ok(); ++line) {
      std::optional<RecordCursor>& part = parts[PartOf(fates_, line)];
      const absl::StatusOr<bool> more =
          part.has_value() ? part->Next(&record) : absl::StatusOr<bool>(false);
      if (!more.ok()) {
        return more.status();
      }
      if (!*more) {
        break;
      }
      status = restored.Append(record);
      if (status.ok()) {
        status = restored.EndRecord();
      }
    }
    if (status.ok()) {
      status = restored.Close();
    }
    return status.ok() ? absl::StatusOr<TextHash>(restored.Hash()) : status;
  }

  const ResultFolder& result_;
  const InputRecord& input_;
  const LineFates& fates_;
  const std::vector<RecordPlace>& places_;
  std::vector<CutBytes> cuts_;
  const std::string target_;
};

// The first part of a relative path: what gets its final name by one rename.
std::string TopLevelName(const std::string& name) {
  return std::filesystem::path(name).begin()->string();
}

}  // namespace

absl::StatusOr<RestoreReport> Restore(const std::string& result, const std::string& target,
                                      Monitor* monitor) {
  const absl::StatusOr<ResultFolder> folder = ResultFolder::Open(result);
  if (!folder.ok()) {
    return folder.status();
  }
  if (folder->without_documents()) {
    return absl::FailedPreconditionError(absl::StrCat(
        result, " holds no documents to restore: it is of a dry run, annotated, or groups alone"));
  }
  const absl::StatusOr<OutputFolder::Found> found = OutputFolder::Inspect(target, "");
  if (!found.ok()) {
    return found.status();
  }
  if (*found != OutputFolder::Found::kNothing) {
    return absl::FailedPreconditionError(
        absl::StrCat(target, " is not empty; choose another place for the files"));
  }
  absl::StatusOr<std::unordered_map<std::string, LineFates>> fates = folder->Fates();
  if (!fates.ok()) {
    return fates.status();
  }
  absl::StatusOr<std::unordered_map<std::string, std::vector<CutBytes>>> cuts = folder->Cuts();
  if (!cuts.ok()) {
    return cuts.status();
  }
  absl::StatusOr<std::unordered_map<std::string, std::vector<RecordPlace>>> places =
      folder->Places();
  if (!places.ok()) {
    return places.status();
  }
  absl::StatusOr<OutputFolder> output = OutputFolder::Create(target, "");
  if (!output.ok()) {
    return output.status();
  }
  RestoreReport report;
  std::vector<std::string> names;
  monitor->StartStage("restoring", folder->inputs().size(), "files");
  for (const InputRecord& input : folder->inputs()) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    if (!input.reference.empty()) {
      continue;  // it has stayed where it was
    }
    absl::Status status;
    if (input.format == "folder") {
      status = MakeFolders(output->Staged(input.path));
    } else {
      status = FileRestorer(*folder, input, (*fates)[input.file], (*places)[input.file],
                            std::move((*cuts)[input.file]), output->Staged(input.path))
                   .Restore();
      ++report.files;
      report.bytes += input.bytes;
    }
    if (!status.ok()) {
      return status;
    }
    names.push_back(TopLevelName(input.path));
    monitor->Advance(1);
  }
  if (absl::Status status = output->Commit(names); !status.ok()) {
    return status;
  }
  return report;
}

}  // namespace reprise
