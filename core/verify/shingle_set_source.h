#ifndef REPRISE_VERIFY_SHINGLE_SET_SOURCE_H_
#define REPRISE_VERIFY_SHINGLE_SET_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "reprise/verify/shingle_set.h"

namespace reprise {

// Where verification gets full sets from: texts are not held in memory, so a source reads and
// shingles them again, and may keep some at hand. Documents are named by rank, their place in keep
// order. Safe from any thread. What it hands out must not outlive it.
class ShingleSetSource {
 public:
  virtual ~ShingleSetSource() = default;

  // The set of a document. Errors: whatever keeps its text from being read again.
  virtual absl::StatusOr<std::shared_ptr<const ShingleSet>> Get(uint32_t rank) = 0;

  // To be held while the document `rank` is worked on, with whatever that takes: where its text is
  // so large that the memory has no room for what several threads have in hand of such ones, this
  // waits while another thread has such a turn, or such a set (OneThread). Null where it is not.
  virtual std::shared_ptr<void> TakeTurn(uint32_t /*rank*/) { return nullptr; }

  // Replaces `*sets` by the sets of `ranks`, null where one is not at hand. Those that are stay so
  // until they are released. Use SetsAtHand.
  virtual void Hold(absl::Span<const uint32_t> ranks, std::vector<const ShingleSet*>* sets) {
    sets->assign(ranks.size(), nullptr);
  }
  // Takes back one Hold of `rank`, whose set was at hand.
  virtual void Release(uint32_t /*rank*/) {}

  // The set of `rank` is hardly asked for again. Has no influence on what Get returns.
  virtual void Forget(uint32_t /*rank*/) {}
};

// The sets at hand of one list of documents, held until the next list or the end of its life: many
// at a time, because a set is found, and its memory fetched, while others are looked at. One per
// thread.
class SetsAtHand {
 public:
  // `source` must outlive this.
  explicit SetsAtHand(ShingleSetSource* source) : source_(source) {}
  SetsAtHand(SetsAtHand&&) = default;
  SetsAtHand& operator=(SetsAtHand&&) = delete;
  ~SetsAtHand() { Clear(); }

  // `ranks` must stay as they are until Clear.
  void Hold(absl::Span<const uint32_t> ranks) {
    Clear();
    source_->Hold(ranks, &sets_);
    ranks_ = ranks;
  }

  void Clear() {
    for (size_t i = 0; i < sets_.size(); ++i) {
      if (sets_[i] != nullptr) {
        source_->Release(ranks_[i]);
      }
    }
    sets_.clear();
  }

  // The set of ranks[i], null where it is not at hand.
  const ShingleSet* operator[](size_t i) const { return sets_[i]; }

 private:
  ShingleSetSource* source_;
  absl::Span<const uint32_t> ranks_;
  std::vector<const ShingleSet*> sets_;
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_SET_SOURCE_H_
