#ifndef REPRISE_TESTS_TESTING_TEXT_CORPUS_H_
#define REPRISE_TESTS_TESTING_TEXT_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {

// Texts concatenated without separator.
struct TextCorpus {
  std::string all;
  std::vector<uint64_t> ends;

  void Add(std::string_view text) {
    all += text;
    ends.push_back(all.size());
  }
};

// The `text` members of a file of JSON lines, without malformed records. Empty where the file
// cannot be read.
TextCorpus ReadTextCorpus(const std::string& path);

// The texts of that many documents of the generator's news (bench/corpus).
TextCorpus GenerateTextCorpus(uint64_t documents, uint64_t seed);

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_TEXT_CORPUS_H_
