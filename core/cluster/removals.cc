#include "reprise/cluster/removals.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/cluster/kept_lists.h"
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

// What one thread needs to judge documents one after the other.
class Judge {
 public:
  Judge(const CandidateIndex& index, const RemovalOptions& options, const KeptLists& kept,
        ShingleSetSource* sets)
      : index_(index),
        options_(options),
        kept_(kept),
        sets_(sets),
        filter_(index),
        seen_(index.size(), 0) {}

  // Compares the document `text` with the kept documents at or after `first` that its buckets
  // offer. The best of those that satisfy the rule replaces `*best` where it is better.
  absl::Status Consider(uint32_t text, uint32_t first, std::optional<Justification>* best) {
    CollectCandidates(text, first);
    prospects_.clear();
    std::shared_ptr<const ShingleSet> set;
    for (const uint32_t candidate : candidates_) {
      const uint64_t least = LeastShared(index_.shingles(text), index_.shingles(candidate),
                                         index_.tokens(text), options_.rule);
      if (least > index_.shingles(text)) {
        continue;
      }
      // A justification has passed both the bound by bitmaps and the filter by sketches, so which
      // of them is asked first has no influence on the answer: bitmaps where the set is at hand,
      // sketches where a look at them may spare loading it.
      std::shared_ptr<const ShingleSet> other = set == nullptr ? nullptr : sets_->Peek(candidate);
      const bool filtered = other == nullptr;
      if (filtered) {
        if (!filter_.MayShare(candidate, least)) {
          continue;
        }
        for (auto [rank, wanted] : {std::pair(text, &set), std::pair(candidate, &other)}) {
          if (*wanted == nullptr) {
            absl::StatusOr<std::shared_ptr<const ShingleSet>> loaded = sets_->Get(rank);
            if (!loaded.ok()) {
              return loaded.status();
            }
            *wanted = *std::move(loaded);
          }
        }
      }
      const PairFigures most{MostShared(*set, *other), set->size(), other->size()};
      if (most.shared >= least) {
        prospects_.push_back({PreferenceOf(most, candidate), std::move(other), least, filtered});
      }
    }
    return prospects_.empty() ? absl::OkStatus() : Verify(*set, best);
  }

  // Whether two documents differ in figures alone.
  absl::StatusOr<bool> IsVariant(uint32_t a, uint32_t b) {
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> set_a = sets_->Get(a);
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> set_b = sets_->Get(b);
    if (!set_a.ok() || !set_b.ok()) {
      return set_a.ok() ? set_b.status() : set_a.status();
    }
    return (*set_a)->sequence_hash != (*set_b)->sequence_hash &&
           (*set_a)->masked_hash == (*set_b)->masked_hash;
  }

 private:
  // A candidate that may satisfy the rule, with the best figures that its bitmap allows.
  struct Prospect {
    Preference at_best;
    std::shared_ptr<const ShingleSet> set;
    uint64_t least_shared = 0;  // to satisfy the rule
    bool filtered = false;      // whether it has passed the filter
  };

  // Exact as a bound, at a twentieth of the cost of counting.
  static uint64_t MostShared(const ShingleSet& a, const ShingleSet& b) {
    return std::min(a.size() - ShingleBitmap::LeastMissing(a.bitmap, b.bitmap),
                    b.size() - ShingleBitmap::LeastMissing(b.bitmap, a.bitmap));
  }

  void CollectCandidates(uint32_t text, uint32_t first) {
    index_.BucketsToSearch(text, &buckets_);
    candidates_.clear();
    ++epoch_;
    for (const uint32_t bucket : buckets_) {
      kept_.ForEachSince(bucket, first, [this](uint32_t rank) {
        if (seen_[rank] != epoch_) {
          seen_[rank] = epoch_;
          candidates_.push_back(rank);
        }
      });
    }
    if (!candidates_.empty()) {
      filter_.Load(text);
    }
  }

  // Counts in full what the most promising prospects share, until the others cannot do better:
  // among thousands of printings of one story a document has hundreds of justifications, of which
  // only the best is asked for.
  absl::Status Verify(const ShingleSet& set, std::optional<Justification>* best) {
    std::sort(prospects_.begin(), prospects_.end(),
              [](const Prospect& a, const Prospect& b) { return a.at_best < b.at_best; });
    probe_.Load(set);
    for (const Prospect& prospect : prospects_) {
      if (best->has_value() && PreferenceOf((*best)->figures, (*best)->kept) < prospect.at_best) {
        break;
      }
      const uint32_t candidate = std::get<2>(prospect.at_best);
      if (!prospect.filtered && !filter_.MayShare(candidate, prospect.least_shared)) {
        continue;
      }
      const PairFigures figures{probe_.CountShared(*prospect.set), set.size(),
                                prospect.set->size()};
      const Verdict verdict = Decide(figures, set.tokens, options_.rule);
      if (verdict != Verdict::kNone &&
          (!best->has_value() ||
           PreferenceOf(figures, candidate) < PreferenceOf((*best)->figures, (*best)->kept))) {
        *best = Justification{candidate, figures, verdict};
      }
    }
    return absl::OkStatus();
  }

  const CandidateIndex& index_;
  const RemovalOptions& options_;
  const KeptLists& kept_;
  ShingleSetSource* sets_;
  CandidateFilter filter_;
  SetProbe probe_;
  std::vector<uint32_t> buckets_;
  std::vector<uint32_t> candidates_;
  std::vector<Prospect> prospects_;
  std::vector<uint32_t> seen_;  // epoch in which a rank was last a candidate
  uint32_t epoch_ = 0;
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
        kept_(index, options.bucket_capacity),
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
    // Copies wait: their first one may stand in this batch.
    absl::Status status = ForEach(begin, end, [&](Judge& judge, uint32_t rank) {
      return first_of_equal_[rank] == rank ? judge.Consider(rank, 0, &found_[rank - begin])
                                           : absl::OkStatus();
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
      const absl::StatusOr<bool> variant = judge.IsVariant(first_of_equal_[rank], found->kept);
      record.variant = variant.ok() && *variant;
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
    Judge& judge = judges_.front();
    if (first == rank) {
      absl::Status status = judge.Consider(rank, batch_begin, found);
      if (!status.ok()) {
        return status;
      }
      if (!found->has_value()) {
        kept_.Add(rank, index_.BucketsOf(rank));
      } else if (copies_[rank]) {
        precedents_[rank] = {rank, *found};
      }
      return absl::OkStatus();
    }
    const auto precedent = precedents_.find(first);
    if (precedent == precedents_.end()) {
      const uint64_t shingles = index_.shingles(rank);
      *found = Justification{first, {shingles, shingles, shingles}, Verdict::kExact};
      return absl::OkStatus();
    }
    Precedent& known = precedent->second;
    absl::Status status = judge.Consider(first, known.judged_up_to, &known.best);
    known.judged_up_to = rank;
    *found = known.best;
    return status;
  }

  const CandidateIndex& index_;
  const std::vector<uint32_t>& first_of_equal_;
  const RemovalOptions& options_;
  KeptLists kept_;
  std::vector<bool> copies_;  // whether a first document has copies
  std::vector<Judge> judges_;
  std::vector<std::optional<Justification>> found_;  // of the batch
  std::unordered_map<uint32_t, Precedent> precedents_;
};

}  // namespace

absl::StatusOr<std::vector<Removal>> FindRemovals(const CandidateIndex& index,
                                                  const std::vector<uint32_t>& first_of_equal,
                                                  const RemovalOptions& options,
                                                  ShingleSetSource* sets, Monitor* monitor) {
  monitor->StartStage("verifying", index.size(), "documents");
  std::vector<Removal> removals;
  Selection selection(index, first_of_equal, options, sets);
  const auto size = static_cast<uint32_t>(index.size());
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
