#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/pages.h"
#include "reprise/base/simd.h"
#include "reprise/text/distinct_filter.h"
#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"
#include "reprise/text/word_runs.h"

// Rates from text in cache to tokens and shingles, one thread; `bytes` are the text's. What has a
// plain reference is first compared with it, and an error is reported instead of a rate when it is
// wrong; the rest is tested in tests/text. Arguments are kinds of pages (bench/pages.h).

namespace reprise {
namespace {

using bench::kDigests;
using bench::kLatin;
using bench::kMixed;
using bench::kScripts;
using bench::PageKind;

std::string Page(int64_t kind) { return bench::Pages(static_cast<PageKind>(kind), 1).front(); }

void SetBytes(benchmark::State& state, std::string_view text) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

// What reading every byte once takes: XXH3, as every text is hashed for exact copies.
void BM_HashText(benchmark::State& state) {
  const std::string text = Page(state.range(0));
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(HashText(text));
    benchmark::ClobberMemory();
  }
  SetBytes(state, text);
}
BENCHMARK(BM_HashText)->Arg(kLatin);

void BM_WordRuns(benchmark::State& state) {
  const std::string text = Page(state.range(0)).substr(0, kMaxWordRunsBytes);
  std::vector<uint16_t> edges(kMaxWordEdges);
  std::vector<uint16_t> expected(kMaxWordEdges);
  const size_t runs = WordRunsScalar(text, expected.data());
  if (WordRuns(text, edges.data()) != runs ||
      !std::equal(edges.begin(), edges.begin() + static_cast<std::ptrdiff_t>(2 * runs),
                  expected.begin())) {
    state.SkipWithError("WordRuns differs from WordRunsScalar");
    return;
  }
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(WordRuns(text, edges.data()));
    benchmark::ClobberMemory();
  }
  SetBytes(state, text);
  state.SetLabel(std::string(SimdTarget()));
}
BENCHMARK(BM_WordRuns)->Arg(kLatin);

// The second argument is how many pages: where they are many, no branch predictor knows what comes.
void BM_TokenHashes(benchmark::State& state) {
  const std::vector<std::string> pages =
      bench::Pages(static_cast<PageKind>(state.range(0)), static_cast<size_t>(state.range(1)));
  std::vector<Token> expected;
  std::vector<uint64_t> hashes;
  size_t bytes = 0;
  for (const std::string& page : pages) {
    bytes += page.size();
    TokenizeGeneral(page, &expected);
    TokenHashes(page, &hashes);
    if (!std::equal(hashes.begin(), hashes.end(), expected.begin(), expected.end(),
                    [](uint64_t hash, const Token& token) { return hash == token.hash; })) {
      state.SkipWithError("TokenHashes differs from TokenizeGeneral");
      return;
    }
  }
  while (state.KeepRunning()) {
    for (const std::string& page : pages) {
      TokenHashes(page, &hashes);
      benchmark::DoNotOptimize(hashes.data());
      benchmark::ClobberMemory();
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}
BENCHMARK(BM_TokenHashes)->ArgsProduct({{kLatin, kMixed, kDigests, kScripts}, {1, 512}});

void BM_TokenizeGeneral(benchmark::State& state) {
  const std::string text = Page(state.range(0));
  std::vector<Token> tokens;
  while (state.KeepRunning()) {
    TokenizeGeneral(text, &tokens);
    benchmark::DoNotOptimize(tokens.data());
    benchmark::ClobberMemory();
  }
  SetBytes(state, text);
}
BENCHMARK(BM_TokenizeGeneral)->Arg(kLatin)->Arg(kMixed);

void BM_Shingle(benchmark::State& state) {
  const std::string text = Page(state.range(0));
  std::vector<uint64_t> hashes;
  TokenHashes(text, &hashes);
  std::vector<uint64_t> shingles;
  while (state.KeepRunning()) {
    Shingle(hashes, 5, &shingles);
    benchmark::DoNotOptimize(shingles.data());
    benchmark::ClobberMemory();
  }
  SetBytes(state, text);
}
BENCHMARK(BM_Shingle)->Arg(kLatin);

void BM_DistinctFilter(benchmark::State& state) {
  const std::string text = Page(state.range(0));
  std::vector<uint64_t> hashes;
  TokenHashes(text, &hashes);
  std::vector<uint64_t> shingles;
  Shingle(hashes, 5, &shingles);
  DistinctFilter filter;
  while (state.KeepRunning()) {
    std::vector<uint64_t> distinct = shingles;
    filter.Apply(&distinct);
    benchmark::DoNotOptimize(distinct.data());
    benchmark::ClobberMemory();
  }
  SetBytes(state, text);
}
BENCHMARK(BM_DistinctFilter)->Arg(kLatin);

}  // namespace
}  // namespace reprise
