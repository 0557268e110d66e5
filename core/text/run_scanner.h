#ifndef REPRISE_TEXT_RUN_SCANNER_H_
#define REPRISE_TEXT_RUN_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "reprise/base/utf8.h"
#include "reprise/text/hash_token.h"
#include "reprise/text/next_token.h"
#include "reprise/text/token_output.h"
#include "reprise/text/unicode.h"

namespace reprise::internal {

// Finds the tokens of a run (word_runs.h) of any code points, one look into the table for each.
// What folds to itself, as most tokens do, is hashed as it stands. Writes at most a token for every
// two bytes of the run, rounded up: a token takes a byte at least, and so does what parts it from
// the next one, unless one of them is a letter by itself, which takes three.
template <typename T>
class RunScanner {
 public:
  // The run text[begin, end); tokens go to out[0], out[1], ... `folded` is room to work in. All
  // three must outlive the scanner.
  RunScanner(std::string_view text, size_t begin, size_t end, std::string* folded, T* out)
      : text_(text), end_(end), folded_(folded), out_(out) {
    MoveTo(begin);
  }

  // Returns how many tokens there are. To be called once.
  size_t Scan() {
    while (pos_ < end_) {
      if ((entry_ & (kOfWords | kSingleLetter)) == 0) {
        MoveTo(next_);
      } else if (entry_ != kPlainSingleLetter || !ScanSingleLetters()) {
        ScanToken();
      }
    }
    return count_;
  }

 private:
  static constexpr auto kIgnorable = static_cast<int32_t>(CharClass::kIgnorable);
  static constexpr auto kMark = static_cast<int32_t>(CharClass::kMark);
  static constexpr auto kLetter = static_cast<int32_t>(CharClass::kLetter);
  static constexpr auto kNumber = static_cast<int32_t>(CharClass::kNumber);
  static constexpr auto kSingleLetter = static_cast<int32_t>(CharClass::kSingleLetter);
  static constexpr int32_t kOfWords = kMark | kLetter | kNumber;
  // One that folds to itself.
  static constexpr int32_t kPlainSingleLetter = kSingleLetter | UnicodeTable::kSimpleFold;

  // Looks at the code point at `pos`. Behind the end stands a separator.
  void MoveTo(size_t pos) {
    pos_ = pos;
    next_ = pos;
    entry_ = 0;
    if (pos < end_) {
      const DecodedChar decoded = DecodeUtf8(text_.substr(0, end_), pos);
      next_ = pos + decoded.size;
      entry_ = decoded.valid ? UnicodeTable::Entry(decoded.code_point) : 0;
    }
  }

  void Add(uint64_t hash, size_t begin, size_t end, bool is_number) {
    Store(hash, begin, end, is_number, out_ + count_);
    ++count_;
  }

  // The single letters that begin here and fold to themselves, each of them a token. False, with
  // the place before the last of them, where something behind it may belong to it.
  bool ScanSingleLetters() {
    size_t begin = pos_;
    do {
      begin = pos_;
      Add(HashLetter(begin, next_ - begin), begin, next_, false);
      MoveTo(next_);
    } while (entry_ == kPlainSingleLetter);
    if ((entry_ & (kMark | kIgnorable)) == 0) {
      return true;
    }
    --count_;
    MoveTo(begin);
    return false;
  }

  // HashToken of one code point as it stands.
  uint64_t HashLetter(size_t begin, size_t size) const {
    uint32_t letter = 0;
    if (begin + sizeof(letter) <= text_.size()) [[likely]] {
      std::memcpy(&letter, text_.data() + begin, sizeof(letter));
    } else {
      std::memcpy(&letter, text_.data() + begin, size);
    }
    return HashTokenWords({letter & (~uint32_t{0} >> (32 - 8 * size)), 0}, size);
  }

  // The token that begins here.
  void ScanToken() {
    const size_t begin = pos_;
    const int32_t continues = (entry_ & kSingleLetter) != 0 ? kMark : kOfWords;
    int32_t all = -1;
    int32_t any = 0;
    int32_t twice = 0;  // in two code points in a row
    int32_t last = 0;
    do {
      all &= entry_;
      any |= entry_;
      twice |= entry_ & last;
      last = entry_;
      MoveTo(next_);
    } while ((entry_ & continues) != 0);
    if ((entry_ & kIgnorable) != 0) [[unlikely]] {
      ScanByDefinition(begin);
      return;
    }
    // As FoldToken decides.
    const bool one_by_one =
        (all & UnicodeTable::kSimpleFold) != 0 && (twice & UnicodeTable::kReorders) == 0;
    const size_t size = pos_ - begin;
    uint64_t hash = 0;
    if (one_by_one && any >> UnicodeTable::kDeltaShift == 0) [[likely]] {
      hash = HashPart(text_, begin, size);
    } else {
      FoldToken(text_.substr(begin, size), folded_);
      hash = HashToken(*folded_);
    }
    Add(hash, begin, pos_, (all & kNumber) != 0);
  }

  // The token that begins at `begin`, and may go on behind what does not count.
  void ScanByDefinition(size_t begin) {
    Token token;
    NextToken(text_.substr(0, end_), begin, folded_, &token);
    Add(token.hash, token.begin, token.end, token.is_number);
    MoveTo(token.end);
  }

  const std::string_view text_;
  const size_t end_;
  std::string* const folded_;
  T* const out_;
  size_t count_ = 0;
  size_t pos_ = 0;     // of the code point looked at
  size_t next_ = 0;    // of the one behind it
  int32_t entry_ = 0;  // what the table says of it
};

}  // namespace reprise::internal

#endif  // REPRISE_TEXT_RUN_SCANNER_H_
