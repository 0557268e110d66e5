#ifndef REPRISE_IO_JSON_JSON_LINE_WRITER_H_
#define REPRISE_IO_JSON_JSON_LINE_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "reprise/io/file.h"

namespace reprise {

// Writes a JSON Lines file of our own: objects without blanks, members in the order in which they
// are added. Not thread-safe.
class JsonLineWriter {
 public:
  // Creates the file, as OutputFile::Create.
  absl::Status Open(const std::string& path);

  // Members of the current line: a string (AppendJsonString), a whole number, a figure with six
  // decimals, true or false, and a value that is JSON already.
  JsonLineWriter& Text(std::string_view name, std::string_view value);
  JsonLineWriter& Count(std::string_view name, uint64_t value);
  JsonLineWriter& Figure(std::string_view name, double value);
  JsonLineWriter& Flag(std::string_view name, bool value);
  JsonLineWriter& Json(std::string_view name, std::string_view value);

  absl::Status EndLine();
  absl::Status Close() { return file_->Close(); }

 private:
  void Name(std::string_view name);

  std::optional<OutputFile> file_;
  std::string line_;
};

}  // namespace reprise

#endif  // REPRISE_IO_JSON_JSON_LINE_WRITER_H_
