#include "testing/suffix_array_repeats.h"

#include <divsufsort.h>

#include <limits>

namespace reprise {
namespace {

// By position: how many bytes its suffix has in common with the one before it in the array.
std::vector<int32_t> CommonPrefixes(std::string_view text, const std::vector<int32_t>& suffixes) {
  std::vector<int32_t> before(text.size());  // then overwritten from the left by the answer
  for (size_t rank = 0; rank < suffixes.size(); ++rank) {
    before[static_cast<size_t>(suffixes[rank])] = rank == 0 ? -1 : suffixes[rank - 1];
  }
  size_t common = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (before[i] < 0) {
      common = 0;
    } else {
      const auto other = static_cast<size_t>(before[i]);
      while (i + common < text.size() && other + common < text.size() &&
             text[i + common] == text[other + common]) {
        ++common;
      }
    }
    before[i] = static_cast<int32_t>(common);
    common -= static_cast<size_t>(common > 0);
  }
  return before;
}

}  // namespace

std::vector<ByteRange> SuffixArrayRepeats(std::string_view all_texts,
                                          absl::Span<const uint64_t> text_ends, size_t min_bytes) {
  if (all_texts.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    return {};
  }
  std::vector<int32_t> suffixes(all_texts.size());
  if (divsufsort(reinterpret_cast<const unsigned char*>(all_texts.data()), suffixes.data(),
                 static_cast<int32_t>(suffixes.size())) != 0) {
    return {};
  }
  const std::vector<int32_t> common = CommonPrefixes(all_texts, suffixes);

  // Starts whose run of min_bytes stays within its text.
  std::vector<bool> inside(all_texts.size());
  uint64_t text_begin = 0;
  for (const uint64_t text_end : text_ends) {
    for (uint64_t i = text_begin; i + min_bytes <= text_end; ++i) {
      inside[i] = true;
    }
    text_begin = text_end;
  }
  // Suffixes with the same first min_bytes stand in a row; those inside count.
  std::vector<bool> repeated(all_texts.size());
  for (size_t begin = 0, end = 0; begin < suffixes.size(); begin = end) {
    size_t count = 0;
    for (end = begin;
         end == begin ||
         (end < suffixes.size() &&
          static_cast<size_t>(common[static_cast<size_t>(suffixes[end])]) >= min_bytes);
         ++end) {
      count += static_cast<size_t>(inside[static_cast<size_t>(suffixes[end])]);
    }
    for (size_t i = begin; i < end && count >= 2; ++i) {
      const auto start = static_cast<size_t>(suffixes[i]);
      repeated[start] = inside[start];
    }
  }
  std::vector<ByteRange> ranges;
  for (uint64_t start = 0; start < repeated.size(); ++start) {
    if (!repeated[start]) {
      continue;
    }
    if (ranges.empty() || start > ranges.back().end) {
      ranges.push_back({start, start});
    }
    ranges.back().end = start + min_bytes;
  }
  return ranges;
}

}  // namespace reprise
