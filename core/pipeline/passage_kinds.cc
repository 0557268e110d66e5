#include "reprise/pipeline/passage_kinds.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "reprise/base/figures.h"

namespace reprise {
namespace {

constexpr uint32_t kLongPassage = 100;  // tokens
constexpr uint32_t kUnknownSource = 0;

// Calls visit(document) once for each document of a passage.
template <typename Visit>
void ForEachDocument(size_t passage, PassageTable::Reader* table, Visit visit) {
  const absl::Span<const PassageTable::Occurrence> occurrences = table->Occurrences(passage);
  for (size_t i = 0; i < occurrences.size(); ++i) {
    if (i == 0 || occurrences[i].document != occurrences[i - 1].document) {
      visit(occurrences[i].document);
    }
  }
}

bool IsCommon(uint32_t source, uint32_t pages, uint32_t pages_of_source) {
  return source == kUnknownSource ? pages >= 20 && 2 * pages >= pages_of_source
                                  : pages >= 3 && 4 * pages >= pages_of_source;
}

// Fills in the source whose template a passage is; false where it is none.
bool IsBoilerplate(size_t passage, const DocumentFacts& facts, PassageTable::Reader* table,
                   absl::flat_hash_map<uint32_t, uint32_t>* pages, PassageVerdict* verdict) {
  pages->clear();
  ForEachDocument(passage, table, [&](uint32_t document) { ++(*pages)[facts.source[document]]; });
  uint32_t on_templates = 0;
  for (const auto& [source, count] : *pages) {
    if (!IsCommon(source, count, facts.source_documents[source])) {
      continue;
    }
    on_templates += count;
    if (count > verdict->pages || (count == verdict->pages && source < verdict->source)) {
      verdict->source = source;
      verdict->pages = count;
    }
  }
  return 2 * on_templates >= table->documents(passage) && on_templates > 0;
}

// Whether a half or more of a document's tokens lie in passages that are no boilerplate.
bool IsMostlyShared(absl::Span<const PassageTable::Place> places,
                    const std::vector<bool>& boilerplate, uint32_t tokens) {
  uint64_t shared = 0;
  uint64_t counted_to = 0;
  for (const PassageTable::Place& place : places) {
    if (boilerplate[place.passage]) {
      continue;
    }
    const uint64_t end = uint64_t{place.begin} + place.tokens;
    const uint64_t begin = std::max<uint64_t>(place.begin, counted_to);
    shared += end > begin ? end - begin : 0;
    counted_to = std::max(counted_to, end);
  }
  return 2 * shared >= tokens;
}

}  // namespace

const char* PassageKindName(PassageKind kind) {
  switch (kind) {
    case PassageKind::kBoilerplate:
      return "boilerplate";
    case PassageKind::kQuote:
      return "quote";
    case PassageKind::kSyndicated:
      break;
  }
  return "syndicated";
}

PassageVerdicts JudgePassages(const PassageTable& table, const DocumentFacts& facts,
                              SpillBudget* spill) {
  PassageTable::Reader reader(table);
  PassageVerdicts verdicts{SpillVector<PassageVerdict>(spill), std::vector<bool>(table.size())};
  SpillVector<PassageVerdict> first(spill);  // what can be said of a passage by itself
  absl::flat_hash_map<uint32_t, uint32_t> pages;
  for (size_t passage = 0; passage < table.size(); ++passage) {
    PassageVerdict verdict;
    if (IsBoilerplate(passage, facts, &reader, &pages, &verdict)) {
      verdict.kind = PassageKind::kBoilerplate;
      verdicts.boilerplate[passage] = true;
    }
    first.push_back(verdict);
  }
  std::vector<bool> mostly_shared(facts.tokens.size());
  for (uint32_t document = 0; document < mostly_shared.size(); ++document) {
    mostly_shared[document] =
        table.HasPlaces(document) &&
        IsMostlyShared(reader.PlacesIn(document), verdicts.boilerplate, facts.tokens[document]);
  }
  SpillWindow<PassageVerdict> known(first);
  for (size_t passage = 0; passage < table.size(); ++passage) {
    PassageVerdict verdict = known[passage];
    if (verdict.kind != PassageKind::kBoilerplate) {
      uint32_t reprints = 0;
      ForEachDocument(passage, &reader,
                      [&](uint32_t document) { reprints += mostly_shared[document] ? 1 : 0; });
      verdict.kind = reader.tokens(passage) >= kLongPassage || reprints >= 2
                         ? PassageKind::kSyndicated
                         : PassageKind::kQuote;
    }
    verdicts.all.push_back(verdict);
  }
  return verdicts;
}

std::string ReasonFor(size_t passage, const PassageVerdict& verdict, const DocumentFacts& facts,
                      PassageTable::Reader* table) {
  if (verdict.kind == PassageKind::kBoilerplate) {
    const std::string pages = absl::StrCat("on ", FormatCount(verdict.pages), " of ",
                                           FormatCount(facts.source_documents[verdict.source]));
    return verdict.source == kUnknownSource
               ? absl::StrCat(pages, " documents whose source is unknown")
               : absl::StrCat(pages, " pages of ", facts.source_names[verdict.source]);
  }
  std::vector<uint32_t> sources;
  ForEachDocument(passage, table, [&](uint32_t document) {
    if (facts.source[document] != kUnknownSource) {
      sources.push_back(facts.source[document]);
    }
  });
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  const std::string where = absl::StrCat(
      "in ", Plural(table->documents(passage), "document"),
      sources.empty() ? std::string() : absl::StrCat(" of ", Plural(sources.size(), "source")));
  if (verdict.kind == PassageKind::kQuote) {
    return absl::StrCat("short (", Plural(table->tokens(passage), "token"), "), ", where,
                        " that otherwise differ");
  }
  return table->tokens(passage) >= kLongPassage
             ? absl::StrCat("long (", Plural(table->tokens(passage), "token"), "), ", where)
             : absl::StrCat(where, ", of which some are mostly shared text");
}

}  // namespace reprise
