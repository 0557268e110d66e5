#include "bench/corpus/language.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

namespace reprise::bench {
namespace {

constexpr uint32_t kFunctionWords = 128;
constexpr uint32_t kCommonWords = 3'000;
constexpr uint32_t kPhrases = 3'000;
constexpr uint32_t kNamesOneIn = 12;

constexpr std::array<std::string_view, 36> kOnsets = {
    "",  "b", "c", "d", "f",  "g",  "h",  "j",  "k",  "l",  "m",  "n",
    "p", "r", "s", "t", "v",  "w",  "y",  "z",  "b",  "d",  "l",  "m",
    "n", "r", "s", "t", "br", "ch", "cl", "gr", "pr", "sh", "st", "tr"};
constexpr std::array<std::string_view, 16> kVowels = {"a", "e", "i", "o",  "u",  "a",  "e",  "i",
                                                      "o", "e", "a", "ai", "ea", "ie", "ou", "y"};
constexpr std::array<std::string_view, 6> kAccented = {"é", "ü", "ö", "á", "ñe", "ç"};
constexpr std::array<std::string_view, 24> kCodas = {"",   "",   "",   "",  "",  "",   "",   "",
                                                     "n",  "r",  "s",  "t", "l", "d",  "m",  "n",
                                                     "nd", "ng", "nt", "r", "s", "st", "ck", "x"};

template <typename Table>
std::string_view Pick(const Table& table, Random& random) {
  return table[random.Below(static_cast<uint32_t>(table.size()))];
}

uint32_t SyllablesOfRank(uint32_t rank, Random& random) {
  if (rank < kFunctionWords) return 1;
  if (rank < kCommonWords) return random.Between(1, 2);
  return random.Below(3) == 0 ? 3 : 2;
}

std::string Spell(uint32_t syllables, bool accented, Random& random) {
  std::string word;
  for (uint32_t i = 0; i < syllables; ++i) {
    word += Pick(kOnsets, random);
    const bool accent_here = accented && i + 1 == syllables && !word.empty();
    word += accent_here ? Pick(kAccented, random) : Pick(kVowels, random);
    // Closed syllables in the middle of a word are the exception.
    if (i + 1 == syllables || random.Below(3) == 0) word += Pick(kCodas, random);
  }
  return word;
}

// `count` items, each repeated in proportion to 1 / (rank + offset), at least once, so that one
// uniform draw is a draw by frequency.
std::vector<Language::WordId> SharesByRank(uint32_t count, uint32_t offset, uint32_t slots) {
  constexpr uint64_t kScale = uint64_t{1} << 24;
  uint64_t total = 0;
  for (uint32_t rank = 0; rank < count; ++rank) total += kScale / (rank + offset);
  std::vector<Language::WordId> table;
  table.reserve(slots + count);
  for (uint32_t rank = 0; rank < count; ++rank) {
    const uint64_t share = (kScale / (rank + offset)) * slots / total;
    table.insert(table.end(), std::max<uint64_t>(share, 1), static_cast<Language::WordId>(rank));
  }
  return table;
}

}  // namespace

Language::Language(uint64_t seed) {
  Random random = Random::ForItem(seed, 0);
  SpellWords(random);
  words_by_share_ = SharesByRank(kWords, 3, uint32_t{1} << 20);
  ChooseFollowers(random);
  CoinPhrases(random);
}

void Language::SpellWords(Random& random) {
  std::unordered_set<std::string> taken;
  spellings_.reserve(kWords);
  while (spellings_.size() < kWords) {
    const auto rank = static_cast<uint32_t>(spellings_.size());
    const bool is_name = rank >= kFunctionWords && random.Below(kNamesOneIn) == 0;
    const bool accented = is_name && random.Below(10) == 0;
    std::string word = Spell(SyllablesOfRank(rank, random), accented, random);
    if (!taken.insert(word).second) continue;
    if (is_name) {
      word[0] = static_cast<char>(word[0] - 'a' + 'A');
      names_.push_back(static_cast<WordId>(rank));
    }
    spellings_.push_back(std::move(word));
  }
}

void Language::ChooseFollowers(Random& random) {
  followers_.resize(size_t{kWords} * kFollowers);
  for (size_t i = 0; i < followers_.size(); ++i) {
    const size_t word = i / kFollowers;
    do {
      followers_[i] = DrawWord(random);
    } while (followers_[i] == word);
  }
}

void Language::CoinPhrases(Random& random) {
  phrases_by_share_ = SharesByRank(kPhrases, 20, uint32_t{1} << 16);
  phrases_.resize(kPhrases);
  for (Phrase& phrase : phrases_) {
    phrase.resize(random.Between(4, 8));
    phrase[0] = DrawWord(random);
    for (size_t i = 1; i < phrase.size(); ++i) phrase[i] = DrawFollower(phrase[i - 1], random);
  }
}

Language::WordId Language::DrawWord(Random& random) const {
  return words_by_share_[random.Below(static_cast<uint32_t>(words_by_share_.size()))];
}

Language::WordId Language::DrawFollower(WordId previous, Random& random) const {
  // After a function word nearly anything goes; a content word has habits.
  const uint32_t habit = previous < kFunctionWords ? 250'000 : 600'000;
  if (!random.Chance(habit)) return DrawWord(random);
  const uint32_t choice = std::min(random.Below(kFollowers), random.Below(kFollowers));
  return followers_[size_t{previous} * kFollowers + choice];
}

Language::WordId Language::DrawName(Random& random) const {
  // The smaller of two draws: some names are in the news more than others.
  const auto count = static_cast<uint32_t>(names_.size());
  return names_[std::min(random.Below(count), random.Below(count))];
}

const Language::Phrase& Language::DrawPhrase(Random& random) const {
  const auto slots = static_cast<uint32_t>(phrases_by_share_.size());
  return phrases_[phrases_by_share_[random.Below(slots)]];
}

}  // namespace reprise::bench
