#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "bench/pages.h"
#include "reprise/base/simd.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/settings.h"
#include "reprise/sketch/minhash.h"
#include "reprise/text/distinct_filter.h"
#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"

// The rate from text in memory to its MinHash signature, one thread, with as many hashes as the
// default settings ask for: tokens, shingles, distinct ones, signature. `bytes` are the text's. The
// reference spells the definitions out one code point, one shingle and one hash at a time; every
// signature is compared with its own before a rate is reported. Arguments are kinds of pages; there
// are so many of them that no branch predictor learns one by heart.

namespace reprise {
namespace {

constexpr size_t kPages = 512;  // 1 to 7 MB: at the border of the second level of the cache

size_t DefaultHashes() { return SketchPlan(Settings()).lsh->hashes(); }

class FastPath {
 public:
  absl::Span<const uint32_t> Sign(std::string_view text) {
    TokenHashes(text, &tokens_);
    Shingle(tokens_, kDefaultShingleSize, &shingles_);
    distinct_.Apply(&shingles_);
    hasher_.Sketch(shingles_, absl::MakeSpan(signature_));
    return signature_;
  }

 private:
  const MinHasher hasher_{DefaultHashes()};
  DistinctFilter distinct_;
  std::vector<uint64_t> tokens_;
  std::vector<uint64_t> shingles_;
  std::vector<uint32_t> signature_ = std::vector<uint32_t>(hasher_.count());
};

class Reference {
 public:
  absl::Span<const uint32_t> Sign(std::string_view text) {
    TokenizeGeneral(text, &tokens_);
    const size_t count = ShingleCount(tokens_.size(), kDefaultShingleSize);
    const size_t width = std::min(kDefaultShingleSize, tokens_.size());
    shingles_.clear();
    for (size_t i = 0; i < count; ++i) {
      uint64_t sum = width;
      for (size_t k = 0; k < width; ++k) {
        sum = sum * kMultiplier + tokens_[i + k].hash;
      }
      shingles_.push_back(Mix64(sum));
    }
    std::sort(shingles_.begin(), shingles_.end());
    shingles_.erase(std::unique(shingles_.begin(), shingles_.end()), shingles_.end());
    hasher_.SketchScalar(shingles_, absl::MakeSpan(signature_));
    return signature_;
  }

 private:
  static constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15ULL;  // shingler.h: part of the format

  const MinHasher hasher_{DefaultHashes()};
  std::vector<Token> tokens_;
  std::vector<uint64_t> shingles_;
  std::vector<uint32_t> signature_ = std::vector<uint32_t>(hasher_.count());
};

bool SignaturesAgree(const std::vector<std::string>& pages) {
  FastPath fast;
  Reference reference;
  return std::all_of(pages.begin(), pages.end(), [&](const std::string& page) {
    return fast.Sign(page) == reference.Sign(page);
  });
}

template <typename Path>
void SignPages(benchmark::State& state) {
  const auto kind = static_cast<bench::PageKind>(state.range(0));
  const std::vector<std::string> pages = bench::Pages(kind, kPages);
  if (!SignaturesAgree(pages)) {
    state.SkipWithError("the signature of a page differs from the reference");
    return;
  }
  size_t bytes = 0;
  for (const std::string& page : pages) {
    bytes += page.size();
  }
  Path path;
  while (state.KeepRunning()) {
    for (const std::string& page : pages) {
      benchmark::DoNotOptimize(path.Sign(page).data());
      benchmark::ClobberMemory();
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
  state.SetLabel(absl::StrCat(std::string(SimdTarget()), ", ", bench::PageKindName(kind)));
}

void BM_TextToSignature(benchmark::State& state) { SignPages<FastPath>(state); }
BENCHMARK(BM_TextToSignature)->DenseRange(bench::kLatin, bench::kScripts);

void BM_TextToSignatureReference(benchmark::State& state) { SignPages<Reference>(state); }
BENCHMARK(BM_TextToSignatureReference)->DenseRange(bench::kLatin, bench::kScripts);

}  // namespace
}  // namespace reprise
