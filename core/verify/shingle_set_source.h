#ifndef REPRISE_VERIFY_SHINGLE_SET_SOURCE_H_
#define REPRISE_VERIFY_SHINGLE_SET_SOURCE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "reprise/verify/shingle_set.h"

namespace reprise {

// Where verification gets full sets from: texts are not held in memory, so a source reads and
// shingles them again, and may keep some. Safe from any thread.
class ShingleSetSource {
 public:
  virtual ~ShingleSetSource() = default;

  // The set of the document of that rank (place in keep order). Errors: whatever keeps its text
  // from being read again.
  virtual absl::StatusOr<std::shared_ptr<const ShingleSet>> Get(uint32_t rank) = 0;

  // The same where it costs no reading, else null.
  virtual std::shared_ptr<const ShingleSet> Peek(uint32_t /*rank*/) { return nullptr; }
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_SET_SOURCE_H_
