#ifndef REPRISE_PIPELINE_DEDUP_PAGE_H_
#define REPRISE_PIPELINE_DEDUP_PAGE_H_

#include <cstddef>
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

// Two documents shown side by side.
struct ShownPair {
  std::string heading;  // why they are shown
  std::string a_role;   // "removed text", and so on
  std::string b_role;
  std::string a_id;
  std::string b_id;
  std::string a_text;
  std::string b_text;
  Comparison comparison;
  // Those of the verdict, where what is discounted makes them others than the comparison's.
  std::optional<PairFigures> figures;
};

struct ShownGroup {
  static constexpr size_t kMostIds = 20;

  uint64_t number = 0;  // in groups.jsonl
  uint64_t size = 0;
  double similarity = 0.0;
  std::vector<std::string> ids;  // of the first members
  std::vector<ShownPair> ends;   // the first and the last member; none where they are too long
};

// What one input file lost.
struct FileLoss {
  std::string name;
  uint64_t documents = 0;
  uint64_t removed = 0;
};

// What report.html says on top of report.json.
struct DedupPageContent {
  SimilarityHistogram histogram;       // of removals but those of equal texts
  std::optional<LshPlan> lsh;          // where bands were searched
  std::vector<FileLoss> losses;        // per input file, in input order
  std::vector<ShownPair> examples;     // removals
  std::vector<ShownPair> near_misses;  // kept pairs
  std::vector<uint64_t> group_sizes;   // groups per GroupSizeBin
  std::vector<ShownGroup> largest_groups;
};

// Bin 0 holds groups of 2, bin i those of 2^i + 1 to 2^(i+1). `size` >= 2.
size_t GroupSizeBin(uint64_t size);

// report.html of `dedup` and `groups` as a page (html.h) that needs no other file: what went and
// why, in words and figures; how similar removed and kept documents are; how surely such pairs are
// found, in theory and in a sample; what each file and each source lost (the 100 that lost most);
// what was discounted; groups by size and the largest ones; examples side by side; the course of
// the run and its settings. Pure.
std::string DedupPage(const DedupReport& report, const DedupRequest& request,
                      const DedupPageContent& content);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DEDUP_PAGE_H_
