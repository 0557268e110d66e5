#ifndef REPRISE_BASE_NAME_NUMBERS_H_
#define REPRISE_BASE_NAME_NUMBERS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace reprise {

// Numbers for names, 0, 1, ... in order of first appearance. Not thread-safe.
class NameNumbers {
 public:
  // The number of `name`, and whether it is a new one.
  std::pair<uint32_t, bool> Add(const std::string& name) {
    const auto [known, is_new] = numbers_.try_emplace(name, static_cast<uint32_t>(numbers_.size()));
    return {known->second, is_new};
  }
  // Nothing for a name that was never added.
  std::optional<uint32_t> Find(const std::string& name) const {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }
  size_t size() const { return numbers_.size(); }

 private:
  absl::flat_hash_map<std::string, uint32_t> numbers_;
};

}  // namespace reprise

#endif  // REPRISE_BASE_NAME_NUMBERS_H_
