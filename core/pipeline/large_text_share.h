#ifndef REPRISE_PIPELINE_LARGE_TEXT_SHARE_H_
#define REPRISE_PIPELINE_LARGE_TEXT_SHARE_H_

#include <cstdint>

#include "reprise/text/large_text.h"

namespace reprise {

// What a job with a text of that many bytes, its largest, keeps free of tables: while the text is
// read, or compared with another one of its size, it takes about so much. 0 where it is not large.
inline uint64_t BytesForLargeText(uint64_t text_bytes) {
  constexpr uint64_t kTimes = 6;
  return text_bytes > kLargeText ? kTimes * text_bytes : 0;
}

}  // namespace reprise

#endif  // REPRISE_PIPELINE_LARGE_TEXT_SHARE_H_
