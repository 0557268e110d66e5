#ifndef REPRISE_BENCH_CORPUS_ARTICLE_H_
#define REPRISE_BENCH_CORPUS_ARTICLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/corpus/language.h"
#include "bench/corpus/random.h"

namespace reprise::bench {

// What stands before and after a word of an article.
enum class Before : uint8_t { kNothing, kQuote };
enum class After : uint8_t { kSpace, kComma, kDash, kPossessive, kQuoteEnd, kStop, kParagraph };

// One word, or a figure such as "1,250", "3.2" or "2019", with its punctuation.
struct Word {
  enum class Kind : uint8_t { kWord, kCount, kDecimal, kYear };

  uint32_t value = 0;  // a Language::WordId, or the figure (tenths for kDecimal)
  Kind kind = Kind::kWord;
  bool capital = false;
  Before before = Before::kNothing;
  After after = After::kSpace;
};

using Article = std::vector<Word>;

// Appends sentences, in paragraphs, of exactly `words` words together; the last one ends a
// paragraph.
void WriteSentences(const Language& language, size_t words, Random& random, Article& article);

// Appends the article's text to `out`, escaped as the inside of a JSON string. `curly` chooses
// typographic quotes and apostrophes (UTF-8) instead of ASCII ones.
void AppendJsonText(const Language& language, const Article& article, bool curly, std::string& out);

// The article with about `rate_ppm` millionths of its words changed: three in five replaced, one in
// five dropped, one in five followed by a new one. A change covers a run of 1 to `longest_run`
// words: editors touch phrases as well as words. Punctuation stays where it was.
Article Edited(const Language& language, const Article& article, uint32_t rate_ppm,
               uint32_t longest_run, Random& random);

// Replaces exactly `count` words (at most all of them), at distinct random places, by other words.
void ReplaceWords(const Language& language, size_t count, Random& random, Article& article);

}  // namespace reprise::bench

#endif  // REPRISE_BENCH_CORPUS_ARTICLE_H_
