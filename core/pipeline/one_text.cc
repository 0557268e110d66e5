#include "reprise/pipeline/one_text.h"

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace reprise {
namespace {

// Counts the documents and keeps the first one.
class FirstTextScan : public DocumentScan {
 public:
  std::unique_ptr<Worker> NewWorker() const override { return std::make_unique<FirstTextWorker>(); }
  // What comparing it with another one of its size takes where every second byte is a token.
  uint64_t MemoryPerRecordByte() const override { return 84; }
  void Append(std::unique_ptr<Part> part) override {
    auto& block = static_cast<FirstTextPart&>(*part);
    if (documents_ == 0) {
      text_ = std::move(block.text);
    }
    documents_ += block.documents;
  }

  uint64_t documents() const { return documents_; }
  std::string& text() { return text_; }

 private:
  struct FirstTextPart : Part {
    uint64_t documents = 0;
    std::string text;  // of the first one
  };
  class FirstTextWorker : public Worker {
   public:
    void Add(const ScannedDocument& document) override {
      if (part_->documents++ == 0) {
        part_->text = document.text;
      }
    }
    std::unique_ptr<Part> Take() override {
      return std::exchange(part_, std::make_unique<FirstTextPart>());
    }

   private:
    std::unique_ptr<FirstTextPart> part_ = std::make_unique<FirstTextPart>();
  };

  uint64_t documents_ = 0;
  std::string text_;
};

}  // namespace

absl::StatusOr<OneText> ReadOneText(const CorpusRequest& request, Monitor* monitor) {
  absl::StatusOr<CorpusJob> job = CorpusJob::Begin(request, monitor);
  if (!job.ok()) {
    return job.status();
  }
  FirstTextScan scan;
  if (absl::Status status = job->Scan(&scan); !status.ok()) {
    return status;
  }
  if (scan.documents() != 1) {
    const std::string name =
        job->files().empty() ? request.inputs.front() : job->files().front().name;
    return absl::InvalidArgumentError(
        scan.documents() == 0
            ? absl::StrCat(name, ":1: there is no document in it",
                           job->report().rejected != 0 ? " that can be read" : "")
            : absl::StrCat(name, ":1: it holds ", scan.documents(),
                           " documents, and one is wanted; put the one that is meant into a file "
                           "of its own (reprise text shows them with their ids), or name another "
                           "format if it is one text (--format text)"));
  }
  return OneText{std::move(scan.text()), job->report().whole()};
}

}  // namespace reprise
