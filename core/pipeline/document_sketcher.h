#ifndef REPRISE_PIPELINE_DOCUMENT_SKETCHER_H_
#define REPRISE_PIPELINE_DOCUMENT_SKETCHER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "reprise/index/coverage_plan.h"
#include "reprise/index/lsh.h"
#include "reprise/index/sketch_table.h"
#include "reprise/pipeline/settings.h"
#include "reprise/sketch/fingerprint.h"
#include "reprise/sketch/minhash.h"
#include "reprise/text/distinct_filter.h"
#include "reprise/verify/shingle_set.h"

namespace reprise {

// Which sketches the settings ask for, and of what size: everything follows from the rule and the
// wanted recall.
struct SketchPlan {
  explicit SketchPlan(const Settings& settings);

  size_t shingle = 0;
  std::optional<LshPlan> lsh;
  std::optional<CoveragePlan> coverage;
  double fingerprint_rate = 0.0;  // 0: no fingerprints
  bool simhash = false;
};

// Turns texts into rows of a sketch table. One per thread. Large texts (kLargeText) take what
// ShingleBufferBytes says, the rest goes to disk, and leave no memory behind that is of use to them
// alone.
class DocumentSketcher {
 public:
  // `plan` and `spill` (null: all stays in memory) must outlive it.
  explicit DocumentSketcher(const SketchPlan& plan, SpillBudget* spill = nullptr);

  // Appends the row of `text`, in which `excluded` (null: nothing) does not count, to `*table`.
  void Append(std::string_view text, const ShingleExclusion* excluded, SketchTable* table);

 private:
  void AppendLarge(std::string_view text, const ShingleExclusion* excluded, SketchTable* table);
  void AppendBandKeys(SketchTable* table);  // of signature_

  const SketchPlan& plan_;
  SpillBudget* spill_;
  std::optional<MinHasher> minhasher_;
  std::optional<FingerprintSampler> sampler_;
  DistinctFilter distinct_;
  std::vector<uint64_t> tokens_;
  std::vector<uint64_t> shingles_;
  std::vector<uint32_t> signature_;
  std::vector<uint32_t> keys_;  // of its bands
  std::vector<uint32_t> fingerprints_;
};

// Appends the rows of `part`, which must hold the same kinds of sketches, to `*table`.
void AppendSketches(const SketchTable& part, SketchTable* table);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_DOCUMENT_SKETCHER_H_
