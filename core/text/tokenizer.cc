#include "reprise/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "absl/base/attributes.h"
#include "reprise/text/hash_token.h"
#include "reprise/text/next_token.h"
#include "reprise/text/run_scanner.h"
#include "reprise/text/token_output.h"
#include "reprise/text/two_byte_letters.h"
#include "reprise/text/word_runs.h"

namespace reprise {
namespace {

// In each byte of a word.
constexpr uint64_t kLowerCase = 0x2020202020202020ULL;  // letters fold by it, digits have it
constexpr uint64_t kLetter = 0x4040404040404040ULL;     // letters have it, digits do not
constexpr uint64_t kNotAscii = 0x8080808080808080ULL;

// Stores the tokens of the runs (word_runs.h) that the first of `edges`, counted from `base`, mark
// in `text`, up to the first run that is too long for two words, or neither ASCII alone nor of
// letters that HashShortLetters knows. Returns how many runs that was, each one token.
template <typename T>
size_t ScanShort(std::string_view text, size_t base, const uint16_t* edges, size_t runs, T* out) {
  for (size_t i = 0; i < runs; ++i) {
    const size_t begin = base + edges[2 * i];
    const size_t end = base + edges[2 * i + 1];
    const size_t size = end - begin;
    if (size > internal::kShortToken) [[unlikely]] {
      return i;
    }
    internal::TokenWords words = internal::LoadWords(text, begin, size);
    const internal::TokenWords& mask = internal::kSizeMasks[size];
    words[0] = (words[0] | kLowerCase) & mask[0];
    words[1] = (words[1] | kLowerCase) & mask[1];
    const uint64_t any = words[0] | words[1];
    if ((any & kNotAscii) != 0) [[unlikely]] {
      uint64_t hash = 0;
      if (static_cast<unsigned char>(text[begin]) >= 0xE0 ||
          !internal::HashShortLetters(text, begin, size, &hash)) {
        return i;
      }
      internal::Store(hash, begin, end, false, out + i);
      continue;
    }
    internal::Store(internal::HashTokenWords(words, size), begin, end, (any & kLetter) == 0,
                    out + i);
  }
  return runs;
}

// HashToken of the fold of a run that is too long for two words, where it can be folded by words,
// being one token of ASCII or of letters of two bytes; false where it cannot.
inline bool HashLong(std::string_view text, size_t begin, size_t size, std::string* folded,
                     uint64_t* hash, bool* is_number) {
  const auto lead = static_cast<unsigned char>(text[begin]);
  if (lead >= 0x80) {
    *is_number = false;
    return lead < 0xE0 && internal::HashLongLetters(text, begin, size, folded, hash);
  }
  uint64_t any = 0;
  const auto fold = [&](uint64_t* word) {
    any |= *word;
    *word |= kLowerCase;
    return (*word & kNotAscii) == 0;
  };
  const bool ascii = internal::HashWordByWord(text.substr(begin, size), fold, folded, hash);
  *is_number = (any & kLetter) == 0;
  return ascii;
}

// Tokenises any run, code point by code point.
template <typename T>
ABSL_ATTRIBUTE_NOINLINE void ScanAny(std::string_view text, size_t begin, size_t end,
                                     std::string* folded, internal::TokenOutput<T>* output) {
  internal::RunScanner<T> scanner(text, begin, end, folded, output->Room((end - begin + 1) / 2));
  output->Count(scanner.Scan());
}

// Tokenises any run that ScanShort leaves.
template <typename T>
void ScanRun(std::string_view text, size_t begin, size_t end, std::string* folded,
             internal::TokenOutput<T>* output) {
  const size_t size = end - begin;
  uint64_t hash = 0;
  bool is_number = false;
  if (size > internal::kShortToken && HashLong(text, begin, size, folded, &hash, &is_number)) {
    internal::Store(hash, begin, end, is_number, output->Room(1));
    output->Count(1);
  } else {
    ScanAny(text, begin, end, folded, output);
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
  internal::TokenOutput<T> output(tokens);
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
          ScanShort(text, base, edges.data() + 2 * i, runs - i, output.Room(runs - i));
      output.Count(fast);
      i += fast;
      if (i < runs) {
        ScanRun(text, base + edges[2 * i], base + edges[2 * i + 1], &folded, &output);
      }
    }
    if (next == base) {
      // One run fills the chunk.
      next += LeadingRun(text.substr(base), edges.data());
      ScanRun(text, base, next, &folded, &output);
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
  tokens->clear();
  std::string folded;
  Token token;
  while (internal::NextToken(text, token.end, &folded, &token)) {
    tokens->push_back(token);
  }
}

}  // namespace reprise
