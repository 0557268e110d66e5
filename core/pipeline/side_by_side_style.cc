#include "reprise/pipeline/side_by_side_html.h"

namespace reprise {

// Every passage is told by its number and, from its neighbours, by the kind of its underline.
const std::string_view kSideBySideStyle = R"css(
.h0 { --tint: #dcebff; --ink: #12488f; --line: solid; }
.h1 { --tint: #ffeab8; --ink: #6e4700; --line: dashed; }
.h2 { --tint: #d7f3dc; --ink: #14592a; --line: dotted; }
.h3 { --tint: #fbdcf0; --ink: #861f63; --line: solid; }
.h4 { --tint: #e6e0fd; --ink: #4b3299; --line: dashed; }
.h5 { --tint: #cff1f1; --ink: #0d5557; --line: dotted; }
@media (prefers-color-scheme: dark) {
  .h0 { --tint: #16304f; --ink: #a9ccff; }
  .h1 { --tint: #40300a; --ink: #ffd680; }
  .h2 { --tint: #16391f; --ink: #9fe0b0; }
  .h3 { --tint: #451a36; --ink: #fab0dc; }
  .h4 { --tint: #2d2455; --ink: #cbbcff; }
  .h5 { --tint: #0f3b3c; --ink: #93dfe0; }
}
.lead { font-size: 1.125rem; }
.share { display: grid; grid-template-columns: 7.5rem minmax(4rem, 24rem) 4.5rem; gap: .75rem;
  align-items: center; margin: 0 0 .25rem; }
.share span:last-child { text-align: end; font-variant-numeric: tabular-nums; }
.texts { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; }
.texts h2, .texts h4 { margin: 1rem 0 .25rem; }
.text { white-space: pre-wrap; unicode-bidi: plaintext; border: 1px solid var(--rule);
  border-radius: 4px; padding: .75rem 1rem; line-height: 1.65; }
mark { background: var(--tint); color: inherit; text-decoration: underline 2px var(--ink);
  text-decoration-style: var(--line); text-underline-offset: .2em;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
mark em { font-style: normal; font-weight: 700; border: 1px solid var(--ink); border-radius: 3px;
  padding: 0 .1em; }
.number { display: inline-block; unicode-bidi: isolate; margin: 0 .25em; padding: 0 .4em;
  border-radius: .6em; background: var(--ink); color: var(--page); font-size: .75rem;
  font-weight: 700; line-height: 1.4; text-decoration: none; user-select: none;
  -webkit-user-select: none; scroll-margin: 5rem;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.number:hover { text-decoration: underline; }
.number:target { outline: 3px solid var(--accent); outline-offset: 2px; }
.text details, .left-out { white-space: normal; margin: .5rem 0; border-block: 1px dashed var(--rule);
  padding: .25rem 0; }
.text summary, .left-out { color: var(--muted); font-size: .875rem; user-select: none;
  -webkit-user-select: none; }
.text details > div { white-space: pre-wrap; unicode-bidi: plaintext; }
.left-out { display: block; }
@media screen and (min-width: 701px) { .text { max-height: calc(100vh - 5rem); overflow-y: auto; } }
@media (max-width: 700px) {
  .texts { grid-template-columns: minmax(0, 1fr); }
  .share { grid-template-columns: 6.25rem minmax(3rem, 1fr) 4rem; gap: .5rem; }
  .text { padding: .5rem .625rem; }
}
@media print {
  .h0, .h1, .h2, .h3, .h4, .h5 { --tint: #eeeeee; --ink: #222222; }
  .texts { gap: 6mm; }
  .text { padding: 2mm 3mm; }
}
)css";

}  // namespace reprise
