#ifndef REPRISE_PIPELINE_MEMORY_SHARES_H_
#define REPRISE_PIPELINE_MEMORY_SHARES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "reprise/base/spill.h"
#include "reprise/pipeline/settings.h"

namespace reprise {

// How a job divides the memory that it is allowed (Resources::memory): half for tables before they
// spill, a quarter for full sets of shingles, an eighth for what is being sorted.

// What a document takes in memory wherever its sketches are: its place and id, what is known of it
// in keep order, about.
inline constexpr uint64_t kDocumentBytes = 140;
// What a file takes, its names included, about.
inline constexpr uint64_t kFileBytes = 600;

// ResourceExhausted where `resources` have not `least` bytes for `what` ("5 documents in 1 file"),
// with the memory that is enough.
absl::Status CheckLeastMemory(std::string_view what, uint64_t least, const Resources& resources);

// The same for a job that goes on with its documents, with `bytes` more for each: they may take
// three quarters of the memory, the rest is for what is being worked on.
absl::Status CheckDocumentMemory(uint64_t documents, uint64_t files, const Resources& resources,
                                 uint64_t bytes = 0);

// "3 documents in 1 file".
std::string CountDocuments(uint64_t documents, uint64_t files);

// For full sets: what tables leave of the memory, up to a quarter of it, but no more than is of use
// among so many documents: about what reading them took and has given back.
uint64_t BytesForSets(const Resources& resources, const SpillBudget& spill, uint64_t documents);

// What a job with a text of that many bytes, its largest, keeps free of tables: while the text is
// read, or compared with another one of its size, it takes about so much. 0 where it is not large.
uint64_t BytesForLargeText(uint64_t text_bytes);

// For CandidateIndex::Options::entries_at_a_time: what an eighth of the memory holds, `most` at
// most.
size_t EntriesAtATime(const Resources& resources, size_t most);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_MEMORY_SHARES_H_
