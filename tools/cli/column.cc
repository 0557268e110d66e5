#include "column.h"

#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "format.h"
#include "reprise/base/utf8.h"

namespace reprise::cli {
namespace {

constexpr size_t kTabWidth = 4;
constexpr std::string_view kNonJoiner = "\xE2\x80\x8C";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kDottedCircle = "\xE2\x97\x8C";
constexpr std::string_view kFirstStrongIsolate = "\xE2\x81\xA8";
constexpr std::string_view kPopIsolate = "\xE2\x81\xA9";
// More marks on one letter than any language has would run into the rows above and below.
constexpr size_t kMostBytesOfGlyph = 32;

bool IsMark(utf8proc_category_t category) {
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
         category == UTF8PROC_CATEGORY_MC;
}

bool RunsRightToLeft(utf8proc_int32_t c) {
  const auto bidi = utf8proc_get_property(c)->bidi_class;
  return bidi == UTF8PROC_BIDI_CLASS_R || bidi == UTF8PROC_BIDI_CLASS_AL ||
         bidi == UTF8PROC_BIDI_CLASS_AN;
}

bool IsVariationSelector(char32_t c) {
  return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

}  // namespace

void Column::Add(std::string_view text, std::string_view sgr) {
  for (size_t pos = 0; pos < text.size();) {
    const DecodedChar decoded = DecodeUtf8(text, pos);
    const std::string_view bytes = text.substr(pos, decoded.size);
    pos += decoded.size;
    if (!decoded.valid) {
      AddGlyph({std::string(kReplacement), sgr, 1});
    } else if (decoded.code_point == '\n' ||
               (decoded.code_point == '\r' && pos < text.size() && text[pos] == '\n')) {
      if (decoded.code_point == '\n') {
        Finish(row_.size());
        wrapped_ = false;
      }
    } else {
      AddChar(bytes, decoded.code_point, sgr);
    }
  }
}

void Column::AddChar(std::string_view bytes, char32_t c, std::string_view sgr) {
  const auto code_point = static_cast<utf8proc_int32_t>(c);
  const utf8proc_category_t category = utf8proc_category(code_point);
  if (c == '\t') {
    for (size_t i = 0; i < kTabWidth; ++i) {
      AddGlyph({" ", sgr, 1, true, true});
    }
  } else if (category == UTF8PROC_CATEGORY_CC) {
    AddGlyph({"?", sgr, 1});
  } else if (category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP) {
    AddGlyph({" ", sgr, 1, true, true});
  } else if (category == UTF8PROC_CATEGORY_CN) {
    AddGlyph({std::string(kReplacement), sgr, 1});
  } else if ((category == UTF8PROC_CATEGORY_CF && bytes != kNonJoiner) || IsVariationSelector(c)) {
    return;
  } else if (IsMark(category)) {
    AddMark(bytes, category == UTF8PROC_CATEGORY_MC ? 1 : 0, sgr);
  } else {
    const auto width = static_cast<size_t>(std::max(0, utf8proc_charwidth(code_point)));
    const bool blank = category == UTF8PROC_CATEGORY_ZS;
    const bool breaks = (blank && c != 0xA0 && c != 0x202F) || width > 1;
    if (width > 0) {
      AddGlyph({std::string(bytes), sgr, width, blank, breaks, RunsRightToLeft(code_point)});
    } else {
      AddMark(bytes, 0, sgr);  // a letter that is drawn into the one before it, or nothing
    }
  }
}

void Column::AddMark(std::string_view bytes, size_t width, std::string_view sgr) {
  if (row_.empty() || row_.back().blank) {
    if (bytes == kNonJoiner) {
      return;
    }
    AddGlyph({std::string(kDottedCircle), sgr, 1});
  }
  if (row_.back().bytes.size() + bytes.size() > kMostBytesOfGlyph) {
    return;
  }
  row_.back().bytes += bytes;
  if (width > 0) {  // it may no longer fit
    Glyph glyph = std::move(row_.back());
    row_.pop_back();
    row_width_ -= glyph.width;
    glyph.width += width;
    AddGlyph(std::move(glyph));
  }
}

void Column::AddLabel(std::string_view text, std::string_view sgr) {
  for (const char c : text) {
    AddGlyph({std::string(1, c), sgr, 1, c == ' '});
  }
}

void Column::AddGlyph(Glyph glyph) {
  if (row_.empty() && wrapped_ && glyph.blank) {
    return;
  }
  while (row_width_ + glyph.width > width_ && !row_.empty()) {
    size_t count = row_.size();
    if (!glyph.blank) {
      while (count > 0 && !row_[count - 1].break_after) {
        --count;
      }
    }
    Finish(count == 0 ? row_.size() : count);
    wrapped_ = true;
    if (glyph.blank) {
      return;
    }
  }
  row_width_ += glyph.width;
  row_.push_back(std::move(glyph));
}

void Column::Finish(size_t count) {
  const auto end = row_.begin() + static_cast<std::ptrdiff_t>(count);
  const auto shown_end =
      std::find_if(std::make_reverse_iterator(end), row_.rend(), [](const Glyph& glyph) {
        return !glyph.blank;
      }).base();
  const bool isolate =
      std::any_of(row_.begin(), shown_end, [](const Glyph& glyph) { return glyph.right_to_left; });
  Row row;
  row.text = isolate ? kFirstStrongIsolate : "";
  std::string_view style;
  const auto set_style = [&](std::string_view wanted) {
    if (color_ && wanted != style) {
      absl::StrAppend(&row.text, style.empty() ? "" : "\x1b[0m");
      if (!wanted.empty()) {
        absl::StrAppend(&row.text, "\x1b[", Absl(wanted), "m");
      }
      style = wanted;
    }
  };
  for (auto glyph = row_.begin(); glyph != shown_end; ++glyph) {
    set_style(glyph->sgr);
    row.text += glyph->bytes;
    row.width += glyph->width;
  }
  set_style("");
  row.text += isolate ? kPopIsolate : "";
  rows_.push_back(std::move(row));
  row_.erase(row_.begin(), end);
  row_width_ = 0;
  for (const Glyph& glyph : row_) {
    row_width_ += glyph.width;
  }
}

void Column::EndRow() {
  if (!row_.empty()) {
    Finish(row_.size());
  }
  wrapped_ = false;
}

std::vector<Row> Column::Take() {
  EndRow();
  return std::exchange(rows_, {});
}

}  // namespace reprise::cli
