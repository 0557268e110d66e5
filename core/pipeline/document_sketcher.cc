#include "reprise/pipeline/document_sketcher.h"

#include <algorithm>
#include <limits>

#include "reprise/sketch/simhash.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

// Of what may be lost, half goes to the bands; filters and bounded lists share the rest.
double BandRecall(double recall) { return 1.0 - (1.0 - recall) / 2.0; }

// What groups need at least: of a text of 70 shingles, 30 % of which another one holds, one of the
// shared ones is sampled with a probability of 0.997. It also spares verification most of what bands
// propose in vain.
constexpr double kLeastFingerprintRate = 0.25;

uint32_t Saturate(size_t count) {
  return static_cast<uint32_t>(std::min<size_t>(count, std::numeric_limits<uint32_t>::max()));
}

}  // namespace

SketchPlan::SketchPlan(const Settings& settings) : shingle(settings.shingle) {
  simhash = settings.method == Method::kSimHash;
  if (settings.method == Method::kExact) {
    return;
  }
  fingerprint_rate = kLeastFingerprintRate;
  if (simhash) {
    return;
  }
  if (settings.rule.jaccard.has_value()) {
    lsh = PlanLsh(*settings.rule.jaccard, BandRecall(settings.recall), settings.max_hashes);
  }
  if (settings.rule.coverage.has_value()) {
    const size_t least_tokens = std::max<size_t>(1, settings.rule.min_coverage_tokens);
    coverage.emplace(*settings.rule.coverage, settings.recall,
                     ShingleCount(least_tokens, settings.shingle));
    fingerprint_rate = std::max(fingerprint_rate, coverage->rate());
  }
}

DocumentSketcher::DocumentSketcher(const SketchPlan& plan) : plan_(plan) {
  if (plan.lsh.has_value()) {
    minhasher_.emplace(plan.lsh->hashes());
    signature_.resize(plan.lsh->hashes());
  }
  if (plan.fingerprint_rate > 0.0) {
    sampler_.emplace(plan.fingerprint_rate);
  }
}

void DocumentSketcher::Append(std::string_view text, const ShingleExclusion* excluded,
                              SketchTable* table) {
  TokenHashes(text, &tokens_);
  Shingle(tokens_, plan_.shingle, &shingles_);
  distinct_.Apply(&shingles_);
  Exclude(excluded, &shingles_);
  table->tokens.push_back(Saturate(tokens_.size()));
  table->shingles.push_back(Saturate(shingles_.size()));
  if (minhasher_.has_value()) {
    table->bands = plan_.lsh->bands;
    minhasher_->Sketch(shingles_, absl::MakeSpan(signature_));
    const size_t old_size = table->band_keys.size();
    table->band_keys.resize(old_size + table->bands);
    BandKeys(signature_, *plan_.lsh,
             absl::MakeSpan(table->band_keys).subspan(old_size, table->bands));
  }
  if (plan_.simhash) {
    table->simhashes.push_back(SimHash(shingles_));
  }
  if (sampler_.has_value()) {
    sampler_->Sample(shingles_, &fingerprints_);
    table->fingerprints.insert(table->fingerprints.end(), fingerprints_.begin(),
                               fingerprints_.end());
    table->fingerprint_ends.push_back(table->fingerprints.size());
  }
}

void AppendSketches(const SketchTable& part, SketchTable* table) {
  const auto append = [](const auto& from, auto* to) {
    to->insert(to->end(), from.begin(), from.end());
  };
  const uint64_t base = table->fingerprints.size();
  append(part.tokens, &table->tokens);
  append(part.shingles, &table->shingles);
  table->bands = std::max(table->bands, part.bands);
  append(part.band_keys, &table->band_keys);
  append(part.simhashes, &table->simhashes);
  append(part.fingerprints, &table->fingerprints);
  for (const uint64_t end : part.fingerprint_ends) {
    table->fingerprint_ends.push_back(base + end);
  }
}

}  // namespace reprise
