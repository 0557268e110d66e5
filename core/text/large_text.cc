#include "reprise/text/large_text.h"

#include <algorithm>
#include <vector>

#include "reprise/base/utf8.h"
#include "reprise/text/shingler.h"
#include "reprise/text/unicode.h"

namespace reprise {

size_t TokenBoundary(std::string_view text, size_t from) {
  // Decoding resynchronises at every byte that can begin a code point.
  const auto continues = [&](size_t place) {
    return (static_cast<unsigned char>(text[place]) & 0xC0) == 0x80;
  };
  size_t place = from;
  while (place < text.size() && continues(place)) {
    ++place;
  }
  while (place < text.size()) {
    const DecodedChar decoded = DecodeUtf8(text, place);
    if (!decoded.valid) {
      break;
    }
    // A separator ends what token there is, and a letter that is a token begins it.
    const CharClass char_class = UnicodeTable::Class(decoded.code_point);
    if (char_class == CharClass::kSeparator || char_class == CharClass::kSingleLetter) {
      break;
    }
    place += decoded.size;
  }
  return std::min(place, text.size());
}

uint64_t ShingleLargeText(std::string_view text, size_t n, size_t piece_bytes,
                          const ShingleExclusion* excluded,
                          const std::function<void(absl::Span<const HashedToken>)>& see,
                          DistinctValues* shingles) {
  std::vector<HashedToken> tokens;
  std::vector<uint64_t> hashes;  // of the piece, behind those that began no shingle before it
  std::vector<uint64_t> of_piece;
  const auto add = [&] {
    Shingle(hashes, n, &of_piece);
    Exclude(excluded, &of_piece);
    shingles->Add(of_piece);
  };
  uint64_t count = 0;
  while (!text.empty()) {
    const size_t size = TokenBoundary(text, std::min(piece_bytes, text.size()));
    TokenHashes(text.substr(0, size), &tokens);
    text.remove_prefix(size);
    see(tokens);
    count += tokens.size();
    for (const HashedToken& token : tokens) {
      hashes.push_back(token.hash);
    }
    if (hashes.size() >= n) {
      add();
      hashes.erase(hashes.begin(), hashes.end() - static_cast<std::ptrdiff_t>(n - 1));
    }
  }
  if (count < n) {
    add();  // then the text is one shingle, or none
  }
  return count;
}

}  // namespace reprise
