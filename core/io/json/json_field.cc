#include "reprise/io/json/json_field.h"

#include <charconv>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace reprise {

absl::StatusOr<JsonFieldPath> ParseJsonFieldPath(const std::string& name) {
  if (!name.starts_with('/')) return JsonFieldPath{name, {name}};
  JsonFieldPath path{name, {}};
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '/') {
      path.steps.emplace_back();
    } else if (name[i] != '~') {
      path.steps.back().push_back(name[i]);
    } else {
      ++i;
      if (i == name.size() || (name[i] != '0' && name[i] != '1')) {
        return absl::InvalidArgumentError(absl::StrCat(
            "\"", name, "\" is not a JSON pointer: in a name ~ is written ~0, and / is ~1"));
      }
      path.steps.back().push_back(name[i] == '0' ? '~' : '/');
    }
  }
  return path;
}

std::optional<size_t> JsonArrayIndex(std::string_view step) {
  if (step.size() > 1 && step.front() == '0') return std::nullopt;
  size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

}  // namespace reprise
