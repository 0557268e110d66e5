#ifndef REPRISE_INDEX_CANDIDATE_INDEX_H_
#define REPRISE_INDEX_CANDIDATE_INDEX_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/monitor.h"
#include "reprise/index/buckets.h"
#include "reprise/index/coverage_plan.h"
#include "reprise/index/simhash_plan.h"
#include "reprise/index/sketch_table.h"

namespace reprise {

// Which documents are worth comparing with which. Documents are named by their *rank*, the place
// in keep order, so that "precedes in keep order" is a comparison of numbers.
//
// A pair is a candidate when both stand in a bucket that the one under question looks into: any
// bucket of a band or SimHash table, and the buckets of its rarest fingerprints (CoveragePlan).
class CandidateIndex {
 public:
  struct Options {
    // Documents of fewer tokens look up no fingerprints.
    uint64_t min_coverage_tokens = 20;
    std::optional<CoveragePlan> coverage_plan;  // none: copies are not looked for by fingerprints
    // Whether documents stand in the buckets of their fingerprints even without such a plan, for
    // RarestFingerprintBuckets.
    bool fingerprint_buckets = false;
    std::optional<SimHashPlan> simhash_plan;  // none: SimHash finds no pairs
    size_t threads = 1;
    // Where the index goes that does not fit into memory; null: it does. Must outlive the index.
    SpillBudget* spill = nullptr;
    // How many entries of a table are sorted at a time, on all threads together; each takes 16
    // bytes meanwhile.
    size_t entries_at_a_time = size_t{8} << 20;

    bool HasFingerprintBuckets() const { return coverage_plan.has_value() || fingerprint_buckets; }
  };

  // `sketches` must outlive the index. `document_of_rank` names the documents in keep order;
  // `indexed[rank]` is false for those that take no part: empty ones and all but the first of
  // equal texts. Errors: cancelled by `monitor`.
  static absl::StatusOr<CandidateIndex> Build(const SketchTable& sketches,
                                              std::vector<uint32_t> document_of_rank,
                                              const std::vector<bool>& indexed,
                                              const Options& options, Monitor* monitor);

  // The same, but takes keys and fingerprints out of the table: an index is made of them, and they
  // are most of its memory.
  static absl::StatusOr<CandidateIndex> Build(SketchTable* sketches,
                                              std::vector<uint32_t> document_of_rank,
                                              const std::vector<bool>& indexed,
                                              const Options& options, Monitor* monitor);

  size_t size() const { return document_of_rank_.size(); }

  // The buckets of bands and SimHash tables are the first ones, those of fingerprints the others;
  // each of the two in ascending order of their sizes.
  size_t bucket_count() const { return buckets_.bucket_count(); }
  size_t sketch_bucket_count() const { return buckets_.SectionBegin(kFingerprints); }
  // The first bucket of bands and SimHash tables, or of fingerprints, of `documents` or more; the
  // end of these buckets where there is none.
  uint32_t FirstSketchBucketOf(size_t documents) const {
    return buckets_.FirstOfSize(kSketches, documents);
  }
  uint32_t FirstFingerprintBucketOf(size_t documents) const {
    return buckets_.FirstOfSize(kFingerprints, documents);
  }

  // The documents of a bucket, ascending. Lists that are returned are valid until `*scratch`
  // changes.
  absl::Span<const uint32_t> Members(uint32_t bucket, std::vector<uint32_t>* scratch) const {
    return buckets_.Members(bucket, scratch);
  }
  // How many these are.
  size_t BucketSize(uint32_t bucket) const { return buckets_.Size(bucket); }
  // Calls visit(bucket, members) for `buckets`, which ascend; faster than one by one.
  template <typename Visit>
  void ForEachBucketOf(absl::Span<const uint32_t> buckets, std::vector<uint32_t>* scratch,
                       Visit visit) const {
    buckets_.ForEachOf(buckets, scratch, visit);
  }

  // Every bucket that a document stands in, where others may find it, ascending.
  absl::Span<const uint32_t> BucketsOf(uint32_t rank, std::vector<uint32_t>* scratch) const {
    return buckets_.BucketsOf(rank, scratch);
  }

  // Whether two documents share a bucket of a band or of a SimHash table.
  bool ShareSketchBucket(uint32_t a, uint32_t b) const;

  // Those of them that its fingerprints make, the rarest first: two documents share as many as
  // fingerprints.
  absl::Span<const uint32_t> FingerprintBucketsOf(uint32_t rank,
                                                  std::vector<uint32_t>* scratch) const {
    return BucketsOf(rank, scratch).subspan(sketch_buckets_[rank]);
  }

  // Calls visit(i, FingerprintBucketsOf(ranks[i])) for all of them. The lists lie all over the
  // memory: each is fetched while others are.
  template <typename Visit>
  void ForEachFingerprintBuckets(absl::Span<const uint32_t> ranks, std::vector<uint32_t>* scratch,
                                 Visit visit) const {
    constexpr size_t kAhead = 8;
    for (size_t i = 0; i < ranks.size() + 2 * kAhead; ++i) {
      if (i < ranks.size()) {
        buckets_.PrefetchStart(ranks[i]);
        __builtin_prefetch(&sketch_buckets_[ranks[i]]);
      }
      if (i >= kAhead && i - kAhead < ranks.size()) {
        buckets_.PrefetchBucketsOf(ranks[i - kAhead]);
      }
      if (i >= 2 * kAhead) {
        visit(i - 2 * kAhead, FingerprintBucketsOf(ranks[i - 2 * kAhead], scratch));
      }
    }
  }

  // Those in which a document looks for what it may be a copy of, ascending.
  absl::Span<const uint32_t> BucketsToSearch(uint32_t rank, std::vector<uint32_t>* scratch) const;

  // Those of the document's rarest fingerprints, as many as `plan` says, ascending.
  absl::Span<const uint32_t> RarestFingerprintBuckets(uint32_t rank, const CoveragePlan& plan,
                                                      std::vector<uint32_t>* scratch) const;

  uint32_t tokens(uint32_t rank) const { return sketches_->tokens[document_of_rank_[rank]]; }
  uint32_t shingles(uint32_t rank) const { return sketches_->shingles[document_of_rank_[rank]]; }

  // Of all its fingerprints, those that nobody else has included; 0 where none are indexed.
  size_t FingerprintCount(uint32_t rank) const {
    return options_.HasFingerprintBuckets() ? sketches_->fingerprints.Count(document_of_rank_[rank])
                                            : 0;
  }
  // Beyond this distance of their SimHashes, documents are no candidates; 64 where SimHash is not
  // in use.
  int max_simhash_distance() const {
    return options_.simhash_plan.has_value() ? options_.simhash_plan->max_distance : 64;
  }
  uint64_t simhash(uint32_t rank) const { return sketches_->simhashes[document_of_rank_[rank]]; }

 private:
  // The sections of buckets_.
  enum Section : size_t { kSketches, kFingerprints, kSections };

  // How many of the `shared` buckets of its fingerprints a document looks into, the first ones.
  size_t Probes(uint32_t rank, const CoveragePlan& plan, size_t shared) const;
  // Fills sketch_buckets_.
  void CountSketchBuckets();
  CandidateIndex(const SketchTable& sketches, std::vector<uint32_t> document_of_rank,
                 const Options& options);
  // `consumed`: the table, or null where it stays as it is.
  static absl::StatusOr<CandidateIndex> Build(const SketchTable& sketches, SketchTable* consumed,
                                              std::vector<uint32_t> document_of_rank,
                                              const std::vector<bool>& indexed,
                                              const Options& options, Monitor* monitor);

  const SketchTable* sketches_;
  std::vector<uint32_t> document_of_rank_;
  Options options_;
  Buckets buckets_;
  // How many of a document's buckets, the first ones, are of bands and SimHash tables. By rank.
  std::vector<uint16_t> sketch_buckets_;
};

}  // namespace reprise

#endif  // REPRISE_INDEX_CANDIDATE_INDEX_H_
