#ifndef REPRISE_IO_WEB_HTML_TOKENIZER_H_
#define REPRISE_IO_WEB_HTML_TOKENIZER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reprise {

// White space as HTML means it.
constexpr bool IsHtmlSpace(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

// An attribute as it is written, its value with character references undecoded; empty where there
// is none.
struct HtmlAttribute {
  std::string_view name;
  std::string_view value;
};

// Goes through the attributes of a tag: what stands between its name and its '>'.
class HtmlAttributes {
 public:
  explicit HtmlAttributes(std::string_view source) : source_(source) {}

  // False where none is left: at '>' or at the end of the source.
  bool Next(HtmlAttribute* attribute);

  // After Next said false: where it stopped (source.size() if no '>' came), and whether '/' stands
  // right before.
  size_t position() const { return position_; }
  bool self_closing() const { return self_closing_; }

 private:
  std::string_view source_;
  size_t position_ = 0;
  bool self_closing_ = false;
};

// The value of the first attribute of that name (in small letters); nullopt where there is none.
std::optional<std::string_view> FindHtmlAttribute(std::string_view attributes,
                                                  std::string_view name);

// All views are parts of the page.
struct HtmlToken {
  enum class Kind : uint8_t { kText, kStartTag, kEndTag };
  Kind kind = Kind::kText;
  std::string_view text;        // of kText, not empty, character references undecoded
  std::string_view name;        // of a tag, as it is written
  std::string_view attributes;  // of a tag, for HtmlAttributes
  bool self_closing = false;    // of a tag
};

// Cuts a page into tags and the text between them, by the rules of the HTML standard (section
// 13.2.5, "Tokenization"). Comments, document types and processing instructions are passed over;
// what is unfinished at the end is left out. Takes time linear in the page and no memory. The page
// must outlive it. Not thread-safe.
class HtmlTokenizer {
 public:
  explicit HtmlTokenizer(std::string_view html) : html_(html) {}

  // False at the end. Within SVG and MathML (`foreign`) a CDATA section is text.
  bool Next(bool foreign, HtmlToken* token);

  // To be called right after the start tag of an element whose content has no tags (script, style,
  // title, ...): takes that content, up to the element's end tag, which Next gives then, or to the
  // end of the page.
  std::string_view TakeRawText(std::string_view name);

  // All the rest.
  std::string_view TakeRest();

 private:
  bool TakeTag(HtmlToken* token);
  // `pos`: of the "<!" or the like.
  void PassComment(size_t pos);
  void PassTo(std::string_view end);
  size_t EndOfScript(std::string_view name) const;
  // Whether `prefix` and `name` stand there, followed by what ends a tag's name.
  bool IsTagAt(size_t pos, std::string_view prefix, std::string_view name) const;

  std::string_view html_;
  size_t position_ = 0;
};

}  // namespace reprise

#endif  // REPRISE_IO_WEB_HTML_TOKENIZER_H_
