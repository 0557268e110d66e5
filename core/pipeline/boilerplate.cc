#include "reprise/pipeline/boilerplate.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/base/spill_sort.h"
#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"
#include "reprise/verify/rule.h"

namespace reprise {
namespace {

constexpr size_t kMostPages = 256;
constexpr size_t kLeastPages = 5;
constexpr size_t kPagesPerTemplatePage = 4;

// The pages of every source that may have a template, equal texts once, by text hash.
std::vector<std::pair<uint32_t, std::vector<uint32_t>>> PagesBySource(const Corpus& corpus) {
  std::vector<uint32_t> documents;
  for (uint32_t i = 0; i < corpus.documents.size(); ++i) {
    if (!corpus.fields.sources[corpus.fields.source_of[i]].empty()) {
      documents.push_back(i);
    }
  }
  const auto key = [&corpus](uint32_t document) {
    return std::tie(corpus.fields.source_of[document], corpus.documents[document].text_hash);
  };
  std::sort(documents.begin(), documents.end(),
            [&](uint32_t a, uint32_t b) { return key(a) != key(b) ? key(a) < key(b) : a < b; });
  documents.erase(std::unique(documents.begin(), documents.end(),
                              [&](uint32_t a, uint32_t b) { return key(a) == key(b); }),
                  documents.end());
  std::vector<std::pair<uint32_t, std::vector<uint32_t>>> sources;
  for (size_t begin = 0, end = 0; begin < documents.size(); begin = end) {
    const uint32_t source = corpus.fields.source_of[documents[begin]];
    std::vector<uint32_t> pages;
    for (; end < documents.size() && corpus.fields.source_of[documents[end]] == source; ++end) {
      if (pages.size() < kMostPages) {
        pages.push_back(documents[end]);
      }
    }
    if (pages.size() >= kLeastPages) {
      sources.emplace_back(source, std::move(pages));
    }
  }
  return sources;
}

// Whether two pages are the same story once more, rather than two stories in one template.
bool AreCopies(const ShingleSet& a, SetProbe* probe_a, const ShingleSet& b) {
  constexpr Rule kCopies = {.jaccard = 0.9, .coverage = std::nullopt};
  const uint64_t least = LeastShared(a.size(), b.size(), a.tokens, kCopies);
  if (least > a.size() || ShingleBitmap::MostShared(a.bitmap, b.bitmap) < least) {
    return false;
  }
  return probe_a->CountShared(b) >= least;
}

// The sets of the pages of `texts`, each story once: what a source prints several times is no
// template for that.
std::vector<ShingleSet> DifferentPages(std::vector<ShingleSet> pages) {
  std::vector<ShingleSet> different;
  SetProbe probe;
  for (ShingleSet& page : pages) {
    if (page.empty()) {
      continue;
    }
    probe.Load(page);
    if (std::none_of(different.begin(), different.end(),
                     [&](const ShingleSet& other) { return AreCopies(page, &probe, other); })) {
      different.push_back(std::move(page));
    }
  }
  return different;
}

// The passages of a text all of whose shingles are in `shingles`.
std::vector<std::string> PassagesOf(std::string_view text, size_t n,
                                    const ShingleExclusion& shingles) {
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  std::vector<uint64_t> hashes;
  hashes.reserve(tokens.size());
  for (const Token& token : tokens) {
    hashes.push_back(token.hash);
  }
  std::vector<uint64_t> all;
  Shingle(hashes, n, &all);
  std::vector<std::string> passages;
  for (size_t begin = 0; begin < all.size(); ++begin) {
    if (!shingles.contains(all[begin])) {
      continue;
    }
    size_t end = begin;
    while (end + 1 < all.size() && shingles.contains(all[end + 1])) {
      ++end;
    }
    const size_t last = std::min(tokens.size(), end + n) - 1;
    passages.emplace_back(text.substr(tokens[begin].begin, tokens[last].end - tokens[begin].begin));
    begin = end;
  }
  return passages;
}

// Calls visit(shingle, holders) with all shingles of `sets`, and in how many of them each is.
template <typename Visit>
void CountHolders(const std::vector<ShingleSet>& sets, SpillBudget* spill, Visit visit) {
  SpillSorter<uint64_t> sorter(spill);
  for (const ShingleSet& set : sets) {
    set.ForEach([&sorter](absl::Span<const uint64_t> piece) {
      for (const uint64_t shingle : piece) {
        sorter.Add(shingle);
      }
    });
  }
  uint64_t last = 0;
  size_t holders = 0;
  sorter.ForEach([&](uint64_t shingle) {
    if (holders != 0 && shingle != last) {
      visit(last, holders);
      holders = 0;
    }
    last = shingle;
    ++holders;
  });
  if (holders != 0) {
    visit(last, holders);
  }
}

absl::StatusOr<SourceTemplate> LearnTemplate(const std::vector<uint32_t>& pages, size_t shingle,
                                             SpillBudget* spill, TextLoader* loader) {
  LargeTextOptions large;
  large.spill = spill;
  std::vector<ShingleSet> sets;
  for (const uint32_t page : pages) {
    absl::Status status = loader->Load(page, [&](std::string_view text) {
      sets.push_back(MakeShingleSet(text, shingle, nullptr, large));
    });
    if (!status.ok()) {
      return status;
    }
  }
  const std::vector<ShingleSet> different = DifferentPages(sets);
  SourceTemplate found;
  found.sampled = different.size();
  const size_t least =
      std::max(kLeastPages, (different.size() + kPagesPerTemplatePage - 1) / kPagesPerTemplatePage);
  CountHolders(different, spill, [&](uint64_t value, size_t holders) {
    if (holders >= least) {
      found.shingles.insert(value);
    }
  });
  if (found.shingles.empty()) {
    return found;
  }
  size_t fullest = 0;
  std::ptrdiff_t most = 0;
  for (size_t i = 0; i < sets.size(); ++i) {
    std::ptrdiff_t held = 0;
    sets[i].ForEach([&](absl::Span<const uint64_t> piece) {
      held += std::count_if(piece.begin(), piece.end(),
                            [&](uint64_t one) { return found.shingles.contains(one); });
    });
    if (held > most) {
      most = held;
      fullest = i;
    }
  }
  absl::Status status = loader->Load(pages[fullest], [&](std::string_view text) {
    found.texts = PassagesOf(text, shingle, found.shingles);
  });
  return status.ok() ? absl::StatusOr<SourceTemplate>(std::move(found)) : status;
}

}  // namespace

absl::StatusOr<Boilerplate> LearnBoilerplate(const Corpus& corpus, size_t shingle, size_t threads,
                                             SpillBudget* spill, TextLoader* loader,
                                             Monitor* monitor) {
  const std::vector<std::pair<uint32_t, std::vector<uint32_t>>> sources = PagesBySource(corpus);
  monitor->StartStage("learning boilerplate", sources.size(), "sources");
  std::vector<SourceTemplate> found(sources.size());
  const absl::Status status =
      ParallelFor(threads, sources.size(), [&](size_t /*worker*/, size_t i) -> absl::Status {
        if (monitor->Cancelled()) {
          return absl::CancelledError("interrupted");
        }
        absl::StatusOr<SourceTemplate> learned =
            LearnTemplate(sources[i].second, shingle, spill, loader);
        if (!learned.ok()) {
          return learned.status();
        }
        found[i] = *std::move(learned);
        monitor->Advance(1);
        return absl::OkStatus();
      });
  if (!status.ok()) {
    return status;
  }
  std::vector<uint64_t> documents(corpus.fields.sources.size(), 0);
  for (const uint32_t source : corpus.fields.source_of) {
    ++documents[source];
  }
  Boilerplate boilerplate;
  for (size_t i = 0; i < sources.size(); ++i) {
    if (!found[i].shingles.empty()) {
      found[i].documents = documents[sources[i].first];
      boilerplate.Add(sources[i].first, std::move(found[i]));
    }
  }
  return boilerplate;
}

}  // namespace reprise
