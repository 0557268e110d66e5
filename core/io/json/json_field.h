#ifndef REPRISE_IO_JSON_JSON_FIELD_H_
#define REPRISE_IO_JSON_JSON_FIELD_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace reprise {

// Where in a record a field is: the name as the user gave it, and the steps that lead from the
// outermost object to it, each the name of a member or the index of an item.
struct JsonFieldPath {
  std::string name;
  std::vector<std::string> steps;
};

// `name` is the plain name of a member of the outermost object or, when it starts with '/', a JSON
// pointer (RFC 6901); the empty name is that of a member whose name is empty. InvalidArgumentError:
// a pointer in which a '~' is not followed by 0 or 1. May be called from any thread.
absl::StatusOr<JsonFieldPath> ParseJsonFieldPath(const std::string& name);

// The index that a step stands for where it leads into an array: digits without leading zeros;
// nothing for other steps, "-" included.
std::optional<size_t> JsonArrayIndex(std::string_view step);

}  // namespace reprise

#endif  // REPRISE_IO_JSON_JSON_FIELD_H_
