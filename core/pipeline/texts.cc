#include "reprise/pipeline/texts.h"

#include <memory>

#include "reprise/pipeline/text_loader.h"

namespace reprise {
namespace {

// Where documents stand is all that is asked for.
class PlacesScan : public DocumentScan {
 public:
  std::unique_ptr<Worker> NewWorker() const override { return std::make_unique<PlacesWorker>(); }
  void Append(std::unique_ptr<Part> /*part*/) override {}

 private:
  struct PlacesWorker : Worker {
    void Add(const ScannedDocument& /*document*/) override {}
    std::unique_ptr<Part> Take() override { return std::make_unique<Part>(); }
  };
};

}  // namespace

absl::StatusOr<CorpusReport> ShowTexts(const CorpusRequest& request, const TextSink& sink,
                                       Monitor* monitor) {
  absl::StatusOr<CorpusJob> job = CorpusJob::Begin(request, monitor);
  if (!job.ok()) {
    return job.status();
  }
  PlacesScan scan;
  if (absl::Status status = job->Scan(&scan); !status.ok()) {
    return status;
  }
  const Corpus& corpus = job->corpus();
  TextLoader loader(corpus, request.fields, job->cache());
  job->clock()->StartStage("showing", corpus.documents.size(), "documents");
  for (size_t i = 0; i < corpus.documents.size(); ++i) {
    if (job->clock()->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const Document& document = corpus.documents[i];
    const std::string id = corpus.Id(i);
    absl::Status shown = absl::OkStatus();
    const absl::Status loaded = loader.Load(i, [&](std::string_view text) {
      shown = sink({id, corpus.files[document.file].name, document.line, text});
    });
    if (!loaded.ok() || !shown.ok()) {
      return loaded.ok() ? shown : loaded;
    }
    job->clock()->Advance(1);
  }
  job->TakeFigures();
  return job->report();
}

}  // namespace reprise
