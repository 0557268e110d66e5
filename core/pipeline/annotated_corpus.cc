#include "reprise/pipeline/annotated_corpus.h"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/parallel.h"
#include "reprise/io/json/json_text.h"

namespace reprise {
namespace {

constexpr size_t kPiece = size_t{1} << 20;

// What is said of documents, by their number.
class Verdicts {
 public:
  Verdicts(const Corpus& corpus, const std::vector<Removal>& removals, const Groups& groups,
           const std::vector<uint32_t>& document_of_rank)
      : corpus_(corpus),
        groups_(groups),
        document_of_rank_(document_of_rank),
        removal_of_(corpus.input_documents, nullptr),
        group_of_(corpus.input_documents, kNoGroup) {
    for (const Removal& removal : removals) {
      removal_of_[document_of_rank[removal.removed]] = &removal;
    }
    for (uint32_t group = 0; group < groups.groups.size(); ++group) {
      for (const uint32_t rank : groups.groups[group].members) {
        group_of_[document_of_rank[rank]] = group;
      }
    }
  }

  // Replaces `*out` by the member to add to the record of a document.
  void Write(size_t document, std::string* out) const {
    const Removal* removal = removal_of_[document];
    *out = ",\"reprise\":{\"verdict\":";
    out->append(removal == nullptr ? "\"kept\"" : "\"removed\"");
    if (removal != nullptr) {
      const uint32_t kept = document_of_rank_[removal->kept];
      const Document& kept_document = corpus_.documents[kept];
      out->append(",\"kept_id\":");
      AppendJsonString(corpus_.Id(kept), out);
      out->append(",\"kept_file\":");
      AppendJsonString(corpus_.files[kept_document.file].name, out);
      absl::StrAppend(out, ",\"kept_line\":", kept_document.line, ",\"rule\":\"",
                      std::string(VerdictName(removal->verdict)), "\",\"jaccard\":");
      AppendFixed6(removal->figures.Jaccard(), out);
      out->append(",\"coverage\":");
      AppendFixed6(removal->figures.CoverageA(), out);
      out->append(removal->variant ? ",\"variant\":true" : ",\"variant\":false");
    }
    if (const uint32_t group = group_of_[document]; group != kNoGroup) {
      absl::StrAppend(out, ",\"group\":", group,
                      ",\"group_size\":", groups_.groups[group].members.size());
    }
    out->push_back('}');
  }

 private:
  static constexpr uint32_t kNoGroup = ~uint32_t{0};

  const Corpus& corpus_;
  const Groups& groups_;
  const std::vector<uint32_t>& document_of_rank_;
  std::vector<const Removal*> removal_of_;  // null: kept
  std::vector<uint32_t> group_of_;
};

// Copies a file from `*offset` up to `end`.
absl::Status Copy(const InputFileHandle& handle, uint64_t end, std::string* buffer,
                  uint64_t* offset, TextHasher* hasher, ByteSink* file) {
  while (*offset < end) {
    buffer->resize(static_cast<size_t>(std::min<uint64_t>(kPiece, end - *offset)));
    const absl::StatusOr<size_t> count = handle.ReadAt(*offset, buffer->data(), buffer->size());
    if (!count.ok()) {
      return count.status();
    }
    if (*count == 0) {
      return absl::OkStatus();  // it has become shorter, which is noticed in the end
    }
    const std::string_view piece = std::string_view(*buffer).substr(0, *count);
    hasher->Update(piece);
    if (absl::Status status = file->Append(piece); !status.ok()) {
      return status;
    }
    *offset += *count;
  }
  return absl::OkStatus();
}

// Where the record at [offset, offset + size) closes, so that a member can be put before it.
absl::StatusOr<uint64_t> ClosingBrace(const InputFileHandle& handle, const Document& document) {
  constexpr uint64_t kTail = 64;
  std::string tail;
  for (uint64_t size = kTail;; size *= 2) {
    const uint64_t take = std::min(size, document.size);
    tail.resize(static_cast<size_t>(take));
    const uint64_t from = document.offset + document.size - take;
    const absl::StatusOr<size_t> count = handle.ReadAt(from, tail.data(), tail.size());
    if (!count.ok()) {
      return count.status();
    }
    const size_t brace = tail.rfind('}');
    if (brace != std::string::npos && *count == tail.size()) {
      return from + brace;
    }
    if (take == document.size) {
      return absl::AbortedError("changed while it was read");
    }
  }
}

}  // namespace

absl::Status CheckAnnotatable(const Corpus& corpus) {
  for (size_t i = 0; i < corpus.input_files; ++i) {
    const InputFile& file = corpus.files[i];
    if (file.format != Format::kJsonLines || file.packing == Packing::kParquet) {
      return absl::InvalidArgumentError(absl::StrCat(
          file.name, ":1: this is ", std::string(file.format_name()),
          ", which has no place for a verdict; only records (JSON Lines) can be annotated, "
          "removals.jsonl and groups.jsonl have all verdicts"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<TextHash>> AnnotateCorpus(const Corpus& corpus,
                                                     const std::vector<Removal>& removals,
                                                     const Groups& groups,
                                                     const std::vector<uint32_t>& document_of_rank,
                                                     size_t threads, const OutputFolder& output,
                                                     FileCache* cache, Monitor* monitor) {
  if (absl::Status status = CheckAnnotatable(corpus); !status.ok()) {
    return status;
  }
  monitor->StartStage("writing", corpus.bytes, "B");
  const Verdicts verdicts(corpus, removals, groups, document_of_rank);
  std::vector<size_t> first_document(corpus.input_files + 1, 0);
  for (size_t i = 0; i < corpus.input_documents; ++i) {
    first_document[corpus.documents[i].file + 1] = i + 1;
  }
  for (size_t i = 1; i < first_document.size(); ++i) {
    first_document[i] = std::max(first_document[i], first_document[i - 1]);
  }
  std::vector<TextHash> hashes(corpus.input_files);
  const absl::Status status =
      ParallelFor(threads, corpus.input_files, [&](size_t /*worker*/, size_t i) -> absl::Status {
        const InputFile& input = corpus.files[i];
        const absl::StatusOr<std::shared_ptr<const InputFileHandle>> handle =
            cache->Get(static_cast<uint32_t>(i));
        if (!handle.ok()) {
          return handle.status();
        }
        const absl::StatusOr<std::unique_ptr<ByteSink>> file = CreatePacked(
            output.Staged(absl::StrCat(kAnnotatedFolder, "/", input.name)), input.packing, {});
        if (!file.ok()) {
          return file.status();
        }
        TextHasher hasher;
        std::string buffer;
        std::string member;
        uint64_t offset = 0;
        absl::Status copied;
        for (size_t k = first_document[i]; copied.ok() && k < first_document[i + 1]; ++k) {
          if (monitor->Cancelled()) {
            return absl::CancelledError("interrupted");
          }
          const absl::StatusOr<uint64_t> brace = ClosingBrace(**handle, corpus.documents[k]);
          if (!brace.ok()) {
            return absl::IsAborted(brace.status()) ? ChangedError(input, corpus.documents[k].line)
                                                   : brace.status();
          }
          const uint64_t before = offset;
          copied = Copy(**handle, *brace, &buffer, &offset, &hasher, file->get());
          if (copied.ok()) {
            verdicts.Write(k, &member);
            copied = (*file)->Append(member);
          }
          monitor->Advance(offset - before);
        }
        if (copied.ok()) {
          copied = Copy(**handle, corpus.counts[i].bytes, &buffer, &offset, &hasher, file->get());
        }
        if (absl::Status same = cache->CheckUnchanged(static_cast<uint32_t>(i));
            copied.ok() && !same.ok()) {
          return same;
        }
        hashes[i] = hasher.Digest();
        return copied.ok() ? (*file)->Close() : copied;
      });
  if (!status.ok()) {
    return status;
  }
  return hashes;
}

}  // namespace reprise
