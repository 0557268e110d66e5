#ifndef REPRISE_TESTS_TESTING_REPEATED_BY_DEFINITION_H_
#define REPRISE_TESTS_TESTING_REPEATED_BY_DEFINITION_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <ostream>
#include <string_view>
#include <vector>

#include "reprise/base/byte_range.h"
#include "testing/text_corpus.h"

namespace reprise {

// How gtest shows a range.
inline void PrintTo(const ByteRange& range, std::ostream* out) {
  *out << '[' << range.begin << ", " << range.end << ')';
}

// The definition: substrings counted, bytes marked, marks read off.
inline std::vector<ByteRange> RepeatedByDefinition(const TextCorpus& corpus, size_t min_bytes) {
  const std::string_view all = corpus.all;
  std::map<std::string_view, std::vector<uint64_t>> starts;
  uint64_t begin = 0;
  for (const uint64_t end : corpus.ends) {
    for (; begin + min_bytes <= end; ++begin) {
      starts[all.substr(begin, min_bytes)].push_back(begin);
    }
    begin = end;
  }
  std::vector<bool> covered(all.size());
  for (const auto& [run, places] : starts) {
    for (const uint64_t place : places) {
      for (size_t i = 0; i < min_bytes && places.size() >= 2; ++i) {
        covered[place + i] = true;
      }
    }
  }
  std::vector<ByteRange> ranges;
  for (uint64_t i = 0; i < covered.size(); ++i) {
    if (!covered[i]) {
      continue;
    }
    if (i == 0 || !covered[i - 1]) {
      ranges.push_back({i, i});
    }
    ranges.back().end = i + 1;
  }
  return ranges;
}

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_REPEATED_BY_DEFINITION_H_
