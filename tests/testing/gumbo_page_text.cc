#include "testing/gumbo_page_text.h"

#include <gumbo.h>

#include <cstddef>
#include <set>
#include <string_view>

namespace reprise {
namespace {

bool IsBlock(GumboTag tag) {
  static const std::set<GumboTag> kBlocks = {
      GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE,    GUMBO_TAG_ASIDE,  GUMBO_TAG_BLOCKQUOTE,
      GUMBO_TAG_CAPTION, GUMBO_TAG_CENTER,     GUMBO_TAG_DD,     GUMBO_TAG_DIV,
      GUMBO_TAG_DL,      GUMBO_TAG_DT,         GUMBO_TAG_FORM,   GUMBO_TAG_FIELDSET,
      GUMBO_TAG_FIGURE,  GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FOOTER, GUMBO_TAG_H1,
      GUMBO_TAG_H2,      GUMBO_TAG_H3,         GUMBO_TAG_H4,     GUMBO_TAG_H5,
      GUMBO_TAG_H6,      GUMBO_TAG_HEADER,     GUMBO_TAG_HR,     GUMBO_TAG_LI,
      GUMBO_TAG_MAIN,    GUMBO_TAG_NAV,        GUMBO_TAG_OL,     GUMBO_TAG_P,
      GUMBO_TAG_PRE,     GUMBO_TAG_SECTION,    GUMBO_TAG_TABLE,  GUMBO_TAG_TBODY,
      GUMBO_TAG_TD,      GUMBO_TAG_TFOOT,      GUMBO_TAG_TH,     GUMBO_TAG_THEAD,
      GUMBO_TAG_TR,      GUMBO_TAG_UL,         GUMBO_TAG_BR,     GUMBO_TAG_LEGEND,
      GUMBO_TAG_DETAILS, GUMBO_TAG_SUMMARY};
  return kBlocks.contains(tag);
}

bool IsLeftOut(const GumboElement& element) {
  static const std::set<GumboTag> kLeftOut = {
      GUMBO_TAG_HEAD,   GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE,  GUMBO_TAG_TITLE, GUMBO_TAG_NOSCRIPT,
      GUMBO_TAG_IFRAME, GUMBO_TAG_TEMPLATE, GUMBO_TAG_SVG,    GUMBO_TAG_VIDEO, GUMBO_TAG_AUDIO,
      GUMBO_TAG_CANVAS, GUMBO_TAG_SELECT,   GUMBO_TAG_NOEMBED};
  return kLeftOut.contains(element.tag) ||
         gumbo_get_attribute(&element.attributes, "hidden") != nullptr;
}

void Walk(const GumboNode* node, bool preformatted, std::string* text) {
  if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
      node->type == GUMBO_NODE_CDATA) {
    for (const char* c = node->v.text.text; *c != '\0'; ++c) {
      text->push_back(
          !preformatted && std::string_view("\t\n\f\r").find(*c) != std::string_view::npos ? ' '
                                                                                           : *c);
    }
    return;
  }
  if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) {
    return;
  }
  const GumboElement& element = node->v.element;
  if (IsLeftOut(element)) {
    return;
  }
  const bool block = IsBlock(element.tag);
  *text += block ? "\n" : "";
  for (unsigned i = 0; i < element.children.length; ++i) {
    Walk(static_cast<const GumboNode*>(element.children.data[i]),
         preformatted || element.tag == GUMBO_TAG_PRE, text);
  }
  *text += block ? "\n" : "";
}

}  // namespace

std::string WithoutBlankLines(const std::string& text) {
  std::string result;
  char space = 0;  // what comes before the next word; 0: nothing
  for (const char c : text) {
    if (c == '\n' || c == '\t') {
      space = '\n';
    } else if (c == ' ') {
      space = space == 0 ? ' ' : space;
    } else {
      if (space != 0 && !result.empty()) {
        result += space;
      }
      result += c;
      space = 0;
    }
  }
  return result;
}

std::string GumboPageText(const std::string& html) {
  GumboOutput* output = gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
  std::string text;
  Walk(output->root, false, &text);
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  return WithoutBlankLines(text);
}

}  // namespace reprise
