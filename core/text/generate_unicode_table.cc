// Writes the table of unicode.h to standard output, as C++ for unicode.cc to include: the build
// runs it, so that no program spends its first milliseconds on it.

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "reprise/text/unicode_data.h"

namespace {

template <typename T>
void PrintArray(const char* head, const std::vector<T>& values) {
  std::printf("%s = {", head);
  for (size_t i = 0; i < values.size(); ++i) {
    std::printf("%s%d,", i % 16 == 0 ? "\n" : "", static_cast<int>(values[i]));
  }
  std::printf("\n};\n");
}

}  // namespace

int main() {
  using reprise::UnicodeTable;
  const reprise::UnicodeData data;
  std::vector<uint16_t> block_of(UnicodeTable::kBlocks);
  std::vector<int32_t> entries;
  std::vector<uint8_t> expansions;  // each with its size before it
  // Equal blocks are stored once: most of Unicode is Han, Hangul or nothing.
  std::map<std::vector<int32_t>, uint16_t> known;
  for (uint32_t block = 0; block < UnicodeTable::kBlocks; ++block) {
    std::vector<int32_t> content;
    for (uint32_t i = 0; i < 1U << UnicodeTable::kBlockBits; ++i) {
      const auto c = static_cast<char32_t>(block << UnicodeTable::kBlockBits | i);
      int32_t entry = data.Entry(c);
      if ((entry & UnicodeTable::kExpands) != 0) {
        const std::string fold = data.ExpandedFold(c);
        entry |= static_cast<int32_t>(expansions.size()) * (1 << UnicodeTable::kDeltaShift);
        expansions.push_back(static_cast<uint8_t>(fold.size()));
        expansions.insert(expansions.end(), fold.begin(), fold.end());
      }
      content.push_back(entry);
    }
    const auto next = static_cast<uint16_t>(known.size());
    const auto [where, added] = known.emplace(content, next);
    if (added) {
      entries.insert(entries.end(), content.begin(), content.end());
    }
    block_of[block] = where->second;
  }
  std::vector<uint16_t> pairs(0x800);
  for (char32_t c = 0x80; c < 0x800; ++c) {
    const int32_t entry = data.Entry(c);
    const auto fold =
        static_cast<char32_t>(static_cast<int32_t>(c) + (entry >> UnicodeTable::kDeltaShift));
    if ((entry & UnicodeTable::kClassMask) == static_cast<int32_t>(reprise::CharClass::kLetter) &&
        (entry & UnicodeTable::kSimpleFold) != 0 && fold >= 0x80 && fold < 0x800) {
      pairs[c] = static_cast<uint16_t>((0xC0 | fold >> 6) | (0x80 | (fold & 0x3F)) << 8);
    }
  }
  PrintArray("const uint8_t UnicodeTable::expansions_[]", expansions);
  PrintArray("const uint16_t UnicodeTable::pair_[0x800]", pairs);
  PrintArray("const uint16_t UnicodeTable::block_[UnicodeTable::kBlocks]", block_of);
  PrintArray("const int32_t UnicodeTable::entries_[]", entries);
  return std::ferror(stdout) != 0 || std::fflush(stdout) != 0 ? 1 : 0;
}
