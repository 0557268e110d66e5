#include "reprise/pipeline/cuts.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "reprise/base/spill_window.h"
#include "reprise/base/utf8.h"
#include "reprise/io/json/json_line_writer.h"
#include "reprise/io/json/json_source.h"
#include "reprise/io/json/json_text.h"
#include "reprise/io/table/csv_source.h"

namespace reprise {
namespace {

absl::StatusOr<std::string> ReadRange(const Corpus& corpus, const Document& document,
                                      const ByteRange& range, FileCache* cache) {
  const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle = cache->Get(document.file);
  if (!handle.ok()) {
    return handle.status();
  }
  std::string bytes(static_cast<size_t>(range.size()), '\0');
  const absl::StatusOr<size_t> count = (*handle)->ReadAt(range.begin, bytes.data(), bytes.size());
  if (!count.ok()) {
    return count.status();
  }
  if (*count < bytes.size()) {
    return ChangedError(corpus.files[document.file], document.line);
  }
  return bytes;
}

}  // namespace

absl::Status CheckCuttable(const Corpus& corpus) {
  for (size_t i = 0; i < corpus.input_files; ++i) {
    const InputFile& file = corpus.files[i];
    if (!CanBeCut(file.format) || file.packing == Packing::kParquet) {
      return absl::InvalidArgumentError(
          absl::StrCat(file.name, ":1: nothing can be cut out of ", std::string(file.format_name()),
                       ", whose text does not stand in the file as it is read; give the texts as "
                       "JSON Lines, CSV or text"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<SpillVector<FileCut>> LocateCuts(const Corpus& corpus, const RecordFields& fields,
                                                const SpillVector<TextCut>& cuts,
                                                SpillBudget* spill, FileCache* cache,
                                                Monitor* monitor) {
  SpillVector<FileCut> located(spill);
  SpillWindow<TextCut> window(cuts);
  std::vector<TextCut> of_document;
  std::vector<ByteRange> part(1);
  for (uint64_t next = 0; next < cuts.size();) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const uint64_t index = window[next].document;
    of_document.clear();
    for (; next < cuts.size() && window[next].document == index; ++next) {
      of_document.push_back(window[next]);
    }
    // What could not be read names no document.
    if (spill != nullptr && !spill->status().ok()) {
      return spill->status();
    }
    const Document& document = corpus.documents[index];
    if (IsWholeFile(corpus.files[document.file].format)) {
      for (const TextCut& cut : of_document) {
        located.push_back({index, cut.text, cut.text});
      }
      continue;
    }
    const absl::StatusOr<std::string> bytes =
        ReadRange(corpus, document, {document.offset, document.offset + document.size}, cache);
    if (!bytes.ok()) {
      return bytes.status();
    }
    std::string_view line = *bytes;
    const CsvFormat* const csv = CsvFormatOf(corpus.files[document.file].format);
    std::optional<CsvColumns> columns;
    if (csv != nullptr) {
      const absl::StatusOr<std::string_view> header = cache->Header(document.file);
      absl::StatusOr<CsvColumns> found =
          header.ok() ? FindCsvColumns(*csv, *header, fields) : header.status();
      if (!found.ok()) {
        return found.status();
      }
      columns = *std::move(found);
    }
    uint64_t line_begin = document.offset;
    if (document.offset == 0) {
      line = WithoutByteOrderMark(line);
      line_begin += bytes->size() - line.size();
    }
    for (const TextCut& cut : of_document) {
      part.front() = cut.text;
      const absl::StatusOr<std::vector<ByteRange>> ranges =
          columns.has_value() ? CsvSourceRanges(line, *columns, part)
                              : JsonSourceRanges(line, fields, part);
      if (!ranges.ok()) {
        return ChangedError(corpus.files[document.file], document.line);
      }
      for (const ByteRange& range : *ranges) {
        located.push_back({index, cut.text, {line_begin + range.begin, line_begin + range.end}});
      }
    }
  }
  return located;
}

absl::Status WriteCuts(const Corpus& corpus, const SpillVector<FileCut>& cuts, FileCache* cache,
                       const OutputFolder& output) {
  if (cuts.empty()) {
    return absl::OkStatus();
  }
  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged(kCutsFile));
  SpillWindow<FileCut> window(cuts);
  for (uint64_t i = 0; status.ok() && i < cuts.size(); ++i) {
    const FileCut& cut = window[i];
    const Document& document = corpus.documents[cut.document];
    const absl::StatusOr<std::string> bytes = ReadRange(corpus, document, cut.file, cache);
    if (!bytes.ok()) {
      return bytes.status();
    }
    writer.Text("id", corpus.Id(cut.document))
        .Text("file", corpus.files[document.file].name)
        .Count("line", document.line)
        .Count("begin", cut.text.begin)
        .Count("end", cut.text.end)
        .Count("offset", cut.file.begin);
    if (IsUtf8(*bytes)) {
      writer.Text("bytes", *bytes);
    } else {
      writer.Text("bytes_hex", absl::BytesToHexString(*bytes));
    }
    status = writer.EndLine();
  }
  return status.ok() ? writer.Close() : status;
}

}  // namespace reprise
