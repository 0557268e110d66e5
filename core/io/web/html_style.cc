#include "reprise/io/web/html_style.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "absl/strings/ascii.h"

namespace reprise {
namespace {

std::string_view Stripped(std::string_view text) {
  const absl::string_view stripped =
      absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size()));
  return {stripped.data(), stripped.size()};
}

bool IsBlock(std::string_view display) {
  static constexpr std::array<std::string_view, 6> kBlocks = {"block", "flex",      "grid",
                                                              "table", "list-item", "flow-root"};
  return std::find(kBlocks.begin(), kBlocks.end(), display) != kBlocks.end();
}

}  // namespace

HtmlStyle ReadHtmlStyle(std::string_view declarations) {
  const std::string small =
      absl::AsciiStrToLower(absl::string_view(declarations.data(), declarations.size()));
  bool not_displayed = false;
  bool invisible = false;
  HtmlStyle style;
  std::string_view rest = small;
  while (!rest.empty()) {
    const std::string_view declaration = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), declaration.size() + 1));
    const size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    const std::string_view property = Stripped(declaration.substr(0, colon));
    std::string_view value = declaration.substr(colon + 1);
    value = Stripped(value.substr(0, value.find('!')));  // "!important"
    if (property == "display") {
      not_displayed = value == "none";
      style.block = IsBlock(value);
    } else if (property == "visibility") {
      invisible = value == "hidden" || value == "collapse";
    }
  }
  style.hidden = not_displayed || invisible;
  return style;
}

}  // namespace reprise
