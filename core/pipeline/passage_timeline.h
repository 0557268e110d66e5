#ifndef REPRISE_PIPELINE_PASSAGE_TIMELINE_H_
#define REPRISE_PIPELINE_PASSAGE_TIMELINE_H_

#include <string>
#include <string_view>
#include <vector>

#include "reprise/pipeline/corpus.h"
#include "reprise/pipeline/passage_table.h"
#include "reprise/pipeline/reuse_timeline.h"

namespace reprise {

// Who printed what first, by passages that are no boilerplate (`boilerplate` says which are). In
// order of date (ParseDate), then input, each document that shares a passage follows the first
// printing with which it shares most tokens, or, where it shares none with one, is a first printing
// itself. Stories that nobody followed are left out. Titles are left empty; `first_documents`
// receives the document that each story's title is to be taken from. Linear in the table but for
// sorting; 8 bytes per passage, and what it tells of each printing. Pure.
ReuseTimeline MakeTimeline(const Corpus& corpus, const PassageTable& table,
                           const std::vector<bool>& boilerplate, const DocumentFacts& facts,
                           std::string date_field, std::vector<uint32_t>* first_documents);

// What a story is called that `text` printed first: its first 14 tokens and what stands between
// them, white space made one, with " ..." behind them where there are more. Empty for a text
// without tokens. Pure.
std::string StoryTitle(std::string_view text);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_PASSAGE_TIMELINE_H_
