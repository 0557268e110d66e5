#ifndef REPRISE_IO_PACKING_PACKING_H_
#define REPRISE_IO_PACKING_PACKING_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "reprise/io/byte_stream.h"
#include "reprise/io/packing/packing_options.h"

namespace reprise {

// What a file's bytes are packed in. Parquet, too, is a packing of records here: what is in it is
// read as JSON lines, though not by this header.
enum class Packing : uint8_t { kNone, kGzip, kZstd, kParquet };

// Bytes of a file's beginning that suffice for PackingOf.
inline constexpr size_t kPackingMagicBytes = 4;

// The packing of a file that begins like this, whatever its name; kNone for a shorter one.
Packing PackingOf(std::string_view head);

// The packing that a file name ends with (".gz"); kNone for none.
Packing PackingOfFileName(std::string_view name);

// "none", "gzip", "zstd", "parquet".
std::string_view PackingName(Packing packing);
// The packing of that name; kNone for "" too; nullopt for other names.
std::optional<Packing> PackingOfName(std::string_view name);

// `name` without what a file packed like that has at the end of its name (".gz", ".zst", ".zstd",
// in any case): "news.jsonl.gz" is "news.jsonl". As it is where it does not end so, and where
// nothing would be left of the name. The view is one of `name`.
std::string_view WithoutPackingExtension(std::string_view name, Packing packing);

// The unpacked content of a file. Errors: those of opening; InvalidArgument for kParquet; of the
// stream: as FileStream, UnpackGzip, UnpackZstd. For kNone the file as it is, without limits.
absl::StatusOr<std::unique_ptr<ByteStream>> OpenUnpacked(const std::string& path, Packing packing,
                                                         const UnpackLimits& limits);

// Writes a file packed like that; for kNone as it is. What was at `path` is replaced. Errors: those
// of creating; InvalidArgument for kParquet; ResourceExhausted, no memory.
absl::StatusOr<std::unique_ptr<ByteSink>> CreatePacked(const std::string& path, Packing packing,
                                                       const PackOptions& options);

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_PACKING_H_
