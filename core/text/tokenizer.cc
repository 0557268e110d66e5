#include "reprise/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "absl/base/attributes.h"
#include "reprise/base/utf8.h"
#include "reprise/text/hash_token.h"
#include "reprise/text/unicode.h"
#include "reprise/text/word_runs.h"

namespace reprise {
namespace {

// What a caller wants of a token; what is not wanted costs nothing.
void Store(uint64_t hash, size_t begin, size_t end, bool is_number, Token* token) {
  *token = {hash, begin, end, is_number};
}
void Store(uint64_t hash, size_t /*begin*/, size_t /*end*/, bool /*is_number*/, uint64_t* out) {
  *out = hash;
}
void Store(uint64_t hash, size_t /*begin*/, size_t /*end*/, bool is_number, HashedToken* token) {
  *token = {hash, is_number};
}

// Fills a vector from the front and cuts it to size in the end, so that a loop may store without
// asking for room each time. The vector must outlive it.
template <typename T>
class Output {
 public:
  explicit Output(std::vector<T>* values) : values_(values) {}

  // Room for `count` more values, to be written and then counted.
  T* Room(size_t count) {
    if (values_->size() - size_ < count) {
      values_->resize(std::max(size_ + count, 2 * values_->size()));
    }
    return values_->data() + size_;
  }
  void Count(size_t count) { size_ += count; }
  void Finish() { values_->resize(size_); }

 private:
  std::vector<T>* values_;
  size_t size_ = 0;
};

// The folded form of a token, put together as its code points come where these fold one by one.
class TokenFolder {
 public:
  void Begin() {
    size_ = 0;
    one_by_one_ = true;
    after_reordering_mark_ = false;
  }
  // A code point that counts.
  void Add(char32_t c) {
    const bool reorders = UnicodeTable::ReordersMarks(c);
    // As FoldToken decides; and there has to be room for one more.
    one_by_one_ = one_by_one_ && UnicodeTable::HasSimpleFold(c) &&
                  !(reorders && after_reordering_mark_) && size_ + 4 <= sizeof(bytes_);
    if (one_by_one_) {
      size_ += EncodeUtf8(UnicodeTable::SimpleFold(c), bytes_ + size_);
      after_reordering_mark_ = reorders;
    }
  }
  // HashToken of the folded form of `token`, whose code points were added.
  uint64_t Hash(std::string_view token, std::string* folded) const {
    if (one_by_one_) {
      return internal::HashToken({bytes_, size_});
    }
    FoldToken(token, folded);
    return internal::HashToken(*folded);
  }

 private:
  char bytes_[64];
  size_t size_ = 0;
  bool one_by_one_ = true;
  bool after_reordering_mark_ = false;
};

// Tokenises `text`, which begins `offset` bytes into the whole, code point by code point.
template <typename T>
ABSL_ATTRIBUTE_NOINLINE void ScanGeneral(std::string_view text, size_t offset, std::string* folded,
                                         Output<T>* output) {
  size_t pos = 0;
  bool open = false;
  bool single = false;     // the open token is a letter of a script without spaces
  bool is_number = false;  // so far
  size_t begin = 0;
  size_t end = 0;
  TokenFolder folder;
  const auto close = [&] {
    if (open) {
      Store(folder.Hash(text.substr(begin, end - begin), folded), offset + begin, offset + end,
            is_number, output->Room(1));
      output->Count(1);
      open = false;
    }
  };
  const auto extend = [&](const DecodedChar& decoded, bool number) {
    if (!open) {
      open = true;
      single = false;
      is_number = true;
      begin = pos;
      folder.Begin();
    }
    is_number = is_number && number;
    end = pos + decoded.size;
    folder.Add(decoded.code_point);
  };
  while (pos < text.size()) {
    const DecodedChar decoded = DecodeUtf8(text, pos);
    const CharClass char_class =
        decoded.valid ? UnicodeTable::Class(decoded.code_point) : CharClass::kSeparator;
    switch (char_class) {
      case CharClass::kSeparator:
        close();
        break;
      case CharClass::kIgnorable:
        break;
      case CharClass::kMark:
        extend(decoded, false);
        break;
      case CharClass::kSingleLetter:
        close();
        extend(decoded, false);
        single = true;
        break;
      case CharClass::kLetter:
      case CharClass::kNumber:
        if (single) {
          close();
          single = false;
        }
        extend(decoded, char_class == CharClass::kNumber);
        break;
    }
    pos += decoded.size;
  }
  close();
}

// In each byte of a word.
constexpr uint64_t kLowerCase = 0x2020202020202020ULL;  // letters fold by it, digits have it
constexpr uint64_t kLetter = 0x4040404040404040ULL;     // letters have it, digits do not
constexpr uint64_t kNotAscii = 0x8080808080808080ULL;

// kSizeMasks[n] keeps the first n bytes of two words.
constexpr std::array<internal::TokenWords, internal::kShortToken + 1> MakeSizeMasks() {
  std::array<internal::TokenWords, internal::kShortToken + 1> masks{};
  for (size_t n = 0; n < masks.size(); ++n) {
    for (size_t i = 0; i < n; ++i) {
      masks[n][i / 8] |= uint64_t{0xFF} << (i % 8 * 8);
    }
  }
  return masks;
}
constexpr std::array<internal::TokenWords, internal::kShortToken + 1> kSizeMasks = MakeSizeMasks();

// Stores the tokens of the runs (word_runs.h) that the first of `edges`, counted from `base`, mark
// in `text`, up to the first run that is not ASCII alone, or too long for two words. Returns how
// many runs that was, each one token.
template <typename T>
size_t ScanShortAscii(std::string_view text, size_t base, const uint16_t* edges, size_t runs,
                      T* out) {
  for (size_t i = 0; i < runs; ++i) {
    const size_t begin = base + edges[2 * i];
    const size_t end = base + edges[2 * i + 1];
    const size_t size = end - begin;
    if (size > internal::kShortToken) [[unlikely]] {
      return i;
    }
    // The bytes behind the run are read with it and masked away, where there are enough of them.
    internal::TokenWords words = {};
    if (begin + internal::kShortToken <= text.size()) [[likely]] {
      std::memcpy(words.data(), text.data() + begin, sizeof(words));
    } else {
      std::memcpy(words.data(), text.data() + begin, size);
    }
    const internal::TokenWords& mask = kSizeMasks[size];
    words[0] = (words[0] | kLowerCase) & mask[0];
    words[1] = (words[1] | kLowerCase) & mask[1];
    const uint64_t any = words[0] | words[1];
    if ((any & kNotAscii) != 0) [[unlikely]] {
      return i;
    }
    Store(internal::HashTokenWords(words, size), begin, end, (any & kLetter) == 0, out + i);
  }
  return runs;
}

// Tokenises a run too long for ScanShortAscii if it is ASCII, hence one token; false otherwise.
template <typename T>
bool ScanLongAscii(std::string_view run, size_t begin, std::string* folded, Output<T>* output) {
  folded->assign(run);
  char any = 0;
  for (char& c : *folded) {
    any = static_cast<char>(any | c);
    c = static_cast<char>(c | 0x20);
  }
  if ((any & 0x80) != 0) {
    return false;
  }
  Store(internal::HashToken(*folded), begin, begin + run.size(), (any & 0x40) == 0,
        output->Room(1));
  output->Count(1);
  return true;
}

// Tokenises any run.
template <typename T>
void ScanRun(std::string_view run, size_t begin, std::string* folded, Output<T>* output) {
  if (run.size() <= internal::kShortToken || !ScanLongAscii(run, begin, folded, output)) {
    ScanGeneral(run, begin, folded, output);
  }
}

// Bytes of the run that `text` begins with, in pieces of what WordRuns takes.
size_t LeadingRun(std::string_view text, uint16_t* edges) {
  size_t size = 0;
  while (size < text.size()) {
    const std::string_view chunk = text.substr(size, kMaxWordRunsBytes);
    if (WordRuns(chunk, edges) == 0 || edges[0] != 0) {
      break;
    }
    size += edges[1];
    if (edges[1] < chunk.size()) {
      break;
    }
  }
  return size;
}

template <typename T>
void Scan(std::string_view text, std::vector<T>* tokens) {
  std::array<uint16_t, kMaxWordEdges> edges;
  std::string folded;
  Output<T> output(tokens);
  for (size_t base = 0; base < text.size();) {
    const std::string_view chunk = text.substr(base, kMaxWordRunsBytes);
    size_t runs = WordRuns(chunk, edges.data());
    size_t next = base + chunk.size();
    // A run that reaches the chunk's end may go on: it is left to the next one.
    if (next < text.size() && runs > 0 && edges[2 * runs - 1] == chunk.size()) {
      --runs;
      next = base + edges[2 * runs];
    }
    for (size_t i = 0; i < runs; ++i) {
      const size_t fast =
          ScanShortAscii(text, base, edges.data() + 2 * i, runs - i, output.Room(runs - i));
      output.Count(fast);
      i += fast;
      if (i < runs) {
        const size_t begin = base + edges[2 * i];
        ScanRun(text.substr(begin, base + edges[2 * i + 1] - begin), begin, &folded, &output);
      }
    }
    if (next == base) {
      // One run fills the chunk.
      next += LeadingRun(text.substr(base), edges.data());
      ScanRun(text.substr(base, next - base), base, &folded, &output);
    }
    base = next;
  }
  output.Finish();
}

}  // namespace

void Tokenize(std::string_view text, std::vector<Token>* tokens) { Scan(text, tokens); }

void TokenHashes(std::string_view text, std::vector<uint64_t>* hashes) { Scan(text, hashes); }

void TokenHashes(std::string_view text, std::vector<HashedToken>* tokens) { Scan(text, tokens); }

void TokenizeGeneral(std::string_view text, std::vector<Token>* tokens) {
  std::string folded;
  Output<Token> output(tokens);
  ScanGeneral(text, 0, &folded, &output);
  output.Finish();
}

}  // namespace reprise
