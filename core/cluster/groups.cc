#include "reprise/cluster/groups.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "reprise/base/one_thread.h"
#include "reprise/base/parallel.h"
#include "reprise/base/sorted_lists.h"
#include "reprise/cluster/average_linkage.h"
#include "reprise/cluster/components.h"
#include "reprise/cluster/mean_containment.h"

namespace reprise {
namespace {

// For every rank, that of the document where it belongs because they are equal or nearly equal; its
// own where there is none.
std::vector<uint32_t> Representatives(const CandidateIndex& index,
                                      const std::vector<uint32_t>& first_of_equal,
                                      const std::vector<Removal>& removals,
                                      const GroupOptions& options) {
  std::vector<uint32_t> representative(first_of_equal.size());
  std::iota(representative.begin(), representative.end(), 0U);
  for (const Removal& removal : removals) {
    const double jaccard = removal.figures.Jaccard();
    if (jaccard >= options.near_equal_jaccard ||
        (jaccard >= options.near_equal_jaccard_when_crowded &&
         HasCrowdedFingerprints(index, first_of_equal[removal.removed], 0.5,
                                options.neighbours.most))) {
      representative[removal.removed] = removal.kept;
    }
  }
  // Copies of a text are judged like the first one, so they belong where it does.
  for (uint32_t rank = 0; rank < representative.size(); ++rank) {
    representative[rank] = representative[first_of_equal[rank]];
  }
  return representative;
}

// Containment by the samples of fingerprints.
SimilarityEstimate EstimateBy(const CandidateIndex& index, const std::vector<uint32_t>& documents) {
  return [&](uint32_t a, uint32_t b) {
    std::vector<uint32_t> scratch_a;
    std::vector<uint32_t> scratch_b;
    const size_t smaller =
        std::min(index.FingerprintCount(documents[a]), index.FingerprintCount(documents[b]));
    if (smaller == 0) {
      return 0.0;
    }
    const size_t shared =
        CountCommon<uint32_t>(index.FingerprintBucketsOf(documents[a], &scratch_a),
                              index.FingerprintBucketsOf(documents[b], &scratch_b));
    return static_cast<double>(shared) / static_cast<double>(smaller);
  };
}

// Links that could make two groups one come first: those of the cut and above. The others only
// lower or raise the mean of what these connect, so only within that they are looked for.
absl::StatusOr<Neighbours> LinkDocuments(const CandidateIndex& index,
                                         const std::vector<uint32_t>& documents,
                                         const GroupOptions& options, ShingleSetSource* sets,
                                         Monitor* monitor) {
  NeighbourOptions strong = options.neighbours;
  strong.containment = std::max(options.cut, options.neighbours.containment);
  absl::StatusOr<Neighbours> neighbours =
      FindNeighbours(index, documents, strong, nullptr, sets, monitor);
  if (!neighbours.ok() || strong.containment == options.neighbours.containment) {
    return neighbours;
  }
  std::vector<uint32_t> component = ConnectedComponents(documents.size(), neighbours->links);
  std::vector<uint32_t> sizes(documents.size(), 0);
  std::vector<uint64_t> links(documents.size(), 0);
  for (const uint32_t of : component) {
    ++sizes[of];
  }
  for (const Link& link : neighbours->links) {
    ++links[component[link.a]];
  }
  // Where all are linked there are no others; crowded documents have enough, and wait to be found.
  constexpr uint32_t kNotChosen = ~uint32_t{0};
  std::vector<uint32_t> chosen;   // ranks
  std::vector<uint32_t> node_of;  // their nodes
  std::vector<uint32_t> place(documents.size(), kNotChosen);
  NeighbourScope scope;
  for (uint32_t node = 0; node < documents.size(); ++node) {
    const uint32_t of = component[node];
    if (sizes[of] > 2 && links[of] < uint64_t{sizes[of]} * (sizes[of] - 1) / 2) {
      place[node] = static_cast<uint32_t>(chosen.size());
      chosen.push_back(documents[node]);
      node_of.push_back(node);
      scope.part.push_back(of);
      scope.passive.push_back(neighbours->crowded[node]);
    }
  }
  if (chosen.empty()) {
    return neighbours;
  }
  component = {};
  sizes = {};
  links = {};
  for (const Link& link : neighbours->links) {
    if (place[link.a] != kNotChosen && place[link.b] != kNotChosen) {
      scope.known.insert(NeighbourScope::PairKey(place[link.a], place[link.b]));
    }
  }
  const absl::StatusOr<Neighbours> weak =
      FindNeighbours(index, chosen, options.neighbours, &scope, sets, monitor);
  if (!weak.ok()) {
    return weak.status();
  }
  for (size_t i = 0; i < node_of.size(); ++i) {
    neighbours->crowded[node_of[i]] = neighbours->crowded[node_of[i]] || weak->crowded[i];
  }
  for (const Link& link : weak->links) {
    neighbours->links.push_back({node_of[link.a], node_of[link.b], link.similarity});
  }
  return neighbours;
}

// Texts of a group to be compared, each once, with the number of its copies; largest first.
std::vector<std::pair<uint32_t, uint64_t>> DistinctTexts(
    const CandidateIndex& index, const std::vector<uint32_t>& first_of_equal,
    const std::vector<uint32_t>& members) {
  std::vector<uint32_t> firsts;
  firsts.reserve(members.size());
  for (const uint32_t rank : members) {
    firsts.push_back(first_of_equal[rank]);
  }
  std::sort(firsts.begin(), firsts.end());
  std::vector<std::pair<uint32_t, uint64_t>> texts;
  for (const uint32_t first : firsts) {
    if (texts.empty() || texts.back().first != first) {
      texts.emplace_back(first, 0);
    }
    ++texts.back().second;
  }
  std::stable_sort(texts.begin(), texts.end(), [&](const auto& x, const auto& y) {
    return index.shingles(x.first) > index.shingles(y.first);
  });
  return texts;
}

// What two texts share, by their ranks, where that was counted already.
using SharedByPair = absl::flat_hash_map<uint64_t, uint64_t>;

SharedByPair CountedPairs(const CandidateIndex& index, const std::vector<uint32_t>& documents,
                          const std::vector<Link>& links,
                          const std::vector<uint32_t>& first_of_equal,
                          const std::vector<Removal>& removals) {
  SharedByPair counted;
  counted.reserve(links.size() + removals.size());
  for (const Link& link : links) {
    const uint32_t a = documents[link.a];
    const uint32_t b = documents[link.b];
    const auto size = static_cast<double>(std::min(index.shingles(a), index.shingles(b)));
    counted[NeighbourScope::PairKey(a, b)] =
        static_cast<uint64_t>(std::llround(link.similarity * size));
  }
  for (const Removal& removal : removals) {
    counted[NeighbourScope::PairKey(first_of_equal[removal.removed],
                                    first_of_equal[removal.kept])] = removal.figures.shared;
  }
  return counted;
}

absl::StatusOr<double> Similarity(const CandidateIndex& index,
                                  const std::vector<std::pair<uint32_t, uint64_t>>& texts,
                                  const SharedByPair& counted, ShingleSetSource* sets,
                                  MeanContainment* containment) {
  if (texts.size() == 1) {
    return 1.0;
  }
  // Most groups are of two texts, which were compared when they were linked.
  if (texts.size() == 2) {
    const auto [larger, copies] = texts.front();
    const auto known = counted.find(NeighbourScope::PairKey(larger, texts.back().first));
    if (known != counted.end()) {
      containment->AddCounted(0, index.shingles(larger), copies);
      containment->AddCounted(copies * known->second, index.shingles(texts.back().first),
                              texts.back().second);
      const double mean = containment->Mean();
      containment->Reset();
      return mean;
    }
  }
  for (const auto& [rank, copies] : texts) {
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> set = sets->Get(rank);
    if (!set.ok()) {
      return set.status();
    }
    containment->Add(**set, copies, /*last=*/rank == texts.back().first);
    sets->Forget(rank);
  }
  const double mean = containment->Mean();
  containment->Reset();
  return mean;
}

}  // namespace

absl::StatusOr<Groups> FindGroups(const CandidateIndex& index,
                                  const std::vector<uint32_t>& first_of_equal,
                                  const std::vector<Removal>& removals, const GroupOptions& options,
                                  ShingleSetSource* sets, Monitor* monitor) {
  const std::vector<uint32_t> representative =
      Representatives(index, first_of_equal, removals, options);
  std::vector<uint32_t> weights(index.size(), 0);  // by rank
  for (uint32_t rank = options.references; rank < index.size(); ++rank) {
    ++weights[representative[rank]];
  }
  std::vector<uint32_t> node_of_rank(index.size());
  std::vector<uint32_t> documents;  // by node
  LinkageNodes nodes;
  for (uint32_t rank = 0; rank < index.size(); ++rank) {
    if (weights[rank] != 0) {
      node_of_rank[rank] = static_cast<uint32_t>(documents.size());
      documents.push_back(rank);
      nodes.weights.push_back(weights[rank]);
    }
  }
  absl::StatusOr<Neighbours> neighbours = LinkDocuments(index, documents, options, sets, monitor);
  if (!neighbours.ok()) {
    return neighbours.status();
  }
  nodes.crowded = std::move(neighbours->crowded);

  monitor->StartStage("grouping", 0, "documents");
  Groups result;
  result.links = neighbours->links.size();
  result.crowded =
      static_cast<uint64_t>(std::count(nodes.crowded.begin(), nodes.crowded.end(), true));
  const std::vector<uint32_t> cluster =
      AverageLinkage(nodes, neighbours->links, options.cut, EstimateBy(index, documents),
                     options.neighbours.threads);
  // Groups in order of their first member, which is the lowest rank.
  constexpr uint32_t kNone = ~uint32_t{0};
  std::vector<uint32_t> sizes(documents.size(), 0);
  for (uint32_t node = 0; node < documents.size(); ++node) {
    sizes[cluster[node]] += static_cast<uint32_t>(nodes.weights[node]);
  }
  std::vector<uint32_t> group_of_cluster(documents.size(), kNone);
  for (uint32_t rank = options.references; rank < index.size(); ++rank) {
    const uint32_t of = cluster[node_of_rank[representative[rank]]];
    if (sizes[of] < 2) {
      continue;
    }
    if (group_of_cluster[of] == kNone) {
      group_of_cluster[of] = static_cast<uint32_t>(result.groups.size());
      result.groups.emplace_back().members.reserve(sizes[of]);
    }
    result.groups[group_of_cluster[of]].members.push_back(rank);
  }

  monitor->StartStage("measuring groups", result.groups.size(), "groups");
  const SharedByPair counted =
      CountedPairs(index, documents, neighbours->links, first_of_equal, removals);
  std::vector<MeanContainment> containments;
  for (size_t i = 0; i < std::max<size_t>(1, options.neighbours.threads); ++i) {
    containments.emplace_back(options.neighbours.spill);
  }
  // One thread at a time has a group whose largest text has so many shingles.
  constexpr uint64_t kLargeGroup = uint64_t{1} << 19;
  OneThread large;
  const absl::Status status =
      ParallelFor(options.neighbours.threads, result.groups.size(), [&](size_t worker, size_t i) {
        if (monitor->Cancelled()) {
          return absl::CancelledError("interrupted");
        }
        Group& group = result.groups[i];
        const std::vector<std::pair<uint32_t, uint64_t>> texts =
            DistinctTexts(index, first_of_equal, group.members);
        const std::shared_ptr<void> pass =
            index.shingles(texts.front().first) > kLargeGroup ? large.Enter() : nullptr;
        const absl::StatusOr<double> similarity =
            Similarity(index, texts, counted, sets, &containments[worker]);
        group.similarity = similarity.ok() ? *similarity : 0.0;
        monitor->Advance(1);
        return similarity.status();
      });
  if (!status.ok()) {
    return status;
  }
  return result;
}

}  // namespace reprise
