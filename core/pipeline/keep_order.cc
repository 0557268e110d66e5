#include "reprise/pipeline/keep_order.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <tuple>

#include "reprise/base/one_thread.h"
#include "reprise/base/parallel.h"
#include "reprise/text/large_text.h"

namespace reprise {

std::vector<uint32_t> DocumentsInKeepOrder(const Corpus& corpus, const KeepPolicy& keep) {
  std::vector<uint32_t> documents(corpus.documents.size());
  std::iota(documents.begin(), documents.end(), 0U);
  if (keep.order == KeepOrder::kLast) {
    std::reverse(documents.begin(), documents.end());
  } else if (keep.order != KeepOrder::kFirst) {
    const std::vector<uint32_t>& shingles = corpus.sketches.shingles;
    const std::vector<int64_t>& keys = corpus.fields.keep_keys;
    std::stable_sort(documents.begin(), documents.end(), [&](uint32_t a, uint32_t b) {
      if (!keys.empty() && keys[a] != keys[b]) {
        return keys[a] > keys[b];
      }
      return shingles[a] > shingles[b];
    });
  }
  std::stable_partition(documents.begin(), documents.end(),
                        [&](uint32_t document) { return corpus.IsReference(document); });
  return documents;
}

absl::StatusOr<std::vector<uint32_t>> FirstOfEqualTexts(
    const Corpus& corpus, const std::vector<uint32_t>& document_of_rank, size_t threads,
    TextLoader* loader, Monitor* monitor) {
  const auto hash = [&](uint32_t rank) -> const TextHash& {
    return corpus.documents[document_of_rank[rank]].text_hash;
  };
  std::vector<uint32_t> first(document_of_rank.size());
  std::iota(first.begin(), first.end(), 0U);

  std::vector<uint32_t> ranks;
  for (const uint32_t rank : first) {
    if (corpus.sketches.tokens[document_of_rank[rank]] != 0) {
      ranks.push_back(rank);
    }
  }
  std::sort(ranks.begin(), ranks.end(),
            [&](uint32_t a, uint32_t b) { return std::tie(hash(a), a) < std::tie(hash(b), b); });
  std::vector<std::pair<size_t, size_t>> groups;  // ranges of `ranks`
  uint64_t copies = 0;
  for (size_t begin = 0, end = 0; begin < ranks.size(); begin = end) {
    for (end = begin + 1; end < ranks.size() && hash(ranks[end]) == hash(ranks[begin]);) {
      ++end;
    }
    if (end - begin > 1) {
      groups.emplace_back(begin, end);
      copies += end - begin - 1;
    }
  }

  monitor->StartStage("comparing equal texts", copies, "documents");
  OneThread large;  // texts of which one thread at a time has two
  const absl::Status status =
      ParallelFor(threads, groups.size(), [&](size_t /*worker*/, size_t i) -> absl::Status {
        const size_t begin = groups[i].first;
        const size_t end = groups[i].second;
        const std::shared_ptr<void> pass =
            loader->RecordBytes(document_of_rank[ranks[begin]]) > kLargeText ? large.Enter()
                                                                             : nullptr;
        std::string text;
        absl::Status loaded = loader->Load(document_of_rank[ranks[begin]],
                                           [&](std::string_view bytes) { text = bytes; });
        for (size_t k = begin + 1; loaded.ok() && k < end; ++k) {
          if (monitor->Cancelled()) {
            return absl::CancelledError("interrupted");
          }
          loaded = loader->Load(document_of_rank[ranks[k]], [&](std::string_view bytes) {
            if (bytes == text) {
              first[ranks[k]] = ranks[begin];
            }
          });
          monitor->Advance(1);
        }
        return loaded;
      });
  if (!status.ok()) {
    return status;
  }
  return first;
}

std::vector<bool> IndexedRanks(const Corpus& corpus, const std::vector<uint32_t>& document_of_rank,
                               const std::vector<uint32_t>& first_of_equal) {
  std::vector<bool> indexed(document_of_rank.size());
  for (uint32_t rank = 0; rank < indexed.size(); ++rank) {
    indexed[rank] =
        first_of_equal[rank] == rank && corpus.sketches.shingles[document_of_rank[rank]] != 0;
  }
  return indexed;
}

}  // namespace reprise
