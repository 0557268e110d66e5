#include "reprise/text/tokenizer.h"

#include <array>
#include <cstring>
#include <string>

#include "reprise/base/utf8.h"
#include "reprise/text/hash_token.h"
#include "reprise/text/unicode.h"

namespace reprise {
namespace {

// Lower case for ASCII letters and digits, 0 for every other byte.
constexpr std::array<char, 256> MakeAsciiFold() {
  std::array<char, 256> fold{};
  for (size_t c = '0'; c <= '9'; ++c) {
    fold[c] = static_cast<char>(c);
  }
  for (size_t c = 'a'; c <= 'z'; ++c) {
    fold[c] = static_cast<char>(c);
    fold[c - 'a' + 'A'] = static_cast<char>(c);
  }
  return fold;
}
constexpr std::array<char, 256> kAsciiFold = MakeAsciiFold();

char AsciiFold(char c) { return kAsciiFold[static_cast<unsigned char>(c)]; }
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Sinks say what a caller wants of a token; what is not wanted costs nothing.
struct TokenSink {
  std::vector<Token>* tokens;
  void Add(uint64_t hash, size_t begin, size_t end, bool is_number) const {
    tokens->push_back({hash, begin, end, is_number});
  }
};
struct HashSink {
  std::vector<uint64_t>* hashes;
  void Add(uint64_t hash, size_t /*begin*/, size_t /*end*/, bool /*is_number*/) const {
    hashes->push_back(hash);
  }
};

// Tokenises code point by code point from `pos` on, at least one. Stops at the end of the text or,
// when `until_ascii`, where no token is open and an ASCII byte comes next. Returns where it
// stopped.
template <typename Sink>
size_t ScanGeneral(std::string_view text, size_t pos, bool until_ascii, std::string* folded,
                   const Sink& sink) {
  const UnicodeTable& table = UnicodeTable::Get();
  const size_t start = pos;
  bool open = false;
  bool single = false;     // the open token is a letter of a script without spaces
  bool is_number = false;  // so far
  size_t begin = 0;
  size_t end = 0;
  const auto close = [&] {
    if (open) {
      FoldToken(text.substr(begin, end - begin), folded);
      sink.Add(internal::HashToken(*folded), begin, end, is_number);
      open = false;
    }
  };
  const auto extend = [&](size_t size, bool number) {
    if (!open) {
      open = true;
      single = false;
      is_number = true;
      begin = pos;
    }
    is_number = is_number && number;
    end = pos + size;
  };
  while (pos < text.size()) {
    if (until_ascii && !open && pos != start && IsAscii(text[pos])) {
      break;
    }
    const DecodedChar decoded = DecodeUtf8(text, pos);
    const CharClass char_class =
        decoded.valid ? table.Class(decoded.code_point) : CharClass::kSeparator;
    switch (char_class) {
      case CharClass::kSeparator:
        close();
        break;
      case CharClass::kIgnorable:
        break;
      case CharClass::kMark:
        extend(decoded.size, false);
        break;
      case CharClass::kSingleLetter:
        close();
        extend(decoded.size, false);
        single = true;
        break;
      case CharClass::kLetter:
      case CharClass::kNumber:
        if (single) {
          close();
          single = false;
        }
        extend(decoded.size, char_class == CharClass::kNumber);
        break;
    }
    pos += decoded.size;
  }
  close();
  return pos;
}

// Runs of ASCII letters and digits between ASCII bytes are tokens as they stand; a run that
// touches a byte of another kind is left to ScanGeneral, since a mark or letter may join it.
template <typename Sink>
void Scan(std::string_view text, const Sink& sink) {
  std::string folded;
  std::array<char, 64> buffer;
  const size_t size = text.size();
  size_t pos = 0;
  while (pos < size) {
    if (AsciiFold(text[pos]) == 0) {
      pos = IsAscii(text[pos]) ? pos + 1 : ScanGeneral(text, pos, true, &folded, sink);
      continue;
    }
    const size_t begin = pos;
    while (pos < size && AsciiFold(text[pos]) != 0) {
      ++pos;
    }
    const size_t length = pos - begin;
    // A run that the buffer cannot hold is too rare to deserve a path of its own.
    if (length > buffer.size() || (pos < size && !IsAscii(text[pos]))) {
      pos = ScanGeneral(text, begin, true, &folded, sink);
      continue;
    }
    // Letters fold by setting one bit, which digits have set already: nearly all tokens do so in
    // two words, whatever stands behind them.
    if (length <= 2 * sizeof(uint64_t) && begin + 2 * sizeof(uint64_t) <= size) {
      constexpr uint64_t kLowerCase = 0x2020202020202020ULL;
      std::array<uint64_t, 2> words;
      std::memcpy(words.data(), text.data() + begin, sizeof(words));
      words[0] |= kLowerCase;
      words[1] |= kLowerCase;
      std::memcpy(buffer.data(), words.data(), sizeof(words));
    } else {
      for (size_t i = 0; i < length; ++i) {
        buffer[i] = AsciiFold(text[begin + i]);
      }
    }
    bool is_number = true;
    for (size_t i = 0; is_number && i < length; ++i) {
      is_number = buffer[i] <= '9';
    }
    sink.Add(internal::HashToken({buffer.data(), length}), begin, pos, is_number);
  }
}

}  // namespace

void Tokenize(std::string_view text, std::vector<Token>* tokens) {
  tokens->clear();
  Scan(text, TokenSink{tokens});
}

void TokenHashes(std::string_view text, std::vector<uint64_t>* hashes) {
  hashes->clear();
  Scan(text, HashSink{hashes});
}

void TokenizeGeneral(std::string_view text, std::vector<Token>* tokens) {
  tokens->clear();
  std::string folded;
  ScanGeneral(text, 0, false, &folded, TokenSink{tokens});
}

}  // namespace reprise
