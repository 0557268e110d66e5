#ifndef REPRISE_PIPELINE_REUSE_TIMELINE_H_
#define REPRISE_PIPELINE_REUSE_TIMELINE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace reprise {

// One document that prints a story.
struct Printing {
  std::string id;
  std::string source;   // empty where unknown
  std::string date;     // as the record has it
  int64_t seconds = 0;  // the same since 1970-01-01 UTC
  uint64_t shared = 0;  // tokens that stand in passages shared with the first printing
  double taken = 0.0;   // share of the first printing's tokens that this one took; 1 for the first
  double of_own =
      0.0;  // share of this document's own tokens that comes from there; 1 for the first
};

// A story: the document that printed it first, and those that followed.
struct ReuseStory {
  std::string title;                // the first words of the first printing
  std::vector<Printing> printings;  // by date, then input order; the first one is where it began
};

// Who printed what first, who followed when, and how much of it each took.
struct ReuseTimeline {
  std::string date_field;           // the field that dates come from
  std::vector<ReuseStory> stories;  // most printings first, then by date and input order
  uint64_t undated_documents = 0;   // share passages, but have no date that could be read
};

// One JSON object, a story per line: {"date_field","undated_documents","stories":[{"title",
// "printings":[{"id","source","date","shared_tokens","taken","of_own"}]}]}. Figures have six
// decimals. Pure.
std::string TimelineJson(const ReuseTimeline& timeline);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_REUSE_TIMELINE_H_
