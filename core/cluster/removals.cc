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
#include "reprise/cluster/kept_documents.h"
#include "reprise/index/candidate_filter.h"

namespace reprise {
namespace {

// A kept document that satisfies the rule for the one under question.
struct Justification {
  uint32_t kept = 0;
  PairFigures figures;
  Verdict verdict = Verdict::kNone;
  bool variant = false;
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
  Judge(const CandidateIndex& index, const RemovalOptions& options, ShingleSetSource* sets)
      : index_(index),
        options_(options),
        sets_(sets),
        at_hand_(sets),
        filter_(index),
        seen_(index.size(), false) {}

  // Adds a kept document to those that the next one is compared with, each once.
  void AddCandidate(uint32_t rank) {
    if (!seen_[rank]) {
      seen_[rank] = true;
      candidates_.push_back(rank);
    }
  }

  // Compares the document `text` with the candidates, which are forgotten then. The best of those
  // that satisfy the rule replaces `*best` where it is better.
  absl::Status Consider(uint32_t text, std::optional<Justification>* best) {
    if (candidates_.empty()) {
      return absl::OkStatus();
    }
    for (const uint32_t rank : candidates_) {
      seen_[rank] = false;
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
    candidates_.clear();
    return status;
  }

  absl::StatusOr<bool> HaveSameSet(uint32_t a, uint32_t b) {
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> set_a = sets_->Get(a);
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> set_b = sets_->Get(b);
    if (!set_a.ok() || !set_b.ok()) {
      return set_a.ok() ? set_b.status() : set_a.status();
    }
    return HaveSameShingles(**set_a, **set_b);
  }

 private:
  // A candidate that may satisfy the rule, with the best figures that its bitmap allows.
  struct Prospect {
    Preference at_best;
    const ShingleSet* set = nullptr;
    bool filtered = false;  // whether it has passed the filter

    // For a heap that has the most promising one in front.
    bool operator<(const Prospect& other) const { return at_best > other.at_best; }
  };

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
    if (verdict == Verdict::kNone || !IsBetter(figures, candidate, *best) ||
        !(prospect.filtered || SketchesAllow(text, candidate))) {
      return;
    }
    const bool variant = AreVariants(set, *prospect.set);
    if (!variant || !options_.keep_variants) {
      *best = Justification{candidate, figures, verdict, variant};
    }
  }

  const CandidateIndex& index_;
  const RemovalOptions& options_;
  ShingleSetSource* sets_;
  std::vector<uint32_t> candidates_;
  SetsAtHand at_hand_;                                     // of candidates_
  std::vector<std::shared_ptr<const ShingleSet>> loaded_;  // of prospects not at hand
  CandidateFilter filter_;
  SetProbe probe_;
  std::vector<Prospect> prospects_;
  std::vector<bool> seen_;  // by rank: whether it is among candidates_, while these are collected
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
  Selection(const CandidateIndex& index, const std::vector<uint32_t>& first_of_equal,
            const RemovalOptions& options, ShingleSetSource* sets)
      : index_(index),
        first_of_equal_(first_of_equal),
        options_(options),
        sets_(sets),
        kept_(index, options.bucket_capacity),
        copies_(index.size(), false) {
    for (size_t i = 0; i < std::max<size_t>(1, options.threads); ++i) {
      judges_.emplace_back(index, options_, sets);
    }
    for (uint32_t rank = 0; rank < index.size(); ++rank) {
      if (first_of_equal[rank] != rank) {
        copies_[first_of_equal[rank]] = true;
      }
    }
  }

  absl::Status Run(uint32_t begin, uint32_t end, std::vector<Removal>* removals) {
    batch_.resize(std::max<size_t>(batch_.size(), end - begin));
    absl::Status status = ForEach(begin, end, [&](Judge& judge, uint32_t rank) {
      return Prepare(rank, begin, &judge, &batch_[rank - begin]);
    });
    for (uint32_t rank = begin; status.ok() && rank < end; ++rank) {
      status = Resolve(rank, begin, &batch_[rank - begin]);
    }
    for (uint32_t rank = begin; status.ok() && rank < end; ++rank) {
      const std::optional<Justification>& found = batch_[rank - begin].found;
      if (!found.has_value()) {
        continue;
      }
      removals->push_back({rank, found->kept, found->verdict, found->figures, found->variant});
      // What is removed is compared with nothing any more, unless copies are judged like it.
      if (found->verdict != Verdict::kExact && !copies_[first_of_equal_[rank]]) {
        sets_->Forget(first_of_equal_[rank]);
      }
    }
    return status;
  }

 private:
  // What is known of a document of the batch.
  struct Judged {
    std::optional<Justification> found;
    // Of a first document: those of the batch that precede it and that it is to be compared with
    // where they are kept, each any number of times; the lists in which it may find more of them.
    std::vector<uint32_t> of_batch;
    std::vector<KeptDocuments::List> searched;
    // The lists that it joins if it is kept.
    std::vector<KeptDocuments::List> joined;
  };

  absl::Status ForEach(uint32_t begin, uint32_t end,
                       const std::function<absl::Status(Judge&, uint32_t)>& body) {
    return ParallelFor(judges_.size(), end - begin, [&](size_t worker, size_t i) {
      return body(judges_[worker], begin + static_cast<uint32_t>(i));
    });
  }

  // Replaces `*judged` by what those kept before the batch say of `rank`. Copies wait: their first
  // one may stand in this batch.
  absl::Status Prepare(uint32_t rank, uint32_t batch_begin, Judge* judge, Judged* judged) {
    judged->found.reset();
    judged->of_batch.clear();
    judged->searched.clear();
    judged->joined.clear();
    if (first_of_equal_[rank] != rank) {
      return absl::OkStatus();
    }
    if (rank >= options_.references) {
      const std::shared_ptr<void> turn = sets_->TakeTurn(rank);
      Search(rank, 0, batch_begin, rank, judge, judged);
      if (absl::Status status = judge->Consider(rank, &judged->found); !status.ok()) {
        return status;
      }
      kept_.RemoveFull(&judged->searched);
    }
    if (rank < options_.references || (options_.within && !judged->found.has_value())) {
      std::vector<uint32_t> scratch;
      kept_.FindLists(index_.BucketsOf(rank, &scratch), &judged->joined);
      kept_.RemoveFull(&judged->joined);
    }
    return absl::OkStatus();
  }

  // Looks into the buckets that the first document `text` searches for what comes at or after
  // `begin` and before `end` in keep order: what is kept is added to the candidates of `judge`,
  // what comes from `undecided` on and may yet be kept to those of the batch, and the lists that
  // were looked into replace those of `*judged`.
  void Search(uint32_t text, uint32_t begin, uint32_t undecided, uint32_t end, Judge* judge,
              Judged* judged) const {
    std::vector<uint32_t> scratch;
    std::vector<uint32_t> bucket_scratch;
    const absl::Span<const uint32_t> buckets = index_.BucketsToSearch(text, &scratch);
    kept_.ForEachInSmall(buckets, begin, end, &bucket_scratch, [&](uint32_t other) {
      if (other >= undecided) {
        judged->of_batch.push_back(other);
      } else if (kept_.Contains(other)) {
        judge->AddCandidate(other);
      }
    });
    kept_.FindLists(buckets, &judged->searched);
    kept_.ForEachInLists(judged->searched, begin,
                         [&](uint32_t other) { judge->AddCandidate(other); });
  }

  // Completes what is known of `rank` by what the batch kept since `batch_begin`, and decides.
  absl::Status Resolve(uint32_t rank, uint32_t batch_begin, Judged* judged) {
    const uint32_t first = first_of_equal_[rank];
    if (rank < options_.references) {
      kept_.Add(rank, judged->joined);
      return absl::OkStatus();
    }
    Judge& judge = judges_.front();
    std::optional<Justification>* const found = &judged->found;
    if (first == rank) {
      for (const uint32_t other : judged->of_batch) {
        if (kept_.Contains(other)) {
          judge.AddCandidate(other);
        }
      }
      kept_.ForEachInLists(judged->searched, batch_begin,
                           [&](uint32_t other) { judge.AddCandidate(other); });
      absl::Status status = judge.Consider(rank, found);
      if (!status.ok()) {
        return status;
      }
      if (!found->has_value()) {
        if (options_.within) {
          kept_.Add(rank, judged->joined);
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
      *found = Justification{first, {shingles, shingles, shingles}, Verdict::kExact, false};
      return absl::OkStatus();
    }
    if (options_.copies_may_differ) {
      const absl::StatusOr<bool> same = judge.HaveSameSet(first, rank);
      if (!same.ok() || !*same) {
        return same.status();
      }
    }
    Precedent& known = precedent->second;
    Search(first, known.judged_up_to, rank, rank, &judge, judged);
    absl::Status status = judge.Consider(first, &known.best);
    known.judged_up_to = rank;
    *found = known.best;
    return status;
  }

  const CandidateIndex& index_;
  const std::vector<uint32_t>& first_of_equal_;
  const RemovalOptions& options_;
  ShingleSetSource* sets_;
  KeptDocuments kept_;
  std::vector<bool> copies_;  // whether a first document has copies
  std::vector<Judge> judges_;
  std::vector<Judged> batch_;
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
  Selection selection(index, first_of_equal, options, sets);
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
