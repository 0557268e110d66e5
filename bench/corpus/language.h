#ifndef REPRISE_BENCH_CORPUS_LANGUAGE_H_
#define REPRISE_BENCH_CORPUS_LANGUAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/corpus/random.h"

namespace reprise::bench {

// An invented language with the statistics that matter to a near-duplicate detector: word
// frequencies fall with the rank (Zipf), frequent words are short, a word has a few preferred
// followers, and stock phrases recur, so unrelated documents share some 2- to 5-grams as news do.
// Immutable after construction, a pure function of the seed; safe to share between threads.
class Language {
 public:
  using WordId = uint16_t;
  using Phrase = std::vector<WordId>;

  static constexpr uint32_t kWords = 50'000;

  explicit Language(uint64_t seed);

  // The letters of a word: lower case, or one capital where the word is a name. UTF-8, free of
  // anything JSON would escape; the first letter is ASCII. Valid as long as the language.
  std::string_view Spelling(WordId word) const { return spellings_[word]; }

  // A word by its frequency alone.
  WordId DrawWord(Random& random) const;

  // A word that follows `previous`.
  WordId DrawFollower(WordId previous, Random& random) const;

  // A name: always written with a capital.
  WordId DrawName(Random& random) const;

  // A run of 4 to 8 words that many documents use.
  const Phrase& DrawPhrase(Random& random) const;

 private:
  static constexpr uint32_t kFollowers = 16;

  void SpellWords(Random& random);
  void ChooseFollowers(Random& random);
  void CoinPhrases(Random& random);

  std::vector<std::string> spellings_;  // by rank, the most frequent word first
  std::vector<WordId> names_;
  std::vector<WordId> words_by_share_;  // each word as often as its frequency asks
  std::vector<WordId> followers_;       // kFollowers of each word
  std::vector<Phrase> phrases_;
  std::vector<WordId> phrases_by_share_;
};

}  // namespace reprise::bench

#endif  // REPRISE_BENCH_CORPUS_LANGUAGE_H_
