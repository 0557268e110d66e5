#include "reprise/cluster/neighbour_candidates.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "reprise/base/sorted_lists.h"

namespace reprise {
namespace {

// How many candidates, per neighbour wanted, are looked at where there are more.
constexpr size_t kCandidatesPerNeighbour = 2;

// How many candidates, per neighbour that a crowded document is linked to, are counted in full at
// first. The others follow where half of these seem to be neighbours, and where no crowd is known.
constexpr size_t kCountedPerNeighbour = 4;

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

// Lists of more buckets than that, of a large text, are not kept longer than they are of use.
constexpr size_t kManyBuckets = size_t{1} << 18;

// How many more buckets than prefix filtering needs are looked up, so that candidates have to share
// as many more: strangers hardly ever share several rare fingerprints.
constexpr size_t kMoreMatches = 3;

// Whether `count` buckets of a document are those of some of its fingerprints, and of the share
// `share` of them at least.
bool AreMany(const CandidateIndex& index, uint32_t rank, size_t count, double share) {
  return count > 0 &&
         static_cast<double>(count) >= share * static_cast<double>(index.FingerprintCount(rank));
}

}  // namespace

bool HasCrowdedFingerprints(const CandidateIndex& index, uint32_t rank, double share, size_t most) {
  std::vector<uint32_t> scratch;
  const absl::Span<const uint32_t> all = index.FingerprintBucketsOf(rank, &scratch);
  const size_t crowded = all.size() - CountBelow(all, index.FirstFingerprintBucketOf(most + 1));
  return AreMany(index, rank, crowded, share);
}

NeighbourCandidates::NeighbourCandidates(const CandidateIndex& index,
                                         const std::vector<uint32_t>& rank_of_place,
                                         const std::vector<uint32_t>& index_of_place,
                                         const OfferLists& lists, const NeighbourOptions& options,
                                         const NeighbourScope* scope)
    : index_(index),
      rank_of_place_(rank_of_place),
      index_of_place_(index_of_place),
      lists_(lists),
      options_(options),
      scope_(scope),
      first_common_(index.FirstFingerprintBucketOf(std::min(kRare, options.most) + 1)),
      first_crowded_(index.FirstFingerprintBucketOf(options.most + 1)),
      shared_(rank_of_place.size(), 0) {}

bool NeighbourCandidates::Find(uint32_t place, std::vector<uint32_t>* places) {
  if (scope_ != nullptr && !scope_->passive.empty() && scope_->passive[index_of_place_[place]]) {
    return false;
  }
  candidates_.clear();
  const absl::Span<const uint32_t> all =
      index_.FingerprintBucketsOf(rank_of_place_[place], &scratch_);
  const double least = LeastFingerprints(place);
  if (all.empty() || static_cast<double>(all.size()) < least) {
    return false;
  }
  const bool all_counted = CollectByRarest(place, all, least) || LookUp(place, all, least);
  if (scope_ != nullptr) {
    std::erase_if(candidates_,
                  [&](const Candidate& candidate) { return !InScope(place, candidate.place); });
  }
  const size_t when_crowded = kCandidatesPerNeighbour * options_.when_crowded;
  const bool in_crowd = IsInCrowd(place, all);
  const bool all_known = all_counted || CountMostPromising(place, all, least, in_crowd);
  const bool crowded = in_crowd || candidates_.size() > (all_known ? options_.most : when_crowded);
  if (crowded) {
    Narrow(when_crowded);
  }
  if (all.size() > kManyBuckets) {
    scratch_ = {};
    list_scratch_ = {};
    own_buckets_ = {};
  }
  std::sort(candidates_.begin(), candidates_.end(), IsBetter);
  for (const Candidate& candidate : candidates_) {
    places->push_back(candidate.place);
  }
  return crowded;
}

bool NeighbourCandidates::IsInCrowd(uint32_t place, absl::Span<const uint32_t> all) const {
  const absl::Span<const uint32_t> large = all.subspan(CountBelow(all, lists_.first_large()));
  const auto crowded = std::count_if(large.begin(), large.end(), [&](uint32_t bucket) {
    return lists_.Size(bucket) > options_.most;
  });
  return AreMany(index_, rank_of_place_[place], static_cast<size_t>(crowded), options_.containment);
}

bool NeighbourCandidates::InScope(uint32_t place, uint32_t other) const {
  const uint32_t i = index_of_place_[place];
  const uint32_t j = index_of_place_[other];
  return scope_->part[i] == scope_->part[j] &&
         !scope_->known.contains(NeighbourScope::PairKey(i, j));
}

double NeighbourCandidates::LeastFingerprints(uint32_t place) const {
  const auto sample = static_cast<double>(index_.FingerprintCount(rank_of_place_[place]));
  const double deviation = std::sqrt(sample * options_.containment * (1.0 - options_.containment));
  return sample * options_.containment - kDeviations * deviation;
}

// Who shares `least` of `all` lacks few enough of them to share one of the rarest, as many as
// leave fewer than that; and of k - 1 more, k (prefix filtering: Bayardo et al. 2007; several
// matches: Wang et al. 2012). Where these offer all their documents, counting what the few found
// there share is all there is to do, however common the others are; false where they do not.
bool NeighbourCandidates::CollectByRarest(uint32_t place, absl::Span<const uint32_t> all,
                                          double least) {
  const auto needed = static_cast<size_t>(std::max(1.0, std::ceil(least)));
  const size_t rarest = all.size() - needed + 1;
  const size_t complete = CountBelow(all, first_crowded_);
  if (complete < rarest) {
    return false;
  }
  const size_t looked_up = std::min(complete, rarest + kMoreMatches);
  const auto matches = static_cast<uint32_t>(looked_up - rarest) + 1;
  lists_.ForEachBelow(place, all.first(looked_up), &list_scratch_, [&](uint32_t other) {
    if (shared_[other] == 0) {
      touched_.push_back(other);
    }
    if (++shared_[other] == matches) {
      candidates_.push_back({other, 0});
    }
  });
  for (const uint32_t other : touched_) {
    shared_[other] = 0;
  }
  touched_.clear();
  Filter(all, least, 0);
  return true;
}

bool NeighbourCandidates::LookUp(uint32_t place, absl::Span<const uint32_t> all, double least) {
  size_t entries = 0;
  const auto look_up = [&](absl::Span<const uint32_t> buckets) {
    lists_.ForEachBelow(place, buckets, &list_scratch_, [&](uint32_t other) {
      ++entries;
      if (shared_[other]++ == 0) {
        candidates_.push_back({other, 0});
      }
    });
  };
  size_t looked_up = CountBelow(all, first_common_);
  look_up(all.first(looked_up));
  while (looked_up < all.size() &&
         (candidates_.size() <= options_.most || entries <= kEntriesPerNeighbour * options_.most)) {
    const size_t more = std::min(kBucketsPerLook, all.size() - looked_up);
    look_up(all.subspan(looked_up, more));
    looked_up += more;
  }
  const size_t complete = std::min(looked_up, CountBelow(all, first_crowded_));
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

bool NeighbourCandidates::CountMostPromising(uint32_t place, absl::Span<const uint32_t> all,
                                             double least, bool crowded) {
  const size_t at_first = kCountedPerNeighbour * options_.when_crowded;
  Narrow(crowded ? at_first : kCandidatesPerNeighbour * options_.most);
  uncounted_.clear();
  if (candidates_.size() > at_first) {
    const auto others = candidates_.begin() + static_cast<std::ptrdiff_t>(at_first);
    std::nth_element(candidates_.begin(), others, candidates_.end(), IsBetter);
    uncounted_.assign(others, candidates_.end());
    candidates_.erase(others, candidates_.end());
  }
  Filter(all, least, 0);
  if (uncounted_.empty()) {
    return true;
  }
  const double seem =
      options_.containment * static_cast<double>(index_.FingerprintCount(rank_of_place_[place]));
  const auto neighbours = std::count_if(
      candidates_.begin(), candidates_.end(),
      [seem](const Candidate& candidate) { return static_cast<double>(candidate.shared) >= seem; });
  if (static_cast<size_t>(neighbours) < at_first / 2) {
    return false;
  }
  const size_t counted = candidates_.size();
  candidates_.insert(candidates_.end(), uncounted_.begin(), uncounted_.end());
  Filter(all, least, counted);
  return true;
}

void NeighbourCandidates::Filter(absl::Span<const uint32_t> all, double least, size_t first) {
  if (candidates_.size() == first) {
    return;
  }
  ranks_.clear();
  for (size_t i = first; i < candidates_.size(); ++i) {
    ranks_.push_back(rank_of_place_[candidates_[i].place]);
  }
  own_buckets_.Load(all);
  index_.ForEachFingerprintBuckets(
      ranks_, &list_scratch_, [&](size_t i, absl::Span<const uint32_t> buckets) {
        candidates_[first + i].shared = static_cast<uint32_t>(own_buckets_.CountShared(buckets));
      });
  const auto begin = candidates_.begin() + static_cast<std::ptrdiff_t>(first);
  candidates_.erase(std::remove_if(begin, candidates_.end(),
                                   [least](const Candidate& candidate) {
                                     return static_cast<double>(candidate.shared) < least;
                                   }),
                    candidates_.end());
}

void NeighbourCandidates::Narrow(size_t most) {
  if (candidates_.size() <= most) {
    return;
  }
  std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(most),
                   candidates_.end(), IsBetter);
  candidates_.resize(most);
}

}  // namespace reprise
