#include "reprise/pipeline/job_disk.h"

#include <algorithm>
#include <memory>
#include <string>

#include "reprise/index/repeated_bytes.h"
#include "reprise/index/stored_repeats.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/packing/packing.h"

namespace reprise {
namespace {

// How much of how many files says how well they are packed.
constexpr size_t kPiece = size_t{1} << 20;
constexpr size_t kFiles = 16;

// Bytes of tables per byte of text, of those that spill: a quarter for English news.
constexpr double kTablesPerByte = 0.2;

// How many times as large a packed file is once unpacked; 1 where it cannot be told.
double UnpackedRatio(const InputFile& file) {
  if (file.packing == Packing::kParquet) {
    return 1.0;  // its text column alone is unpacked
  }
  const absl::StatusOr<std::unique_ptr<ByteStream>> stream =
      OpenUnpacked(file.path, file.packing, kOurOwn);
  std::string piece(kPiece, '\0');
  const absl::StatusOr<size_t> count =
      stream.ok() ? (*stream)->Read(piece.data(), piece.size()) : stream.status();
  if (!count.ok() || *count == 0 || (*stream)->consumed() == 0) {
    return 1.0;
  }
  // What was taken in but not yet unpacked makes the ratio less, not more.
  return static_cast<double>(*count) / static_cast<double>((*stream)->consumed());
}

// The ratio for all packed files, by the beginnings of some.
double MeanUnpackedRatio(const std::vector<InputFile>& files) {
  double ratio = 0.0;
  size_t looked_at = 0;
  for (const InputFile& file : files) {
    if (file.packing != Packing::kNone && looked_at < kFiles && file.state.size > 0) {
      ratio += UnpackedRatio(file);
      ++looked_at;
    }
  }
  return looked_at == 0 ? 1.0 : ratio / static_cast<double>(looked_at);
}

uint64_t Unpacked(const InputFile& file, double ratio) {
  return file.packing == Packing::kNone
             ? file.state.size
             : static_cast<uint64_t>(static_cast<double>(file.state.size) * ratio);
}

// What packed files take once they are unpacked.
uint64_t SpooledBytes(const std::vector<InputFile>& files, double ratio) {
  uint64_t bytes = 0;
  for (const InputFile& file : files) {
    bytes += file.packing == Packing::kNone ? 0 : Unpacked(file, ratio);
  }
  return bytes;
}

}  // namespace

DiskNeeds EstimateJobDisk(const std::vector<InputFile>& files, size_t input_files, uint64_t memory,
                          bool writes_documents) {
  DiskNeeds needs;
  const double ratio = MeanUnpackedRatio(files);
  uint64_t unpacked = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    needs.output += writes_documents && i < input_files ? files[i].state.size : 0;
    unpacked += Unpacked(files[i], ratio);
  }
  needs.work = SpooledBytes(files, ratio);
  const auto tables = static_cast<uint64_t>(static_cast<double>(unpacked) * kTablesPerByte);
  needs.work += tables > memory / 2 ? tables : 0;
  return needs;
}

DiskNeeds EstimateRangesDisk(const std::vector<InputFile>& files, uint64_t memory,
                             size_t min_bytes) {
  DiskNeeds needs;
  const double ratio = MeanUnpackedRatio(files);
  uint64_t texts = 0;
  for (const InputFile& file : files) {
    // Of a page or an archive next to nothing may be text, of other records most is.
    const bool is_web = file.format == Format::kHtml || IsArchive(file.format);
    texts += is_web ? 0 : Unpacked(file, ratio) / 2;
  }
  needs.work = SpooledBytes(files, ratio);
  if (texts + LeastRepeatedBytesMemory(texts) > memory) {
    needs.work += texts + StoredRepeatsDiskBytes(texts, min_bytes);
  }
  return needs;
}

}  // namespace reprise
