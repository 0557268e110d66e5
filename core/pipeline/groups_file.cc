#include "reprise/pipeline/groups_file.h"

#include <cstdint>
#include <utility>

namespace reprise {

void SaveGroups(const Groups& groups, DurableWriter* writer) {
  writer->Value(groups.links);
  writer->Value(groups.crowded);
  writer->Value<uint64_t>(groups.groups.size());
  for (const Group& group : groups.groups) {
    writer->Vector(group.members);
    writer->Value(group.similarity);
  }
}

Groups LoadGroups(DurableReader* reader) {
  Groups groups;
  groups.links = reader->Value<uint64_t>();
  groups.crowded = reader->Value<uint64_t>();
  const auto count = reader->Value<uint64_t>();
  for (uint64_t i = 0; i < count && reader->status().ok(); ++i) {
    Group group;
    group.members = reader->Vector<uint32_t>();
    group.similarity = reader->Value<double>();
    groups.groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace reprise
