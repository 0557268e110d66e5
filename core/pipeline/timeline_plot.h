#ifndef REPRISE_PIPELINE_TIMELINE_PLOT_H_
#define REPRISE_PIPELINE_TIMELINE_PLOT_H_

#include <string>
#include <string_view>

#include "reprise/pipeline/reuse_timeline.h"

namespace reprise {

// A story over time, as a piece of HTML with drawings in SVG that fill the width they are given.
// Above: the share of the first printing that each later one took, to a tenth; printings that would
// lie on each other are one larger dot, so that any number stays readable; the first printing is a
// diamond. Below: how many printings there were by then. Pure; the same story gives the same bytes.
std::string TimelinePlot(const ReuseStory& story);

// The style that the drawings need, on top of html.h.
extern const std::string_view kTimelinePlotStyle;

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TIMELINE_PLOT_H_
