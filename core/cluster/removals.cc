#include "reprise/cluster/removals.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "absl/types/span.h"
#include "reprise/base/parallel.h"
#include "reprise/cluster/kept_lists.h"
#include "reprise/cluster/search_plan.h"
#include "reprise/index/candidate_filter.h"

namespace reprise {
namespace {

// A kept document that satisfies the rule for the one under question.
struct Justification {
  uint32_t kept = 0;
  PairFigures figures;
  Verdict verdict = Verdict::kNone;
};

// By what a record prefers one kept document to another: less is better.
using Preference = std::tuple<double, double, uint32_t>;
Preference PreferenceOf(const PairFigures& figures, uint32_t kept) {
  return {-figures.Jaccard(), -figures.CoverageA(), kept};
}

// How many candidates ahead a bitmap is fetched.
constexpr size_t kSetsAhead = 4;

// What one thread needs to judge documents one after the other.
class Judge {
 public:
  Judge(const CandidateIndex& index, const RemovalOptions& options, const KeptLists& kept,
        ShingleSetSource* sets)
      : index_(index),
        options_(options),
        kept_(kept),
        sets_(sets),
        at_hand_(sets),
        filter_(index),
        seen_(index.size(), false) {}

  // Compares the document `text` with the kept documents at or after `first` that `buckets`, those
  // it searches, offer. The best of those that satisfy the rule replaces `*best` where it is
  // better.
  absl::Status Consider(uint32_t text, absl::Span<const uint32_t> buckets, uint32_t first,
                        std::optional<Justification>* best) {
    CollectCandidates(buckets, first);
    if (candidates_.empty()) {
      return absl::OkStatus();
    }
    filter_.Load(text);
    at_hand_.Hold(candidates_);
    std::shared_ptr<const ShingleSet> set;
    absl::Status status = FindProspects(text, best, &set);
    if (status.ok() && !prospects_.empty()) {
      Verify(text, *set, best);
    }
    at_hand_.Clear();
    loaded_.clear();
    return status;
  }

  // Whether two documents differ in figures alone.
  static bool IsVariant(const ShingleSet& a, const ShingleSet& b) {
    return a.sequence_hash != b.sequence_hash && a.masked_hash == b.masked_hash;
  }
  absl::StatusOr<bool> IsVariant(uint32_t a, uint32_t b) {
    return Compare(a, b, [](const ShingleSet& x, const ShingleSet& y) { return IsVariant(x, y); });
  }
  absl::StatusOr<bool> HaveSameSet(uint32_t a, uint32_t b) {
    return Compare(a, b, HaveSameShingles);
  }

 private:
  absl::StatusOr<bool> Compare(uint32_t a, uint32_t b,
                               bool (*holds)(const ShingleSet&, const ShingleSet&)) {
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> set_a = sets_->Get(a);
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> set_b = sets_->Get(b);
    if (!set_a.ok() || !set_b.ok()) {
      return set_a.ok() ? set_b.status() : set_a.status();
    }
    return holds(**set_a, **set_b);
  }

  // A candidate that may satisfy the rule, with the best figures that its bitmap allows.
  struct Prospect {
    Preference at_best;
    const ShingleSet* set = nullptr;
    bool filtered = false;  // whether it has passed the filter

    // For a heap that has the most promising one in front.
    bool operator<(const Prospect& other) const { return at_best > other.at_best; }
  };

  void CollectCandidates(absl::Span<const uint32_t> buckets, uint32_t first) {
    candidates_.clear();
    kept_.ForEachSince(buckets, first, [this](uint32_t rank) {
      if (!seen_[rank]) {
        seen_[rank] = true;
        candidates_.push_back(rank);
      }
    });
    for (const uint32_t rank : candidates_) {
      seen_[rank] = false;
    }
  }

  // Those of the candidates that may satisfy the rule and be better than `*best`; large ones that
  // are not at hand are verified at once, so that one of them at a time is in memory. Loads the set
  // of `text` into `*set` where there are any.
  //
  // A justification passes the bound by bitmaps as well as the filter by sketches, so which of them
  // is asked first, or whether what turns out not to be one is asked at all, has no influence on
  // the answer: bitmaps where both sets are at hand, sketches where that may spare loading one.
  absl::Status FindProspects(uint32_t text, std::optional<Justification>* best,
                             std::shared_ptr<const ShingleSet>* set) {
    prospects_.clear();
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (i + kSetsAhead < candidates_.size() && at_hand_[i + kSetsAhead] != nullptr) {
        at_hand_[i + kSetsAhead]->bitmap.Prefetch();
      }
      const uint32_t candidate = candidates_[i];
      const ShingleSet* other = at_hand_[i];
      std::shared_ptr<const ShingleSet> loaded;  // `other`, where it is not at hand
      const bool filtered = *set == nullptr || other == nullptr;
      if (filtered) {
        if (!SketchesAllow(text, candidate)) {
          continue;
        }
        absl::Status status = *set == nullptr ? Load(text, set) : absl::OkStatus();
        if (status.ok() && other == nullptr) {
          status = Load(candidate, &loaded);
          other = loaded.get();
        }
        if (!status.ok()) {
          return status;
        }
      }
      const std::optional<PairFigures> most = BestFigures(**set, *other);
      if (!most.has_value() || !IsBetter(*most, candidate, *best)) {
        continue;
      }
      const Prospect prospect = {PreferenceOf(*most, candidate), other, filtered};
      if (loaded != nullptr && loaded->large != nullptr) {
        probe_.Load(**set);
        VerifyOne(text, **set, prospect, best);
        continue;
      }
      prospects_.push_back(prospect);
      if (loaded != nullptr) {
        loaded_.push_back(std::move(loaded));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Load(uint32_t rank, std::shared_ptr<const ShingleSet>* set) {
    absl::StatusOr<std::shared_ptr<const ShingleSet>> loaded = sets_->Get(rank);
    if (!loaded.ok()) {
      return loaded.status();
    }
    *set = *std::move(loaded);
    return absl::OkStatus();
  }

  // Whether sizes and the filter, which has loaded `text`, let it be a copy of `candidate`.
  bool SketchesAllow(uint32_t text, uint32_t candidate) const {
    const uint64_t least = LeastShared(index_.shingles(text), index_.shingles(candidate),
                                       index_.tokens(text), options_.rule);
    return least <= index_.shingles(text) && filter_.MayShare(candidate, least);
  }

  // The best figures that the bitmaps allow; none where these do not satisfy the rule.
  std::optional<PairFigures> BestFigures(const ShingleSet& a, const ShingleSet& b) const {
    PairFigures most{std::min(a.size(), b.size()), a.size(), b.size()};
    if (Decide(most, a.tokens, options_.rule) == Verdict::kNone) {
      return std::nullopt;
    }
    most.shared = ShingleBitmap::MostShared(a.bitmap, b.bitmap);
    if (Decide(most, a.tokens, options_.rule) == Verdict::kNone) {
      return std::nullopt;
    }
    return most;
  }

  // Whether a record would name `kept`, of these figures, rather than `best`.
  static bool IsBetter(const PairFigures& figures, uint32_t kept,
                       const std::optional<Justification>& best) {
    return !best.has_value() ||
           PreferenceOf(figures, kept) < PreferenceOf(best->figures, best->kept);
  }

  // Counts in full what the most promising prospects share, until the others cannot do better:
  // among thousands of printings of one story a document has hundreds of justifications, of which
  // only the best is asked for.
  void Verify(uint32_t text, const ShingleSet& set, std::optional<Justification>* best) {
    std::make_heap(prospects_.begin(), prospects_.end());
    probe_.Load(set);
    while (!prospects_.empty()) {
      std::pop_heap(prospects_.begin(), prospects_.end());
      const Prospect prospect = prospects_.back();
      prospects_.pop_back();
      if (best->has_value() && PreferenceOf((*best)->figures, (*best)->kept) < prospect.at_best) {
        return;
      }
      if (!prospects_.empty()) {
        prospects_.front().set->PrefetchShingles();
      }
      VerifyOne(text, set, prospect, best);
    }
  }

  // Counts in full what `text`, whose set is loaded into the probe, shares with `prospect`.
  void VerifyOne(uint32_t text, const ShingleSet& set, const Prospect& prospect,
                 std::optional<Justification>* best) {
    const uint32_t candidate = std::get<2>(prospect.at_best);
    const PairFigures figures{probe_.CountShared(*prospect.set), set.size(), prospect.set->size()};
    const Verdict verdict = Decide(figures, set.tokens, options_.rule);
    if (verdict != Verdict::kNone && IsBetter(figures, candidate, *best) &&
        (prospect.filtered || SketchesAllow(text, candidate)) &&
        !(options_.keep_variants && IsVariant(set, *prospect.set))) {
      *best = Justification{candidate, figures, verdict};
    }
  }

  const CandidateIndex& index_;
  const RemovalOptions& options_;
  const KeptLists& kept_;
  ShingleSetSource* sets_;
  std::vector<uint32_t> candidates_;
  SetsAtHand at_hand_;                                     // of candidates_
  std::vector<std::shared_ptr<const ShingleSet>> loaded_;  // of prospects not at hand
  CandidateFilter filter_;
  SetProbe probe_;
  std::vector<Prospect> prospects_;
  std::vector<bool> seen_;  // by rank, while candidates are collected
};

// A removed first document of equal texts, remembered for its copies.
struct Precedent {
  uint32_t judged_up_to = 0;  // kept documents below this rank were considered
  std::optional<Justification> best;
};

// Documents are judged in batches: against what was kept before the batch side by side, then
// against what the batch itself keeps one after the other, which makes the answer that of going
// through them one by one.
class Selection {
 public:
  Selection(const CandidateIndex& index, const SearchPlan& plan,
            const std::vector<uint32_t>& first_of_equal, const RemovalOptions& options,
            ShingleSetSource* sets)
      : index_(index),
        plan_(plan),
        first_of_equal_(first_of_equal),
        options_(options),
        sets_(sets),
        kept_(index, plan.searched(), options.bucket_capacity),
        copies_(index.size(), false) {
    for (size_t i = 0; i < std::max<size_t>(1, options.threads); ++i) {
      judges_.emplace_back(index, options_, kept_, sets);
    }
    for (uint32_t rank = 0; rank < index.size(); ++rank) {
      if (first_of_equal[rank] != rank) {
        copies_[first_of_equal[rank]] = true;
      }
    }
  }

  absl::Status Run(uint32_t begin, uint32_t end, std::vector<Removal>* removals) {
    found_.assign(end - begin, std::nullopt);
    searched_.resize(std::max<size_t>(searched_.size(), end - begin));
    // Copies wait: their first one may stand in this batch.
    absl::Status status = ForEach(begin, end, [&](Judge& judge, uint32_t rank) {
      if (first_of_equal_[rank] != rank || rank < options_.references) {
        return absl::OkStatus();
      }
      const std::shared_ptr<void> turn = sets_->TakeTurn(rank);
      std::vector<uint32_t>& buckets = searched_[rank - begin];
      plan_.Buckets(rank, &buckets);
      absl::Status considered = judge.Consider(rank, buckets, 0, &found_[rank - begin]);
      // What the batch keeps is listed where there is room.
      std::erase_if(buckets, [this](uint32_t bucket) { return kept_.IsFull(bucket); });
      return considered;
    });
    for (uint32_t rank = begin; status.ok() && rank < end; ++rank) {
      status = Resolve(rank, begin, &found_[rank - begin]);
    }
    if (!status.ok()) {
      return status;
    }

    std::vector<Removal> records(end - begin);
    status = ForEach(begin, end, [&](Judge& judge, uint32_t rank) -> absl::Status {
      const std::optional<Justification>& found = found_[rank - begin];
      if (!found.has_value()) {
        return absl::OkStatus();
      }
      Removal& record = records[rank - begin];
      record = {rank, found->kept, found->verdict, found->figures, false};
      if (found->verdict == Verdict::kExact) {
        return absl::OkStatus();
      }
      const uint32_t first = first_of_equal_[rank];
      const absl::StatusOr<bool> variant = judge.IsVariant(first, found->kept);
      record.variant = variant.ok() && *variant;
      // What is removed is compared with nothing any more, unless copies are judged like it.
      if (!copies_[first]) {
        sets_->Forget(first);
      }
      return variant.status();
    });
    for (uint32_t rank = begin; rank < end; ++rank) {
      if (found_[rank - begin].has_value()) {
        removals->push_back(records[rank - begin]);
      }
    }
    return status;
  }

 private:
  absl::Status ForEach(uint32_t begin, uint32_t end,
                       const std::function<absl::Status(Judge&, uint32_t)>& body) {
    return ParallelFor(judges_.size(), end - begin, [&](size_t worker, size_t i) {
      return body(judges_[worker], begin + static_cast<uint32_t>(i));
    });
  }

  // Completes what is known of `rank` by what the batch kept since `batch_begin`, and decides.
  absl::Status Resolve(uint32_t rank, uint32_t batch_begin, std::optional<Justification>* found) {
    const uint32_t first = first_of_equal_[rank];
    if (rank < options_.references) {
      if (first == rank) {
        kept_.Add(rank, index_.BucketsOf(rank, &scratch_));
      }
      return absl::OkStatus();
    }
    Judge& judge = judges_.front();
    if (first == rank) {
      absl::Status status = judge.Consider(rank, searched_[rank - batch_begin], batch_begin, found);
      if (!status.ok()) {
        return status;
      }
      if (!found->has_value()) {
        if (!options_.within || !kept_.Add(rank, index_.BucketsOf(rank, &scratch_))) {
          sets_->Forget(rank);
        }
      } else if (copies_[rank]) {
        precedents_[rank] = {rank, *found};
      }
      return absl::OkStatus();
    }
    const auto precedent = precedents_.find(first);
    if (precedent == precedents_.end()) {
      if (!options_.within && first >= options_.references) {
        return absl::OkStatus();  // a copy of what is kept, but of no reference
      }
      // What is discounted may leave equal texts without a shingle; they share all the same.
      const uint64_t shingles = std::max<uint64_t>(1, index_.shingles(rank));
      *found = Justification{first, {shingles, shingles, shingles}, Verdict::kExact};
      return absl::OkStatus();
    }
    if (options_.copies_may_differ) {
      const absl::StatusOr<bool> same = judge.HaveSameSet(first, rank);
      if (!same.ok() || !*same) {
        return same.status();
      }
    }
    Precedent& known = precedent->second;
    std::vector<uint32_t>& buckets = searched_[rank - batch_begin];
    plan_.Buckets(first, &buckets);
    absl::Status status = judge.Consider(first, buckets, known.judged_up_to, &known.best);
    known.judged_up_to = rank;
    *found = known.best;
    return status;
  }

  const CandidateIndex& index_;
  const SearchPlan& plan_;
  const std::vector<uint32_t>& first_of_equal_;
  const RemovalOptions& options_;
  ShingleSetSource* sets_;
  KeptLists kept_;
  std::vector<uint32_t> scratch_;
  std::vector<bool> copies_;  // whether a first document has copies
  std::vector<Judge> judges_;
  std::vector<std::optional<Justification>> found_;  // of the batch
  // Of the batch: the buckets that a first document searches; after its first look at them, those
  // that may offer more.
  std::vector<std::vector<uint32_t>> searched_;
  std::unordered_map<uint32_t, Precedent> precedents_;
};

}  // namespace

absl::StatusOr<std::vector<Removal>> FindRemovals(const CandidateIndex& index,
                                                  const std::vector<uint32_t>& first_of_equal,
                                                  const RemovalOptions& options,
                                                  ShingleSetSource* sets, Monitor* monitor) {
  monitor->StartStage("verifying", index.size(), "documents");
  std::vector<Removal> removals;
  const auto size = static_cast<uint32_t>(index.size());
  std::vector<bool> searches(size);
  for (uint32_t rank = options.references; rank < size; ++rank) {
    searches[rank] = first_of_equal[rank] == rank;
  }
  const absl::StatusOr<SearchPlan> plan =
      SearchPlan::Make(index, searches, options.threads, options.spill, *monitor);
  if (!plan.ok()) {
    return plan.status();
  }
  Selection selection(index, *plan, first_of_equal, options, sets);
  const auto batch = static_cast<uint32_t>(std::max<size_t>(1, options.batch));
  for (uint32_t begin = 0; begin < size;) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const uint32_t end = begin + std::min(batch, size - begin);
    const absl::Status status = selection.Run(begin, end, &removals);
    if (!status.ok()) {
      return status;
    }
    monitor->Advance(end - begin);
    begin = end;
  }
  return removals;
}

}  // namespace reprise
