#include "reprise/cluster/holder_list.h"

namespace reprise {
namespace {

// Calls visit(i, j) for all i and j with a[i] = b[j], of ascending lists.
template <typename Visit>
void ForEachShared(absl::Span<const uint64_t> a, absl::Span<const uint64_t> b, Visit visit) {
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] < b[j]) {
      ++i;
    } else if (b[j] < a[i]) {
      ++j;
    } else {
      visit(i++, j++);
    }
  }
}

}  // namespace

uint64_t HolderList::CountHolders(absl::Span<const uint64_t> ascending) const {
  uint64_t count = 0;
  ForEachShared({shingles_.data(), shingles_.size()}, ascending,
                [&](size_t i, size_t /*j*/) { count += Holders(i); });
  return count;
}

void HolderList::Add(absl::Span<const uint64_t> ascending, uint32_t copies) {
  if (shingles_.empty()) {
    shingles_.Append(ascending);
    copies_of_first_ = copies;
    return;
  }
  if (holders_.empty()) {
    holders_.reserve(shingles_.size());
    for (size_t i = 0; i < shingles_.size(); ++i) {
      holders_.push_back(copies_of_first_);
    }
  }
  size_t shared = 0;
  ForEachShared({shingles_.data(), shingles_.size()}, ascending,
                [&](size_t /*i*/, size_t /*j*/) { ++shared; });
  size_t i = shingles_.size();
  size_t j = ascending.size();
  for (size_t more = ascending.size() - shared; more > 0; --more) {
    shingles_.push_back(0);
    holders_.push_back(0);
  }
  // From the back, so that nothing is written over that is still to be moved. What is left when all
  // of `ascending` is in is in its place already.
  for (size_t place = shingles_.size(); j > 0;) {
    --place;
    if (i > 0 && shingles_[i - 1] >= ascending[j - 1]) {
      --i;
      const bool both = shingles_[i] == ascending[j - 1];
      j -= both ? 1 : 0;
      shingles_[place] = shingles_[i];
      holders_[place] = holders_[i] + (both ? copies : 0);
    } else {
      --j;
      shingles_[place] = ascending[j];
      holders_[place] = copies;
    }
  }
}

}  // namespace reprise
