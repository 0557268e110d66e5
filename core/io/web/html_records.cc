#include "reprise/io/web/html_records.h"

#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "reprise/io/web/charset.h"
#include "reprise/io/web/html_page.h"

namespace reprise {
namespace {

class HtmlReader : public RecordReader {
 public:
  explicit HtmlReader(const RecordFields& fields) : others_(fields.others) {}

  std::optional<size_t> RecordSize(std::string_view bytes, bool at_end) const override {
    return at_end ? std::optional<size_t>(bytes.size()) : std::nullopt;
  }

  absl::StatusOr<bool> Read(std::string_view bytes, bool /*first*/, Record* record) override {
    *record = {};
    page_ = {};
    try {
      const Charset& charset = DetectCharset(bytes, "");
      const size_t zero = bytes.find('\0');
      if (charset.kind != CharsetKind::kUtf16 && zero != std::string_view::npos) {
        return absl::InvalidArgumentError(
            absl::StrCat("not a page: byte 0 at position ", zero + 1,
                         "; name only HTML files, or put a byte order mark before UTF-16"));
      }
      page_ = ReadHtmlPage(ToUtf8(bytes, charset));
    } catch (const std::bad_alloc&) {
      return absl::ResourceExhaustedError(
          absl::StrCat("no memory for the text of a page of ", bytes.size(), " bytes"));
    }
    record->text = page_.text;
    for (const std::string& name : others_) {
      record->others.push_back(Member(name));
    }
    return true;
  }

 private:
  std::string_view Member(std::string_view name) const {
    if (name.starts_with('/')) {  // as a JSON pointer
      name.remove_prefix(1);
    }
    return name == "title"      ? std::string_view(page_.title)
           : name == "url"      ? std::string_view(page_.canonical_url)
           : name == "language" ? std::string_view(page_.language)
                                : std::string_view();
  }

  const std::vector<std::string> others_;
  WebPage page_;  // what the last record's views are of
};

}  // namespace

std::unique_ptr<RecordReader> CreateHtmlReader(const RecordFields& fields) {
  return std::make_unique<HtmlReader>(fields);
}

}  // namespace reprise
