#ifndef REPRISE_INDEX_REPEATED_BYTES_H_
#define REPRISE_INDEX_REPEATED_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/base/byte_range.h"
#include "reprise/base/monitor.h"

namespace reprise {

struct RepeatedBytesOptions {
  // The shortest substring that counts, in bytes; at least 1. Memory and time fall as it grows, up
  // to about 300.
  size_t min_bytes = 100;
  // The answer is the same for any number.
  size_t threads = 1;
  // Working space in bytes beside the texts and the answer; 0 stands for twice the size of the
  // texts, which is also the most that is ever used (and a megabyte per thread). Ordinary text at
  // 100 bytes needs less than its own size. With less than is needed the texts are read several
  // times over; LeastRepeatedBytesMemory is what is taken at least. The answer is the same.
  uint64_t memory = 0;
};

// Three quarters of the size of the texts: the least working space.
inline uint64_t LeastRepeatedBytesMemory(uint64_t text_bytes) {
  return text_bytes - text_bytes / 4;
}

// The bytes of exact repeats, as in Lee et al. 2022 ("Deduplicating Training Data Makes Language
// Models Better"): a byte is in one of the ranges exactly if it lies in some substring of at least
// `min_bytes` bytes that occurs at two or more different positions (which may overlap), in one text
// or in several, no occurrence crossing the end of a text. Ranges are positions in `all_texts`:
// the texts concatenated without separator, any bytes, `text_ends` the end of each. The ranges are
// ascending, disjoint, and do not touch: what touches is one range, at a text's end too.
//
// There is no suffix array: runs of `min_bytes` bytes are sampled so that equal ones give equal
// samples (winnowing.h), samples that come back are compared byte by byte and extended, and what is
// then still undecided is looked up run by run. Time is linear in the texts, in repetitive ones
// too; crafted ones may take min_bytes / 8 steps a byte. No hash is ever trusted.
//
// The ranges are shown to `use` one by one, so that they take no memory; an error of it ends the
// search and is returned. The monitor is told the stages in bytes.
//
// InvalidArgumentError: `min_bytes` is 0, or `text_ends` are not ascending up to the size of
// `all_texts`. CancelledError when the monitor says so.
absl::Status ForEachRepeatedBytes(std::string_view all_texts, absl::Span<const uint64_t> text_ends,
                                  const RepeatedBytesOptions& options, Monitor* monitor,
                                  const std::function<absl::Status(const ByteRange&)>& use);

// The same ranges as a list.
absl::StatusOr<std::vector<ByteRange>> FindRepeatedBytes(std::string_view all_texts,
                                                         absl::Span<const uint64_t> text_ends,
                                                         const RepeatedBytesOptions& options,
                                                         Monitor* monitor);

}  // namespace reprise

#endif  // REPRISE_INDEX_REPEATED_BYTES_H_
