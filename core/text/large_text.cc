#include "reprise/text/large_text.h"

#include <algorithm>

#include "reprise/base/flag_sort.h"
#include "reprise/base/unused_pages.h"
#include "reprise/base/utf8.h"
#include "reprise/text/shingler.h"
#include "reprise/text/unicode.h"

namespace reprise {
namespace {

// Collects shingles, and each time that there are twice as many as different ones leaves one of
// each: so that a text of few different ones takes little, and sorting costs twice at most.
class DistinctShingles {
 public:
  // Replaces what is in `*shingles`, which must outlive this. Of a text of so many bytes.
  DistinctShingles(size_t text_bytes, std::vector<uint64_t>* shingles) : shingles_(shingles) {
    shingles_->clear();
    // A token takes a byte at least, and another one separates it from the next. What is never
    // written takes no memory, and the vector never moves.
    shingles_->reserve(text_bytes / 2 + 1);
  }

  void Add(const std::vector<uint64_t>& more) {
    if (shingles_->size() + more.size() > limit_) {
      Sort();
      limit_ = std::max(limit_, 2 * shingles_->size());
    }
    shingles_->insert(shingles_->end(), more.begin(), more.end());
  }

  void Finish() {
    Sort();
    GiveBackUnused(shingles_);
  }

 private:
  void Sort() {
    FlagSort(absl::MakeSpan(*shingles_));
    shingles_->erase(std::unique(shingles_->begin(), shingles_->end()), shingles_->end());
  }

  std::vector<uint64_t>* shingles_;
  size_t limit_ = size_t{1} << 19;
};

}  // namespace

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
                          const std::function<void(absl::Span<const HashedToken>)>& see,
                          std::vector<uint64_t>* shingles) {
  DistinctShingles distinct(text.size(), shingles);
  std::vector<HashedToken> tokens;
  std::vector<uint64_t> hashes;  // of the piece, behind those that began no shingle before it
  std::vector<uint64_t> of_piece;
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
      Shingle(hashes, n, &of_piece);
      distinct.Add(of_piece);
      hashes.erase(hashes.begin(), hashes.end() - static_cast<std::ptrdiff_t>(n - 1));
    }
  }
  if (count < n) {
    // Then the text is one shingle, or none.
    Shingle(hashes, n, &of_piece);
    distinct.Add(of_piece);
  }
  distinct.Finish();
  return count;
}

}  // namespace reprise
