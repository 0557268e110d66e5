#include "reprise/cluster/agreement.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>
#include <vector>

namespace reprise {
namespace {

uint64_t Pairs(uint64_t count) { return count * (count - 1) / 2; }

// The sizes of the groups of equal elements; sorts them.
template <typename Value>
std::vector<uint64_t> GroupSizes(std::vector<Value>* values) {
  std::sort(values->begin(), values->end());
  std::vector<uint64_t> sizes;
  for (size_t i = 0; i < values->size(); ++i) {
    if (i == 0 || (*values)[i] != (*values)[i - 1]) {
      sizes.push_back(0);
    }
    ++sizes.back();
  }
  return sizes;
}

uint64_t PairsIn(const std::vector<uint64_t>& sizes) {
  uint64_t pairs = 0;
  for (const uint64_t size : sizes) {
    pairs += Pairs(size);
  }
  return pairs;
}

// In nats.
double Entropy(const std::vector<uint64_t>& sizes, double documents) {
  double entropy = 0.0;
  for (const uint64_t size : sizes) {
    const double share = static_cast<double>(size) / documents;
    entropy -= share * std::log(share);
  }
  return entropy;
}

double AdjustedRand(const Agreement& agreement) {
  const auto all = static_cast<double>(Pairs(agreement.documents));
  const auto a = static_cast<double>(agreement.cluster_pairs);
  const auto b = static_cast<double>(agreement.label_pairs);
  const double expected = a / all * b;
  const double most = (a + b) / 2;
  // All alone or all together in both: there is nothing that chance could have done otherwise.
  return most == expected
             ? 1.0
             : (static_cast<double>(agreement.common_pairs) - expected) / (most - expected);
}

}  // namespace

double ShareOf(uint64_t part, uint64_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

double HarmonicMean(double x, double y) { return x + y == 0.0 ? 0.0 : 2 * x * y / (x + y); }

Agreement MeasureAgreement(absl::Span<const uint32_t> clusters, absl::Span<const uint32_t> labels) {
  assert(clusters.size() == labels.size());
  Agreement agreement;
  agreement.documents = clusters.size();
  std::vector<uint32_t> a(clusters.begin(), clusters.end());
  std::vector<uint32_t> b(labels.begin(), labels.end());
  std::vector<std::pair<uint32_t, uint32_t>> both;
  for (size_t i = 0; i < clusters.size(); ++i) {
    both.emplace_back(clusters[i], labels[i]);
  }
  const std::vector<uint64_t> cluster_sizes = GroupSizes(&a);
  const std::vector<uint64_t> label_sizes = GroupSizes(&b);
  const std::vector<uint64_t> common_sizes = GroupSizes(&both);
  agreement.clusters = cluster_sizes.size();
  agreement.labels = label_sizes.size();
  agreement.cluster_pairs = PairsIn(cluster_sizes);
  agreement.label_pairs = PairsIn(label_sizes);
  agreement.common_pairs = PairsIn(common_sizes);
  if (agreement.documents < 2) {
    return agreement;
  }
  agreement.adjusted_rand = AdjustedRand(agreement);
  const auto documents = static_cast<double>(agreement.documents);
  const double of_clusters = Entropy(cluster_sizes, documents);
  const double of_labels = Entropy(label_sizes, documents);
  const double shared = of_clusters + of_labels - Entropy(common_sizes, documents);
  const auto share = [&](double whole) {
    return whole == 0.0 ? 1.0 : std::clamp(shared / whole, 0.0, 1.0);
  };
  agreement.homogeneity = share(of_labels);
  agreement.completeness = share(of_clusters);
  agreement.v_measure = HarmonicMean(agreement.homogeneity, agreement.completeness);
  return agreement;
}

}  // namespace reprise
