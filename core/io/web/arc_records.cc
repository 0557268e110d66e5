#include "reprise/io/web/arc_records.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/io/web/arc_syntax.h"
#include "reprise/io/web/archive_reader.h"
#include "reprise/io/web/archive_records.h"
#include "reprise/io/web/web_document.h"

namespace reprise {
namespace {

constexpr std::string_view kVersionBlock = "filedesc://";

// "20140216050221" as "2014-02-16T05:02:21Z".
std::string IsoDate(std::string_view digits) {
  constexpr size_t kSeconds = 14;
  if (digits.size() != kSeconds) {
    return std::string(digits);
  }
  const auto part = [digits](size_t begin, size_t size) {
    return std::string(digits.substr(begin, size));
  };
  return absl::StrCat(part(0, 4), "-", part(4, 2), "-", part(6, 2), "T", part(8, 2), ":",
                      part(10, 2), ":", part(12, 2), "Z");
}

class ArcReader : public ArchiveReader<ArcSyntax> {
 public:
  explicit ArcReader(const RecordFields& fields) : fields_(fields), others_(fields.others.size()) {}

  absl::StatusOr<bool> Read(std::string_view bytes, bool /*first*/, Record* record) override {
    *record = {};
    const absl::StatusOr<ArchiveRecord> parts = TakeArchiveRecordApart(syntax_, bytes);
    if (!parts.ok()) {
      return parts.status();
    }
    const std::optional<ArcLine> line = ParseArcLine(parts->head);
    if (!line.has_value()) {
      return false;  // nothing but line breaks
    }
    absl::StatusOr<bool> is_document = ReadText(*line, parts->body);
    if (!is_document.ok() || !*is_document) {
      return is_document;
    }
    record->text = page_.text;
    id_ = Value(*line, fields_.id == "id" ? "url" : fields_.id);
    record->has_id = !id_.empty();
    record->id = id_;
    for (size_t i = 0; i < others_.size(); ++i) {
      others_[i] = Value(*line, fields_.others[i]);
      record->others.push_back(others_[i]);
    }
    return true;
  }

 private:
  absl::StatusOr<bool> ReadText(const ArcLine& line, std::string_view body) {
    page_ = {};
    if (line.url.starts_with(kVersionBlock)) {
      return false;
    }
    if (body.starts_with("HTTP/")) {
      return ReadHttpDocument(body, &page_);
    }
    // In version 2 more words follow the type; a type has no spaces but behind a semicolon.
    const std::string_view type = line.type.substr(0, line.type.find(' '));
    return type.empty() ? false : ReadWebBody(type, body, &page_);
  }

  // Empty where there is none.
  std::string Value(const ArcLine& line, std::string_view name) const {
    if (name.starts_with('/')) {
      name.remove_prefix(1);
    }
    if (name == "url") {
      return std::string(line.url);
    }
    if (name == "host") {
      return UrlHost(line.url);
    }
    if (name == "date") {
      return IsoDate(line.date);
    }
    if (name == "title") {
      return page_.title;
    }
    if (name == "language") {
      return page_.language;
    }
    if (name == "ip") {
      return std::string(line.ip);
    }
    if (name == "type") {
      return std::string(line.type.substr(0, line.type.find_first_of("; ")));
    }
    return {};
  }

  const RecordFields fields_;
  WebPage page_;
  std::string id_;
  std::vector<std::string> others_;
};

}  // namespace

bool LooksLikeArc(std::string_view head) {
  head.remove_prefix(std::min(head.size(), head.find_first_not_of("\r\n")));
  return head.starts_with(kVersionBlock) || ArcSyntax().StartsRecord(head) == Match::kYes;
}

std::unique_ptr<RecordReader> CreateArcReader(const RecordFields& fields) {
  return std::make_unique<ArcReader>(fields);
}

}  // namespace reprise
