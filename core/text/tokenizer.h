#ifndef REPRISE_TEXT_TOKENIZER_H_
#define REPRISE_TEXT_TOKENIZER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace reprise {

// A maximal run of letters, marks and numbers of the original text (general categories L, M, N),
// or one letter of a script written without spaces, with its marks. Two tokens are the same when
// their NFKC case-folded forms are, which is what `hash` is made of.
struct Token {
  uint64_t hash = 0;       // HashToken of the folded form
  size_t begin = 0;        // bytes [begin, end) of the text, always whole code points
  size_t end = 0;          //
  bool is_number = false;  // every code point that counts is of category N
};

// What of a token its place in the text has no part in.
struct HashedToken {
  uint64_t hash = 0;
  bool is_number = false;
};

// The functions below replace `*tokens` or `*hashes` by the tokens of `text`, in order. Any bytes
// are allowed: what is not UTF-8 (encoded surrogates included) separates tokens. A text without
// letters, marks and numbers has no tokens. Pure; linear in the text; safe from any thread.

void Tokenize(std::string_view text, std::vector<Token>* tokens);

// Hashes alone, for sketching, where nothing else is needed; or with what tells variants apart.
void TokenHashes(std::string_view text, std::vector<uint64_t>* hashes);
void TokenHashes(std::string_view text, std::vector<HashedToken>* tokens);

// The definition, one code point at a time, without the faster ways that Tokenize and TokenHashes
// take where they can: their reference in tests.
void TokenizeGeneral(std::string_view text, std::vector<Token>* tokens);

}  // namespace reprise

#endif  // REPRISE_TEXT_TOKENIZER_H_
