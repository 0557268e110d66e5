#include "bench/corpus/article.h"

#include <algorithm>
#include <string_view>

namespace reprise::bench {
namespace {

Word Figure(Random& random) {
  Word word;
  switch (random.Below(4)) {
    case 0:
      word.kind = Word::Kind::kYear;
      word.value = random.Between(1945, 2024);
      break;
    case 1:
      word.kind = Word::Kind::kDecimal;
      word.value = random.Between(1, 999);
      break;
    default:
      word.kind = Word::Kind::kCount;
      word.value = random.Below(3) == 0 ? random.Below(90'000) : random.Between(2, 120);
  }
  return word;
}

// Words between punctuation that the sentence itself brings.
void AppendClause(const Language& language, size_t words, Random& random, Article& article) {
  const size_t end = article.size() + words;
  Language::WordId previous = language.DrawWord(random);
  while (article.size() < end) {
    const uint32_t choice = random.Below(120);
    if (choice < 2 && article.size() + 8 <= end) {
      for (const Language::WordId id : language.DrawPhrase(random)) {
        article.push_back({.value = id});
        previous = id;
      }
      continue;
    }
    if (choice < 5) {
      article.push_back(Figure(random));
      continue;
    }
    Word word{.value = previous};
    if (choice < 13) word.after = After::kComma;
    if (choice == 13) word.after = After::kPossessive;
    if (choice == 14) word.after = After::kDash;
    article.push_back(word);
    previous = language.DrawFollower(previous, random);
  }
}

// A sentence, a quoted one in one case of eight: "Words of the speaker," said Name Name.
void AppendSentence(const Language& language, size_t words, Random& random, Article& article) {
  // One word for "said", as reporters have it.
  constexpr Language::WordId kSaid = 40;
  const size_t first = article.size();
  const bool quoted = words >= 10 && random.Below(8) == 0;
  if (!quoted) {
    AppendClause(language, words, random, article);
  } else {
    AppendClause(language, words - 3, random, article);
    article[first].before = Before::kQuote;
    article.back().after = After::kQuoteEnd;
    article.push_back({.value = kSaid});
    article.push_back({.value = language.DrawName(random)});
    article.push_back({.value = language.DrawName(random)});
  }
  article[first].capital = true;
  article.back().after = After::kStop;
}

void AppendFigure(const Word& word, std::string& out) {
  if (word.kind == Word::Kind::kDecimal) {
    out += std::to_string(word.value / 10) + "." + std::to_string(word.value % 10);
  } else if (word.kind == Word::Kind::kCount && word.value >= 1000) {
    const std::string thousands = std::to_string(1000 + word.value % 1000);
    out += std::to_string(word.value / 1000) + "," + thousands.substr(1);
  } else {
    out += std::to_string(word.value);
  }
}

std::string_view Mark(After after, bool curly) {
  switch (after) {
    case After::kSpace:
      return " ";
    case After::kComma:
      return ", ";
    case After::kDash:
      return curly ? " — " : " - ";
    case After::kPossessive:
      return curly ? "’s " : "'s ";
    case After::kStop:
      return ". ";
    case After::kQuoteEnd:
      return curly ? ",” " : R"(,\" )";
    case After::kParagraph:
      return R"(.\n)";
  }
  return " ";
}

bool EndsSentence(After after) { return after == After::kStop || after == After::kParagraph; }

}  // namespace

void WriteSentences(const Language& language, size_t words, Random& random, Article& article) {
  size_t left = words;
  uint32_t sentences_left = random.Between(1, 4);
  while (left > 0) {
    size_t length = random.Between(6, 20) + random.Below(14);
    // A rest too short for a sentence of its own joins this one.
    if (length + 5 > left) length = left;
    AppendSentence(language, length, random, article);
    left -= length;
    if (--sentences_left == 0 || left == 0) {
      article.back().after = After::kParagraph;
      sentences_left = random.Between(1, 4);
    }
  }
}

void AppendJsonText(const Language& language, const Article& article, bool curly,
                    std::string& out) {
  const size_t begin = out.size();
  for (const Word& word : article) {
    if (word.before == Before::kQuote) out += curly ? "“" : R"(\")";
    if (word.kind != Word::Kind::kWord) {
      AppendFigure(word, out);
    } else {
      const size_t at = out.size();
      out += language.Spelling(static_cast<Language::WordId>(word.value));
      if (word.capital && out[at] >= 'a') out[at] = static_cast<char>(out[at] - 'a' + 'A');
    }
    out += Mark(word.after, curly);
  }
  // Texts end without the space or line break that would join the next sentence.
  while (out.size() > begin && out.back() == ' ') out.pop_back();
  if (out.size() >= begin + 2 && out.ends_with("\\n")) out.resize(out.size() - 2);
}

Article Edited(const Language& language, const Article& article, uint32_t rate_ppm,
               uint32_t longest_run, Random& random) {
  // Runs are (1 + longest_run) / 2 words long on average: that much rarer must they begin.
  const uint32_t begin_ppm = rate_ppm * 2 / (longest_run + 1);
  Article edited;
  edited.reserve(article.size() + article.size() / 16);
  uint32_t run = 0;
  uint32_t change = 0;
  for (const Word& word : article) {
    if (run == 0 && random.Chance(begin_ppm)) {
      run = random.Between(1, longest_run);
      change = random.Below(5);
    }
    if (run == 0) {
      edited.push_back(word);
      continue;
    }
    --run;
    if (change == 0) {
      if (!edited.empty() && EndsSentence(word.after)) edited.back().after = word.after;
      continue;
    }
    Word fresh = word;
    fresh.kind = Word::Kind::kWord;
    fresh.value = language.DrawWord(random);
    if (change == 1) {
      edited.push_back(word);
      edited.back().after = After::kSpace;
      fresh.before = Before::kNothing;
      fresh.capital = false;
    }
    edited.push_back(fresh);
  }
  return edited;
}

void ReplaceWords(const Language& language, size_t count, Random& random, Article& article) {
  std::vector<bool> replaced(article.size(), false);
  for (size_t left = std::min(count, article.size()); left > 0;) {
    const uint32_t at = random.Below(static_cast<uint32_t>(article.size()));
    const uint32_t value = language.DrawWord(random);
    Word& word = article[at];
    if (replaced[at] || (word.kind == Word::Kind::kWord && word.value == value)) continue;
    replaced[at] = true;
    word.kind = Word::Kind::kWord;
    word.value = value;
    --left;
  }
}

}  // namespace reprise::bench
