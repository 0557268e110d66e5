#ifndef REPRISE_PIPELINE_TIMELINE_PAGE_H_
#define REPRISE_PIPELINE_TIMELINE_PAGE_H_

#include <string>

#include "reprise/pipeline/reuse_timeline.h"

namespace reprise {

// Who printed what first and who followed, as a page (html.h) that needs no other file: an
// overview, then each story with a drawing over time (timeline_plot.h) and a table of its
// printings, the first 1,000 of them. Stories after the 200th are lines of one table, the first
// 5,000 of them. The page says what it leaves out. Pure.
std::string TimelinePage(const ReuseTimeline& timeline);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_TIMELINE_PAGE_H_
