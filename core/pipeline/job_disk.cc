#include "reprise/pipeline/job_disk.h"

#include <algorithm>
#include <memory>
#include <string>

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

}  // namespace

DiskNeeds EstimateJobDisk(const std::vector<InputFile>& files, size_t input_files, uint64_t memory,
                          bool writes_documents) {
  DiskNeeds needs;
  uint64_t packed = 0;
  uint64_t plain = 0;
  double ratio = 0.0;
  size_t looked_at = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    const uint64_t size = files[i].state.size;
    needs.output += writes_documents && i < input_files ? size : 0;
    if (files[i].packing == Packing::kNone) {
      plain += size;
      continue;
    }
    packed += size;
    if (looked_at < kFiles && size > 0) {
      ratio += UnpackedRatio(files[i]);
      ++looked_at;
    }
  }
  const double mean = looked_at == 0 ? 1.0 : ratio / static_cast<double>(looked_at);
  needs.work = static_cast<uint64_t>(static_cast<double>(packed) * mean);
  const auto tables =
      static_cast<uint64_t>(static_cast<double>(plain + needs.work) * kTablesPerByte);
  needs.work += tables > memory / 2 ? tables : 0;
  return needs;
}

}  // namespace reprise
