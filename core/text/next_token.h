#ifndef REPRISE_TEXT_NEXT_TOKEN_H_
#define REPRISE_TEXT_NEXT_TOKEN_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "reprise/text/tokenizer.h"

namespace reprise::internal {

// The definition of a token, a code point at a time: what every faster way is held against, and
// what decides where they do not.
//
// Writes the first token of text[from, end) to `*token`, with places counted from the text's begin.
// `from` is the end of the token before it, or lies before the text's first. False, with nothing
// written, where there is none. `folded` is room to work in. Pure; linear in the bytes up to the
// next token; safe from any thread.
bool NextToken(std::string_view text, size_t from, std::string* folded, Token* token);

}  // namespace reprise::internal

#endif  // REPRISE_TEXT_NEXT_TOKEN_H_
