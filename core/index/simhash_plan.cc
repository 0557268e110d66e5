#include "reprise/index/simhash_plan.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "reprise/sketch/simhash.h"
#include "reprise/text/hash.h"

namespace reprise {
namespace {

constexpr int kBits = 64;
// Beyond this many tables a plan takes what recall it can get.
constexpr size_t kMaxTables = 512;
// The share of what may be lost that goes to pairs beyond max_distance.
constexpr double kShareOfMissToDistance = 0.25;

double Choose(int n, int k) {
  return std::round(
      std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0)));
}

// P(Binomial(64, q) = d) for d in [0, 64].
std::vector<double> DistanceLaw(double jaccard) {
  const double q = ExpectedSimHashBitDifference(jaccard);
  std::vector<double> law(kBits + 1, 0.0);
  for (int d = 0; d <= kBits; ++d) {
    law[static_cast<size_t>(d)] = Choose(kBits, d) * std::pow(q, d) * std::pow(1.0 - q, kBits - d);
  }
  return law;
}

// The chance that `selected` random bits all agree when `distance` of the 64 differ.
double AgreeChance(int selected, int distance) {
  double chance = 1.0;
  for (int i = 0; i < selected; ++i) {
    chance *= std::max(0.0, static_cast<double>(kBits - distance - i)) / (kBits - i);
  }
  return chance;
}

// Detection by tables in which a pair at distance d agrees with chance `agree(d)` each.
double Detection(const std::vector<double>& law, int max_distance,
                 const std::function<double(int)>& found) {
  double sum = 0.0;
  for (int d = 0; d <= max_distance; ++d) {
    sum += law[static_cast<size_t>(d)] * found(d);
  }
  return sum;
}

double SampledDetection(const std::vector<double>& law, int max_distance, int selected,
                        size_t tables) {
  return Detection(law, max_distance, [&](int d) {
    return 1.0 - std::pow(1.0 - AgreeChance(selected, d), static_cast<double>(tables));
  });
}

// `tables` masks of `selected` bits each, drawn without replacement by a fixed generator.
std::vector<uint64_t> SampledMasks(int selected, size_t tables) {
  std::vector<uint64_t> masks;
  uint64_t state = 0x5265707269736531ULL;
  while (masks.size() < tables) {
    uint64_t mask = 0;
    while (std::popcount(mask) < selected) {
      state += 0x9e3779b97f4a7c15ULL;
      mask |= uint64_t{1} << (Mix64(state) % kBits);
    }
    masks.push_back(mask);
  }
  return masks;
}

int BlockStart(int blocks, int block) { return block * kBits / blocks; }

// The fewest bits that a table of `blocks` - `distance` blocks selects.
int PermutedKeyBits(int blocks, int distance) { return (kBits / blocks) * (blocks - distance); }

}  // namespace

std::vector<uint64_t> PermutedBlockMasks(int blocks, int distance) {
  std::vector<uint64_t> block_masks;
  for (int block = 0; block < blocks; ++block) {
    uint64_t mask = 0;
    for (int bit = BlockStart(blocks, block); bit < BlockStart(blocks, block + 1); ++bit) {
      mask |= uint64_t{1} << bit;
    }
    block_masks.push_back(mask);
  }
  // Every choice of `distance` blocks to leave out.
  std::vector<uint64_t> masks;
  std::vector<int> left_out(static_cast<size_t>(distance));
  const std::function<void(size_t, int)> choose = [&](size_t depth, int first) {
    if (depth == left_out.size()) {
      uint64_t mask = ~uint64_t{0};
      for (const int block : left_out) {
        mask &= ~block_masks[static_cast<size_t>(block)];
      }
      masks.push_back(mask);
      return;
    }
    for (int block = first; block < blocks; ++block) {
      left_out[depth] = block;
      choose(depth + 1, block + 1);
    }
  };
  choose(0, 0);
  return masks;
}

SimHashPlan PlanSimHash(double jaccard, double recall, size_t documents) {
  const std::vector<double> law = DistanceLaw(jaccard);
  const double far_miss = (1.0 - recall) * kShareOfMissToDistance;
  SimHashPlan plan;
  double within = law[0];
  while (within < 1.0 - far_miss && plan.max_distance < kBits) {
    within += law[static_cast<size_t>(++plan.max_distance)];
  }

  // Keys so long that a table holds about two strangers per key.
  const int key_bits = std::clamp(static_cast<int>(std::bit_width(documents)) - 1, 8, 32);
  size_t sampled = 1;
  while (sampled < kMaxTables &&
         SampledDetection(law, plan.max_distance, key_bits, sampled) < recall) {
    ++sampled;
  }

  int blocks = plan.max_distance + 1;
  while (blocks < kBits && PermutedKeyBits(blocks, plan.max_distance) < key_bits) {
    ++blocks;
  }
  plan.permuted_blocks =
      blocks < kBits && Choose(blocks, plan.max_distance) <= static_cast<double>(sampled);
  plan.masks = plan.permuted_blocks ? PermutedBlockMasks(blocks, plan.max_distance)
                                    : SampledMasks(key_bits, sampled);
  return plan;
}

double DetectionProbability(double jaccard, const SimHashPlan& plan) {
  const std::vector<double> law = DistanceLaw(jaccard);
  if (plan.permuted_blocks) {
    return Detection(law, plan.max_distance, [](int) { return 1.0; });
  }
  return SampledDetection(law, plan.max_distance, std::popcount(plan.masks.front()),
                          plan.masks.size());
}

uint32_t SimHashKey(uint64_t signature, uint64_t mask) {
  return static_cast<uint32_t>(Mix64(signature & mask) >> 32);
}

}  // namespace reprise
