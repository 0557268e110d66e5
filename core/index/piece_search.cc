#include "reprise/index/piece_search.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "reprise/index/anchor_groups.h"
#include "reprise/index/hash_passes.h"
#include "reprise/index/repeated_starts.h"
#include "reprise/index/run_scan.h"
#include "reprise/index/text_spans.h"
#include "reprise/text/hash.h"

namespace reprise {
namespace {

// So many anchors are looked up at a time, and a table holds so many.
constexpr size_t kBatch = size_t{1} << 11;
constexpr uint64_t kMostEntries = uint64_t{1} << 15;

// Looks anchors up batch by batch. A table that is full is replaced: it need not know all.
class BatchLookUp {
 public:
  // Of `expected` anchors, about, among `positions`. look_up: RepeatedStarts::LookUpAnchors or
  // LookUpRuns; use(anchor) is called for each that is then still not all later.
  BatchLookUp(RepeatedStarts* starts, uint64_t positions, uint64_t expected,
              std::function<bool(AnchorTable*, absl::Span<const HashedAnchor>)> look_up,
              std::function<void(const HashedAnchor&)> use)
      : starts_(starts),
        positions_(positions),
        most_batch_(std::min<uint64_t>(kBatch, positions)),
        entries_(std::clamp(expected, most_batch_, kMostEntries)),
        look_up_(std::move(look_up)),
        use_(std::move(use)) {
    batch_.reserve(most_batch_);
    table_.emplace(entries_, positions_);
  }

  void Add(const HashedAnchor& anchor) {
    batch_.push_back(anchor);
    if (batch_.size() == most_batch_) {
      Flush();
    }
  }
  void Flush() {
    while (!look_up_(&*table_, batch_)) {
      table_.emplace(entries_, positions_);
    }
    for (const HashedAnchor& anchor : batch_) {
      if (!starts_->IsLater(anchor.anchor.starts_begin, anchor.anchor.starts_end)) {
        use_(anchor);
      }
    }
    batch_.clear();
  }

 private:
  RepeatedStarts* starts_;
  uint64_t positions_;
  uint64_t most_batch_;
  uint64_t entries_;  // of a table: a batch at least
  std::function<bool(AnchorTable*, absl::Span<const HashedAnchor>)> look_up_;
  std::function<void(const HashedAnchor&)> use_;
  std::vector<HashedAnchor> batch_;
  std::optional<AnchorTable> table_;
};

std::vector<ByteRange> RepeatedRanges(const TextPiece& piece, RepeatedStarts* starts) {
  std::vector<ByteRange> ranges;
  const PositionSet& repeated = starts->SettleRepeated();
  const uint64_t size = piece.bytes.size();
  for (uint64_t begin = 0; (begin = repeated.NextMember(begin, size)) < size;) {
    const uint64_t gap = repeated.NextGap(begin, size);
    ranges.push_back({piece.begin + begin, piece.begin + gap});
    begin = gap;
  }
  return ranges;
}

}  // namespace

PieceFindings<AnchorSample> SampleAnchors(const TextPiece& piece, size_t width,
                                          const Winnowing& winnowing, uint64_t hash_mask) {
  constexpr uint64_t kMostContext = 512;
  constexpr uint64_t kContextMask = (uint64_t{1} << AnchorSample::kContextBits) - 1;
  const std::string_view bytes = piece.bytes;
  const TextSpans spans(piece.ends);
  RepeatedStarts starts(bytes, spans, width);
  PieceFindings<AnchorSample> findings;
  BatchLookUp batches(
      &starts, bytes.size(), 3 * bytes.size() / (winnowing.window + 1),
      [&](AnchorTable* table, absl::Span<const HashedAnchor> anchors) {
        return starts.LookUpAnchors(winnowing, table, anchors);
      },
      [&](const HashedAnchor& hashed) {
        Anchor anchor = hashed.anchor;
        const uint64_t context =
            std::min<uint64_t>(anchor.starts_end - 1 + width - anchor.starts_begin, kMostContext);
        const uint64_t around = HashKey(bytes.substr(anchor.starts_begin, context)) & hash_mask;
        anchor.position += piece.begin;
        anchor.starts_begin += piece.begin;
        anchor.starts_end += piece.begin;
        findings.samples.push_back(
            {hashed.hash << AnchorSample::kContextBits | (around & kContextMask),
             PackedAnchor(anchor)});
      });
  ScanAnchors(bytes, spans, width, winnowing, piece.starts.begin, piece.starts.end,
              [&](const Anchor& anchor) {
                const std::string_view gram = bytes.substr(anchor.position, winnowing.gram);
                batches.Add({HashKey(gram) & hash_mask, anchor});
              });
  batches.Flush();
  findings.repeated = RepeatedRanges(piece, &starts);
  return findings;
}

PieceFindings<RunSample> SampleRuns(const TextPiece& piece, absl::Span<const ByteRange> undecided,
                                    size_t width, const RollingHash& fresh, uint64_t hash_mask) {
  RepeatedStarts starts(piece.bytes, TextSpans(piece.ends), width);
  PieceFindings<RunSample> findings;
  uint64_t expected = 0;
  for (const ByteRange& range : undecided) {
    expected += range.size();
  }
  BatchLookUp batches(
      &starts, piece.bytes.size(), expected,
      [&](AnchorTable* table, absl::Span<const HashedAnchor> anchors) {
        return starts.LookUpRuns(table, anchors);
      },
      [&](const HashedAnchor& hashed) {
        findings.samples.push_back({hashed.hash, hashed.anchor.position + piece.begin});
      });
  RunHasher hasher(piece.bytes, width, fresh);
  for (const ByteRange& range : undecided) {
    for (uint64_t i = range.begin - piece.begin; i < range.end - piece.begin; ++i) {
      batches.Add({hasher.HashAt(i) & hash_mask, {i, i, i + 1}});
    }
  }
  batches.Flush();
  findings.repeated = RepeatedRanges(piece, &starts);
  return findings;
}

uint64_t PieceSearchBytes(uint64_t piece_bytes) {
  // The bytes, what is known of them, and a sample for each: where runs are short, or repetitive.
  constexpr uint64_t kPerByte = 2 + sizeof(RunSample);
  return kPerByte * piece_bytes + kBatch * sizeof(HashedAnchor) +
         kMostEntries * AnchorTable::kBytesPerEntry;
}

}  // namespace reprise
