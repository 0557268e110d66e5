#include "reprise/io/table/csv_source.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"

namespace reprise {
namespace {

// Walks once through the raw bytes of a field, ahead of which goes the place in the text.
class FieldWalk {
 public:
  FieldWalk(std::string_view row, const CsvField& field, uint64_t text_begin)
      : row_(row), field_(field), raw_(field.begin), text_(text_begin) {}

  // Goes on to the place `text` of the text, or to the end of the field. Returns where in the row.
  size_t GoTo(uint64_t text) {
    if (!field_.has_doubled_quotes) {
      const uint64_t step = std::min<uint64_t>(text > text_ ? text - text_ : 0, field_.end - raw_);
      raw_ += static_cast<size_t>(step);
      text_ += step;
      return raw_;
    }
    for (; text_ < text && raw_ < field_.end; ++text_) {
      raw_ += row_[raw_] == '"' ? 2 : 1;
    }
    return raw_;
  }

  uint64_t text() const { return text_; }

 private:
  std::string_view row_;
  const CsvField& field_;
  size_t raw_;
  uint64_t text_;
};

// Shortens what is to be cut from the front of an unquoted field so that what is left does not
// begin with a quote. `ranges` are those of the whole row, ascending and disjoint.
void KeepUnquoted(std::string_view row, const CsvField& field, std::vector<ByteRange>* ranges) {
  const auto first = static_cast<size_t>(
      std::partition_point(ranges->begin(), ranges->end(),
                           [&](const ByteRange& range) { return range.begin < field.begin; }) -
      ranges->begin());
  uint64_t left = field.begin;  // where what is left begins
  size_t last = first;
  while (last < ranges->size() && (*ranges)[last].begin == left) {
    left = (*ranges)[last++].end;
  }
  if (left == field.begin || left >= field.end || row[static_cast<size_t>(left)] != '"') {
    return;
  }
  // An unquoted field does not begin with a quote, so there is something else before it.
  auto kept = static_cast<size_t>(left);
  while (kept > field.begin && row[kept - 1] == '"') {
    --kept;
  }
  --kept;
  while (kept > field.begin && (static_cast<unsigned char>(row[kept]) & 0xC0) == 0x80) {
    --kept;  // to the first byte of a character
  }
  while (last > first && (*ranges)[last - 1].begin >= kept) {
    ranges->erase(ranges->begin() + static_cast<ptrdiff_t>(--last));
  }
  if (last > first) {
    (*ranges)[last - 1].end = std::min<uint64_t>((*ranges)[last - 1].end, kept);
  }
}

// Ascending and disjoint, also where a column was walked through twice.
void Merge(std::vector<ByteRange>* ranges) {
  std::stable_sort(ranges->begin(), ranges->end(),
                   [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  size_t count = 0;
  for (const ByteRange& range : *ranges) {
    if (count > 0 && range.begin < (*ranges)[count - 1].end) {
      (*ranges)[count - 1].end = std::max((*ranges)[count - 1].end, range.end);
    } else {
      (*ranges)[count++] = range;
    }
  }
  ranges->resize(count);
}

}  // namespace

absl::StatusOr<std::vector<ByteRange>> CsvSourceRanges(std::string_view row,
                                                       const CsvColumns& columns,
                                                       absl::Span<const ByteRange> parts) {
  std::vector<CsvField> fields;
  if (!SplitCsvRecord(columns, row, &fields).ok()) {
    return absl::InternalError("the CSV row is malformed");
  }
  std::vector<ByteRange> ranges;
  uint64_t text_begin = 0;
  uint64_t text_end = 0;
  size_t part = 0;
  for (size_t i = 0; i < columns.text.size(); ++i) {
    text_begin = i == 0 ? 0 : text_end + 1;  // the line break that joins columns
    const CsvField& field = fields[columns.text[i]];
    FieldWalk walk(row, field, text_begin);
    for (; part < parts.size(); ++part) {
      const size_t begin = walk.GoTo(parts[part].begin);
      const size_t end = walk.GoTo(parts[part].end);
      if (begin < end) {
        ranges.push_back({begin, end});
      }
      if (walk.text() < parts[part].end) {
        break;  // it goes on in the next column
      }
    }
    walk.GoTo(UINT64_MAX);
    text_end = walk.text();
  }
  if (part < parts.size()) {
    return absl::InternalError("the text is not that of the CSV row");
  }
  Merge(&ranges);
  for (const size_t column : columns.text) {
    if (!fields[column].is_quoted) {
      KeepUnquoted(row, fields[column], &ranges);
    }
  }
  return ranges;
}

}  // namespace reprise
