#ifndef REPRISE_PIPELINE_SETTINGS_H_
#define REPRISE_PIPELINE_SETTINGS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "reprise/io/json_record.h"
#include "reprise/text/shingler.h"
#include "reprise/verify/rule.h"

namespace reprise {

// How copies are looked for.
enum class Method : uint8_t {
  kMinHash,  // LSH bands for Jaccard, fingerprints for coverage
  kSimHash,  // SimHash tables alone
  kExact,    // byte-equal texts alone; the rule plays no part
};

// Which of two copies stays: the one that comes first in this order; ties by input order.
enum class KeepOrder : uint8_t {
  kLongest,  // most distinct shingles first
  kFirst,    // input order
  kLast,     // reverse input order
};

// What is looked for, and therefore the answer: with the same input and the same settings it is the
// same. Resources (threads, memory) are apart from it, since they have no say.
struct Settings {
  RecordFields fields;
  std::string format;  // "", "jsonl" or "text", as InputOptions::format
  Rule rule;
  size_t shingle = kDefaultShingleSize;  // tokens
  Method method = Method::kMinHash;
  KeepOrder keep = KeepOrder::kLongest;
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

// "minhash", "simhash", "exact"; "longest", "first", "last".
const char* MethodName(Method method);
const char* KeepOrderName(KeepOrder keep);

// The rule that pairs and removals are judged by: with method exact only equality counts.
Rule EffectiveRule(const Settings& settings);

// InvalidArgument, naming the setting, its value and what is allowed.
absl::Status ValidateSettings(const Settings& settings);
absl::Status ValidateResources(const Resources& resources);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_SETTINGS_H_
