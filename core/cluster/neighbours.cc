#include "reprise/cluster/neighbours.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/cluster/offer_lists.h"
#include "reprise/index/member_probe.h"
#include "reprise/verify/rule.h"

namespace reprise {
namespace {

constexpr size_t kDocumentsPerTask = 64;

// How many candidates, per neighbour wanted, are looked at where there are more.
constexpr size_t kCandidatesPerNeighbour = 2;

// How many times the entries of a crowded document's buckets may outnumber the neighbours wanted.
constexpr size_t kEntriesPerNeighbour = 8;

// Candidates whose samples share less than a pair of the least containment does on average, by more
// than so many standard deviations, are not verified: 7 in 100 of such pairs are missed, and hardly
// one that holds a few per cent more.
constexpr double kDeviations = 1.5;

// Fingerprints of no more documents than this are looked up first: what they say tells most.
constexpr size_t kRare = 32;

// Buckets that are looked up before it is asked whether these were enough.
constexpr size_t kBucketsPerLook = 8;

// How many more buckets than prefix filtering needs are looked up, so that candidates have to share
// as many more: strangers hardly ever share several rare fingerprints.
constexpr size_t kMoreMatches = 3;

// Lists of more buckets than that, of a large text, are not kept longer than they are of use.
constexpr size_t kManyBuckets = size_t{1} << 18;

// How many candidates ahead a bitmap is fetched.
constexpr size_t kAhead = 4;

// A document that another one may have much in common with.
struct Candidate {
  uint32_t place = 0;   // among the documents, by size
  uint32_t shared = 0;  // fingerprints of those looked up that both have
};

// Whether the buckets for which `holds` are those of some of a document's fingerprints, and of the
// share `share` of them at least.
template <typename Holds>
bool AreMany(const CandidateIndex& index, uint32_t rank, double share, Holds holds) {
  std::vector<uint32_t> scratch;
  const absl::Span<const uint32_t> buckets = index.FingerprintBucketsOf(rank, &scratch);
  const auto count = std::count_if(buckets.begin(), buckets.end(), holds);
  return count > 0 &&
         static_cast<double>(count) >= share * static_cast<double>(index.FingerprintCount(rank));
}

// What one thread needs to find the neighbours of documents one after the other. Documents are
// named by their place in descending order of size here, so that each looks for lower places.
class Search {
 public:
  // `index_of_place` leads to places in the caller's list of documents. All must outlive the
  // search.
  Search(const CandidateIndex& index, const std::vector<uint32_t>& rank_of_place,
         const std::vector<uint32_t>& index_of_place, const OfferLists& lists,
         const NeighbourOptions& options, const NeighbourScope* scope, ShingleSetSource* sets)
      : index_(index),
        rank_of_place_(rank_of_place),
        index_of_place_(index_of_place),
        lists_(lists),
        options_(options),
        scope_(scope),
        sets_(sets),
        at_hand_(sets),
        shared_(rank_of_place.size(), 0) {}

  // Appends the links of the document at `place`, best first; returns whether there are more.
  absl::StatusOr<bool> Find(uint32_t place, std::vector<Link>* links) {
    if (scope_ != nullptr && !scope_->passive.empty() && scope_->passive[index_of_place_[place]]) {
      return false;
    }
    const std::shared_ptr<void> turn = sets_->TakeTurn(rank_of_place_[place]);
    const bool all_counted = CollectCandidates(place);
    if (scope_ != nullptr) {
      std::erase_if(candidates_,
                    [&](const Candidate& candidate) { return !InScope(place, candidate.place); });
    }
    Narrow(kCandidatesPerNeighbour * options_.most);
    if (!all_counted) {
      Filter(index_.FingerprintBucketsOf(rank_of_place_[place], &scratch_),
             LeastFingerprints(place));
    }
    const bool crowded = candidates_.size() > options_.most || IsInCrowd(place);
    if (crowded) {
      Narrow(kCandidatesPerNeighbour * options_.when_crowded);
    }
    if (candidates_.empty()) {
      return crowded;
    }
    found_.clear();
    if (turn != nullptr) {
      // These are as long as the text, and of no use to the next one.
      scratch_ = {};
      list_scratch_ = {};
      buckets_ = {};
      by_size_ = {};
      own_buckets_ = {};
    }
    if (absl::Status status = Verify(place); !status.ok()) {
      return status;
    }
    std::sort(found_.begin(), found_.end(), [](const Link& x, const Link& y) {
      return std::tie(y.similarity, x.a) < std::tie(x.similarity, y.a);
    });
    if (crowded && found_.size() > options_.when_crowded) {
      found_.resize(options_.when_crowded);
    }
    links->insert(links->end(), found_.begin(), found_.end());
    return crowded;
  }

 private:
  // Whether the share `containment` of its fingerprints is that of more than `most` of the
  // documents: a list that is full has left some out.
  bool IsInCrowd(uint32_t place) const {
    return AreMany(index_, rank_of_place_[place], options_.containment,
                   [&](uint32_t bucket) { return lists_.Size(bucket) > options_.most; });
  }

  bool InScope(uint32_t place, uint32_t other) const {
    const uint32_t i = index_of_place_[place];
    const uint32_t j = index_of_place_[other];
    return scope_->part[i] == scope_->part[j] &&
           !scope_->known.contains(NeighbourScope::PairKey(i, j));
  }

  // The larger documents that share as many fingerprints as a neighbour does; says whether these
  // are counted in full.
  bool CollectCandidates(uint32_t place) {
    candidates_.clear();
    const absl::Span<const uint32_t> all =
        index_.FingerprintBucketsOf(rank_of_place_[place], &scratch_);
    const double least = LeastFingerprints(place);
    if (all.empty() || static_cast<double>(all.size()) < least) {
      return true;
    }
    if (CollectByRarest(place, all, least)) {
      return true;
    }
    // How many buckets offered all their documents.
    const size_t complete = LookUp(place, all);
    for (Candidate& candidate : candidates_) {
      candidate.shared = std::exchange(shared_[candidate.place], 0);
    }
    // What a candidate shares beyond that lies in other buckets.
    const double counted = least - static_cast<double>(all.size() - complete);
    std::erase_if(candidates_, [counted](const Candidate& candidate) {
      return static_cast<double>(candidate.shared) < counted;
    });
    return complete == all.size();
  }

  // Who shares `least` of `all` lacks few enough of them to share one of the rarest, as many as
  // leave fewer than that; and of k - 1 more, k (prefix filtering: Bayardo et al. 2007; several
  // matches: Wang et al. 2012). Where these offer all their documents, counting what the few found
  // there share is all there is to do, however common the others are; false where they do not.
  bool CollectByRarest(uint32_t place, absl::Span<const uint32_t> all, double least) {
    const auto needed = static_cast<size_t>(std::max(1.0, std::ceil(least)));
    const size_t rarest = all.size() - needed + 1;
    by_size_.clear();
    for (const uint32_t bucket : all) {
      by_size_.push_back(uint64_t{index_.BucketSize(bucket)} << 32 | bucket);
    }
    const auto first_more = by_size_.begin() + static_cast<std::ptrdiff_t>(rarest);
    std::nth_element(by_size_.begin(), first_more - 1, by_size_.end());
    if (*(first_more - 1) >> 32 > options_.most) {
      return false;
    }
    const auto more = static_cast<std::ptrdiff_t>(std::min(kMoreMatches, needed - 1));
    std::partial_sort(first_more, first_more + more, by_size_.end());
    const auto end = std::find_if(first_more, first_more + more,
                                  [&](uint64_t sized) { return sized >> 32 > options_.most; });
    const auto matches = static_cast<uint32_t>(end - first_more) + 1;
    buckets_.clear();
    for (auto it = by_size_.begin(); it != end; ++it) {
      buckets_.push_back(static_cast<uint32_t>(*it));
    }
    lists_.ForEach(buckets_, &list_scratch_, [&](uint32_t other) {
      if (other < place) {
        if (shared_[other] == 0) {
          touched_.push_back(other);
        }
        if (++shared_[other] == matches) {
          candidates_.push_back({other, 0});
        }
      }
    });
    for (const uint32_t other : touched_) {
      shared_[other] = 0;
    }
    touched_.clear();
    if (all.size() > kManyBuckets) {
      by_size_ = {};
      buckets_ = {};
    }
    Filter(all, least);
    return true;
  }

  // Leaves the candidates that stand in `least` of `all` buckets of one document, counted in full.
  void Filter(absl::Span<const uint32_t> all, double least) {
    if (candidates_.empty()) {
      return;
    }
    ranks_.clear();
    for (const Candidate& candidate : candidates_) {
      ranks_.push_back(rank_of_place_[candidate.place]);
    }
    own_buckets_.Load(all);
    index_.ForEachFingerprintBuckets(
        ranks_, &list_scratch_, [&](size_t i, absl::Span<const uint32_t> buckets) {
          candidates_[i].shared = static_cast<uint32_t>(own_buckets_.CountShared(buckets));
        });
    std::erase_if(candidates_, [least](const Candidate& candidate) {
      return static_cast<double>(candidate.shared) < least;
    });
  }

  size_t LookUp(uint32_t place, absl::Span<const uint32_t> all) {
    buckets_.assign(all.begin(), all.end());
    const auto first_large = std::partition(buckets_.begin(), buckets_.end(), [&](uint32_t bucket) {
      return index_.BucketSize(bucket) <= std::min(kRare, options_.most);
    });
    size_t complete = static_cast<size_t>(first_large - buckets_.begin());
    size_t entries = 0;
    const auto visit = [&](uint32_t other) {
      ++entries;
      if (other < place && shared_[other]++ == 0) {
        candidates_.push_back({other, 0});
      }
    };
    const absl::Span<const uint32_t> ordered(buckets_);
    lists_.ForEach(ordered.first(complete), &list_scratch_, visit);
    for (size_t next = complete; next < ordered.size(); next += kBucketsPerLook) {
      if (candidates_.size() > options_.most && entries > kEntriesPerNeighbour * options_.most) {
        break;
      }
      const auto look = ordered.subspan(next, std::min(kBucketsPerLook, ordered.size() - next));
      lists_.ForEach(look, &list_scratch_, visit);
      complete += static_cast<size_t>(std::count_if(look.begin(), look.end(), [&](uint32_t bucket) {
        return index_.BucketSize(bucket) <= options_.most;
      }));
    }
    return complete;
  }

  // What the sample of the document at `place` shares with that of a neighbour at least.
  double LeastFingerprints(uint32_t place) const {
    const auto sample = static_cast<double>(index_.FingerprintCount(rank_of_place_[place]));
    const double deviation =
        std::sqrt(sample * options_.containment * (1.0 - options_.containment));
    return sample * options_.containment - kDeviations * deviation;
  }

  // Leaves the `most` candidates that share most of the fingerprints looked up.
  void Narrow(size_t most) {
    if (candidates_.size() <= most) {
      return;
    }
    std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(most),
                     candidates_.end(), [](const Candidate& a, const Candidate& b) {
                       return std::tie(b.shared, a.place) < std::tie(a.shared, b.place);
                     });
    candidates_.resize(most);
  }

  absl::Status Verify(uint32_t place) {
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> own = sets_->Get(rank_of_place_[place]);
    if (!own.ok()) {
      return own.status();
    }
    ranks_.clear();
    for (const Candidate& candidate : candidates_) {
      ranks_.push_back(rank_of_place_[candidate.place]);
    }
    at_hand_.Hold(ranks_);
    absl::Status status = FindProspects(place, **own);
    if (status.ok()) {
      VerifyProspects(place, **own);
    }
    at_hand_.Clear();
    loaded_.clear();
    return status;
  }

  // A candidate whose bitmap does not rule it out.
  struct Prospect {
    uint32_t place = 0;
    const ShingleSet* set = nullptr;
  };

  // Large candidates that are not at hand are verified at once, so that one of them at a time is in
  // memory.
  absl::Status FindProspects(uint32_t place, const ShingleSet& own) {
    prospects_.clear();
    const double least = options_.containment * static_cast<double>(own.size());
    for (size_t i = 0; i < candidates_.size(); ++i) {
      if (i + kAhead < candidates_.size() && at_hand_[i + kAhead] != nullptr) {
        at_hand_[i + kAhead]->bitmap.Prefetch();
      }
      const ShingleSet* other = at_hand_[i];
      std::shared_ptr<const ShingleSet> loaded;  // `other`, where it is not at hand
      if (other == nullptr) {
        absl::StatusOr<std::shared_ptr<const ShingleSet>> set = sets_->Get(ranks_[i]);
        if (!set.ok()) {
          return set.status();
        }
        loaded = *std::move(set);
        other = loaded.get();
      }
      if (static_cast<double>(MostShared(own, *other)) < least) {
        continue;
      }
      const Prospect prospect = {candidates_[i].place, other};
      if (loaded != nullptr && loaded->large != nullptr) {
        probe_.Load(own);
        VerifyOne(place, own, prospect);
        continue;
      }
      prospects_.push_back(prospect);
      if (loaded != nullptr) {
        loaded_.push_back(std::move(loaded));
      }
    }
    return absl::OkStatus();
  }

  // By their bitmaps: as quickly as these can say, or more sharply where the other one is so much
  // larger that they would say little.
  static uint64_t MostShared(const ShingleSet& own, const ShingleSet& other) {
    constexpr size_t kMuchLarger = 4;
    return own.large != nullptr || other.size() / kMuchLarger < own.size()
               ? ShingleBitmap::MostShared(own.bitmap, other.bitmap)
               : other.bitmap.MostHeld(own.shingles);
  }

  void VerifyProspects(uint32_t place, const ShingleSet& own) {
    if (prospects_.empty()) {
      return;
    }
    probe_.Load(own);
    for (size_t i = 0; i < prospects_.size(); ++i) {
      if (i + 1 < prospects_.size()) {
        prospects_[i + 1].set->PrefetchShingles();
      }
      VerifyOne(place, own, prospects_[i]);
    }
  }

  // `own` is loaded into the probe.
  void VerifyOne(uint32_t place, const ShingleSet& own, const Prospect& prospect) {
    const ShingleSet& other = *prospect.set;
    const PairFigures figures{probe_.CountShared(other), own.size(), other.size()};
    if (own.tokens < options_.min_tokens && figures.Jaccard() < options_.short_jaccard) {
      return;
    }
    const double containment = figures.CoverageA();
    if (containment >= options_.containment) {
      found_.push_back({prospect.place, place, containment});
    }
  }

  const CandidateIndex& index_;
  const std::vector<uint32_t>& rank_of_place_;
  const std::vector<uint32_t>& index_of_place_;
  const OfferLists& lists_;
  const NeighbourOptions& options_;
  const NeighbourScope* scope_;
  ShingleSetSource* sets_;
  std::vector<uint32_t> ranks_;                            // of candidates_
  SetsAtHand at_hand_;                                     // of ranks_
  std::vector<std::shared_ptr<const ShingleSet>> loaded_;  // of prospects not at hand
  std::vector<Prospect> prospects_;
  SetProbe probe_;
  MemberProbe own_buckets_;
  std::vector<uint32_t> scratch_;
  std::vector<uint32_t> list_scratch_;
  std::vector<uint32_t> buckets_;
  std::vector<uint64_t> by_size_;
  std::vector<Candidate> candidates_;
  std::vector<uint32_t> shared_;   // by place, while candidates are collected
  std::vector<uint32_t> touched_;  // places that are not 0 there
  std::vector<Link> found_;
};

}  // namespace

bool HasCrowdedFingerprints(const CandidateIndex& index, uint32_t rank, double share, size_t most) {
  return AreMany(index, rank, share,
                 [&](uint32_t bucket) { return index.BucketSize(bucket) > most; });
}

absl::StatusOr<Neighbours> FindNeighbours(const CandidateIndex& index,
                                          const std::vector<uint32_t>& documents,
                                          const NeighbourOptions& options,
                                          const NeighbourScope* scope, ShingleSetSource* sets,
                                          Monitor* monitor) {
  monitor->StartStage("linking", documents.size(), "documents");
  std::vector<uint32_t> index_of_place(documents.size());
  std::iota(index_of_place.begin(), index_of_place.end(), 0U);
  std::stable_sort(index_of_place.begin(), index_of_place.end(), [&](uint32_t x, uint32_t y) {
    return index.shingles(documents[x]) > index.shingles(documents[y]);
  });
  std::vector<uint32_t> rank_of_place;
  rank_of_place.reserve(index_of_place.size());
  for (const uint32_t i : index_of_place) {
    rank_of_place.push_back(documents[i]);
  }
  const OfferLists lists(index, rank_of_place, options.most + 1, options.spill);

  const size_t tasks = (documents.size() + kDocumentsPerTask - 1) / kDocumentsPerTask;
  struct Part {
    std::vector<Link> links;
    std::vector<uint32_t> crowded;
  };
  std::vector<Part> parts(tasks);
  std::vector<std::unique_ptr<Search>> searches(std::max<size_t>(1, options.threads));
  absl::Status status =
      ParallelFor(options.threads, tasks, [&](size_t worker, size_t task) -> absl::Status {
        if (monitor->Cancelled()) {
          return absl::CancelledError("interrupted");
        }
        if (searches[worker] == nullptr) {
          searches[worker] = std::make_unique<Search>(index, rank_of_place, index_of_place, lists,
                                                      options, scope, sets);
        }
        const size_t end = std::min(documents.size(), (task + 1) * kDocumentsPerTask);
        for (size_t place = task * kDocumentsPerTask; place < end; ++place) {
          const absl::StatusOr<bool> crowded =
              searches[worker]->Find(static_cast<uint32_t>(place), &parts[task].links);
          if (!crowded.ok()) {
            return crowded.status();
          }
          if (*crowded) {
            parts[task].crowded.push_back(static_cast<uint32_t>(place));
          }
        }
        monitor->Advance(end - task * kDocumentsPerTask);
        return absl::OkStatus();
      });
  if (!status.ok()) {
    return status;
  }

  Neighbours neighbours;
  neighbours.crowded.resize(documents.size(), false);
  for (Part& part : parts) {
    for (const uint32_t place : part.crowded) {
      neighbours.crowded[index_of_place[place]] = true;
    }
    for (const Link& link : part.links) {
      const auto [a, b] = std::minmax({index_of_place[link.a], index_of_place[link.b]});
      neighbours.links.push_back({a, b, link.similarity});
    }
    part = {};
  }
  std::sort(neighbours.links.begin(), neighbours.links.end(),
            [](const Link& x, const Link& y) { return std::tie(x.b, x.a) < std::tie(y.b, y.a); });
  return neighbours;
}

}  // namespace reprise
