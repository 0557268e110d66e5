#include "reprise/index/buckets.h"

#include "reprise/index/radix_sort.h"

namespace reprise {

Buckets::Buckets(size_t document_count)
    : document_count_(document_count), membership_starts_(document_count + 1, 0) {}

KeyGroups GroupEntries(std::vector<uint64_t>* entries, std::vector<uint64_t>* scratch) {
  SortByKey(entries, scratch);
  KeyGroups groups;
  for (size_t begin = 0, end = 0; begin < entries->size(); begin = end) {
    const uint32_t key = EntryKey((*entries)[begin]);
    for (end = begin + 1; end < entries->size() && EntryKey((*entries)[end]) == key;) {
      ++end;
    }
    if (end - begin < 2) {
      continue;
    }
    for (size_t i = begin; i < end; ++i) {
      groups.members.push_back(EntryDocument((*entries)[i]));
    }
    groups.ends.push_back(groups.members.size());
  }
  return groups;
}

void Buckets::Append(const KeyGroups& groups) {
  const uint64_t base = members_.size();
  members_.insert(members_.end(), groups.members.begin(), groups.members.end());
  for (const uint64_t end : groups.ends) {
    starts_.push_back(base + end);
  }
}

void Buckets::Finish() {
  for (const uint32_t document : members_) {
    ++membership_starts_[document + 1];
  }
  for (size_t i = 0; i < document_count_; ++i) {
    membership_starts_[i + 1] += membership_starts_[i];
  }
  memberships_.resize(members_.size());
  std::vector<uint64_t> next(membership_starts_.begin(), membership_starts_.end() - 1);
  for (uint32_t bucket = 0; bucket < bucket_count(); ++bucket) {
    for (const uint32_t document : Members(bucket)) {
      memberships_[next[document]++] = bucket;
    }
  }
}

}  // namespace reprise
