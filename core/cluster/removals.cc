#include "reprise/cluster/removals.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/cluster/kept_lists.h"

namespace reprise {
namespace {

// A kept document that satisfies the rule for the one under question.
struct Justification {
  uint32_t kept = 0;
  PairFigures figures;
  Verdict verdict = Verdict::kNone;
};
using Justifications = std::vector<Justification>;

// Orders by what a record should name first.
bool Better(const Justification& a, const Justification& b) {
  return std::make_tuple(-a.figures.Jaccard(), -a.figures.CoverageA(), a.kept) <
         std::make_tuple(-b.figures.Jaccard(), -b.figures.CoverageA(), b.kept);
}

// What one thread needs to judge documents one after the other.
class Judge {
 public:
  Judge(const CandidateIndex& index, const Rule& rule, const KeptLists& kept,
        ShingleSetSource* sets)
      : index_(index), rule_(rule), kept_(kept), sets_(sets), seen_(index.size(), 0) {}

  // Compares `rank`, whose text is that of `text`, with the kept documents at or after `first` that
  // its buckets list, and appends those that satisfy the rule. `text` is the one in the index.
  absl::Status Consider(uint32_t text, uint32_t first, Justifications* found) {
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
    std::shared_ptr<const ShingleSet> set;
    for (const uint32_t candidate : candidates_) {
      const uint64_t least = LeastShared(index_.shingles(text), index_.shingles(candidate),
                                         index_.tokens(text), rule_);
      if (least > index_.shingles(text) || !index_.MayShare(text, candidate, least)) {
        continue;
      }
      if (set == nullptr) {
        absl::StatusOr<std::shared_ptr<const ShingleSet>> loaded = sets_->Get(text);
        if (!loaded.ok()) {
          return loaded.status();
        }
        set = *std::move(loaded);
        probe_.Load(*set);
      }
      absl::StatusOr<std::shared_ptr<const ShingleSet>> other = sets_->Get(candidate);
      if (!other.ok()) {
        return other.status();
      }
      const PairFigures figures{probe_.CountShared(**other), set->size(), (*other)->size()};
      const Verdict verdict = Decide(figures, set->tokens, rule_);
      if (verdict != Verdict::kNone) {
        found->push_back({candidate, figures, verdict});
      }
    }
    return absl::OkStatus();
  }

  // The record of a document with the text of `text`, removed for `found`, which is not empty.
  absl::StatusOr<Removal> Describe(uint32_t removed, uint32_t text, const Justifications& found) {
    const Justification& best = *std::min_element(found.begin(), found.end(), Better);
    Removal removal{removed, best.kept, best.verdict, best.figures, 0, false};
    absl::StatusOr<std::shared_ptr<const ShingleSet>> set = sets_->Get(text);
    if (!set.ok()) {
      return set.status();
    }
    const ShingleSet& mine = **set;
    probe_.Load(mine);
    std::vector<bool> held(mine.size(), false);
    for (const Justification& justification : found) {
      const absl::StatusOr<std::shared_ptr<const ShingleSet>> other =
          sets_->Get(justification.kept);
      if (!other.ok()) {
        return other.status();
      }
      probe_.MarkShared(**other, &held);
      if (justification.kept == best.kept) {
        removal.variant = mine.sequence_hash != (*other)->sequence_hash &&
                          mine.masked_hash == (*other)->masked_hash;
      }
    }
    removal.unheld = static_cast<uint64_t>(std::count(held.begin(), held.end(), false));
    return removal;
  }

 private:
  const CandidateIndex& index_;
  const Rule& rule_;
  const KeptLists& kept_;
  ShingleSetSource* sets_;
  SetProbe probe_;
  std::vector<uint32_t> buckets_;
  std::vector<uint32_t> candidates_;
  std::vector<uint32_t> seen_;  // epoch in which a rank was last a candidate
  uint32_t epoch_ = 0;
};

// A removed first document of equal texts, remembered for its copies.
struct Precedent {
  uint32_t judged_up_to = 0;  // kept documents below this rank were considered
  Justifications found;
};

Removal ExactCopy(uint32_t removed, uint32_t kept, uint64_t shingles) {
  return {removed, kept, Verdict::kExact, {shingles, shingles, shingles}, 0, false};
}

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
      judges_.emplace_back(index, options_.rule, kept_, sets);
    }
    for (uint32_t rank = 0; rank < index.size(); ++rank) {
      if (first_of_equal[rank] != rank) {
        copies_[first_of_equal[rank]] = true;
      }
    }
  }

  absl::Status Run(uint32_t begin, uint32_t end, std::vector<Removal>* removals) {
    found_.assign(end - begin, {});
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
      const Justifications& found = found_[rank - begin];
      if (found.empty()) {
        return absl::OkStatus();
      }
      if (found.front().verdict == Verdict::kExact) {
        records[rank - begin] = ExactCopy(rank, found.front().kept, found.front().figures.shared);
        return absl::OkStatus();
      }
      absl::StatusOr<Removal> record = judge.Describe(rank, first_of_equal_[rank], found);
      if (!record.ok()) {
        return record.status();
      }
      records[rank - begin] = *record;
      return absl::OkStatus();
    });
    for (uint32_t rank = begin; rank < end; ++rank) {
      if (!found_[rank - begin].empty()) {
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
  absl::Status Resolve(uint32_t rank, uint32_t batch_begin, Justifications* found) {
    const uint32_t first = first_of_equal_[rank];
    if (first == rank) {
      const absl::Status status = judges_.front().Consider(rank, batch_begin, found);
      if (!status.ok()) {
        return status;
      }
      if (found->empty()) {
        kept_.Add(rank, index_.BucketsOf(rank));
      } else if (copies_[rank]) {
        precedents_[rank] = {rank, *found};
      }
      return absl::OkStatus();
    }
    const auto precedent = precedents_.find(first);
    if (precedent == precedents_.end()) {
      const uint64_t shingles = index_.shingles(rank);
      found->push_back({first, {shingles, shingles, shingles}, Verdict::kExact});
      return absl::OkStatus();
    }
    Precedent& known = precedent->second;
    const absl::Status status = judges_.front().Consider(first, known.judged_up_to, &known.found);
    known.judged_up_to = rank;
    *found = known.found;
    return status;
  }

  const CandidateIndex& index_;
  const std::vector<uint32_t>& first_of_equal_;
  const RemovalOptions& options_;
  KeptLists kept_;
  std::vector<bool> copies_;  // whether a first document has copies
  std::vector<Judge> judges_;
  std::vector<Justifications> found_;  // of the batch
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
