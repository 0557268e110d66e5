"""Plots of the benchmarks as SVG files, drawn by hand: bars with a note each, and lines over a
count.

They carry their own background, light or dark as the reader's system is, so that they can be read
on any page; colours are those of the program's own pages (core/pipeline/html.cc). What a plot shows
is said in words too, in its title, for those who cannot see it.
"""

import math
from html import escape

WIDTH = 720
STYLE = """<style>
svg { --page: #ffffff; --text: #1c1c1e; --muted: #595960; --rule: #d5d5da; --bar: #3b6fb6;
  --other: #9a5b00; background: var(--page); }
@media (prefers-color-scheme: dark) {
  svg { --page: #161618; --text: #ececf0; --muted: #a9a9b2; --rule: #3c3c42; --bar: #6e9bd8;
    --other: #e0a84e; }
}
.page { fill: var(--page); }
text { font: 13px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
  fill: var(--text); }
.title { font-size: 15px; font-weight: 600; }
.muted { fill: var(--muted); }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.rule { stroke: var(--rule); }
.axis { stroke: var(--muted); }
.bar { fill: var(--bar); }
.peer { fill: var(--muted); }
.line { fill: none; stroke-width: 2; }
.s0 { stroke: var(--bar); fill: var(--bar); }
.s1 { stroke: var(--other); fill: var(--other); }
.line.s0, .line.s1 { fill: none; }
.ideal { fill: none; stroke: var(--muted); stroke-dasharray: 4 4; }
</style>"""


def bars(title, rows, unit, note):
    """`rows`: (name, value, (least, most), note, whether it is ours), drawn in that order."""
    left, right, top, step = 150, 300, 64, 34
    height = top + step * len(rows) + 16
    scale = (WIDTH - left - right) / max(most for _, _, (_, most), _, _ in rows)
    out = _begin(title, height, "; ".join(f"{name}: {value:.1f} {unit}, {note} {text}"
                                         for name, value, _, text, _ in rows))
    out.append(_text(left, 50, f"{unit}, median and range", "muted"))
    out.append(_text(WIDTH - 16, 50, note, "muted end"))
    for row, (name, value, (least, most), text, ours) in enumerate(rows):
        y = top + row * step
        kind = "bar" if ours else "peer"
        out.append(_text(left - 10, y + 17, name, "end"))
        out.append(f'<rect class="{kind}" x="{left}" y="{y + 3}" height="20" rx="2" '
                   f'width="{max(value * scale, 1):.1f}"/>')
        if most > least:
            out.append(f'<path class="axis" d="M{left + least * scale:.1f} {y + 13}H'
                       f'{left + most * scale:.1f}"/>')
        out.append(_text(left + most * scale + 8, y + 17, f"{value:.1f}"))
        out.append(_text(WIDTH - 16, y + 17, text, "end"))
    return _end(out)


def lines(title, series, x_label, y_label, ideal=None):
    """`series`: (name, [(x, y), ...]) of at most two, on logarithmic scales; points are labelled.

    `ideal`, the name of what is proportional to x: drawn dashed from the first point of each.
    """
    left, right, top, height = 84, 24, 76, 380
    bottom = height - 56
    points = [point for _, of in series for point in of]
    x_axis = _Axis([x for x, _ in points], left, WIDTH - right)
    ideals = [(of[0], (of[-1][0], of[0][1] * of[-1][0] / of[0][0])) for _, of in series]
    y_axis = _Axis([y for _, y in points] + [end[1] for _, end in ideals if ideal], bottom, top)
    out = _begin(title, height, "; ".join(
        f"{name}: " + ", ".join(f"{_short(y)} at {_short(x)}" for x, y in of)
        for name, of in series))
    out.append(_text(16, 50, y_label, "muted"))
    for value in y_axis.ticks():
        y = y_axis.place(value)
        out.append(f'<path class="rule" d="M{left} {y:.1f}H{WIDTH - right}"/>')
        out.append(_text(left - 8, y + 4, _short(value), "muted end"))
    out.append(f'<path class="axis" d="M{left} {bottom}H{WIDTH - right}"/>')
    for value in x_axis.ticks():
        x = x_axis.place(value)
        out.append(f'<path class="axis" d="M{x:.1f} {bottom}v5"/>')
        out.append(_text(x, bottom + 20, _short(value), "muted middle"))
    out.append(_text((left + WIDTH - right) / 2, height - 12, x_label, "muted middle"))
    for number, (name, of) in enumerate(series):
        if ideal:
            out.append(_path("ideal", ideals[number], x_axis, y_axis))
        out.append(_path(f"line s{number}", of, x_axis, y_axis))
        for place, (x, y) in enumerate(of):
            out.append(f'<circle class="s{number}" cx="{x_axis.place(x):.1f}" '
                       f'cy="{y_axis.place(y):.1f}" r="4"/>')
            last = place == len(of) - 1
            # The first series' labels stand above its line and the second's below, clear of both.
            dy = -10 if number == 0 else 20
            out.append(_text(x_axis.place(x) - (6 if last else 0), y_axis.place(y) + dy, _short(y),
                             "end" if last else "middle"))
        out.append(f'<rect class="s{number}" x="{WIDTH - right - 250 + 125 * number}" y="40" '
                   'width="12" height="12"/>')
        out.append(_text(WIDTH - right - 232 + 125 * number, 51, name))
    if ideal:
        out.append(_text(WIDTH - right, bottom - 8, f"dashed: {ideal}", "muted end"))
    return _end(out)


class _Axis:
    """Logarithmic, with room on both sides of the values."""

    def __init__(self, values, begin, end):
        self.low = math.log10(min(values) / 1.6)
        self.high = math.log10(max(values) * 1.4)
        self.begin, self.end = begin, end

    def place(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self):
        """Few round numbers, but at least three."""
        decades = range(math.floor(self.low), math.ceil(self.high) + 1)
        for steps in ((1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)):
            ticks = [step * 10.0**decade for decade in decades for step in steps]
            ticks = [tick for tick in ticks if self.low <= math.log10(tick) <= self.high]
            if len(ticks) >= 3:
                break
        return ticks


def _path(kind, points, x_axis, y_axis):
    places = "L".join(f"{x_axis.place(x):.1f} {y_axis.place(y):.1f}" for x, y in points)
    return f'<path class="{kind}" d="M{places}"/>'


def _short(value):
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g}"


def _text(x, y, content, kind=""):
    kind = f' class="{kind}"' if kind else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}">{escape(content)}</text>'


def _begin(title, height, in_words):
    return [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title">',
            f'<title id="title">{escape(title)}. {escape(in_words)}</title>', STYLE,
            f'<rect class="page" width="{WIDTH}" height="{height}"/>',
            _text(16, 26, title, "title")]


def _end(out):
    return "\n".join([*out, "</svg>"]) + "\n"
