#ifndef REPRISE_BENCH_CORPUS_CORPORA_H_
#define REPRISE_BENCH_CORPUS_CORPORA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/corpus/article.h"
#include "bench/corpus/language.h"

namespace reprise::bench {

// How a document came about. Every kind but kOriginal names the document it was made from.
enum class Derivation : uint8_t {
  kOriginal,
  kExact,      // the same text, byte for byte
  kReprinted,  // the same story with the footer of another source
  kEdited,     // words replaced, inserted and dropped
  kShortened,  // the beginning or the middle of the story, lightly edited
  kExtended,   // the story inside a longer page, lightly edited
};

// "original", "exact", ...: what a truth file calls it.
std::string_view Name(Derivation derivation);

struct Document {
  uint64_t number = 0;
  uint64_t origin = 0;  // its own number where nothing precedes it
  Derivation derivation = Derivation::kOriginal;
  uint32_t edit_rate_ppm = 0;  // millionths of the origin's words; 0 where no word was changed
  uint32_t source = 0;
  uint32_t day = 0;    // days since 1970-01-01
  bool curly = false;  // typographic quotes; copies keep the origin's style
  Article title;
  Article body;
  Article footer;  // the source's boilerplate; often empty
};

// Appends the document as one JSONL record with the fields id, date, source, title and text.
void AppendRecord(const Language& language, const Document& document, std::string& out);

// Appends a line of the truth file: id, origin, kind, edit_rate. Nothing for an original.
void AppendTruth(const Document& document, std::string& out);

// News as a scraper finds them: about 350 words (log-normal-like), 200 sources of unequal size,
// three in five with boilerplate under most stories. About 12 % of the documents derive from an
// earlier one, itself perhaps derived; every 500th is a wire story that many take up.
// A document is a pure function of seed and number: nothing is kept, any part can be made alone.
class NewsCorpus {
 public:
  // `language` must outlive the corpus.
  NewsCorpus(const Language& language, uint64_t seed);

  Document Make(uint64_t number) const;

 private:
  static constexpr uint32_t kSources = 200;

  Document MakeOriginal(uint64_t number, Random& random) const;
  Document Derive(Document origin, uint64_t number, Random& random) const;
  uint32_t DrawSource(Random& random) const;
  // The source's footer, or none: a story in eight lost it on the way.
  Article FooterOf(uint32_t source, Random& random) const;

  const Language& language_;
  uint64_t seed_;
  std::vector<Article> footers_;  // by source
};

// Printings of one story of 350 words, in each of which a share of the words was replaced, drawn
// uniformly from 0 to `max_edit_ppm` millionths. Number 0 is a printing like the others.
class StoryCorpus {
 public:
  // `language` must outlive the corpus.
  StoryCorpus(const Language& language, uint64_t seed, uint32_t max_edit_ppm);

  Document Make(uint64_t number) const;

 private:
  const Language& language_;
  uint64_t seed_;
  uint32_t max_edit_ppm_;
  Document story_;
};

}  // namespace reprise::bench

#endif  // REPRISE_BENCH_CORPUS_CORPORA_H_
