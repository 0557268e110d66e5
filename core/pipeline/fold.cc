#include "reprise/pipeline/fold.h"

#include <algorithm>
#include <vector>

#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

constexpr size_t kMostBytesPerWord = 64;

// The first place at or before `pos` where a character can begin.
size_t CharBegin(std::string_view text, size_t pos) {
  constexpr size_t kLongestChar = 4;
  for (size_t back = 0; back < kLongestChar && back <= pos; ++back) {
    if (pos - back == text.size() ||
        (static_cast<unsigned char>(text[pos - back]) & 0xC0) != 0x80) {
      return pos - back;
    }
  }
  return pos;
}

}  // namespace

Fold FoldStretch(std::string_view text, const FoldRule& rule) {
  const size_t most_bytes = rule.most_words * kMostBytesPerWord;
  if (text.size() <= rule.most_words) {  // a word takes a byte at least
    return {text.size(), text.size(), 0};
  }
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  if (tokens.size() <= rule.most_words && text.size() <= most_bytes) {
    return {text.size(), text.size(), 0};
  }
  Fold fold;
  fold.head_end = CharBegin(text, std::min(text.size(), rule.head_words * kMostBytesPerWord));
  fold.tail_begin =
      CharBegin(text, text.size() - std::min(text.size(), rule.tail_words * kMostBytesPerWord));
  if (rule.head_words < tokens.size()) {
    fold.head_end = std::min(fold.head_end, tokens[rule.head_words].begin);
  }
  if (rule.tail_words < tokens.size()) {
    fold.tail_begin = std::max(
        fold.tail_begin,
        rule.tail_words == 0 ? text.size() : tokens[tokens.size() - rule.tail_words].begin);
  }
  fold.tail_begin = std::max(fold.tail_begin, fold.head_end);
  fold.hidden_words =
      static_cast<uint64_t>(std::count_if(tokens.begin(), tokens.end(), [&](const Token& token) {
        return token.begin >= fold.head_end && token.begin < fold.tail_begin;
      }));
  return fold;
}

}  // namespace reprise
