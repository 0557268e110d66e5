#ifndef REPRISE_BENCH_PAGES_H_
#define REPRISE_BENCH_PAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reprise::bench {

// What the benchmarks of the kernels read. The numbers are arguments of benchmarks, hence unscoped.
enum PageKind : int64_t {
  kLatin = 0,    // the generator's language: an accent in 2 % of the words
  kMixed = 1,    // the same, every fifth word in Cyrillic
  kDigests = 2,  // digests of 32 hexadecimal digits
  kScripts = 3,  // words of Latin, Cyrillic, Arabic, Devanagari and Han in turn
};

// "Latin", "mixed", "digests", "scripts": for labels.
const char* PageKindName(PageKind kind);

// `count` pages of 400 words each, UTF-8, a sentence of 12 words after the other: the same for the
// same arguments, each page different from the others. Words of scripts other than Latin are random
// letters, 2 to 10 of them (Han: 2 to 4), so that Han counts more tokens than words.
std::vector<std::string> Pages(PageKind kind, size_t count);

}  // namespace reprise::bench

#endif  // REPRISE_BENCH_PAGES_H_
