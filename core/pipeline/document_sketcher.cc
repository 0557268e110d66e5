#include "reprise/pipeline/document_sketcher.h"

#include <algorithm>
#include <limits>

#include "reprise/base/distinct_values.h"
#include "reprise/sketch/simhash.h"
#include "reprise/text/large_text.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

// Of what may be lost, half goes to the bands; filters and bounded lists share the rest.
double BandRecall(double recall) { return 1.0 - (1.0 - recall) / 2.0; }

// What groups need at least: of a text of 70 shingles, 30 % of which another one holds, one of the
// shared ones is sampled with a probability of 0.997. It also spares verification most of what
// bands propose in vain.
constexpr double kLeastFingerprintRate = 0.25;

uint32_t Saturate(uint64_t count) {
  return static_cast<uint32_t>(std::min<uint64_t>(count, std::numeric_limits<uint32_t>::max()));
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

DocumentSketcher::DocumentSketcher(const SketchPlan& plan, SpillBudget* spill)
    : plan_(plan), spill_(spill) {
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
  if (text.size() > kLargeText) {
    AppendLarge(text, excluded, table);
    return;
  }
  TokenHashes(text, &tokens_);
  Shingle(tokens_, plan_.shingle, &shingles_);
  distinct_.Apply(&shingles_);
  Exclude(excluded, &shingles_);
  table->tokens.push_back(Saturate(tokens_.size()));
  table->shingles.push_back(Saturate(shingles_.size()));
  if (minhasher_.has_value()) {
    minhasher_->Sketch(shingles_, absl::MakeSpan(signature_));
    AppendBandKeys(table);
  }
  if (plan_.simhash) {
    table->simhashes.push_back(SimHash(shingles_));
  }
  if (sampler_.has_value()) {
    sampler_->Sample(shingles_, &fingerprints_);
    table->fingerprints.Add(fingerprints_);
  }
}

void DocumentSketcher::AppendLarge(std::string_view text, const ShingleExclusion* excluded,
                                   SketchTable* table) {
  const size_t buffer_bytes = ShingleBufferBytes(text.size());
  DistinctValues distinct(spill_, buffer_bytes);
  const uint64_t tokens = ShingleLargeText(
      text, plan_.shingle, kTextPiece, excluded, [](absl::Span<const HashedToken> /*tokens*/) {},
      &distinct);
  uint64_t shingles = 0;
  std::fill(signature_.begin(), signature_.end(), kEmptyMinHash);
  SimHasher simhasher;
  // Of fingerprints, which are to be sorted in their turn, the leading bits come first.
  constexpr int kFingerprintShift = 32;
  DistinctValues fingerprints(spill_, buffer_bytes);
  std::vector<uint64_t> selected;
  distinct.ForEach([&](absl::Span<const uint64_t> piece) {
    shingles += piece.size();
    if (minhasher_.has_value()) {
      minhasher_->Lower(piece, absl::MakeSpan(signature_));
    }
    if (plan_.simhash) {
      simhasher.Add(piece);
    }
    if (sampler_.has_value()) {
      selected.clear();
      for (const uint64_t shingle : piece) {
        if (!sampler_->Selects(shingle)) {
          break;  // nor does it select those above
        }
        selected.push_back(shingle << kFingerprintShift);
      }
      fingerprints.Add(selected);
    }
  });
  table->tokens.push_back(Saturate(tokens));
  table->shingles.push_back(Saturate(shingles));
  if (minhasher_.has_value()) {
    AppendBandKeys(table);
  }
  if (plan_.simhash) {
    table->simhashes.push_back(simhasher.Hash());
  }
  if (sampler_.has_value()) {
    std::vector<uint32_t> of_piece;
    table->fingerprints.AddInPieces([&](const FingerprintColumns::Sink& add) {
      fingerprints.ForEach([&](absl::Span<const uint64_t> piece) {
        of_piece.clear();
        for (const uint64_t fingerprint : piece) {
          of_piece.push_back(static_cast<uint32_t>(fingerprint >> kFingerprintShift));
        }
        add(of_piece);
      });
    });
  }
}

void DocumentSketcher::AppendBandKeys(SketchTable* table) {
  keys_.resize(plan_.lsh->bands);
  BandKeys(signature_, *plan_.lsh, absl::MakeSpan(keys_));
  table->AddBandKeys(keys_);
}

void AppendSketches(const SketchTable& part, SketchTable* table) {
  const auto append = [](const auto& from, auto* to) {
    to->insert(to->end(), from.begin(), from.end());
  };
  std::vector<uint32_t> scratch;
  const auto all = [&scratch](const SpillVector<uint32_t>& column) {
    return column.Read(0, static_cast<size_t>(column.size()), &scratch);
  };
  append(part.tokens, &table->tokens);
  append(part.shingles, &table->shingles);
  for (size_t band = 0; band < part.bands(); ++band) {
    if (band == table->bands()) {
      table->band_keys.emplace_back(table->spill);
    }
    table->band_keys[band].Append(all(part.band_keys[band]));
  }
  append(part.simhashes, &table->simhashes);
  table->fingerprints.Append(part.fingerprints);
}

}  // namespace reprise
