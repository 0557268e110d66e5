#ifndef REPRISE_TEXT_HASH_TOKEN_H_
#define REPRISE_TEXT_HASH_TOKEN_H_

// Not for users of the library: brings in xxHash whole, which they need not have. Not installed.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <string_view>

namespace reprise::internal {

// HashToken for the tokeniser, where a call per token would cost as much as the hash.
inline uint64_t HashToken(std::string_view folded) {
  return XXH3_64bits(folded.data(), folded.size());
}

}  // namespace reprise::internal

#endif  // REPRISE_TEXT_HASH_TOKEN_H_
