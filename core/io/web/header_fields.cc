#include "reprise/io/web/header_fields.h"

#include "absl/strings/match.h"

namespace reprise {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// Takes the first line, with its line break, off `*rest`.
std::string_view TakeLine(std::string_view* rest) {
  const size_t line_break = rest->find('\n');
  const size_t size = line_break == std::string_view::npos ? rest->size() : line_break + 1;
  const std::string_view line = rest->substr(0, size);
  rest->remove_prefix(size);
  return line;
}

bool IsFolded(std::string_view rest) { return rest.starts_with(' ') || rest.starts_with('\t'); }

// Goes through the fields of that name until `visit`, which gets their values, returns false.
template <typename Visit>
void VisitHeaderFields(std::string_view block, std::string_view name, Visit visit) {
  while (!block.empty()) {
    const std::string_view line = TakeLine(&block);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || IsFolded(line) ||
        !SameIgnoringCase(TrimSpace(line.substr(0, colon)), name)) {
      continue;
    }
    std::string value(TrimSpace(line.substr(colon + 1)));
    while (IsFolded(block)) {
      const std::string_view more = TrimSpace(TakeLine(&block));
      if (!more.empty() && !value.empty()) {
        value.push_back(' ');
      }
      value.append(more);
    }
    if (!visit(value)) {
      return;
    }
  }
}

}  // namespace

std::optional<size_t> HeaderBlockSize(std::string_view bytes) {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::string_view line = TakeLine(&rest);
    if (line == "\n" || line == "\r\n") {
      return bytes.size() - rest.size();
    }
  }
  return std::nullopt;
}

std::optional<std::string> FindHeaderField(std::string_view block, std::string_view name) {
  std::optional<std::string> found;
  VisitHeaderFields(block, name, [&](std::string& value) {
    found = std::move(value);
    return false;
  });
  return found;
}

std::string JoinHeaderFields(std::string_view block, std::string_view name) {
  std::string joined;
  VisitHeaderFields(block, name, [&](const std::string& value) {
    if (!joined.empty() && !value.empty()) {
      joined.append(", ");
    }
    joined.append(value);
    return true;
  });
  return joined;
}

bool SameIgnoringCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase({a.data(), a.size()}, {b.data(), b.size()});
}

std::string_view TrimSpace(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace reprise
