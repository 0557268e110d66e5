#ifndef REPRISE_PIPELINE_DEDUP_PAGE_H_
#define REPRISE_PIPELINE_DEDUP_PAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reprise/index/lsh.h"
#include "reprise/pipeline/compare.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/similarity_plots.h"

namespace reprise {

// A removal shown in full: A is the removed document, B the kept one.
struct ShownRemoval {
  std::string_view why;  // it is shown
  std::string removed_id;
  std::string kept_id;
  std::string removed_text;
  std::string kept_text;
  Verdict verdict = Verdict::kNone;
  Comparison comparison;
};

// What one input file lost.
struct FileLoss {
  std::string name;
  uint64_t documents = 0;
  uint64_t removed = 0;
};

// What report.html says on top of report.json.
struct DedupPageContent {
  SimilarityHistogram histogram;  // of removals but those of equal texts
  std::optional<LshPlan> lsh;     // where bands were searched
  std::vector<FileLoss> losses;   // per input file, in input order
  std::vector<ShownRemoval> examples;
};

// report.html of `dedup` as a page (html.h) that needs no other file: what went and why, in words
// and figures; how similar removed and kept documents are; how surely such pairs are found; what
// each file lost (the 100 that lost most); examples side by side; the course of the run and its
// settings. Pure.
std::string DedupPage(const DedupReport& report, const DedupRequest& request,
                      const DedupPageContent& content);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_PAGE_H_
