#ifndef REPRISE_IO_JSON_JSON_SOURCE_H_
#define REPRISE_IO_JSON_JSON_SOURCE_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/io/json/json_record.h"

namespace reprise {

// Where parts of a record's text stand in its JSON line, so that they can be cut out of the line
// with every other byte left as it is.
//
// `line` is one that JsonRecordReader reads with `fields`; `parts` are ranges of the text that it
// gives, ascending and disjoint, which begin and end at whole characters. Returned are ranges of
// bytes of `line`, ascending: one for each part, several where a part reaches over several text
// members, none for an empty part or for the line break that joins members. Removing them from the
// line leaves a valid record whose text lacks the parts.
//
// InternalError: `line` or `parts` are not as described. Pure; safe from any thread.
absl::StatusOr<std::vector<ByteRange>> JsonSourceRanges(std::string_view line,
                                                        const RecordFields& fields,
                                                        absl::Span<const ByteRange> parts);

}  // namespace reprise

#endif  // REPRISE_IO_JSON_JSON_SOURCE_H_
