#include "reprise/pipeline/reuse_timeline.h"

#include "reprise/io/json/json_text.h"

namespace reprise {
namespace {

void AppendPrinting(const Printing& printing, std::string* out) {
  *out += "{\"id\":";
  AppendJsonString(printing.id, out);
  *out += ",\"source\":";
  AppendJsonString(printing.source, out);
  *out += ",\"date\":";
  AppendJsonString(printing.date, out);
  *out += ",\"shared_tokens\":" + std::to_string(printing.shared) + ",\"taken\":";
  AppendFixed6(printing.taken, out);
  *out += ",\"of_own\":";
  AppendFixed6(printing.of_own, out);
  *out += "}";
}

}  // namespace

std::string TimelineJson(const ReuseTimeline& timeline) {
  std::string out = "{\"date_field\":";
  AppendJsonString(timeline.date_field, &out);
  out += ",\"undated_documents\":" + std::to_string(timeline.undated_documents) + ",\"stories\":[";
  const char* before_story = "\n";
  for (const ReuseStory& story : timeline.stories) {
    out += before_story;
    before_story = ",\n";
    out += "{\"title\":";
    AppendJsonString(story.title, &out);
    out += ",\"printings\":[";
    const char* before_printing = "";
    for (const Printing& printing : story.printings) {
      out += before_printing;
      before_printing = ",";
      AppendPrinting(printing, &out);
    }
    out += "]}";
  }
  out += timeline.stories.empty() ? "]}\n" : "\n]}\n";
  return out;
}

}  // namespace reprise
