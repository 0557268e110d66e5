#include "reprise/io/web/html_page.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "reprise/io/web/header_fields.h"
#include "reprise/io/web/html_elements.h"
#include "reprise/io/web/html_entities.h"
#include "reprise/io/web/html_flow.h"
#include "reprise/io/web/html_open_elements.h"
#include "reprise/io/web/html_style.h"
#include "reprise/io/web/html_tokenizer.h"

namespace reprise {
namespace {

// Text is decoded so many bytes at a time.
constexpr size_t kDecodedAtOnce = size_t{1} << 16;

// The value of an attribute, decoded and without white space around it; empty where it is absent.
std::string Value(const HtmlToken& tag, std::string_view name) {
  HtmlFlow flow;
  flow.Append(
      DecodedHtml(FindHtmlAttribute(tag.attributes, name).value_or(""), HtmlPlace::kAttribute));
  return flow.Take();
}

// How an element is seen, by what it is and what its start tag says.
struct Look {
  bool hidden = false;
  HtmlBreak around = HtmlBreak::kNone;
};

Look LookOf(const HtmlElement& element, std::string_view attributes) {
  Look look{element.Is(kNotShown), element.around};
  bool is_open = element.tag != HtmlTag::kDialog;
  bool has_style = false;
  HtmlAttributes all(attributes);
  for (HtmlAttribute attribute; all.Next(&attribute);) {
    if (SameIgnoringCase(attribute.name, "hidden")) {
      look.hidden = true;
    } else if (SameIgnoringCase(attribute.name, "open")) {
      is_open = true;
    } else if (!has_style && SameIgnoringCase(attribute.name, "style")) {
      has_style = true;  // of two attributes of one name the first counts
      const HtmlStyle style = ReadHtmlStyle(DecodedHtml(attribute.value, HtmlPlace::kAttribute));
      look.hidden = look.hidden || style.hidden;
      look.around = std::max(look.around, style.block ? HtmlBreak::kLine : HtmlBreak::kNone);
    }
  }
  look.hidden = look.hidden || !is_open;
  return look;
}

// Room for the text of a page and, behind it, the page: then the text never takes what has not been
// read, since of all that stands in a page only some character references are shorter than what
// they come to.
std::string WithRoom(std::string html) {
  html.insert(0, MostDecodedGrowth(html), ' ');
  return html;
}

class PageReader {
 public:
  // The text is written over the page, of which nothing is looked at twice.
  explicit PageReader(std::string html)
      : size_(html.size()),
        flow_(WithRoom(std::move(html))),
        tokenizer_(flow_.room().substr(flow_.room().size() - size_)) {}

  WebPage Read() {
    for (HtmlToken token; tokenizer_.Next(open_.foreign(), &token);) {
      const bool begins_preformatted = begins_preformatted_;
      begins_preformatted_ = false;
      switch (token.kind) {
        case HtmlToken::Kind::kText:
          Text(begins_preformatted ? WithoutLineBreak(token.text) : token.text,
               open_.preformatted());
          break;
        case HtmlToken::Kind::kStartTag:
          Start(token);
          break;
        case HtmlToken::Kind::kEndTag:
          End(token);
          break;
      }
    }
    page_.text = flow_.Take();
    if (page_.canonical_url.empty()) {
      page_.canonical_url = std::move(shared_url_);
    }
    return std::move(page_);
  }

 private:
  // The line break right behind <pre> and <textarea> is for the eyes of whoever writes the page.
  static std::string_view WithoutLineBreak(std::string_view text) {
    text.remove_prefix(text.starts_with("\r\n") ? 2 : text.starts_with('\n') ? 1 : 0);
    return text;
  }

  void Text(std::string_view source, bool preformatted) {
    if (open_.hidden()) {
      return;
    }
    decoded_.clear();
    while (!source.empty()) {
      source.remove_prefix(AppendDecodedHtml(source, HtmlPlace::kText, kDecodedAtOnce, &decoded_));
      ShowDecoded(preformatted, source);
    }
    follows_link_ = false;
  }

  // As it is written.
  void Literal(std::string_view source) {
    decoded_.clear();
    while (!source.empty()) {
      const size_t size = std::min(source.size(), kDecodedAtOnce);
      decoded_.append(source.substr(0, size));
      source.remove_prefix(size);
      ShowDecoded(true, source);
    }
    follows_link_ = false;
  }

  // Shows decoded_, and leaves in it what may be one white space with the begin of `rest`, which
  // comes next: "\r\n", or the two bytes of a no-break space.
  void ShowDecoded(bool preformatted, std::string_view rest) {
    decoded_.erase(std::remove(decoded_.begin(), decoded_.end(), '\0'), decoded_.end());
    const bool cut = !rest.empty() && (decoded_.ends_with('\r') || decoded_.ends_with('\xC2'));
    const std::string_view shown = std::string_view(decoded_).substr(0, decoded_.size() - cut);
    if (preformatted) {
      flow_.AppendPreformatted(shown);
    } else {
      flow_.Append(shown);
    }
    decoded_.erase(0, shown.size());
    assert(rest.empty() || flow_.room().substr(0, flow_.size()).end() <= rest.begin());
  }

  void Break(HtmlBreak at_least) { flow_.Break(at_least); }
  void BreakIfSeen(HtmlBreak at_least) {
    if (!open_.hidden()) {
      flow_.Break(at_least);
    }
  }

  void Start(const HtmlToken& tag) {
    const HtmlElement& element = FindHtmlElement(tag.name);
    if (open_.foreign()) {
      if (!element.Is(kEndsForeign)) {
        StartForeign(tag, element);
        return;
      }
      Break(open_.CloseForeign());
    }
    ReadMetadata(tag, element);
    if (element.tag == HtmlTag::kHtml || element.tag == HtmlTag::kHead ||
        element.tag == HtmlTag::kBody) {
      return;
    }
    Break(open_.CloseBefore(element));
    const Look look = LookOf(element, tag.attributes);
    if (element.tag == HtmlTag::kBr) {
      if (!look.hidden && !open_.hidden()) {
        flow_.EndLine();
      }
      return;
    }
    if (element.tag == HtmlTag::kA && follows_link_) {
      BreakIfSeen(HtmlBreak::kSpace);  // two links are not one word
    }
    if (element.Is(kRawText)) {
      RawText(tag, element, look);
      return;
    }
    if (!look.hidden || element.Is(kNotShown)) {
      BreakIfSeen(look.around);
    }
    const bool is_empty =
        element.Is(kVoid) ||
        (tag.self_closing && (element.tag == HtmlTag::kSvg || element.tag == HtmlTag::kMath));
    if (!is_empty) {
      open_.Open(element, tag.name, look.hidden, look.around);
      begins_preformatted_ = element.Is(kPreformatted);
    }
  }

  // A tag within SVG or MathML, where names of HTML mean nothing.
  void StartForeign(const HtmlToken& tag, const HtmlElement& element) {
    if (tag.self_closing) {
      return;
    }
    const bool known = element.tag == HtmlTag::kSvg || element.tag == HtmlTag::kMath ||
                       element.Is(kHtmlInForeign) || element.name == "annotation";
    open_.Open(known ? element : FindHtmlElement(""), known ? element.name : tag.name,
               known && element.Is(kNotShown), HtmlBreak::kNone);
  }

  // An element whose content has no tags.
  void RawText(const HtmlToken& tag, const HtmlElement& element, const Look& look) {
    const std::string_view content =
        element.name == "plaintext" ? tokenizer_.TakeRest() : tokenizer_.TakeRawText(tag.name);
    if (element.tag == HtmlTag::kTitle && page_.title.empty()) {
      HtmlFlow title;
      title.Append(DecodedHtml(content, HtmlPlace::kText));
      page_.title = title.Take();
    }
    BreakIfSeen(look.around);
    if (look.hidden || open_.hidden()) {
      return;
    }
    if (element.tag == HtmlTag::kTextarea) {
      Text(WithoutLineBreak(content), true);
    } else {
      Literal(content);
    }
    Break(look.around);
  }

  void End(const HtmlToken& tag) {
    const HtmlElement& element = FindHtmlElement(tag.name);
    if (element.tag == HtmlTag::kBr) {
      if (!open_.hidden()) {
        flow_.EndLine();
      }
      return;
    }
    if (!element.Is(kRawText) && !element.Is(kVoid)) {
      Break(open_.Close(element, tag.name));
    }
    follows_link_ = element.tag == HtmlTag::kA;
  }

  void ReadMetadata(const HtmlToken& tag, const HtmlElement& element) {
    if (element.tag == HtmlTag::kHtml && page_.language.empty()) {
      page_.language = Value(tag, "lang");
    } else if (element.tag == HtmlTag::kLink && page_.canonical_url.empty()) {
      const std::string relations = Value(tag, "rel");
      for (const absl::string_view relation : absl::StrSplit(relations, ' ')) {
        if (absl::EqualsIgnoreCase(relation, "canonical")) {
          page_.canonical_url = Value(tag, "href");
        }
      }
    } else if (element.tag == HtmlTag::kMeta && shared_url_.empty() &&
               SameIgnoringCase(Value(tag, "property"), "og:url")) {
      shared_url_ = Value(tag, "content");
    }
  }

  const size_t size_;  // of the page
  HtmlFlow flow_;
  HtmlTokenizer tokenizer_;
  HtmlOpenElements open_;
  WebPage page_;
  std::string shared_url_;
  std::string decoded_;               // a buffer
  bool follows_link_ = false;         // nothing but tags since a link's end
  bool begins_preformatted_ = false;  // right behind the start tag of <pre>
};

}  // namespace

WebPage ReadHtmlPage(std::string html) { return PageReader(std::move(html)).Read(); }

}  // namespace reprise
