#include "reprise/io/packing/packing.h"

#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "reprise/io/file_stream.h"
#include "reprise/io/packing/gzip_packing.h"
#include "reprise/io/packing/zstd_frame.h"
#include "reprise/io/packing/zstd_packing.h"

namespace reprise {
namespace {

bool IsGzip(std::string_view head) { return head.starts_with("\x1F\x8B\x08"); }  // 8: deflate
bool IsZstd(std::string_view head) {
  return head.size() >= kPackingMagicBytes && MayBeZstdFrame(head);
}
bool IsParquet(std::string_view head) { return head.starts_with("PAR1"); }

struct PackingRow {
  Packing packing;
  std::string_view name;
  std::array<std::string_view, 2> extensions;
  bool (*has_magic)(std::string_view head);  // null: none
};

// By the value of `packing`.
constexpr PackingRow kPackings[] = {
    {Packing::kNone, "none", {}, nullptr},
    {Packing::kGzip, "gzip", {".gz"}, IsGzip},
    {Packing::kZstd, "zstd", {".zst", ".zstd"}, IsZstd},
    {Packing::kParquet, "parquet", {}, IsParquet},
};

const PackingRow& Row(Packing packing) { return kPackings[static_cast<size_t>(packing)]; }

absl::Status ParquetError() {
  return absl::InvalidArgumentError("Parquet is not a packing of bytes");
}

}  // namespace

Packing PackingOf(std::string_view head) {
  for (const PackingRow& row : kPackings) {
    if (row.has_magic != nullptr && row.has_magic(head)) {
      return row.packing;
    }
  }
  return Packing::kNone;
}

Packing PackingOfFileName(std::string_view name) {
  for (const PackingRow& row : kPackings) {
    if (WithoutPackingExtension(name, row.packing) != name) {
      return row.packing;
    }
  }
  return Packing::kNone;
}

std::string_view PackingName(Packing packing) { return Row(packing).name; }

std::optional<Packing> PackingOfName(std::string_view name) {
  for (const PackingRow& row : kPackings) {
    if (row.name == name || (name.empty() && row.packing == Packing::kNone)) {
      return row.packing;
    }
  }
  return std::nullopt;
}

std::string_view WithoutPackingExtension(std::string_view name, Packing packing) {
  for (const std::string_view extension : Row(packing).extensions) {
    if (extension.empty() || name.size() <= extension.size()) {
      continue;
    }
    const std::string_view rest = name.substr(0, name.size() - extension.size());
    const std::string_view end = name.substr(rest.size());
    if (rest.back() != '/' &&
        absl::EqualsIgnoreCase(absl::string_view(end.data(), end.size()),
                               absl::string_view(extension.data(), extension.size()))) {
      return rest;
    }
  }
  return name;
}

absl::StatusOr<std::unique_ptr<ByteStream>> OpenUnpacked(const std::string& path, Packing packing,
                                                         const UnpackLimits& limits) {
  if (packing == Packing::kParquet) {
    return ParquetError();
  }
  absl::StatusOr<std::unique_ptr<ByteStream>> file = FileStream::Open(path);
  if (!file.ok() || packing == Packing::kNone) {
    return file;
  }
  if (packing == Packing::kGzip) {
    return UnpackGzip(*std::move(file), limits);
  }
  return UnpackZstd(*std::move(file), limits);
}

absl::StatusOr<std::unique_ptr<ByteSink>> CreatePacked(const std::string& path, Packing packing,
                                                       const PackOptions& options) {
  if (packing == Packing::kParquet) {
    return ParquetError();
  }
  absl::StatusOr<std::unique_ptr<ByteSink>> file = FileSink::Create(path);
  if (!file.ok() || packing == Packing::kNone) {
    return file;
  }
  if (packing == Packing::kGzip) {
    return PackGzip(*std::move(file), options);
  }
  return PackZstd(*std::move(file), options);
}

}  // namespace reprise
