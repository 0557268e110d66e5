#include "reprise/io/text_records.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

constexpr size_t kLookedAt = 4096;
// More than one byte of 0 in so many: no text.
constexpr size_t kMostZeros = 4;
// Shorter files are too short to be anything else than text.
constexpr size_t kLeastBytes = 3;

// How files begin that are no text, and what to do with them.
struct Magic {
  std::string_view begin;
  std::string_view kind;
  std::string_view advice;
};

constexpr std::string_view kLeaveOut = "leave it out";
constexpr std::string_view kExtract = "extract its text first";
constexpr std::string_view kConvert = "convert it to UTF-8 first, as with iconv";

// UTF-32 first: its byte order mark begins with that of UTF-16.
constexpr std::array<Magic, 15> kMagics = {{
    {"\x89PNG\r\n\x1A\n", "a PNG image", kLeaveOut},
    {"\xFF\xD8\xFF", "a JPEG image", kLeaveOut},
    {"GIF87a", "a GIF image", kLeaveOut},
    {"GIF89a", "a GIF image", kLeaveOut},
    {"%PDF-", "a PDF document", kExtract},
    {"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or extract its text, first"},
    {"PK\x05\x06", "an empty ZIP archive", kLeaveOut},
    {"\x7F"
     "ELF",
     "a program", kLeaveOut},
    {"\x1F\x8B", "gzip data", "unpack it first"},
    {{"\xFF\xFE\0\0", 4}, "text in UTF-32", kConvert},
    {{"\0\0\xFE\xFF", 4}, "text in UTF-32", kConvert},
    {"\xFF\xFE", "text in UTF-16", kConvert},
    {"\xFE\xFF", "text in UTF-16", kConvert},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an office document", kExtract},
    {"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it first"},
}};

class TextReader : public RecordReader {
 public:
  explicit TextReader(const RecordFields& fields) : others_(fields.others.size()) {}

  std::optional<size_t> RecordSize(std::string_view bytes, bool at_end) const override {
    return at_end ? std::optional<size_t>(bytes.size()) : std::nullopt;
  }

  absl::StatusOr<bool> Read(std::string_view bytes, bool /*first*/, Record* record) override {
    *record = {};
    for (const Magic& magic : kMagics) {
      if (bytes.size() >= kLeastBytes && bytes.starts_with(magic.begin)) {
        return absl::InvalidArgumentError(absl::StrCat("not plain text but, as it begins, ",
                                                       std::string(magic.kind), "; ",
                                                       std::string(magic.advice)));
      }
    }
    // A stray one does not make a text something else.
    const std::string_view head = bytes.substr(0, kLookedAt);
    const auto zeros = static_cast<size_t>(std::count(head.begin(), head.end(), '\0'));
    if (zeros * kMostZeros > head.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("not plain text: ", zeros, " of its first ", head.size(),
                       " bytes are 0; leave the file out, or convert it to UTF-8 if it is UTF-16"));
    }
    record->text = bytes;
    record->others.resize(others_);
    return true;
  }

 private:
  const size_t others_;
};

}  // namespace

std::unique_ptr<RecordReader> CreateTextReader(const RecordFields& fields) {
  return std::make_unique<TextReader>(fields);
}

}  // namespace reprise
