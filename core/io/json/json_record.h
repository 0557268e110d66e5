#ifndef REPRISE_IO_JSON_JSON_RECORD_H_
#define REPRISE_IO_JSON_JSON_RECORD_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace reprise {

// Which members of a record are its text and its id. Each is the plain name of a member of the
// outermost object or, when it starts with '/', a JSON pointer (RFC 6901). Of members with the same
// name the first counts. Names are compared decoded: "te\u0078t" is "text".
struct RecordFields {
  std::vector<std::string> text = {"text"};
  std::string id = "id";
  // Members that are read besides: where a document comes from, its date.
  std::vector<std::string> others = {};
};

// InvalidArgumentError: no text member is named, or a pointer has a '~' without 0 or 1 after it.
absl::Status ValidateRecordFields(const RecordFields& fields);

// The members of the outermost object that the fields are, or are found in; each once.
std::vector<std::string> OutermostMembers(const RecordFields& fields);

// A record's text and id. The views stay valid until the next call on the reader that filled them.
struct JsonRecord {
  // The decoded text; several text members joined by '\n'. Bytes of the line that are not UTF-8
  // are in it unchanged, a surrogate escape without its partner as three bytes (ED A0 80 to
  // ED BF BF).
  std::string_view text;
  // A string as it is, a number as its JSON source ("1.0", "1e5", "-0", integers of any length).
  std::string_view id;
  // False, with an empty `id`, where the member is absent or null.
  bool has_id = false;
  // A value for each of RecordFields::others: a string as it is, a number in JSON's form (not
  // always its source), empty where the member is absent or of another type.
  std::vector<std::string_view> others = {};
};

// Bytes behind a line that ReadPadded may read.
inline constexpr size_t kJsonPadding = 64;

// Reads text and id out of JSON lines. Lines of valid JSON are parsed at full speed by simdjson
// (Langdale, Lemire 2019), which checks all of the line; what it refuses although it can be
// understood (json_tolerant.h) and numeric ids whose source is not known from their value take a
// second, slower pass. What is read never depends on which way was taken.
//
// Not thread-safe: one reader per thread. A reader may be used on after an error. It keeps its
// buffers, which grow with the longest line so far: two to three bytes per byte of ordinary text,
// up to 12 where a line consists of short numbers, up to about 20 where that or broken encoding
// takes the second pass. More address space is reserved than is touched.
class JsonRecordReader {
 public:
  // Should ValidateRecordFields refuse `fields`, every call returns its error.
  explicit JsonRecordReader(const RecordFields& fields);
  ~JsonRecordReader();
  JsonRecordReader(JsonRecordReader&&) noexcept;
  JsonRecordReader& operator=(JsonRecordReader&&) noexcept;

  // `line` is one line with or without its line break, without byte order mark. On failure `record`
  // is empty. InvalidArgumentError, with a message for people but no file or line number; bytes
  // are counted from 1:
  // - the line is blank, not JSON, nested deeper than 1024 levels (levels that hold nothing do not
  //   count), longer than 4 GiB, or JSON but not an object;
  // - of the text members one is neither string, null nor absent, or all are null or absent; a
  //   single one must be a string;
  // - the id is an object, an array, true or false.
  // ResourceExhaustedError: no memory for this line.
  absl::Status Read(std::string_view line, JsonRecord* record);

  // Same, without copying the line first: the kJsonPadding bytes after the end of `line` must be
  // readable. Their content does not matter, so the following lines of a buffer will do.
  absl::Status ReadPadded(std::string_view line, JsonRecord* record);

  // Same result by the second pass alone. For tests, and for inputs known to need it throughout.
  absl::Status ReadTolerant(std::string_view line, JsonRecord* record);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise

#endif  // REPRISE_IO_JSON_JSON_RECORD_H_
