#include "reprise/verify/alignment.h"

#include <bit>
#include <limits>
#include <tuple>
#include <utility>

#include "reprise/verify/extend.h"
#include "reprise/verify/followed_runs.h"
#include "reprise/verify/gram_index.h"

namespace reprise {
namespace {

// An n-gram that occurs more often on the other side is paired with a few of its occurrences only.
constexpr size_t kMostOccurrences = 64;

// Between two stretches that are joined; more than a bridge has, since what lies between them was
// seen to go on behind it.
constexpr size_t kLongestGap = 2 * kLongestBridge;

// A stretch that may become a passage.
struct Candidate {
  TokenPassage passage;
  bool has_sure_run = false;  // an exact run of min_tokens
};

class Aligner {
 public:
  Aligner(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b,
          const AlignmentOptions& options)
      : a_(a),
        b_(b),
        options_(options),
        min_tokens_(std::max<size_t>(1, options.min_tokens)),
        seed_(options.bridge_edits ? SeedLength(std::max(a.size(), b.size()), min_tokens_)
                                   : min_tokens_),
        bounds_{0, a.size(), 0, b.size()},
        budget_(options.bridge_edits ? a.size() + b.size() : 0) {}

  std::vector<TokenPassage> Run() {
    if (a_.size() < seed_ || b_.size() < seed_) {
      return {};
    }
    FollowSeeds();
    if (passed_over_) {
      CoverB();
    }
    return Choose();
  }

 private:
  // Pairs every seed of A with its occurrences in B.
  void FollowSeeds() {
    const GramIndex seeds_of_b(b_, seed_);
    std::vector<uint64_t> seeds;
    GramIndex::GramsOf(a_, seed_, &seeds);
    GramIndex sure_of_b;  // of min_tokens; made when first needed
    std::vector<uint64_t> sure;
    for (size_t i = 0; i < seeds.size(); ++i) {
      const absl::Span<const uint32_t> places = seeds_of_b.Find(seeds[i]);
      if (places.size() <= kMostOccurrences) {
        for (const uint32_t j : places) {
          Try(i, j);
        }
        continue;
      }
      // Too frequent to pair with all. What the guarantee is about, a run of min_tokens, starts
      // with a longer and therefore rarer n-gram.
      passed_over_ = true;
      if (seed_ == min_tokens_) {
        TryFrequent(i, places);
        continue;
      }
      if (sure.empty()) {
        sure_of_b = GramIndex(b_, min_tokens_);
        GramIndex::GramsOf(a_, min_tokens_, &sure);
      }
      const absl::Span<const uint32_t> longer =
          i < sure.size() ? sure_of_b.Find(sure[i]) : absl::Span<const uint32_t>();
      if (longer.size() <= kMostOccurrences) {
        for (const uint32_t j : longer) {
          Try(i, j);
        }
      } else {
        TryFrequent(i, longer);
      }
    }
  }

  // Pairs what is left of B with some occurrence in A: of what is frequent in B, only a few
  // occurrences were paired.
  void CoverB() {
    std::vector<bool> covered(b_.size(), false);
    for (const Candidate& candidate : candidates_) {
      if (candidate.has_sure_run) {
        std::fill(covered.begin() + static_cast<std::ptrdiff_t>(candidate.passage.b_begin),
                  covered.begin() + static_cast<std::ptrdiff_t>(candidate.passage.b_end), true);
      }
    }
    const GramIndex sure_of_a(a_, min_tokens_);
    std::vector<uint64_t> sure;
    GramIndex::GramsOf(b_, min_tokens_, &sure);
    // A gram counts as covered when all of its tokens are.
    size_t covered_until = 0;
    for (size_t j = 0; j < sure.size(); ++j) {
      covered_until = std::max(covered_until, j);
      while (covered_until < b_.size() && covered[covered_until]) {
        ++covered_until;
      }
      if (covered_until >= j + min_tokens_) {
        continue;
      }
      const absl::Span<const uint32_t> places = sure_of_a.Find(sure[j]);
      if (places.empty()) {
        continue;
      }
      const auto [begin, end] = TryFirst(places, j);
      std::fill(covered.begin() + static_cast<std::ptrdiff_t>(begin),
                covered.begin() + static_cast<std::ptrdiff_t>(end), true);
    }
  }

  // Extends the pair unless a chain has already come through it.
  void Try(size_t i, size_t j) {
    if (!followed_.Hold(DiagonalOf(i, j), i)) {
      Extend(i, j);
    }
  }

  // Of many occurrences, pairs the one that carries on where the last one was, if there is one,
  // else the first one that does not stand before the last.
  void TryFrequent(size_t i, absl::Span<const uint32_t> places) {
    const uint64_t on_diagonal = i + last_diagonal_ - a_.size();
    if (std::binary_search(places.begin(), places.end(), on_diagonal)) {
      Try(i, static_cast<size_t>(on_diagonal));
      return;
    }
    const auto* next = std::lower_bound(places.begin(), places.end(), last_b_end_);
    Try(i, next == places.end() ? places.front() : *next);
  }

  // Pairs b[j] with the first of `places` in A. Returns the tokens of B that are covered by it.
  std::pair<size_t, size_t> TryFirst(absl::Span<const uint32_t> places, size_t j) {
    for (const uint32_t i : places) {
      const size_t before = candidates_.size();
      Extend(i, j);
      if (candidates_.size() > before) {
        return {candidates_.back().passage.b_begin, candidates_.back().passage.b_end};
      }
    }
    return {j, j + 1};  // hashes met by chance
  }

  void Extend(size_t i, size_t j) {
    const RunChain chain = ExtendChain(a_, b_, i, j, bounds_, budget_.Allows());
    if (chain.runs.empty()) {
      return;  // hashes met by chance
    }
    budget_.Spend(chain);
    for (auto run = chain.runs.rbegin(); run != chain.runs.rend(); ++run) {
      followed_.Add(DiagonalOf(run->a, run->b), run->a, run->a + run->length);
    }
    candidates_.push_back(
        {{chain.a_begin(), chain.a_end(), chain.b_begin(), chain.b_end(), chain.Matched()},
         chain.LongestRun() >= min_tokens_});
    if (candidates_.back().has_sure_run) {
      last_diagonal_ = DiagonalOf(chain.runs.back().a, chain.runs.back().b);
      last_b_end_ = chain.b_end();
    }
  }

  // Whether a stretch without an exact run of min_tokens is worth showing: long enough, and hardly
  // edited. Strangers share runs of some tokens, but not several of them in a row.
  bool IsPromising(const TokenPassage& passage) const {
    const size_t edits = passage.length() - passage.matched;
    return passage.length() >= min_tokens_ && passage.matched >= edits &&
           4 * (passage.matched - edits) >= 3 * min_tokens_;
  }

  // Puts stretches together that follow each other on both sides: where edits are dense, the runs
  // between them can be too short to be worth a bridge from one end and yet hold further seeds.
  void JoinNeighbours() {
    // Looked back at so many stretches; more of them start so close to each other only in text
    // that repeats itself, where each is long by itself.
    constexpr size_t kLookBack = 16;
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& x, const Candidate& y) {
      return std::tie(x.passage.a_begin, x.passage.b_begin) <
             std::tie(y.passage.a_begin, y.passage.b_begin);
    });
    std::vector<Candidate> joined;
    for (const Candidate& next : candidates_) {
      Candidate* before = nullptr;
      for (size_t back = 1; back <= std::min(kLookBack, joined.size()); ++back) {
        Candidate& candidate = joined[joined.size() - back];
        if (Follows(candidate.passage, next.passage) &&
            (before == nullptr || candidate.passage.matched > before->passage.matched)) {
          before = &candidate;
        }
      }
      if (before == nullptr) {
        joined.push_back(next);
        continue;
      }
      before->passage.a_end = next.passage.a_end;
      before->passage.b_end = next.passage.b_end;
      before->passage.matched += next.passage.matched;
      before->has_sure_run = before->has_sure_run || next.has_sure_run;
    }
    candidates_ = std::move(joined);
  }

  static bool Follows(const TokenPassage& first, const TokenPassage& next) {
    if (next.a_begin < first.a_end || next.b_begin < first.b_end) {
      return false;
    }
    const size_t gap_a = next.a_begin - first.a_end;
    const size_t gap_b = next.b_begin - first.b_end;
    const size_t gap = std::max(gap_a, gap_b);
    return gap <= kLongestGap && gap - std::min(gap_a, gap_b) <= kLongestBridge / 2 &&
           gap <= 2 * std::min(first.matched, next.matched) &&
           gap <= std::max(first.matched, next.matched);
  }

  // Takes the longest candidates that add something on either side.
  std::vector<TokenPassage> Choose() {
    if (options_.bridge_edits) {
      JoinNeighbours();
    }
    candidates_.erase(std::remove_if(candidates_.begin(), candidates_.end(),
                                     [this](const Candidate& candidate) {
                                       return !candidate.has_sure_run &&
                                              !IsPromising(candidate.passage);
                                     }),
                      candidates_.end());
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& x, const Candidate& y) {
      const auto key = [](const Candidate& c) {
        const size_t shift = c.passage.a_begin > c.passage.b_begin
                                 ? c.passage.a_begin - c.passage.b_begin
                                 : c.passage.b_begin - c.passage.a_begin;
        return std::tuple(std::numeric_limits<size_t>::max() - c.passage.matched, shift,
                          c.passage.a_begin, c.passage.b_begin);
      };
      return key(x) < key(y);
    });
    std::vector<bool> in_a(a_.size(), false);
    std::vector<bool> in_b(b_.size(), false);
    const auto count_new = [](const std::vector<bool>& taken, size_t begin, size_t end) {
      return static_cast<size_t>(std::count(taken.begin() + static_cast<std::ptrdiff_t>(begin),
                                            taken.begin() + static_cast<std::ptrdiff_t>(end),
                                            false));
    };
    const auto take = [](std::vector<bool>* taken, size_t begin, size_t end) {
      std::fill(taken->begin() + static_cast<std::ptrdiff_t>(begin),
                taken->begin() + static_cast<std::ptrdiff_t>(end), true);
    };
    std::vector<TokenPassage> chosen;
    for (const Candidate& candidate : candidates_) {
      const TokenPassage& passage = candidate.passage;
      const size_t least_new = candidate.has_sure_run ? 1 : min_tokens_ / 2 + 1;
      if (count_new(in_a, passage.a_begin, passage.a_end) < least_new &&
          count_new(in_b, passage.b_begin, passage.b_end) < least_new) {
        continue;
      }
      take(&in_a, passage.a_begin, passage.a_end);
      take(&in_b, passage.b_begin, passage.b_end);
      chosen.push_back(passage);
    }
    std::sort(chosen.begin(), chosen.end(), [](const TokenPassage& x, const TokenPassage& y) {
      return std::tie(x.a_begin, x.b_begin, x.a_end) < std::tie(y.a_begin, y.b_begin, y.a_end);
    });
    return chosen;
  }

  size_t DiagonalOf(size_t i, size_t j) const { return a_.size() + j - i; }

  // Seeds short enough to find edited stretches; longer ones in long texts, where short ones meet
  // by chance: the length at which two strangers of that size share few.
  static size_t SeedLength(size_t tokens, size_t min_tokens) {
    constexpr size_t kShortest = 4;
    const auto bits = static_cast<size_t>(std::bit_width(tokens));
    return std::min(min_tokens, kShortest + (bits > 16 ? (bits - 16) / 2 : 0));
  }

  const absl::Span<const uint64_t> a_;
  const absl::Span<const uint64_t> b_;
  const AlignmentOptions options_;
  const size_t min_tokens_;
  const size_t seed_;
  const ExtensionBounds bounds_;
  BridgeBudget budget_;
  FollowedRuns followed_;  // places are tokens of A
  std::vector<Candidate> candidates_;
  size_t last_diagonal_ = 0;  // of the last candidate
  size_t last_b_end_ = 0;
  bool passed_over_ = false;  // whether some n-gram was too frequent to pair with all
};

}  // namespace

std::vector<TokenPassage> AlignTokens(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b,
                                      const AlignmentOptions& options) {
  return Aligner(a, b, options).Run();
}

}  // namespace reprise
