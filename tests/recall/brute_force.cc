#include "recall/brute_force.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

// A shingle spelled out: no hash stands between two texts here.
using Shingle = std::vector<uint64_t>;

std::set<Shingle> ShinglesOf(const std::vector<Token>& tokens, size_t n) {
  std::set<Shingle> shingles;
  const size_t width = std::min(n, tokens.size());
  for (size_t begin = 0; width != 0 && begin + width <= tokens.size(); ++begin) {
    Shingle shingle;
    for (size_t i = begin; i < begin + width; ++i) {
      shingle.push_back(tokens[i].hash);
    }
    shingles.insert(shingle);
  }
  return shingles;
}

}  // namespace

BruteForce RunBruteForce(const std::vector<std::string>& texts, size_t n, const Rule& rule) {
  const auto count = static_cast<uint32_t>(texts.size());
  std::vector<uint64_t> tokens(count);
  std::vector<uint64_t> sizes(count);
  std::map<Shingle, std::vector<uint32_t>> holders;
  std::vector<Token> document_tokens;
  for (uint32_t document = 0; document < count; ++document) {
    TokenizeGeneral(texts[document], &document_tokens);
    tokens[document] = document_tokens.size();
    const std::set<Shingle> shingles = ShinglesOf(document_tokens, n);
    sizes[document] = shingles.size();
    for (const Shingle& shingle : shingles) {
      holders[shingle].push_back(document);
    }
  }
  std::vector<std::vector<const std::vector<uint32_t>*>> lists(count);
  for (const auto& [shingle, documents] : holders) {
    for (const uint32_t document : documents) {
      lists[document].push_back(&documents);
    }
  }

  BruteForce result;
  std::vector<uint32_t> shared(count, 0);
  for (uint32_t a = 0; a < count; ++a) {
    std::set<uint32_t> touched;
    for (const std::vector<uint32_t>* documents : lists[a]) {
      for (auto b = std::upper_bound(documents->begin(), documents->end(), a);
           b != documents->end(); ++b) {
        if (shared[*b]++ == 0) {
          touched.insert(*b);
        }
      }
    }
    for (const uint32_t b : touched) {
      const PairFigures figures{shared[b], sizes[a], sizes[b]};
      const PairFigures reverse{shared[b], sizes[b], sizes[a]};
      if (texts[a] == texts[b] || Decide(figures, tokens[a], rule) != Verdict::kNone ||
          Decide(reverse, tokens[b], rule) != Verdict::kNone) {
        result.pairs[{a, b}] = figures;
      }
      shared[b] = 0;
    }
  }

  std::vector<std::vector<std::pair<uint32_t, PairFigures>>> partners(count);
  for (const auto& [pair, figures] : result.pairs) {
    partners[pair.first].emplace_back(pair.second, figures);
    partners[pair.second].emplace_back(pair.first,
                                       PairFigures{figures.shared, figures.size_b, figures.size_a});
  }
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return sizes[a] > sizes[b]; });
  std::vector<uint32_t> place(count);
  for (uint32_t i = 0; i < count; ++i) {
    place[order[i]] = i;
  }
  for (const uint32_t document : order) {
    const BruteForce::Removal* best = nullptr;
    BruteForce::Removal candidate;
    BruteForce::Removal chosen;
    for (const auto& [other, figures] : partners[document]) {
      if (place[other] > place[document] || result.removals.contains(other)) {
        continue;
      }
      const bool exact = texts[other] == texts[document];
      const Verdict verdict = Decide(figures, tokens[document], rule);
      if (!exact && verdict == Verdict::kNone) {
        continue;
      }
      candidate = {other, exact, figures, exact ? Verdict::kExact : verdict};
      const auto key = [&](const BruteForce::Removal& removal) {
        return std::make_tuple(-removal.figures.Jaccard(), -removal.figures.CoverageA(),
                               place[removal.kept]);
      };
      if (best == nullptr || key(candidate) < key(chosen)) {
        chosen = candidate;
        best = &chosen;
      }
    }
    if (best != nullptr) {
      result.removals[document] = chosen;
    }
  }
  return result;
}

}  // namespace reprise
