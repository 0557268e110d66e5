#include "reprise/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>

#include "reprise/base/utf8.h"

namespace reprise {
namespace {

constexpr auto kFoldOptions = static_cast<utf8proc_option_t>(
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

struct CodePointRange {
  char32_t first;
  char32_t last;  // inclusive
};

constexpr CodePointRange kSingleLetterScripts[] = {
#include "reprise/text/script_ranges.inc"
};

bool InSingleLetterScript(char32_t c) {
  const auto* const after = std::upper_bound(
      std::begin(kSingleLetterScripts), std::end(kSingleLetterScripts), c,
      [](char32_t value, const CodePointRange& range) { return value < range.first; });
  return after != std::begin(kSingleLetterScripts) && c <= (after - 1)->last;
}

// The default-ignorable code points that are not assigned (with assigned ones among the last
// range): utf8proc holds no properties of them.
bool IsReservedIgnorable(char32_t c) {
  return c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF);
}

CharClass Classify(char32_t c, const utf8proc_property_t& property) {
  if (property.ignorable != 0 || IsReservedIgnorable(c)) {
    return CharClass::kIgnorable;
  }
  switch (property.category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return InSingleLetterScript(c) ? CharClass::kSingleLetter : CharClass::kLetter;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return CharClass::kMark;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return CharClass::kNumber;
    default:
      return CharClass::kSeparator;
  }
}

// Code points outside these planes are unassigned or for private use: separators.
template <typename Visit>
void ForEachAssignedPlane(Visit visit) {
  for (char32_t c = 0; c < 0x40000; ++c) {
    visit(c);
  }
  for (char32_t c = 0xE0000; c < 0xE1000; ++c) {
    visit(c);
  }
}

const utf8proc_property_t& PropertyOf(char32_t c) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
}

// Code points that may merge with what precedes them when a text is composed: the non-first
// members of canonical decompositions, and the vowels and finals of Hangul.
std::vector<bool> ComposesWithPrevious() {
  std::vector<bool> composes(0x110000, false);
  ForEachAssignedPlane([&](char32_t c) {
    const utf8proc_property_t& property = PropertyOf(c);
    const bool hangul_syllable = c >= 0xAC00 && c <= 0xD7A3;
    if (!hangul_syllable && (property.decomp_seqindex == UINT16_MAX || property.decomp_type != 0)) {
      return;
    }
    std::array<utf8proc_int32_t, 16> parts{};
    int boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(),
                                UTF8PROC_DECOMPOSE, &boundary);
    for (utf8proc_ssize_t i = 1; i < count; ++i) {
      composes[static_cast<size_t>(parts[static_cast<size_t>(i)])] = true;
    }
  });
  return composes;
}

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
    return PropertyOf(static_cast<char32_t>(c)).combining_class;
  };
  for (auto mark = parts.begin(); mark != parts.end();) {
    const auto end =
        std::find_if(mark, parts.end(), [&](auto c) { return combining_class(c) == 0; });
    std::stable_sort(mark, end,
                     [&](auto a, auto b) { return combining_class(a) < combining_class(b); });
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

// The code point that `c` folds to when that is exactly one, else 0.
char32_t SingleFold(char32_t c, const utf8proc_property_t& property) {
  if (property.decomp_seqindex == UINT16_MAX && property.casefold_seqindex == UINT16_MAX) {
    return c;
  }
  std::string bytes;
  AppendUtf8(c, &bytes);
  const std::string folded = FoldTokenReference(bytes);
  if (folded.empty()) {
    return 0;
  }
  const DecodedChar decoded = DecodeUtf8(folded, 0);
  return decoded.valid && decoded.size == folded.size() ? decoded.code_point : 0;
}

}  // namespace

UnicodeTable::UnicodeTable() : block_(kBlocks, 0), entries_(size_t{1} << kBlockBits, 0) {
  const std::vector<bool> composes = ComposesWithPrevious();
  std::vector<int32_t> flat(0x110000, 0);
  ForEachAssignedPlane([&](char32_t c) {
    if (c >= 0xD800 && c <= 0xDFFF) {
      return;
    }
    const utf8proc_property_t& property = PropertyOf(c);
    const CharClass char_class = Classify(c, property);
    const bool reorders = property.combining_class != 0;
    int32_t entry = static_cast<int32_t>(char_class) | (reorders ? kReorders : 0);
    if (char_class != CharClass::kSeparator && char_class != CharClass::kIgnorable &&
        !composes[c]) {
      const char32_t fold = SingleFold(c, property);
      // What a fold leads to must be as inert as what it came from.
      const bool simple = fold != 0 && !composes[fold] &&
                          (fold == c || PropertyOf(fold).combining_class == 0) &&
                          (fold == c || !reorders);
      if (simple) {
        const int32_t delta = static_cast<int32_t>(fold) - static_cast<int32_t>(c);
        entry |= kSimpleFold | (delta * (1 << kDeltaShift));
      }
    }
    flat[c] = entry;
  });

  // Equal blocks are stored once: most of Unicode is Han, Hangul or nothing.
  std::map<std::vector<int32_t>, uint16_t> known;
  known.emplace(entries_, 0);
  for (uint32_t block = 0; block < kBlocks; ++block) {
    const auto begin = flat.begin() + (block << kBlockBits);
    std::vector<int32_t> content(begin, begin + (1 << kBlockBits));
    const auto next = static_cast<uint16_t>(entries_.size() >> kBlockBits);
    const auto [where, added] = known.emplace(std::move(content), next);
    if (added) {
      entries_.insert(entries_.end(), where->first.begin(), where->first.end());
    }
    block_[block] = where->second;
  }
}

const UnicodeTable& UnicodeTable::Get() {
  static const UnicodeTable table;
  return table;
}

std::string FoldTokenReference(std::string_view token) {
  // The soft hyphen stands for those default-ignorable code points that utf8proc would keep.
  const utf8proc_custom_func ignore_reserved = [](utf8proc_int32_t c, void* /*data*/) {
    return IsReservedIgnorable(static_cast<char32_t>(c)) ? utf8proc_int32_t{0xAD} : c;
  };
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map_custom(
      reinterpret_cast<const utf8proc_uint8_t*>(token.data()),
      static_cast<utf8proc_ssize_t>(token.size()), &mapped, kFoldOptions, ignore_reserved, nullptr);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  return size < 0 ? std::string()
                  : std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
}

void FoldToken(std::string_view token, std::string* folded) {
  const UnicodeTable& table = UnicodeTable::Get();
  folded->clear();
  bool after_reordering_mark = false;
  for (size_t pos = 0; pos < token.size();) {
    const DecodedChar decoded = DecodeUtf8(token, pos);
    pos += decoded.size;
    const char32_t c = decoded.code_point;
    if (table.Class(c) == CharClass::kIgnorable) {
      continue;
    }
    const bool reorders = table.ReordersMarks(c);
    if (!table.HasSimpleFold(c) || (reorders && after_reordering_mark)) {
      FoldByDecomposition(token, folded);
      return;
    }
    after_reordering_mark = reorders;
    AppendUtf8(table.SimpleFold(c), folded);
  }
}

}  // namespace reprise
