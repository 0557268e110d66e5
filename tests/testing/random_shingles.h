#ifndef REPRISE_TESTS_TESTING_RANDOM_SHINGLES_H_
#define REPRISE_TESTS_TESTING_RANDOM_SHINGLES_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace reprise {

inline std::vector<uint64_t> RandomShingles(size_t size, std::mt19937_64& random) {
  std::vector<uint64_t> shingles(size);
  for (uint64_t& shingle : shingles) {
    shingle = random();
  }
  return shingles;
}

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_RANDOM_SHINGLES_H_
