#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/corpus/language.h"
#include "bench/corpus/random.h"
#include "reprise/text/distinct_filter.h"
#include "reprise/text/hash.h"
#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"
#include "reprise/text/word_runs.h"

// Rates from text in cache to tokens and shingles, one thread; `bytes` are the text's. What has a
// plain reference is first compared with it, and an error is reported instead of a rate when it is
// wrong; the rest is tested in tests/text. Arguments are pages of 400 words: of the generator's
// language (an accent in 2 % of the words), with every fifth word in Cyrillic, or of digests of 32
// hexadecimal digits.

namespace reprise {
namespace {

enum Kind : int64_t { kLatin = 0, kMixed = 1, kDigests = 2 };

std::string Page(int64_t kind) {
  const bench::Language language(1);
  bench::Random random(1);
  std::string text;
  for (int word = 0; word < 400; ++word) {
    if (kind == kMixed && word % 5 == 0) {
      text += "\u0441\u043b\u043e\u0432\u043e";
    } else if (kind == kDigests) {
      for (int half = 0; half < 2; ++half) {
        absl::StrAppend(
            &text, absl::Hex(Mix64(static_cast<uint64_t>(2 * word + half + 1)), absl::kZeroPad16));
      }
    } else {
      text += language.Spelling(language.DrawWord(random));
    }
    text += word % 12 == 11 ? ". " : " ";
  }
  return text;
}

void SetBytes(benchmark::State& state, std::string_view text) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

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
  state.SetLabel(std::string(WordRunsTarget()));
}
BENCHMARK(BM_WordRuns)->Arg(kLatin);

void BM_TokenHashes(benchmark::State& state) {
  const std::string text = Page(state.range(0));
  std::vector<Token> expected;
  std::vector<uint64_t> hashes;
  TokenizeGeneral(text, &expected);
  TokenHashes(text, &hashes);
  if (!std::equal(hashes.begin(), hashes.end(), expected.begin(), expected.end(),
                  [](uint64_t hash, const Token& token) { return hash == token.hash; })) {
    state.SkipWithError("TokenHashes differs from TokenizeGeneral");
    return;
  }
  while (state.KeepRunning()) {
    TokenHashes(text, &hashes);
    benchmark::DoNotOptimize(hashes.data());
    benchmark::ClobberMemory();
  }
  SetBytes(state, text);
}
BENCHMARK(BM_TokenHashes)->Arg(kLatin)->Arg(kMixed)->Arg(kDigests);

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
