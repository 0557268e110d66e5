#ifndef REPRISE_IO_FORMATS_H_
#define REPRISE_IO_FORMATS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "reprise/io/record_reader.h"
#include "reprise/io/table/csv_row.h"

namespace reprise {

// How a file, once unpacked (packing.h), holds its documents.
enum class Format : uint8_t {
  kJsonLines,  // a record per line
  kText,       // the whole file is one document
  kHtml,       // the whole file is one page
  kCsv,        // a record per row below the header
  kTsv,
  kWarc,  // archive records; WET is WARC
  kArc,
};

// "jsonl", "text", "html", "csv", "tsv", "warc", "arc".
std::string_view FormatName(Format format);
// The format of that name; nullopt for none.
std::optional<Format> FormatOfName(std::string_view name);
// All that FormatOfName knows.
std::vector<std::string> FormatNames();

// The format that a file name, without the ending of its packing, ends with; nullopt for none, or
// for one (".json") that leaves it open.
std::optional<Format> FormatOfFileName(std::string_view file_name);

// The format of a file that begins like this, whatever its name: archives say what they are.
std::optional<Format> FormatOfMagic(std::string_view head);

// The format to assume of a file whose name says nothing and that begins like this: JSON Lines
// after white space where '{' or '[' follows, HTML where a tag of it does, else text.
Format FormatOfContent(std::string_view head);

// Whether a file of that format is one document, which then goes by the file's name.
bool IsWholeFile(Format format);

// How rows are written in tables of that format; null for other formats.
const CsvFormat* CsvFormatOf(Format format);

// Whether parts can be cut out of its documents: where the text stands in the file as it is read.
bool CanBeCut(Format format);

// Whether each of its records is a gzip member of its own where a file is packed so: readers of
// archives go straight to a record by its place in the packed file.
bool IsArchive(Format format);

// How many of the bytes that a file begins with say what its records mean, without being one; 0 for
// formats without such a header; nullopt where more bytes are needed to say.
std::optional<size_t> HeaderSize(Format format, std::string_view head, bool at_end);

// A reader for the records of a file with that header. Errors: InvalidArgument where the header
// lacks a member that the fields name, or the fields make no sense.
absl::StatusOr<std::unique_ptr<RecordReader>> CreateRecordReader(Format format,
                                                                 std::string_view header,
                                                                 const RecordFields& fields);

}  // namespace reprise

#endif  // REPRISE_IO_FORMATS_H_
