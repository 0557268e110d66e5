#include "reprise/index/suffix_array.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>

namespace reprise {
namespace {

constexpr uint32_t kEmpty = std::numeric_limits<uint32_t>::max();
constexpr size_t kPlacesAhead = 24;  // places; as many as memory takes to answer

// One level of the recursion. A suffix is small if it is less than the one that begins a symbol
// later, else large; the last one is large, as if the text were followed by a symbol below all. A
// turn is a small suffix behind a large one. Sorting the turns is enough, since all other suffixes
// follow from them by induction; and they are sorted as the suffixes of a text of at most half the
// length, whose symbols are the ranks of the pieces from turn to turn.
class InducedSort {
 public:
  InducedSort(absl::Span<const uint32_t> text, uint32_t alphabet, absl::Span<uint32_t> suffixes)
      : text_(text), alphabet_(alphabet), suffixes_(suffixes), turns_(text.size()) {}

  void Run() {
    if (text_.empty()) {
      return;
    }
    FindTurns();
    CountSymbols();
    std::fill(suffixes_.begin(), suffixes_.end(), kEmpty);
    next_ = bucket_ends_;
    for (size_t i = 0; i < text_.size(); ++i) {
      if (turns_[i]) {
        suffixes_[--next_[text_[i]]] = static_cast<uint32_t>(i);
      }
    }
    Induce();
    const size_t count = MoveTurnsToFront();
    const uint32_t names = NamePieces(count);
    SortTurns(count, names);
    PlaceTurns(count);
    Induce();
  }

 private:
  void FindTurns() {
    bool small = false;
    for (size_t i = text_.size() - 1; i > 0; --i) {
      const bool before_is_small = text_[i - 1] < text_[i] || (text_[i - 1] == text_[i] && small);
      turns_[i] = small && !before_is_small;
      small = before_is_small;
    }
  }

  void CountSymbols() {
    bucket_ends_.assign(alphabet_, 0);
    for (const uint32_t symbol : text_) {
      ++bucket_ends_[symbol];
    }
    uint32_t end = 0;
    for (uint32_t& bucket_end : bucket_ends_) {
      end += bucket_end;
      bucket_end = end;
    }
  }

  // From turns at the ends of their buckets to all suffixes; what the turns are sorted by, the
  // suffixes are sorted by.
  void Induce() {
    const uint32_t size = static_cast<uint32_t>(text_.size());
    // Large ones, ascending, from what begins a symbol later. In a bucket they stand first.
    for (size_t symbol = alphabet_ - 1; symbol > 0; --symbol) {
      next_[symbol] = bucket_ends_[symbol - 1];
    }
    next_[0] = 0;
    suffixes_[next_[text_[size - 1]]++] = size - 1;
    for (uint32_t i = 0; i < size; ++i) {
      Prefetch(size_t{i} + kPlacesAhead);
      const uint32_t suffix = suffixes_[i];
      if (suffix == kEmpty || suffix == 0) {
        continue;
      }
      // What is met here is large or a turn; the one before a turn is large and its symbol greater.
      const uint32_t symbol = text_[suffix - 1];
      if (symbol >= text_[suffix]) {
        suffixes_[next_[symbol]++] = suffix - 1;
      }
    }
    // Small ones, descending; the turns are placed anew, each before its place is read.
    next_ = bucket_ends_;
    for (uint32_t i = size; i-- > 0;) {
      Prefetch(size_t{i} - kPlacesAhead);  // beyond the end where there is none
      const uint32_t suffix = suffixes_[i];
      if (suffix == kEmpty || suffix == 0) {
        continue;
      }
      // Large ones before an equal symbol are the last large ones of their bucket, in the order of
      // what follows them: they are written where they stand already.
      const uint32_t symbol = text_[suffix - 1];
      if (symbol <= text_[suffix]) {
        suffixes_[--next_[symbol]] = suffix - 1;
      }
    }
  }

  // Fetches what a place of suffixes_ will ask of the text.
  void Prefetch(size_t place) const {
    if (place < suffixes_.size() && suffixes_[place] != kEmpty) {
      __builtin_prefetch(text_.data() + suffixes_[place]);
    }
  }

  size_t MoveTurnsToFront() {
    size_t count = 0;
    for (const uint32_t suffix : suffixes_) {
      if (turns_[suffix]) {
        suffixes_[count++] = suffix;
      }
    }
    return count;
  }

  // Writes the rank of each piece, equal ones of equal rank, in text order to the end of suffixes_;
  // returns how many ranks there are.
  uint32_t NamePieces(size_t count) {
    // Turns are two apart at least, so that half of a position is a place of its own.
    const absl::Span<uint32_t> by_position = suffixes_.subspan(count);
    std::fill(by_position.begin(), by_position.end(), kEmpty);
    uint32_t names = 0;
    for (size_t i = 0; i < count; ++i) {
      Prefetch(i + kPlacesAhead);
      if (i == 0 || !SamePiece(suffixes_[i - 1], suffixes_[i])) {
        ++names;
      }
      by_position[suffixes_[i] / 2] = names - 1;
    }
    size_t place = suffixes_.size();
    for (size_t i = suffixes_.size(); i-- > count;) {
      if (suffixes_[i] != kEmpty) {
        suffixes_[--place] = suffixes_[i];
      }
    }
    return names;
  }

  // Whether two pieces, each up to the next turn and its symbol, have the same symbols. The last
  // piece is like no other, for the text ends in it.
  bool SamePiece(size_t a, size_t b) const {
    for (size_t i = 0; std::max(a, b) + i < text_.size(); ++i) {
      if (text_[a + i] != text_[b + i]) {
        return false;
      }
      if (i > 0 && (turns_[a + i] || turns_[b + i])) {
        return turns_[a + i] && turns_[b + i];
      }
    }
    return false;
  }

  // Puts the turns in order: their numbers, in text order, come to the front of suffixes_.
  void SortTurns(size_t count, uint32_t names) {
    const absl::Span<uint32_t> pieces = suffixes_.last(count);
    if (names == count) {
      for (size_t i = 0; i < count; ++i) {
        suffixes_[pieces[i]] = static_cast<uint32_t>(i);
      }
      return;
    }
    // The levels need not hold their buckets all at once.
    std::vector<uint32_t>().swap(bucket_ends_);
    std::vector<uint32_t>().swap(next_);
    InducedSort(pieces, names, suffixes_.first(count)).Run();
    CountSymbols();
  }

  void PlaceTurns(size_t count) {
    const absl::Span<uint32_t> positions = suffixes_.last(count);
    size_t number = 0;
    for (size_t i = 0; i < text_.size(); ++i) {
      if (turns_[i]) {
        positions[number++] = static_cast<uint32_t>(i);
      }
    }
    for (uint32_t& turn : suffixes_.first(count)) {
      turn = positions[turn];
    }
    std::fill(suffixes_.begin() + count, suffixes_.end(), kEmpty);
    next_ = bucket_ends_;
    // No turn's place is before its rank among the turns, so none is overwritten unread.
    for (size_t i = count; i-- > 0;) {
      const uint32_t turn = suffixes_[i];
      suffixes_[i] = kEmpty;
      suffixes_[--next_[text_[turn]]] = turn;
    }
  }

  absl::Span<const uint32_t> text_;
  uint32_t alphabet_;
  absl::Span<uint32_t> suffixes_;
  std::vector<bool> turns_;
  std::vector<uint32_t> bucket_ends_;  // per symbol, the place behind its last suffix
  std::vector<uint32_t> next_;
};

}  // namespace

void BuildSuffixArray(absl::Span<const uint32_t> text, uint32_t alphabet,
                      std::vector<uint32_t>* suffixes) {
  assert(text.size() < kEmpty);
  suffixes->resize(text.size());
  InducedSort(text, alphabet, absl::MakeSpan(*suffixes)).Run();
}

void CommonPrefixLengths(absl::Span<const uint32_t> text, absl::Span<const uint32_t> suffixes,
                         std::vector<uint32_t>* lengths) {
  assert(text.empty() || text.back() == kSeparator);
  lengths->resize(text.size());
  // First the suffix that comes before; each is read before its place takes the length.
  uint32_t before = kEmpty;
  for (const uint32_t suffix : suffixes) {
    (*lengths)[suffix] = before;
    before = suffix;
  }
  uint32_t length = 0;
  for (uint32_t i = 0; i < text.size(); ++i) {
    const uint32_t other = (*lengths)[i];
    if (other == kEmpty) {
      length = 0;
    } else {
      while (text[i + length] == text[other + length] && text[i + length] != kSeparator) {
        ++length;
      }
    }
    (*lengths)[i] = length;
    length -= static_cast<uint32_t>(length > 0);
  }
}

}  // namespace reprise
