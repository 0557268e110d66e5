#ifndef REPRISE_TESTS_PIPELINE_PAGE_READER_H_
#define REPRISE_TESTS_PIPELINE_PAGE_READER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::testing {

// A page of ours taken apart, as far as tests need it. Knows our own way to write HTML alone.
struct Page {
  struct Tag {
    std::string name;  // "/p" for the end of one
    std::map<std::string, std::string> attributes;
    size_t begin = 0;  // bytes [begin, end) of the page
    size_t end = 0;
  };
  std::string html;
  std::vector<Tag> tags;
};

inline Page ReadPage(std::string html) {
  Page page{std::move(html), {}};
  const std::string& text = page.html;
  for (size_t pos = text.find('<'); pos != std::string::npos; pos = text.find('<', pos)) {
    Page::Tag tag;
    tag.begin = pos;
    size_t end = text.find_first_of(" >", pos);
    tag.name = text.substr(pos + 1, end - pos - 1);
    while (end < text.size() && text[end] != '>') {
      const size_t begin = text.find_first_not_of(" /", end);
      if (begin == std::string::npos || text[begin] == '>') {
        end = begin;
        break;
      }
      end = text.find_first_of(" =>", begin);
      const std::string name = text.substr(begin, end - begin);
      std::string value;
      if (end + 1 < text.size() && text[end] == '=' && text[end + 1] == '"') {
        const size_t quote = text.find('"', end + 2);
        value = text.substr(end + 2, quote - end - 2);
        end = quote + 1;
      }
      tag.attributes[name] = value;
    }
    tag.end = end == std::string::npos ? text.size() : end + 1;
    pos = tag.end;
    page.tags.push_back(std::move(tag));
  }
  return page;
}

inline std::string Unescape(std::string_view text) {
  const std::pair<std::string_view, char> kReferences[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  std::string out;
  while (!text.empty()) {
    bool found = false;
    for (const auto& [reference, c] : kReferences) {
      if (text.starts_with(reference)) {
        out += c;
        text.remove_prefix(reference.size());
        found = true;
        break;
      }
    }
    if (!found) {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

// What the element that `tags[first]` opens shows, without what `skip` says of inner elements.
template <typename Skip>
std::string ContentOf(const Page& page, size_t first, const Skip& skip) {
  std::string out;
  size_t depth = 0;
  size_t skipped_above = 0;  // depth of the element that is skipped; 0 for none
  size_t pos = page.tags[first].end;
  for (size_t i = first; i < page.tags.size(); ++i) {
    const Page::Tag& tag = page.tags[i];
    if (i != first && skipped_above == 0) {
      out += Unescape(std::string_view(page.html).substr(pos, tag.begin - pos));
    }
    pos = tag.end;
    if (tag.name.starts_with("/")) {
      skipped_above = skipped_above == depth ? 0 : skipped_above;
      if (--depth == 0) {
        break;
      }
    } else if (tag.name != "br") {
      ++depth;
      if (skipped_above == 0 && i != first && skip(tag)) {
        skipped_above = depth;
      }
    }
  }
  return out;
}

// How often `part` is in `text`.
inline size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t pos = text.find(part); pos != std::string::npos; pos = text.find(part, pos + 1)) {
    ++count;
  }
  return count;
}

}  // namespace reprise::testing

#endif  // REPRISE_TESTS_PIPELINE_PAGE_READER_H_
