#include "bench/corpus/corpora.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

namespace reprise::bench {
namespace {

constexpr uint32_t kMillion = 1'000'000;
constexpr uint32_t kStoryWords = 350;
constexpr uint32_t kShortestBody = 40;
constexpr uint32_t kMaxEditPpm = 150'000;
constexpr uint32_t kLightEditPpm = 20'000;
constexpr uint32_t kDerivedPpm = 120'000;
constexpr uint32_t kWireEvery = 500;
constexpr uint32_t kFirstDay = 12'053;  // 2003-01-01
constexpr uint32_t kDays = 22 * 365;

// Streams that must not meet those of the documents, which are numbered from 0.
constexpr uint64_t kFooterStream = uint64_t{1} << 62;
constexpr uint64_t kStoryStream = kFooterStream + 1;

// The product of six factors of mean 1: log-normal-like, coefficient of variation 0.6.
uint32_t DrawBodyLength(Random& random) {
  uint64_t length = 350;
  for (int i = 0; i < 6; ++i) length = length * random.Between(600, 1400) / 1000;
  return static_cast<uint32_t>(std::max<uint64_t>(length, kShortestBody));
}

uint32_t Share(size_t words, uint32_t parts_in_million) {
  return static_cast<uint32_t>(uint64_t{words} * parts_in_million / kMillion);
}

Article Headline(const Language& language, Random& random) {
  Article title;
  WriteSentences(language, random.Between(5, 11), random, title);
  title.back().after = After::kSpace;
  return title;
}

// Small changes are the most frequent: the product of two uniform draws.
uint32_t DrawEditRate(Random& random) {
  return Share(random.Below(kMaxEditPpm + 1), random.Below(kMillion + 1));
}

// Scattered words in half of the documents, phrases in the others.
uint32_t DrawLongestRun(Random& random) { return random.Below(2) == 0 ? 1 : 7; }

Article Shortened(const Article& body, Random& random) {
  const uint32_t length =
      std::max<uint32_t>(Share(body.size(), random.Between(300'000, 900'000)),
                         std::min<uint32_t>(kShortestBody, Share(body.size(), kMillion)));
  const auto rest = static_cast<uint32_t>(body.size()) - length;
  const uint32_t begin = random.Below(3) == 0 ? random.Below(rest + 1) : 0;
  Article part(body.begin() + begin, body.begin() + begin + length);
  part.back().after = After::kParagraph;
  return part;
}

void Append(const Article& more, Article& article) {
  article.insert(article.end(), more.begin(), more.end());
}

std::string Date(uint32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  std::string text(16, '\0');
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  text.resize(static_cast<size_t>(length));
  return text;
}

std::string Id(uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string id = "d";
  id.append(digits.size() < 7 ? 7 - digits.size() : 0, '0');
  return id.append(digits);
}

std::string Fraction(uint32_t ppm) {
  const std::string digits = std::to_string(kMillion + ppm);
  return (ppm == kMillion ? "1." : "0.") + digits.substr(digits.size() - 6);
}

}  // namespace

std::string_view Name(Derivation derivation) {
  switch (derivation) {
    case Derivation::kOriginal:
      return "original";
    case Derivation::kExact:
      return "exact";
    case Derivation::kReprinted:
      return "reprinted";
    case Derivation::kEdited:
      return "edited";
    case Derivation::kShortened:
      return "shortened";
    case Derivation::kExtended:
      return "extended";
  }
  return "";
}

void AppendRecord(const Language& language, const Document& document, std::string& out) {
  out += R"({"id": ")" + Id(document.number) + R"(", "date": ")" + Date(document.day) +
         R"(", "source": "paper-)" + std::to_string(document.source) + R"(.example", "title": ")";
  AppendJsonText(language, document.title, document.curly, out);
  out += R"(", "text": ")";
  AppendJsonText(language, document.body, document.curly, out);
  if (!document.footer.empty()) {
    out += R"(\n)";
    AppendJsonText(language, document.footer, document.curly, out);
  }
  out += "\"}\n";
}

void AppendTruth(const Document& document, std::string& out) {
  if (document.derivation == Derivation::kOriginal) return;
  out += R"({"id": ")" + Id(document.number) + R"(", "origin": ")" + Id(document.origin) +
         R"(", "kind": ")";
  out += Name(document.derivation);
  out += R"(", "edit_rate": )" + Fraction(document.edit_rate_ppm) + "}\n";
}

NewsCorpus::NewsCorpus(const Language& language, uint64_t seed)
    : language_(language), seed_(seed), footers_(kSources) {
  Random random = Random::ForItem(seed, kFooterStream);
  for (Article& footer : footers_) {
    if (random.Below(5) < 3) WriteSentences(language, random.Between(12, 45), random, footer);
  }
}

Document NewsCorpus::Make(uint64_t number) const {
  Random random = Random::ForItem(seed_, number);
  if (number == 0 || !random.Chance(kDerivedPpm)) return MakeOriginal(number, random);
  const auto earlier = static_cast<uint32_t>(std::min<uint64_t>(number, UINT32_MAX));
  uint32_t origin = random.Below(earlier);
  if (random.Below(8) == 0) origin -= origin % kWireEvery;
  return Derive(Make(origin), number, random);
}

Document NewsCorpus::MakeOriginal(uint64_t number, Random& random) const {
  Document document;
  document.number = number;
  document.origin = number;
  document.source = DrawSource(random);
  document.day = kFirstDay + random.Below(kDays);
  document.curly = document.source % 2 == 0;
  document.title = Headline(language_, random);
  WriteSentences(language_, DrawBodyLength(random), random, document.body);
  document.footer = FooterOf(document.source, random);
  return document;
}

Document NewsCorpus::Derive(Document origin, uint64_t number, Random& random) const {
  Document copy = std::move(origin);
  copy.origin = std::exchange(copy.number, number);
  copy.day += random.Below(4);
  copy.source = DrawSource(random);
  copy.edit_rate_ppm = 0;
  const uint32_t kind = random.Below(100);
  if (kind < 15) {
    copy.derivation = Derivation::kExact;
    return copy;
  }
  copy.footer = FooterOf(copy.source, random);
  if (kind < 23) {
    copy.derivation = Derivation::kReprinted;
    return copy;
  }
  if (kind < 70) {
    copy.derivation = Derivation::kEdited;
    copy.edit_rate_ppm = DrawEditRate(random);
    if (random.Below(3) == 0) copy.title = Headline(language_, random);
  } else if (kind < 85) {
    copy.derivation = Derivation::kShortened;
    copy.edit_rate_ppm = random.Below(kLightEditPpm + 1);
    copy.body = Shortened(copy.body, random);
  } else {
    copy.derivation = Derivation::kExtended;
    copy.edit_rate_ppm = random.Below(kLightEditPpm + 1);
  }
  copy.body = Edited(language_, copy.body, copy.edit_rate_ppm, DrawLongestRun(random), random);
  if (copy.derivation == Derivation::kExtended) {
    Article page;
    WriteSentences(language_, Share(copy.body.size(), random.Below(500'000)), random, page);
    Append(copy.body, page);
    WriteSentences(language_, Share(copy.body.size(), random.Between(100'000, 1'500'000)), random,
                   page);
    copy.body = std::move(page);
  }
  return copy;
}

uint32_t NewsCorpus::DrawSource(Random& random) const {
  // The smaller of two draws: large papers print more.
  return std::min(random.Below(kSources), random.Below(kSources));
}

Article NewsCorpus::FooterOf(uint32_t source, Random& random) const {
  return random.Below(8) == 0 ? Article() : footers_[source];
}

StoryCorpus::StoryCorpus(const Language& language, uint64_t seed, uint32_t max_edit_ppm)
    : language_(language), seed_(seed), max_edit_ppm_(std::min(max_edit_ppm, kMillion)) {
  Random random = Random::ForItem(seed, kStoryStream);
  story_.day = kFirstDay + random.Below(kDays);
  story_.title = Headline(language, random);
  WriteSentences(language, kStoryWords, random, story_.body);
}

Document StoryCorpus::Make(uint64_t number) const {
  Random random = Random::ForItem(seed_, number);
  Document copy = story_;
  copy.number = number;
  copy.derivation = Derivation::kEdited;
  copy.source = random.Below(1000);
  const uint32_t wanted = random.Below(max_edit_ppm_ + 1);
  // Rounded at random: 350 words have no 1.5 % otherwise.
  const uint64_t scaled = uint64_t{kStoryWords} * wanted + random.Below(kMillion);
  const uint64_t changed = std::min<uint64_t>(scaled / kMillion, kStoryWords);
  copy.edit_rate_ppm = static_cast<uint32_t>(changed * kMillion / kStoryWords);
  ReplaceWords(language_, changed, random, copy.body);
  return copy;
}

}  // namespace reprise::bench
