#include "reprise/io/json/json_lines.h"

#include "reprise/base/utf8.h"

namespace reprise {
namespace {

class JsonLinesReader : public RecordReader {
 public:
  explicit JsonLinesReader(const RecordFields& fields) : reader_(fields) {}

  std::optional<size_t> RecordSize(std::string_view bytes, bool at_end) const override {
    const size_t line_break = bytes.find('\n');
    if (line_break != std::string_view::npos) {
      return line_break + 1;
    }
    return at_end ? std::optional<size_t>(bytes.size()) : std::nullopt;
  }

  size_t WholeRecords(std::string_view bytes, bool at_end) const override {
    return at_end ? bytes.size() : bytes.rfind('\n') + 1;  // npos + 1 is 0
  }

  absl::StatusOr<bool> Read(std::string_view bytes, bool first, Record* record) override {
    const std::string_view line = first ? WithoutByteOrderMark(bytes) : bytes;
    if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      return false;
    }
    const absl::Status status = reader_.ReadPadded(line, record);
    return status.ok() ? absl::StatusOr<bool>(true) : status;
  }

 private:
  JsonRecordReader reader_;
};

}  // namespace

std::unique_ptr<RecordReader> CreateJsonLinesReader(const RecordFields& fields) {
  return std::make_unique<JsonLinesReader>(fields);
}

}  // namespace reprise
