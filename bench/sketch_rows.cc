// reprise-bench-sketch-rows HASHES OFFSETS PERMUTATIONS SIGNATURES: MinHash and SimHash over rows
// of shingle hashes in memory, one thread, for bench/peers/sketches.py, which gives other tools the
// same rows in the same run.
//
// HASHES holds 64-bit hashes, OFFSETS where each row begins among them and, last, where all end;
// both little-endian uint64. Writes the signatures (PERMUTATIONS uint32 a row, then a uint64
// SimHash a row) to SIGNATURES and prints one JSON object with the seconds of the processor that
// each took. Exit status 1, with the reason on standard error, where a file is missing or the
// offsets do not fit.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/simd.h"
#include "reprise/io/file.h"
#include "reprise/sketch/minhash.h"
#include "reprise/sketch/simhash.h"

namespace reprise {
namespace {

absl::StatusOr<std::vector<uint64_t>> ReadWords(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadWholeFile(path);
  if (!bytes.ok()) {
    return bytes.status();
  }
  std::vector<uint64_t> words(bytes->size() / sizeof(uint64_t));
  std::memcpy(words.data(), bytes->data(), words.size() * sizeof(uint64_t));
  return words;
}

// Seconds of the processor that `work` takes.
template <typename Work>
double Seconds(const Work& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

absl::Status Run(const std::string& hashes_path, const std::string& offsets_path,
                 size_t permutations, const std::string& signatures_path) {
  const absl::StatusOr<std::vector<uint64_t>> hashes = ReadWords(hashes_path);
  if (!hashes.ok()) {
    return hashes.status();
  }
  const absl::StatusOr<std::vector<uint64_t>> offsets = ReadWords(offsets_path);
  if (!offsets.ok()) {
    return offsets.status();
  }
  if (permutations == 0 || offsets->size() < 2 || offsets->front() != 0 ||
      offsets->back() != hashes->size() || !std::is_sorted(offsets->begin(), offsets->end())) {
    return absl::InvalidArgumentError("the offsets do not cut the hashes into rows");
  }
  const size_t rows = offsets->size() - 1;
  const auto row = [&](size_t i) {
    return absl::MakeConstSpan(*hashes).subspan((*offsets)[i], (*offsets)[i + 1] - (*offsets)[i]);
  };
  const MinHasher hasher(permutations);
  // Room for the answers is made within the time, as it is in other tools.
  std::vector<uint32_t> signatures;
  std::vector<uint64_t> simhashes;
  const double minhash = Seconds([&] {
    signatures.resize(rows * permutations);
    for (size_t i = 0; i < rows; ++i) {
      hasher.Sketch(row(i), absl::MakeSpan(signatures).subspan(i * permutations, permutations));
    }
  });
  const double simhash = Seconds([&] {
    simhashes.resize(rows);
    for (size_t i = 0; i < rows; ++i) {
      simhashes[i] = SimHash(row(i));
    }
  });
  std::string out(reinterpret_cast<const char*>(signatures.data()),
                  signatures.size() * sizeof(uint32_t));
  out.append(reinterpret_cast<const char*>(simhashes.data()), simhashes.size() * sizeof(uint64_t));
  if (absl::Status written = WriteWholeFile(signatures_path, out); !written.ok()) {
    return written;
  }
  std::printf("{\"minhash_seconds\": %.6f, \"simhash_seconds\": %.6f, \"simd\": \"%s\"}\n", minhash,
              simhash, std::string(SimdTarget()).c_str());
  return absl::OkStatus();
}

}  // namespace
}  // namespace reprise

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr,
                 "usage: reprise-bench-sketch-rows HASHES OFFSETS PERMUTATIONS SIGNATURES\n");
    return 2;
  }
  const absl::Status status =
      reprise::Run(argv[1], argv[2], std::strtoull(argv[3], nullptr, 10), argv[4]);
  if (!status.ok()) {
    std::fprintf(stderr, "reprise-bench-sketch-rows: %s\n", std::string(status.message()).c_str());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
