#ifndef REPRISE_PIPELINE_INDEX_OPTIONS_H_
#define REPRISE_PIPELINE_INDEX_OPTIONS_H_

#include <cstddef>

#include "reprise/base/spill.h"
#include "reprise/index/candidate_index.h"
#include "reprise/pipeline/document_sketcher.h"
#include "reprise/pipeline/settings.h"

namespace reprise {

// How a job indexes the sketches of `documents` documents, made by `plan`. `spill` must outlive the
// index. Pure.
CandidateIndex::Options IndexOptions(const Settings& settings, const SketchPlan& plan,
                                     size_t documents, const Resources& resources,
                                     SpillBudget* spill);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_INDEX_OPTIONS_H_
