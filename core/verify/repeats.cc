#include "reprise/verify/repeats.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "reprise/verify/extend.h"
#include "reprise/verify/followed_runs.h"
#include "reprise/verify/gram_index.h"

namespace reprise {
namespace {

constexpr size_t kSeed = 4;
constexpr size_t kMostPredecessors = 16;
// In a long text of few different words seeds meet by chance, at every token with many before it.
// Where there are so many pairs, those of seeds that stand at more than a few places are followed
// only if some more tokens are equal.
constexpr uint64_t kPairsPerToken = 1;
constexpr uint64_t kPairsAtLeast = 1'000'000;
constexpr size_t kFewPlaces = 4;
constexpr size_t kBeyondSeed = 2;

// A stretch that repeats itself with a period: token i equals token i - period, from
// begin + period to end.
struct Tandem {
  TokenRange range;
  size_t unit = 0;  // the least number of periods that has min_tokens, in tokens

  // Where the last whole unit ends.
  size_t UnitsEnd() const { return range.end - range.size() % unit; }
};

// Ranges that stand for the same occurrence, and which of them repeat each other.
class OccurrenceSets {
 public:
  // The known occurrence that `range` is about the same as, or a new one.
  size_t Find(const TokenRange& range) {
    const size_t tolerance = range.size() / 4;
    const size_t from = range.begin - std::min(range.begin, tolerance);
    // Few passages begin so close to each other and are so alike in length.
    constexpr size_t kMostLooks = 32;
    size_t looks = 0;
    for (auto it = by_begin_.lower_bound(from);
         it != by_begin_.end() && it->first <= range.begin + tolerance && looks < kMostLooks;
         ++it, ++looks) {
      if (AboutTheSame(ranges_[it->second], range)) {
        return it->second;
      }
    }
    ranges_.push_back(range);
    parents_.push_back(parents_.size());
    by_begin_.emplace(range.begin, ranges_.size() - 1);
    return ranges_.size() - 1;
  }

  void Join(size_t a, size_t b) {
    const size_t root_a = Root(a);
    const size_t root_b = Root(b);
    parents_[std::max(root_a, root_b)] = std::min(root_a, root_b);
  }

  // The occurrences of each set, disjoint, in order.
  std::vector<std::vector<TokenRange>> Sets() {
    std::vector<size_t> order(ranges_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [this](size_t a, size_t b) {
      const auto key = [this](size_t i) {
        return std::tuple(Root(i), ranges_[i].begin, ranges_[i].end);
      };
      return key(a) < key(b);
    });
    std::vector<std::vector<TokenRange>> sets;
    for (size_t i = 0; i < order.size(); ++i) {
      const TokenRange& range = ranges_[order[i]];
      if (i == 0 || Root(order[i]) != Root(order[i - 1])) {
        sets.emplace_back();
      }
      std::vector<TokenRange>& set = sets.back();
      if (set.empty() || range.begin >= set.back().end) {
        set.push_back(range);
      } else if (range.size() > set.back().size() &&
                 (set.size() < 2 || range.begin >= set[set.size() - 2].end)) {
        set.back() = range;
      }
    }
    return sets;
  }

 private:
  // Sharing four fifths of what they hold together.
  static bool AboutTheSame(const TokenRange& a, const TokenRange& b) {
    const size_t begin = std::max(a.begin, b.begin);
    const size_t end = std::min(a.end, b.end);
    return end > begin &&
           5 * (end - begin) >= 4 * (std::max(a.end, b.end) - std::min(a.begin, b.begin));
  }

  size_t Root(size_t i) {
    while (parents_[i] != i) {
      parents_[i] = parents_[parents_[i]];
      i = parents_[i];
    }
    return i;
  }

  std::vector<TokenRange> ranges_;
  std::vector<size_t> parents_;
  std::multimap<size_t, size_t> by_begin_;
};

class RepeatFinder {
 public:
  RepeatFinder(absl::Span<const uint64_t> tokens, const RepeatOptions& options)
      : tokens_(tokens),
        budget_(options.bridge_edits ? tokens.size() : 0),
        min_tokens_(std::max<size_t>(1, options.min_tokens)),
        seed_(options.bridge_edits ? std::min(kSeed, min_tokens_) : min_tokens_),
        least_run_(std::min(seed_ + kBeyondSeed, min_tokens_)),
        sure_(tokens, min_tokens_, /*repeated_only=*/true),
        seeds_(seed_ == min_tokens_ ? GramIndex() : GramIndex(tokens, seed_, true)),
        crowded_(seeds_.PairsWithin(kMostPredecessors) >
                 kPairsPerToken * tokens.size() + kPairsAtLeast) {
    GramIndex::GramsOf(tokens_, min_tokens_, &sure_grams_);
    GramIndex::GramsOf(tokens_, seed_, &seed_grams_);
  }

  std::vector<TokenRepeat> Run() {
    if (sure_.empty() && seeds_.empty()) {
      return {};
    }
    FindTandems();
    FollowSeeds();
    return Choose();
  }

 private:
  struct PairOfPlaces {
    TokenRange first;
    TokenRange later;
  };

  void FindTandems() {
    size_t period = 0;
    size_t followed_to = 0;
    for (size_t i = 0; i < sure_grams_.size(); ++i) {
      const absl::Span<const uint32_t> places = sure_.Find(sure_grams_[i]);
      const auto* here = std::lower_bound(places.begin(), places.end(), i);
      if (here == places.begin() || here == places.end()) {
        continue;
      }
      const size_t distance = i - *(here - 1);
      assert(distance > 0);
      if (distance == period && i < followed_to) {
        continue;
      }
      size_t begin = i;  // token begin equals token begin - distance
      while (begin > distance && tokens_[begin - 1] == tokens_[begin - 1 - distance]) {
        --begin;
      }
      size_t end = i;
      while (end < tokens_.size() && tokens_[end] == tokens_[end - distance]) {
        ++end;
      }
      period = distance;
      followed_to = end;
      const Tandem tandem{{begin - distance, end},
                          distance * ((min_tokens_ + distance - 1) / distance)};
      if (tandem.range.size() >= 2 * tandem.unit && !InsideTandem(tandem.range)) {
        tandems_.push_back(tandem);
      }
    }
  }

  // Whether a range lies within a tandem that is known, and so brings nothing new.
  bool InsideTandem(const TokenRange& range) const {
    const Tandem* tandem = TandemAt(range.begin);
    return tandem != nullptr && range.end <= tandem->range.end;
  }

  // The last tandem that begins at or before a token and holds it.
  const Tandem* TandemAt(size_t token) const {
    auto next = std::upper_bound(
        tandems_.begin(), tandems_.end(), token,
        [](size_t value, const Tandem& tandem) { return value < tandem.range.begin; });
    // Tandems overlap by less than two periods, so that the one sought is near.
    for (size_t back = 0; back < 4 && next != tandems_.begin(); ++back) {
      --next;
      if (token < next->range.end) {
        return &*next;
      }
    }
    return nullptr;
  }

  // The last tandem whose units end at or before a token.
  const Tandem* LastTandemBefore(size_t token) const {
    auto next = std::upper_bound(
        tandems_.begin(), tandems_.end(), token,
        [](size_t value, const Tandem& tandem) { return value < tandem.range.begin; });
    return next != tandems_.begin() && (next - 1)->UnitsEnd() <= token ? &*(next - 1) : nullptr;
  }

  void FollowSeeds() {
    std::sort(tandems_.begin(), tandems_.end(),
              [](const Tandem& a, const Tandem& b) { return a.range.begin < b.range.begin; });
    for (size_t i = 0; i < seed_grams_.size(); ++i) {
      const absl::Span<const uint32_t> places =
          seeds_.empty() ? sure_.Find(seed_grams_[i]) : seeds_.Find(seed_grams_[i]);
      TryPredecessors(i, places);
      if (places.size() > kMostPredecessors && seed_ != min_tokens_ && i < sure_grams_.size()) {
        TryPredecessors(i, sure_.Find(sure_grams_[i]));
      }
    }
  }

  // Pairs token i with the places before it, nearest first.
  void TryPredecessors(size_t i, absl::Span<const uint32_t> places) {
    const Tandem* tandem = TandemAt(i);
    const bool in_unit = tandem != nullptr && i < tandem->UnitsEnd();
    // What follows a tandem and resembles its units must not take them along: backwards, they
    // equal each other without end.
    const Tandem* tandem_before = in_unit ? nullptr : LastTandemBefore(i);
    const auto* here = std::lower_bound(places.begin(), places.end(), i);
    for (size_t tried = 0; here != places.begin() && tried < kMostPredecessors; ++tried) {
      const size_t j = *--here;
      if (i - j < seed_ || (in_unit && j >= tandem->range.begin) ||
          (crowded_ && places.size() > kFewPlaces && !RunReaches(least_run_, j, i))) {
        continue;
      }
      if (!followed_.Hold(i - j, i)) {
        Extend(j, i,
               tandem_before != nullptr && j >= tandem_before->range.begin
                   ? tandem_before->UnitsEnd()
                   : 0);
      }
    }
  }

  // Whether the equal run through tokens j < i, both the first of a seed, has `least` tokens.
  bool RunReaches(size_t least, size_t j, size_t i) const {
    size_t length = 0;
    while (length < least && i + length < tokens_.size() &&
           tokens_[j + length] == tokens_[i + length]) {
      ++length;
    }
    if (length < seed_) {
      return false;  // only their hashes are equal
    }
    for (size_t back = 1; length < least && back <= j && tokens_[j - back] == tokens_[i - back];
         ++back) {
      ++length;
    }
    return length >= least;
  }

  void Extend(size_t j, size_t i, size_t later_low) {
    const ExtensionBounds bounds{0, tokens_.size(), later_low, tokens_.size(), true};
    const RunChain chain = ExtendChain(tokens_, tokens_, j, i, bounds, budget_.Allows());
    if (chain.runs.empty()) {
      return;
    }
    budget_.Spend(chain);
    // A seed alone is not come upon again, and in text of few different words there are many.
    const bool alone = chain.runs.size() == 1 && chain.runs.front().length == seed_;
    for (auto run = chain.runs.rbegin(); run != chain.runs.rend() && !alone; ++run) {
      // Only as far as its seeds go: that the stretches must be disjoint can have cut it short.
      if (run->length >= seed_) {
        followed_.Add(run->b - run->a, run->b, run->b + run->length - seed_ + 1);
      }
    }
    const PairOfPlaces pair{{chain.a_begin(), chain.a_end()}, {chain.b_begin(), chain.b_end()}};
    const size_t matched = chain.Matched();
    const size_t length = std::max(pair.first.size(), pair.later.size());
    if (std::min(pair.first.size(), pair.later.size()) < min_tokens_) {
      return;
    }
    // Without an exact run of min_tokens only what is hardly edited counts: an author comes back to
    // the same names and turns of phrase.
    const size_t edits = length - matched;
    if (chain.LongestRun() >= min_tokens_ ||
        (matched >= 4 * edits && 4 * (matched - edits) >= 3 * min_tokens_)) {
      pairs_.push_back(pair);
    }
  }

  std::vector<TokenRepeat> Choose() {
    OccurrenceSets occurrences;
    for (const Tandem& tandem : tandems_) {
      const size_t begin = tandem.range.begin;
      const size_t first = occurrences.Find({begin, begin + tandem.unit});
      for (size_t at = begin + tandem.unit; at + tandem.unit <= tandem.range.end;
           at += tandem.unit) {
        occurrences.Join(first, occurrences.Find({at, at + tandem.unit}));
      }
    }
    std::sort(pairs_.begin(), pairs_.end(), [](const PairOfPlaces& a, const PairOfPlaces& b) {
      const auto key = [](const PairOfPlaces& pair) {
        return std::tuple(~pair.later.size(), pair.first.begin, pair.later.begin);
      };
      return key(a) < key(b);
    });
    for (const PairOfPlaces& pair : pairs_) {
      const size_t first = occurrences.Find(pair.first);
      occurrences.Join(first, occurrences.Find(pair.later));
    }

    std::vector<std::vector<TokenRange>> sets = occurrences.Sets();
    std::stable_sort(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
      return a.front().size() > b.front().size();
    });
    Nesting nesting(tokens_.size());
    std::vector<TokenRepeat> repeats;
    for (std::vector<TokenRange>& set : sets) {
      if (set.size() < 2 || nesting.IsOnlyPartOfOthers(set)) {
        continue;
      }
      nesting.Add(set);
      TokenRepeat repeat;
      repeat.slack = SlackOf(set);
      repeat.occurrences = std::move(set);
      repeats.push_back(std::move(repeat));
    }
    AddUncovered(&repeats);
    std::sort(repeats.begin(), repeats.end(), [](const TokenRepeat& a, const TokenRepeat& b) {
      const TokenRange& first = a.occurrences.front();
      const TokenRange& second = b.occurrences.front();
      return std::tuple(first.begin, ~first.end) < std::tuple(second.begin, ~second.end);
    });
    return repeats;
  }

  // Where text overlaps itself, a set can lose the occurrences that made it one: the pairs that
  // are not spoken for are listed by themselves.
  void AddUncovered(std::vector<TokenRepeat>* repeats) const {
    std::vector<bool> covered(tokens_.size(), false);
    const auto cover = [&](const TokenRange& range) {
      std::fill(covered.begin() + static_cast<std::ptrdiff_t>(range.begin),
                covered.begin() + static_cast<std::ptrdiff_t>(range.end), true);
    };
    const auto is_missing = [&](const TokenRange& range) {
      size_t stretch = 0;
      for (size_t i = range.begin; i < range.end && stretch < min_tokens_; ++i) {
        stretch = covered[i] ? 0 : stretch + 1;
      }
      return stretch >= min_tokens_;
    };
    for (const TokenRepeat& repeat : *repeats) {
      std::for_each(repeat.occurrences.begin(), repeat.occurrences.end(), cover);
    }
    for (const PairOfPlaces& pair : pairs_) {
      if (is_missing(pair.first) || is_missing(pair.later)) {
        cover(pair.first);
        cover(pair.later);
        repeats->push_back({{pair.first, pair.later}, 0});
      }
    }
  }

  // How far a set that is the units of a tandem, and nothing else, may be shifted.
  size_t SlackOf(const std::vector<TokenRange>& set) const {
    const Tandem* tandem = TandemAt(set.front().begin);
    if (tandem == nullptr || tandem->range.begin != set.front().begin ||
        tandem->UnitsEnd() != set.back().end) {
      return 0;
    }
    size_t at = tandem->range.begin;
    const bool units = std::all_of(set.begin(), set.end(), [&](const TokenRange& range) {
      const bool next = range.begin == at && range.size() == tandem->unit;
      at = range.end;
      return next;
    });
    return units ? tandem->range.end - tandem->UnitsEnd() : 0;
  }

  // Which occurrences lie within which longer ones.
  class Nesting {
   public:
    explicit Nesting(size_t tokens) : innermost_(tokens, kNone) {}

    // Whether a set's occurrences are each a part of a different longer one: then those say it all.
    bool IsOnlyPartOfOthers(const std::vector<TokenRange>& set) const {
      std::vector<uint32_t> holders;
      for (const TokenRange& range : set) {
        uint32_t holder = innermost_[range.begin];
        while (holder != kNone && ranges_[holder].end < range.end) {
          holder = parents_[holder];
        }
        if (holder == kNone) {
          return false;
        }
        holders.push_back(holder);
      }
      std::sort(holders.begin(), holders.end());
      return std::adjacent_find(holders.begin(), holders.end()) == holders.end();
    }

    void Add(const std::vector<TokenRange>& set) {
      for (const TokenRange& range : set) {
        ranges_.push_back(range);
        parents_.push_back(innermost_[range.begin]);
        std::fill(innermost_.begin() + static_cast<std::ptrdiff_t>(range.begin),
                  innermost_.begin() + static_cast<std::ptrdiff_t>(range.end),
                  static_cast<uint32_t>(ranges_.size() - 1));
      }
    }

   private:
    static constexpr uint32_t kNone = ~uint32_t{0};
    std::vector<uint32_t> innermost_;  // per token, the last added occurrence that holds it
    std::vector<TokenRange> ranges_;
    std::vector<uint32_t> parents_;  // what held its first token before
  };

  const absl::Span<const uint64_t> tokens_;
  BridgeBudget budget_;
  const size_t min_tokens_;
  const size_t seed_;
  const size_t least_run_;  // of seeds at more than a few places, in crowded text
  const GramIndex sure_;    // n-grams of min_tokens
  const GramIndex seeds_;   // of seed_ tokens; empty where that is the same
  const bool crowded_;      // whether seeds meet by chance
  std::vector<uint64_t> sure_grams_;
  std::vector<uint64_t> seed_grams_;
  std::vector<Tandem> tandems_;
  FollowedRuns followed_;  // diagonals are distances, places those of the later run
  std::vector<PairOfPlaces> pairs_;
};

}  // namespace

std::vector<TokenRepeat> FindRepeats(absl::Span<const uint64_t> tokens,
                                     const RepeatOptions& options) {
  return RepeatFinder(tokens, options).Run();
}

}  // namespace reprise
