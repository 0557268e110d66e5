#ifndef REPRISE_IO_TEXT_RECORDS_H_
#define REPRISE_IO_TEXT_RECORDS_H_

#include <memory>

#include "reprise/io/record_reader.h"

namespace reprise {

// A reader for plain text: the whole file is one document without id, whose text is its bytes as
// they are (byte order mark included), so that what is cut out of the text is cut out of the file.
// The text is a view of the record. All members are empty. An empty file is a document without
// text.
//
// Read gives InvalidArgument for what is plainly no text in UTF-8 or a relative of ASCII: a file
// that begins like an image, PDF, archive, program or UTF-16 text, or has a byte 0 among its first
// 4096.
std::unique_ptr<RecordReader> CreateTextReader(const RecordFields& fields);

}  // namespace reprise

#endif  // REPRISE_IO_TEXT_RECORDS_H_
