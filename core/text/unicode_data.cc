#include "reprise/text/unicode_data.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
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
bool IsAssignedPlane(char32_t c) { return c < 0x40000 || (c >= 0xE0000 && c < 0xE1000); }

const utf8proc_property_t& PropertyOf(char32_t c) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
}

// Code points that may merge with what precedes them when a text is composed: the non-first
// members of canonical decompositions, and the vowels and finals of Hangul.
std::vector<bool> ComposesWithPrevious() {
  std::vector<bool> composes(0x110000, false);
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (!IsAssignedPlane(c)) {
      continue;
    }
    const utf8proc_property_t& property = PropertyOf(c);
    const bool hangul_syllable = c >= 0xAC00 && c <= 0xD7A3;
    if (!hangul_syllable && (property.decomp_seqindex == UINT16_MAX || property.decomp_type != 0)) {
      continue;
    }
    std::array<utf8proc_int32_t, 16> parts{};
    int boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(),
                                UTF8PROC_DECOMPOSE, &boundary);
    for (utf8proc_ssize_t i = 1; i < count; ++i) {
      composes[static_cast<size_t>(parts[static_cast<size_t>(i)])] = true;
    }
  }
  return composes;
}

std::string FoldOf(char32_t c) {
  std::string bytes;
  AppendUtf8(c, &bytes);
  return FoldTokenReference(bytes);
}

// The code point that `c` folds to when that is exactly one, else 0.
char32_t SingleFold(char32_t c, const utf8proc_property_t& property) {
  if (property.decomp_seqindex == UINT16_MAX && property.casefold_seqindex == UINT16_MAX) {
    return c;
  }
  const std::string folded = FoldOf(c);
  if (folded.empty()) {
    return 0;
  }
  const DecodedChar decoded = DecodeUtf8(folded, 0);
  return decoded.valid && decoded.size == folded.size() ? decoded.code_point : 0;
}

}  // namespace

// With assigned ones among the last range.
bool IsReservedIgnorable(char32_t c) {
  return c == 0x2065 || (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF);
}

UnicodeData::UnicodeData() : composes_(ComposesWithPrevious()) {}

int32_t UnicodeData::Entry(char32_t c) const {
  // Surrogates are no code points of a text.
  if (!IsAssignedPlane(c) || (c >= 0xD800 && c <= 0xDFFF)) {
    return 0;
  }
  const utf8proc_property_t& property = PropertyOf(c);
  const CharClass char_class = Classify(c, property);
  const bool reorders = property.combining_class != 0;
  const int32_t entry = static_cast<int32_t>(char_class) | (reorders ? UnicodeTable::kReorders : 0);
  if (char_class == CharClass::kSeparator || char_class == CharClass::kIgnorable || composes_[c]) {
    return entry;
  }
  // What a fold leads to must be as inert as what it came from.
  const char32_t fold = SingleFold(c, property);
  const bool simple = fold != 0 && (fold == c || (IsInert(fold) && !reorders));
  if (!simple) {
    return entry | (ExpandedFold(c).empty() ? 0 : UnicodeTable::kExpands);
  }
  const int32_t delta = static_cast<int32_t>(fold) - static_cast<int32_t>(c);
  return entry | UnicodeTable::kSimpleFold | (delta * (1 << UnicodeTable::kDeltaShift));
}

bool UnicodeData::IsInert(char32_t c) const {
  return !composes_[c] && PropertyOf(c).combining_class == 0;
}

std::string UnicodeData::ExpandedFold(char32_t c) const {
  if (!IsInert(c)) {
    return "";
  }
  const std::string fold = FoldOf(c);
  size_t count = 0;
  for (size_t pos = 0; pos < fold.size(); ++count) {
    const DecodedChar decoded = DecodeUtf8(fold, pos);
    if (!decoded.valid || !IsInert(decoded.code_point)) {
      return "";
    }
    pos += decoded.size;
  }
  return count > 1 ? fold : "";
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

}  // namespace reprise
