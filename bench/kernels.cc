#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/simd.h"
#include "reprise/base/sorted_lists.h"
#include "reprise/sketch/fingerprint.h"
#include "reprise/sketch/minhash.h"
#include "reprise/sketch/simhash.h"
#include "reprise/text/hash.h"

// Rates of the sketches, one thread, from shingle hashes in cache to the sketch. Each benchmark
// first compares its answer with a plain reference and reports an error instead of a rate when it
// is wrong. `items` are shingles; `bytes` are the English text they stand for, at 6 bytes a token.
// Arguments are shingles a text: 350 is a news page of 2 KB.

namespace reprise {
namespace {

constexpr int64_t kTextBytesPerShingle = 6;

std::vector<uint64_t> RandomShingles(const benchmark::State& state) {
  std::mt19937_64 random(1);
  std::vector<uint64_t> shingles(static_cast<size_t>(state.range(0)));
  for (uint64_t& shingle : shingles) {
    shingle = random();
  }
  return shingles;
}

void SetRates(benchmark::State& state) {
  const int64_t shingles = static_cast<int64_t>(state.iterations()) * state.range(0);
  state.SetItemsProcessed(shingles);
  state.SetBytesProcessed(shingles * kTextBytesPerShingle);
}

bool SketchesAgree(const MinHasher& hasher, absl::Span<const uint64_t> shingles) {
  std::vector<uint32_t> fast(hasher.count());
  std::vector<uint32_t> reference(hasher.count());
  hasher.Sketch(shingles, absl::MakeSpan(fast));
  hasher.SketchScalar(shingles, absl::MakeSpan(reference));
  return fast == reference;
}

void BM_MinHash(benchmark::State& state) {
  const std::vector<uint64_t> shingles = RandomShingles(state);
  const MinHasher hasher(static_cast<size_t>(state.range(1)));
  if (!SketchesAgree(hasher, shingles)) {
    state.SkipWithError("Sketch differs from SketchScalar");
    return;
  }
  std::vector<uint32_t> signature(hasher.count());
  while (state.KeepRunning()) {
    hasher.Sketch(shingles, absl::MakeSpan(signature));
    benchmark::DoNotOptimize(signature.data());
    benchmark::ClobberMemory();
  }
  SetRates(state);
  state.SetLabel(std::string(SimdTarget()));
}
BENCHMARK(BM_MinHash)
    ->ArgsProduct({{35, 350, 3500, 35000}, {128}})
    ->ArgsProduct({{350}, {64, 88, 256}});

void BM_MinHashScalar(benchmark::State& state) {
  const std::vector<uint64_t> shingles = RandomShingles(state);
  const MinHasher hasher(static_cast<size_t>(state.range(1)));
  if (!SketchesAgree(hasher, shingles)) {
    state.SkipWithError("Sketch differs from SketchScalar");
    return;
  }
  std::vector<uint32_t> signature(hasher.count());
  while (state.KeepRunning()) {
    hasher.SketchScalar(shingles, absl::MakeSpan(signature));
    benchmark::DoNotOptimize(signature.data());
    benchmark::ClobberMemory();
  }
  SetRates(state);
}
BENCHMARK(BM_MinHashScalar)->Args({350, 128});

uint64_t ReferenceSimHash(absl::Span<const uint64_t> shingles) {
  uint64_t hash = 0;
  for (int bit = 0; bit < 64; ++bit) {
    size_t ones = 0;
    for (const uint64_t shingle : shingles) {
      ones += static_cast<size_t>((Mix64(shingle) >> bit) & 1);
    }
    hash |= uint64_t{2 * ones > shingles.size()} << bit;
  }
  return hash;
}

void BM_SimHash(benchmark::State& state) {
  const std::vector<uint64_t> shingles = RandomShingles(state);
  if (SimHash(shingles) != ReferenceSimHash(shingles)) {
    state.SkipWithError("SimHash differs from its definition");
    return;
  }
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(SimHash(shingles));
    benchmark::ClobberMemory();
  }
  SetRates(state);
}
BENCHMARK(BM_SimHash)->Arg(35)->Arg(350)->Arg(3500)->Arg(35000);

// The second argument is 1/rate.
void BM_Fingerprints(benchmark::State& state) {
  const std::vector<uint64_t> shingles = RandomShingles(state);
  const FingerprintSampler sampler(1 / static_cast<double>(state.range(1)));
  std::vector<uint32_t> expected;
  for (const uint64_t shingle : shingles) {
    if (sampler.Selects(shingle)) {
      expected.push_back(static_cast<uint32_t>(shingle));
    }
  }
  std::sort(expected.begin(), expected.end());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  std::vector<uint32_t> fingerprints;
  sampler.Sample(shingles, &fingerprints);
  if (fingerprints != expected) {
    state.SkipWithError("Sample differs from what Selects selects");
    return;
  }
  while (state.KeepRunning()) {
    sampler.Sample(shingles, &fingerprints);
    benchmark::DoNotOptimize(fingerprints.data());
    benchmark::ClobberMemory();
  }
  SetRates(state);
}
BENCHMARK(BM_Fingerprints)->ArgsProduct({{350, 3500}, {1, 4, 16, 64}});

// Two samples of two thirds of the shingles each, half of it shared. `items` are fingerprints.
void BM_CountCommon(benchmark::State& state) {
  const std::vector<uint64_t> shingles = RandomShingles(state);
  const auto all = absl::MakeConstSpan(shingles);
  const size_t third = all.size() / 3;
  const FingerprintSampler sampler(1);
  std::vector<uint32_t> a;
  std::vector<uint32_t> b;
  sampler.Sample(all.first(2 * third), &a);
  sampler.Sample(all.subspan(third, 2 * third), &b);
  if (CountCommon<uint32_t>(a, b) != third) {
    state.SkipWithError("CountCommon miscounts");
    return;
  }
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(CountCommon<uint32_t>(a, b));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * (a.size() + b.size())));
}
BENCHMARK(BM_CountCommon)->Arg(350)->Arg(3500);

}  // namespace
}  // namespace reprise

BENCHMARK_MAIN();
