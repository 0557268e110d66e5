#ifndef REPRISE_PIPELINE_PASSAGE_KINDS_H_
#define REPRISE_PIPELINE_PASSAGE_KINDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reprise/base/spill.h"
#include "reprise/pipeline/passage_table.h"

namespace reprise {

// Why a passage comes back.
enum class PassageKind : uint8_t {
  kSyndicated,   // a text, or a good part of one, that several documents print
  kBoilerplate,  // a template: it stands on a large share of one source's pages
  kQuote,        // a short stretch within documents that otherwise differ
};

// "syndicated", "boilerplate", "quote".
const char* PassageKindName(PassageKind kind);

// A verdict with the figures that it rests on.
struct PassageVerdict {
  PassageKind kind = PassageKind::kQuote;
  // Boilerplate: the source whose template it is, and on how many of its pages it stands.
  uint32_t source = 0;
  uint32_t pages = 0;
};

// The verdicts on all passages of a table: 12 bytes for each, on disk where the budget is exceeded,
// and a bit for each in memory.
struct PassageVerdicts {
  SpillVector<PassageVerdict> all;  // by passage
  std::vector<bool> boilerplate;    // by passage: which are
};

// Judges every passage of a table:
// - boilerplate: at least half of its documents are of sources on whose pages it is common. Common
//   on a source's pages is what stands on a quarter of them and on three at least; of documents
//   whose source is unknown, half of them and twenty at least.
// - syndicated, of the rest: 100 tokens or more, or shared by two documents that consist to a half
//   or more of passages that are no boilerplate.
// - quote: the rest.
// Nothing is left out for being frequent. Linear in the table. Pure, but for `spill` (null: none),
// which must outlive the verdicts.
PassageVerdicts JudgePassages(const PassageTable& table, const DocumentFacts& facts,
                              SpillBudget* spill);

// The reason for a verdict, for people.
std::string ReasonFor(size_t passage, const PassageVerdict& verdict, const DocumentFacts& facts,
                      PassageTable::Reader* table);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PASSAGE_KINDS_H_
