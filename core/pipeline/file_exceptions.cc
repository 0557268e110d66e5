#include "reprise/pipeline/file_exceptions.h"

#include <algorithm>
#include <utility>

namespace reprise {

std::vector<CutRange> CutsByFile(const Corpus& corpus, const SpillVector<FileCut>& cuts) {
  std::vector<CutRange> ranges(corpus.files.size());
  SpillWindow<FileCut> window(cuts);
  for (uint64_t i = 0; i < cuts.size(); ++i) {
    CutRange& range = ranges[corpus.documents[window[i].document].file];
    range.begin = range.end == 0 ? i : range.begin;
    range.end = i + 1;
  }
  return ranges;
}

FileExceptions::FileExceptions(std::vector<FileException> records, const Corpus& corpus,
                               const SpillVector<FileCut>& cuts, CutRange range)
    : records_(std::move(records)), corpus_(corpus), cuts_(cuts), range_(range) {
  LoadCuts();
  Choose();
}

void FileExceptions::Next() {
  const bool was_record = next_record_ < records_.size() && current_ == &records_[next_record_];
  if (was_record) {
    ++next_record_;
  } else if (++next_cut_ == of_document_.size()) {
    LoadCuts();
  }
  Choose();
}

void FileExceptions::Choose() {
  const FileException* const record =
      next_record_ < records_.size() ? &records_[next_record_] : nullptr;
  const FileException* const cut =
      next_cut_ < of_document_.size() ? &of_document_[next_cut_] : nullptr;
  current_ = record == nullptr || (cut != nullptr && cut->begin < record->begin) ? cut : record;
}

// Documents stand in their file in order; where a text is made of several members, its parts need
// not.
void FileExceptions::LoadCuts() {
  of_document_.clear();
  next_cut_ = 0;
  if (range_.begin == range_.end) {
    return;
  }
  const uint64_t document = cuts_[range_.begin].document;
  for (; range_.begin < range_.end && cuts_[range_.begin].document == document; ++range_.begin) {
    const ByteRange& part = cuts_[range_.begin].file;
    of_document_.push_back({part.begin, part.end, kNowhere, corpus_.documents[document].line});
  }
  std::sort(of_document_.begin(), of_document_.end(),
            [](const FileException& a, const FileException& b) { return a.begin < b.begin; });
}

}  // namespace reprise
