#include "reprise/pipeline/html.h"

#include "reprise/base/utf8.h"

namespace reprise {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

constexpr std::string_view kStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1c1c1e; --muted: #595960; --rule: #d5d5da; --panel: #f5f5f7;
  --accent: #0b57d0; --bar: #3b6fb6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #161618; --text: #ececf0; --muted: #a9a9b2; --rule: #3c3c42; --panel: #202024;
    --accent: #8ab4f8; --bar: #6e9bd8;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 96rem; padding: 1.25rem 1.25rem 3rem; background: var(--page);
  color: var(--text); font: 1rem/1.5 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 1.75rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: 0 0 .5rem; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px;
}
summary { cursor: pointer; }
footer { margin-top: 2rem; border-top: 1px solid var(--rule); padding-top: .5rem; }
.muted, footer { color: var(--muted); font-size: .875rem; }
.figures { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 1rem 0; }
.figures dt { color: var(--muted); font-size: .8125rem; }
.figures dd { margin: 0; font-variant-numeric: tabular-nums; }
.bar {
  display: inline-block; width: 100%; height: .75rem; border: 1px solid var(--muted);
  border-radius: 2px; vertical-align: middle; overflow: hidden;
}
.bar::before {
  content: ""; display: block; width: var(--share); height: 100%; background: var(--bar);
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: start; vertical-align: top; padding: .25rem .5rem; overflow-wrap: normal; }
td bdi { overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 600; }
tr { border-bottom: 1px solid var(--rule); break-inside: avoid; }
td.n, th.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 700px) {
  body { padding: .75rem .75rem 2rem; }
  th, td { padding: .25rem; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --text: #000000; --muted: #444444; --rule: #bbbbbb; --panel: #ffffff;
    --accent: #000000; --bar: #666666;
  }
  @page { size: A4; margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h1, h2, h3 { break-after: avoid; }
}
)css";

}  // namespace

void AppendHtml(std::string_view text, std::string* out) {
  out->reserve(out->size() + text.size());
  for (size_t pos = 0; pos < text.size();) {
    const DecodedChar decoded = DecodeUtf8(text, pos);
    const std::string_view bytes = text.substr(pos, decoded.size);
    pos += decoded.size;
    const char32_t c = decoded.code_point;
    if (!decoded.valid || c == 0 || (c >= 0x80 && c < 0xA0)) {
      AppendUtf8(kReplacement, out);
    } else if (c == '&') {
      *out += "&amp;";
    } else if (c == '<') {
      *out += "&lt;";
    } else if (c == '>') {
      *out += "&gt;";
    } else if (c == '"') {
      *out += "&quot;";
    } else if (c == '\'') {
      *out += "&#39;";
    } else if (c == '\r') {
      if (pos == text.size() || text[pos] != '\n') {
        *out += '\n';
      }
    } else if (c < 0x20 && c != '\t' && c != '\n') {
      AppendUtf8(0x2400 + c, out);
    } else if (c == 0x7F) {
      AppendUtf8(0x2421, out);
    } else {
      *out += bytes;
    }
  }
}

std::string Html(std::string_view text) {
  std::string out;
  AppendHtml(text, &out);
  return out;
}

std::string HtmlPage(std::string_view title, std::string_view style, std::string_view body) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"generator\" content=\"reprise\">\n<title>";
  AppendHtml(title, &page);
  page += "</title>\n<style>";
  page += kStyle;
  page += style;
  page += "</style>\n</head>\n<body>\n";
  page += body;
  page += "</body>\n</html>\n";
  return page;
}

}  // namespace reprise
