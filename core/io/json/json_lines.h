#ifndef REPRISE_IO_JSON_JSON_LINES_H_
#define REPRISE_IO_JSON_JSON_LINES_H_

#include <memory>

#include "reprise/io/json/json_record.h"
#include "reprise/io/record_reader.h"

namespace reprise {

// JSON Lines: a record is a line with its line break, which only the last one of a file may lack;
// lines of white space alone hold no document. What is malformed says JsonRecordReader.
std::unique_ptr<RecordReader> CreateJsonLinesReader(const RecordFields& fields);

}  // namespace reprise

#endif  // REPRISE_IO_JSON_JSON_LINES_H_
