#include "reprise/index/anchor_links.h"

#include <algorithm>

namespace reprise {

void AnchorLinker::Add(const AnchorSample& sample) {
  if (members_ != 0 && sample.gram_hash() != last_.gram_hash()) {
    Finish();
  }
  if (members_ < kMostComparedWithAll) {
    group_[members_] = sample;
  } else {
    if (members_ == kMostComparedWithAll) {
      use_(AnchorLink::Undecided(group_[0].anchor));
      for (size_t i = 1; i < kMostComparedWithAll; ++i) {
        LinkBeside(group_[i - 1], group_[i]);
      }
    }
    LinkBeside(last_, sample);
  }
  last_ = sample;
  ++members_;
}

void AnchorLinker::Finish() {
  if (members_ <= kMostComparedWithAll) {
    for (size_t i = 0; i < members_; ++i) {
      for (size_t k = 0; k < i; ++k) {
        const auto [earlier, later] = std::minmax(group_[i].anchor, group_[k].anchor);
        use_({later, earlier.position(), false});
      }
    }
  }
  members_ = 0;
}

void AnchorLinker::LinkBeside(const AnchorSample& before, const AnchorSample& sample) {
  if (before.anchor < sample.anchor) {
    use_({sample.anchor, before.anchor.position(), true});
  } else {
    use_({before.anchor, sample.anchor.position(), true});
    use_(AnchorLink::Undecided(sample.anchor));
  }
}

void RunLinker::Add(const RunSample& sample) {
  if (!any_ || sample.hash != first_.hash) {
    any_ = true;
    first_ = sample;
    return;
  }
  use_({PackedAnchor({sample.position, sample.position, sample.position + 1}), first_.position,
        true});
}

}  // namespace reprise
