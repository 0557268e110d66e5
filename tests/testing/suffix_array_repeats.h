#ifndef REPRISE_TESTS_TESTING_SUFFIX_ARRAY_REPEATS_H_
#define REPRISE_TESTS_TESTING_SUFFIX_ARRAY_REPEATS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "reprise/base/byte_range.h"

namespace reprise {

// The answer of FindRepeatedBytes by another way, for tests and benchmarks: a suffix array of the
// whole (libdivsufsort) and its longest common prefixes (Kasai et al. 2001, in the space-saving
// order of Kärkkäinen et al. 2009). Nine bytes per byte of text. Empty where the suffix array
// cannot be made: for lack of memory, or because the texts have 2 GiB or more.
std::vector<ByteRange> SuffixArrayRepeats(std::string_view all_texts,
                                          absl::Span<const uint64_t> text_ends, size_t min_bytes);

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_SUFFIX_ARRAY_REPEATS_H_
