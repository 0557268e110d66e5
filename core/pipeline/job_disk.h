#ifndef REPRISE_PIPELINE_JOB_DISK_H_
#define REPRISE_PIPELINE_JOB_DISK_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reprise/io/input_files.h"
#include "reprise/pipeline/disk_room.h"

namespace reprise {

// What a run will take on disk, before it has read anything, rather too little than too much: the
// result takes what the first `input_files` files do, if `writes_documents`; packed files are
// unpacked, by the ratio that the beginnings of some of them have; and where the tables do not fit
// into `memory` they spill, at least so much as texts of ordinary length make. Files that cannot be
// read count nothing here.
DiskNeeds EstimateJobDisk(const std::vector<InputFile>& files, size_t input_files, uint64_t memory,
                          bool writes_documents);

// The same for FindCorpusByteRanges: packed files, and where the texts do not fit into `memory`,
// these, half of what the files hold, and what is sorted of them.
DiskNeeds EstimateRangesDisk(const std::vector<InputFile>& files, uint64_t memory,
                             size_t min_bytes);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_JOB_DISK_H_
