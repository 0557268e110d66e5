#include "reprise/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <vector>

#include "reprise/base/utf8.h"
#include "reprise/text/unicode_data.h"

namespace reprise {

// Defines UnicodeTable::block_ and UnicodeTable::entries_; made by generate_unicode_table.cc.
#include "reprise_unicode_table.inc"

namespace {

constexpr auto kFoldOptions = static_cast<utf8proc_option_t>(
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

// FoldTokenReference but for its time: utf8proc orders a run of n marks in n^2 steps, and a hostile
// text is one long run.
void FoldByDecomposition(std::string_view token, std::string* folded) {
  std::vector<utf8proc_int32_t> parts;
  std::array<utf8proc_int32_t, 32> buffer{};  // the longest decomposition is 18 code points
  int boundary = 0;
  for (size_t pos = 0; pos < token.size();) {
    const DecodedChar decoded = DecodeUtf8(token, pos);
    pos += decoded.size;
    if (IsReservedIgnorable(decoded.code_point)) {
      continue;
    }
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(decoded.code_point), buffer.data(),
                                buffer.size(), kFoldOptions, &boundary);
    parts.insert(parts.end(), buffer.begin(), buffer.begin() + count);
  }
  const auto combining_class = [](utf8proc_int32_t c) {
    return utf8proc_get_property(c)->combining_class;
  };
  for (auto mark = parts.begin(); mark != parts.end();) {
    const auto end =
        std::find_if(mark, parts.end(), [&](auto c) { return combining_class(c) == 0; });
    if (end - mark > 1) {  // or it would take memory for nothing
      std::stable_sort(mark, end,
                       [&](auto a, auto b) { return combining_class(a) < combining_class(b); });
    }
    mark = end == parts.end() ? end : end + 1;
  }
  // utf8proc takes U+11A7 for a final consonant of Hangul, an empty one, and drops it. Nothing
  // composes across it, so the pieces that it begins are composed apart.
  folded->clear();
  for (auto piece = parts.begin(); piece != parts.end();) {
    const auto end = std::find(piece + 1, parts.end(), 0x11A7);
    const utf8proc_ssize_t size = utf8proc_normalize_utf32(&*piece, end - piece, kFoldOptions);
    std::for_each(piece, piece + size,
                  [&](auto c) { AppendUtf8(static_cast<char32_t>(c), folded); });
    piece = end;
  }
}

}  // namespace

void FoldToken(std::string_view token, std::string* folded) {
  folded->clear();
  // Appending each by itself would take most of the time.
  std::array<char, 64> some;
  size_t size = 0;
  bool after_reordering_mark = false;
  for (size_t pos = 0; pos < token.size();) {
    const DecodedChar decoded = DecodeUtf8(token, pos);
    pos += decoded.size;
    const char32_t c = decoded.code_point;
    if (UnicodeTable::Class(c) == CharClass::kIgnorable) {
      continue;
    }
    if (size + 4 > some.size()) {
      folded->append(some.data(), size);
      size = 0;
    }
    const std::string_view expanded = UnicodeTable::ExpandedFold(c);
    if (!expanded.empty()) {
      folded->append(some.data(), size).append(expanded);
      size = 0;
      after_reordering_mark = false;
      continue;
    }
    const bool reorders = UnicodeTable::ReordersMarks(c);
    if (!UnicodeTable::HasSimpleFold(c) || (reorders && after_reordering_mark)) {
      FoldByDecomposition(token, folded);
      return;
    }
    after_reordering_mark = reorders;
    size += EncodeUtf8(UnicodeTable::SimpleFold(c), some.data() + size);
  }
  folded->append(some.data(), size);
}

}  // namespace reprise
