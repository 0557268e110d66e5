#ifndef REPRISE_PIPELINE_SETTINGS_H_
#define REPRISE_PIPELINE_SETTINGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "reprise/io/json/json_record.h"
#include "reprise/io/record_memory.h"
#include "reprise/text/shingler.h"
#include "reprise/verify/rule.h"

namespace reprise {

// How copies are looked for.
enum class Method : uint8_t {
  kMinHash,  // LSH bands for Jaccard, fingerprints for coverage
  kSimHash,  // SimHash tables alone
  kExact,    // byte-equal texts alone; the rule plays no part
};

// Which of two copies stays: the one that comes first in this order.
enum class KeepOrder : uint8_t {
  kLongest,  // most distinct shingles first; ties by input order, as in all that follow
  kFirst,    // input order
  kLast,     // reverse input order
  kNewest,   // latest date first (ParseDate; records without one come last), then as kLongest
  kPrefer,   // records with the first preferred value, then the second, ..., then as kLongest
};

struct KeepPolicy {
  KeepOrder order = KeepOrder::kLongest;
  std::string field;                   // kNewest, kPrefer: the member of the record
  std::vector<std::string> preferred;  // kPrefer: at least one value, best first
};

// What is looked for, and therefore the answer: with the same input and the same settings it is the
// same. Resources (threads, memory) are apart from it, since they have no say.
struct Settings {
  RecordFields fields;
  std::string format;  // as InputOptions::format
  Rule rule;
  size_t shingle = kDefaultShingleSize;  // tokens
  Method method = Method::kMinHash;
  KeepPolicy keep;
  // The member that says where a document comes from; empty: not asked for.
  std::string source_field;
  // Texts alike but for their figures are not copies.
  bool keep_variants = false;
  // Whether the documents of the input are compared with one another, or with references alone.
  bool within = true;
  // Shingles that stand on a large share of one source's pages do not count (Boilerplate).
  bool discount_boilerplate = false;
  // The least chance to find a pair that only just meets the rule. Raising it costs sketch size
  // and candidates.
  double recall = 0.995;
  size_t max_hashes = 128;  // MinHash values per document at most, where the recall allows
};

struct Resources {
  size_t threads = 1;
  // Bytes; the full sets that verification keeps at hand take at most a quarter of it.
  uint64_t memory = uint64_t{1} << 30;
};

inline constexpr uint64_t kLeastMemory = uint64_t{64} << 20;

// The memory that a record of that size takes in dedup and groups.
inline uint64_t LeastMemoryForRecord(uint64_t record_bytes) {
  return kMemoryPerRecordByte * record_bytes;
}

const char* MethodName(Method method);  // "minhash", "simhash", "exact"

// "longest", "first", "last", "newest:FIELD" or "prefer:FIELD=VALUE,VALUE", and back.
// InvalidArgument: it is none of these, or names no field or no value.
std::string KeepPolicyName(const KeepPolicy& keep);
absl::StatusOr<KeepPolicy> ParseKeepPolicy(std::string_view name);

// The members that a run with these settings reads: those of `fields`, then the source where it is
// asked for, then that of the keep policy where it has one.
RecordFields FieldsToRead(const Settings& settings);

// The rule that pairs and removals are judged by: with method exact only equality counts.
Rule EffectiveRule(const Settings& settings);

// InvalidArgument, naming the setting, its value and what is allowed.
absl::Status ValidateSettings(const Settings& settings);
absl::Status ValidateResources(const Resources& resources);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SETTINGS_H_
