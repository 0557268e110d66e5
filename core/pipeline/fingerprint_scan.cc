#include "reprise/pipeline/fingerprint_scan.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "reprise/pipeline/dates.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

struct FingerprintPart : DocumentScan::Part {
  std::vector<uint64_t> fingerprints;
  std::vector<uint32_t> fingerprint_counts;  // per document
  std::vector<uint32_t> tokens;              // per document
  std::vector<std::string> sources;          // per document
  std::vector<std::string> dates;            // per document, where they are asked for
};

class FingerprintWorker : public DocumentScan::Worker {
 public:
  FingerprintWorker(const SharedRunFinder& finder, bool by_host, bool with_dates)
      : finder_(finder), by_host_(by_host), with_dates_(with_dates) {}

  void Add(const ScannedDocument& document) override {
    TokenHashes(document.text, &tokens_);
    part_->tokens.push_back(static_cast<uint32_t>(tokens_.size()));
    finder_.Fingerprints(tokens_, &scratch_, &fingerprints_);
    part_->fingerprints.insert(part_->fingerprints.end(), fingerprints_.begin(),
                               fingerprints_.end());
    part_->fingerprint_counts.push_back(static_cast<uint32_t>(fingerprints_.size()));
    part_->sources.emplace_back(by_host_ ? HostOf(document.others[0]) : document.others[0]);
    if (with_dates_) {
      part_->dates.emplace_back(document.others[1]);
    }
  }
  std::unique_ptr<DocumentScan::Part> Take() override {
    return std::exchange(part_, std::make_unique<FingerprintPart>());
  }

 private:
  const SharedRunFinder& finder_;
  const bool by_host_;
  const bool with_dates_;
  std::vector<uint64_t> tokens_;
  std::vector<uint64_t> fingerprints_;
  SharedRunFinder::Scratch scratch_;
  std::unique_ptr<FingerprintPart> part_ = std::make_unique<FingerprintPart>();
};

}  // namespace

FingerprintScan::FingerprintScan(SharedRunFinder* finder, bool by_host, bool with_dates,
                                 SpillBudget* spill, DocumentFacts* facts)
    : finder_(finder), by_host_(by_host), with_dates_(with_dates), spill_(spill), facts_(facts) {
  SourceNumber("");
}

std::unique_ptr<DocumentScan::Worker> FingerprintScan::NewWorker() const {
  return std::make_unique<FingerprintWorker>(*finder_, by_host_, with_dates_);
}

void FingerprintScan::Append(std::unique_ptr<Part> part) {
  auto& block = static_cast<FingerprintPart&>(*part);
  spill_->Take(block.tokens.size() * (kDocumentBytes + (with_dates_ ? kDateBytes : 0)));
  absl::Span<const uint64_t> fingerprints = block.fingerprints;
  for (const uint32_t count : block.fingerprint_counts) {
    finder_->AddFingerprints(fingerprints.first(count));
    fingerprints.remove_prefix(count);
  }
  for (size_t i = 0; i < block.tokens.size(); ++i) {
    facts_->tokens.push_back(block.tokens[i]);
    const uint32_t source = SourceNumber(block.sources[i]);
    facts_->source.push_back(source);
    ++facts_->source_documents[source];
  }
  std::move(block.dates.begin(), block.dates.end(), std::back_inserter(facts_->dates));
}

uint32_t FingerprintScan::SourceNumber(const std::string& name) {
  const auto [number, is_new] = numbers_.Add(name);
  if (is_new) {
    facts_->source_names.push_back(name);
    facts_->source_documents.push_back(0);
  }
  return number;
}

}  // namespace reprise
