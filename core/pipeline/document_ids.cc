#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/pipeline/corpus.h"

namespace reprise {

void DocumentIds::Add(bool has_own, std::string_view own) {
  bytes_.append(own);
  ends_.push_back(bytes_.size());
  has_own_.push_back(has_own);
}

std::string DocumentIds::Plain(size_t index, const std::vector<InputFile>& files,
                               const std::vector<Document>& documents) const {
  if (has_own_[index]) {
    const uint64_t begin = index == 0 ? 0 : ends_[index - 1];
    return bytes_.substr(begin, ends_[index] - begin);
  }
  const InputFile& file = files[documents[index].file];
  return IsWholeFile(file.format) ? file.name : absl::StrCat(file.name, ":", documents[index].line);
}

std::string DocumentIds::Get(size_t index, const std::vector<InputFile>& files,
                             const std::vector<Document>& documents) const {
  std::string id = Plain(index, files, documents);
  if (std::binary_search(repeated_.begin(), repeated_.end(), index)) {
    absl::StrAppend(&id, "#", files[documents[index].file].name, ":", documents[index].line);
  }
  return id;
}

void DocumentIds::Save(DurableWriter* writer) const {
  writer->String(bytes_);
  writer->Vector(ends_);
  writer->Vector(std::vector<uint8_t>(has_own_.begin(), has_own_.end()));
  writer->Vector(repeated_);
}

void DocumentIds::Load(DurableReader* reader) {
  bytes_ = reader->String();
  ends_ = reader->Vector<uint64_t>();
  const std::vector<uint8_t> has_own = reader->Vector<uint8_t>();
  has_own_.assign(has_own.begin(), has_own.end());
  repeated_ = reader->Vector<uint32_t>();
}

void DocumentIds::MarkRepeated(const std::vector<InputFile>& files,
                               const std::vector<Document>& documents, Monitor* monitor) {
  // By hash first; ids of equal hash are compared.
  std::vector<std::pair<uint64_t, uint32_t>> hashes;
  hashes.reserve(ends_.size());
  for (size_t i = 0; i < ends_.size(); ++i) {
    hashes.emplace_back(HashKey(Plain(i, files, documents)), static_cast<uint32_t>(i));
  }
  std::sort(hashes.begin(), hashes.end());
  std::vector<std::pair<uint32_t, uint32_t>> repeats;  // (later, first)
  for (size_t begin = 0, end = 0; begin < hashes.size(); begin = end) {
    for (end = begin + 1; end < hashes.size() && hashes[end].first == hashes[begin].first;) {
      ++end;
    }
    for (size_t i = begin + 1; i < end; ++i) {
      const std::string id = Plain(hashes[i].second, files, documents);
      for (size_t j = begin; j < i; ++j) {
        if (Plain(hashes[j].second, files, documents) == id) {
          repeats.emplace_back(hashes[i].second, hashes[j].second);
          break;
        }
      }
    }
  }
  std::sort(repeats.begin(), repeats.end());
  for (const auto& [later, first] : repeats) {
    repeated_.push_back(later);
    const auto place = [&](uint32_t document) {
      return absl::StrCat(files[documents[document].file].name, ":", documents[document].line);
    };
    monitor->Warn(absl::StrCat(place(later), ": the id \"", Plain(later, files, documents),
                               "\" was used at ", place(first), "; it is reported as \"",
                               Get(later, files, documents), "\""));
  }
}

}  // namespace reprise
