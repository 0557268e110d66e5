#include "reprise/text/next_token.h"

#include "reprise/base/utf8.h"
#include "reprise/text/hash.h"
#include "reprise/text/unicode.h"

namespace reprise::internal {

bool NextToken(std::string_view text, size_t from, std::string* folded, Token* token) {
  bool open = false;
  bool single = false;  // the open token is a letter of a script without spaces
  bool is_number = true;
  size_t begin = 0;
  size_t end = 0;
  for (size_t pos = from; pos < text.size();) {
    const DecodedChar decoded = DecodeUtf8(text, pos);
    const CharClass char_class =
        decoded.valid ? UnicodeTable::Class(decoded.code_point) : CharClass::kSeparator;
    const bool ends =
        char_class == CharClass::kSeparator || char_class == CharClass::kSingleLetter ||
        (single && (char_class == CharClass::kLetter || char_class == CharClass::kNumber));
    if (open && ends) {
      break;
    }
    if (char_class != CharClass::kSeparator && char_class != CharClass::kIgnorable) {
      if (!open) {
        open = true;
        begin = pos;
        single = char_class == CharClass::kSingleLetter;
      }
      end = pos + decoded.size;
      is_number = is_number && char_class == CharClass::kNumber;
    }
    pos += decoded.size;
  }
  if (open) {
    FoldToken(text.substr(begin, end - begin), folded);
    *token = {HashToken(*folded), begin, end, is_number};
  }
  return open;
}

}  // namespace reprise::internal
