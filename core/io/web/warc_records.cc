#include "reprise/io/web/warc_records.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reprise/io/web/archive_reader.h"
#include "reprise/io/web/archive_records.h"
#include "reprise/io/web/header_fields.h"
#include "reprise/io/web/media_type.h"
#include "reprise/io/web/warc_syntax.h"
#include "reprise/io/web/web_document.h"

namespace reprise {
namespace {

// The standard's examples have them around URIs, and some writers do.
std::string_view WithoutAngleBrackets(std::string_view uri) {
  return uri.size() >= 2 && uri.starts_with('<') && uri.ends_with('>')
             ? uri.substr(1, uri.size() - 2)
             : uri;
}

class WarcReader : public ArchiveReader<WarcSyntax> {
 public:
  explicit WarcReader(const RecordFields& fields)
      : fields_(fields), others_(fields.others.size()) {}

  absl::StatusOr<bool> Read(std::string_view bytes, bool /*first*/, Record* record) override {
    *record = {};
    const absl::StatusOr<ArchiveRecord> parts = TakeArchiveRecordApart(syntax_, bytes);
    if (!parts.ok()) {
      return parts.status();
    }
    if (parts->head.empty()) {
      return false;
    }
    absl::StatusOr<bool> is_document = ReadText(*parts, &record->text);
    if (!is_document.ok() || !*is_document) {
      record->text = {};
      return is_document;
    }
    id_ = Value(parts->head, fields_.id == "id" ? "WARC-Record-ID" : fields_.id);
    record->has_id = !id_.empty();
    record->id = id_;
    for (size_t i = 0; i < others_.size(); ++i) {
      others_[i] = Value(parts->head, fields_.others[i]);
      record->others.push_back(others_[i]);
    }
    return true;
  }

 private:
  // Fills page_ and `*text`; false for what is no document.
  absl::StatusOr<bool> ReadText(const ArchiveRecord& parts, std::string_view* text) {
    page_ = {};
    const std::optional<std::string> kind = FindHeaderField(parts.head, "WARC-Type");
    if (!kind.has_value()) {
      return absl::InvalidArgumentError(
          "the record has no WARC-Type, so that nobody knows what it holds");
    }
    const std::string type = FindHeaderField(parts.head, "Content-Type").value_or("");
    absl::StatusOr<bool> is_document = false;
    if (SameIgnoringCase(*kind, "conversion") && IsUtf8Text(type)) {
      *text = parts.body;  // nothing to convert: no copy either
      return true;
    }
    if (SameIgnoringCase(*kind, "response")) {
      is_document = ReadResponse(type, parts.body);
    } else if (SameIgnoringCase(*kind, "resource") || SameIgnoringCase(*kind, "conversion")) {
      is_document = ReadWebBody(type, parts.body, &page_);
    }
    *text = page_.text;
    return is_document;
  }

  absl::StatusOr<bool> ReadResponse(std::string_view type, std::string_view body) {
    const std::string_view media_type = TrimSpace(type.substr(0, type.find(';')));
    if (body.empty()) {
      return false;
    }
    if (SameIgnoringCase(media_type, "application/http") || body.starts_with("HTTP/")) {
      return ReadHttpDocument(body, &page_);
    }
    return ReadWebBody(type, body, &page_);
  }

  static bool IsUtf8Text(std::string_view type) {
    const std::string_view charset = CharsetParameter(type);
    return (type.empty() || TextTypeOf(type) == TextType::kPlain) &&
           (charset.empty() || SameIgnoringCase(charset, "utf-8") ||
            SameIgnoringCase(charset, "utf8"));
  }

  // Empty where there is none.
  std::string Value(std::string_view head, std::string_view name) const {
    if (name.starts_with('/')) {
      name.remove_prefix(1);
    }
    if (name == "title") {
      return page_.title;
    }
    if (name == "language") {
      return page_.language;
    }
    if (name == "date") {
      return FindHeaderField(head, "WARC-Date").value_or("");
    }
    if (name != "url" && name != "host") {
      return FindHeaderField(head, name).value_or("");
    }
    const std::string uri = FindHeaderField(head, "WARC-Target-URI").value_or("");
    const std::string_view url = WithoutAngleBrackets(uri);
    return name == "url" ? std::string(url) : UrlHost(url);
  }

  const RecordFields fields_;
  WebPage page_;
  std::string id_;
  std::vector<std::string> others_;
};

}  // namespace

bool LooksLikeWarc(std::string_view head) {
  head.remove_prefix(std::min(head.size(), head.find_first_not_of("\r\n")));
  return WarcSyntax().StartsRecord(head) != Match::kNo && head.starts_with("WARC/");
}

std::unique_ptr<RecordReader> CreateWarcReader(const RecordFields& fields) {
  return std::make_unique<WarcReader>(fields);
}

}  // namespace reprise
