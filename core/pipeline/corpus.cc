#include "reprise/pipeline/corpus.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "reprise/base/name_numbers.h"
#include "reprise/base/parallel.h"
#include "reprise/base/utf8.h"
#include "reprise/io/block_reader.h"
#include "reprise/io/json_record.h"
#include "reprise/pipeline/dates.h"

namespace reprise {
namespace {

static_assert(kBlockPadding >= kJsonPadding);

// Large enough to make hand-over cheap, small enough to stay in a core's cache.
constexpr size_t kBlockSize = size_t{1} << 19;

// What one block holds; lines and offsets count from its start.
struct BlockResult {
  uint32_t file = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
  FileCounts counts;
  std::vector<Document> documents;
  std::vector<RejectedRecord> rejected;
  std::unique_ptr<DocumentScan::Part> scanned;
  std::string ids;
  std::vector<std::pair<bool, uint32_t>> id_sizes;  // (has one, its bytes), per document
};

// Turns blocks into results. One per thread.
class BlockParser {
 public:
  BlockParser(const std::vector<InputFile>& files, const RecordFields& fields,
              std::unique_ptr<DocumentScan::Worker> worker)
      : files_(files),
        reader_(fields),
        worker_(std::move(worker)),
        no_others_(fields.others.size()) {}

  BlockResult Parse(const Block& block) {
    BlockResult result;
    result.file = block.file;
    result.offset = block.offset;
    result.size = block.size;
    if (files_[block.file].format == Format::kText) {
      AddDocument({1, 0, block.size, {}, block.file}, {block.bytes(), {}, false, no_others_},
                  &result);
    } else {
      ParseLines(block, &result);
    }
    result.scanned = worker_->Take();
    return result;
  }

 private:
  void ParseLines(const Block& block, BlockResult* result) {
    const std::string_view bytes = block.bytes();
    for (size_t begin = 0, end = 0; begin < bytes.size(); begin = end) {
      const size_t line_break = bytes.find('\n', begin);
      end = line_break == std::string_view::npos ? bytes.size() : line_break + 1;
      ++result->counts.lines;
      std::string_view line = bytes.substr(begin, end - begin);
      if (block.offset == 0 && begin == 0) {
        line = WithoutByteOrderMark(line);
      }
      if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        ++result->counts.blank;
        continue;
      }
      const uint64_t number = result->counts.lines;
      JsonRecord record;
      if (const absl::Status status = reader_.ReadPadded(line, &record); !status.ok()) {
        ++result->counts.rejected;
        result->rejected.push_back(
            {number, begin, end - begin, block.file, std::string(status.message())});
        continue;
      }
      AddDocument({number, begin, end - begin, {}, block.file}, record, result);
    }
  }

  void AddDocument(Document document, const JsonRecord& record, BlockResult* result) {
    document.text_hash = HashText(record.text);
    result->documents.push_back(document);
    result->ids.append(record.id);
    result->id_sizes.emplace_back(record.has_id, static_cast<uint32_t>(record.id.size()));
    worker_->Add({record.text, record.others});
    ++result->counts.documents;
  }

  const std::vector<InputFile>& files_;
  JsonRecordReader reader_;
  std::unique_ptr<DocumentScan::Worker> worker_;
  const std::vector<std::string_view> no_others_;
};

// Puts results together in the order of their blocks, whatever the order in which they come.
class Collector {
 public:
  Collector(Corpus* corpus, DocumentScan* scan, Monitor* monitor)
      : corpus_(corpus), scan_(scan), monitor_(monitor) {}

  void Add(uint64_t sequence, BlockResult result) {
    const std::lock_guard<std::mutex> lock(mutex_);
    waiting_.emplace(sequence, std::move(result));
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_;
         first = waiting_.erase(first), ++next_) {
      Append(first->second);
    }
  }

 private:
  void Append(BlockResult& result) {
    FileCounts& counts = corpus_->counts[result.file];
    for (Document document : result.documents) {
      document.line += counts.lines;
      document.offset += result.offset;
      corpus_->documents.push_back(document);
    }
    for (RejectedRecord rejected : result.rejected) {
      rejected.line += counts.lines;
      rejected.offset += result.offset;
      corpus_->rejected.push_back(std::move(rejected));
    }
    size_t id_begin = 0;
    for (const auto& [has_id, size] : result.id_sizes) {
      corpus_->ids.Add(has_id, std::string_view(result.ids).substr(id_begin, size));
      id_begin += size;
    }
    scan_->Append(std::move(result.scanned));
    counts.lines += result.counts.lines;
    counts.blank += result.counts.blank;
    counts.documents += result.counts.documents;
    counts.rejected += result.counts.rejected;
    monitor_->Advance(result.size);
  }

  Corpus* corpus_;
  DocumentScan* scan_;
  Monitor* monitor_;
  std::mutex mutex_;
  uint64_t next_ = 0;
  std::map<uint64_t, BlockResult> waiting_;
};

// Sketches every text and takes what the settings ask of its record.
class SketchScan : public DocumentScan {
 public:
  // All must outlive the scan.
  SketchScan(const Settings& settings, const SketchPlan* plan, const SourceExclusion& excluded,
             SketchTable* table, DocumentFields* fields)
      : settings_(settings), plan_(plan), excluded_(excluded), table_(table), fields_(fields) {}

  std::unique_ptr<Worker> NewWorker() const override {
    return std::make_unique<SketchWorker>(settings_, plan_, excluded_);
  }
  void Append(std::unique_ptr<Part> part) override {
    auto& sketched = static_cast<SketchPart&>(*part);
    AppendSketches(sketched.rows, table_);
    for (std::string& source : sketched.sources) {
      const auto [number, is_new] = numbers_.Add(source);
      if (is_new) {
        fields_->sources.push_back(std::move(source));
      }
      fields_->source_of.push_back(number);
    }
    fields_->keep_keys.insert(fields_->keep_keys.end(), sketched.keep_keys.begin(),
                              sketched.keep_keys.end());
  }

 private:
  struct SketchPart : Part {
    SketchTable rows;
    std::vector<std::string> sources;
    std::vector<int64_t> keep_keys;
  };
  class SketchWorker : public Worker {
   public:
    SketchWorker(const Settings& settings, const SketchPlan* plan, const SourceExclusion& excluded)
        : settings_(settings), excluded_(excluded) {
      if (plan != nullptr) {
        sketcher_.emplace(*plan);
      }
    }
    void Add(const ScannedDocument& document) override {
      // In the order of FieldsToRead.
      if (!settings_.source_field.empty()) {
        part_->sources.emplace_back(document.others.front());
      }
      if (sketcher_.has_value()) {
        sketcher_->Append(document.text,
                          excluded_ == nullptr ? nullptr : excluded_(part_->sources.back()),
                          &part_->rows);
      }
      if (!settings_.keep.field.empty()) {
        part_->keep_keys.push_back(KeepKey(settings_.keep, document.others.back()));
      }
    }
    std::unique_ptr<Part> Take() override {
      return std::exchange(part_, std::make_unique<SketchPart>());
    }

   private:
    const Settings& settings_;
    const SourceExclusion& excluded_;
    std::optional<DocumentSketcher> sketcher_;
    std::unique_ptr<SketchPart> part_ = std::make_unique<SketchPart>();
  };

  const Settings& settings_;
  const SketchPlan* plan_;
  const SourceExclusion& excluded_;
  SketchTable* table_;
  DocumentFields* fields_;
  NameNumbers numbers_;  // of sources
};

}  // namespace

int64_t KeepKey(const KeepPolicy& keep, std::string_view value) {
  if (keep.order == KeepOrder::kNewest) {
    return ParseDate(value).value_or(std::numeric_limits<int64_t>::min());
  }
  const auto preferred = std::find(keep.preferred.begin(), keep.preferred.end(), value);
  return keep.preferred.end() - preferred;
}

void Corpus::SetReferences(size_t first) {
  input_files = first;
  input_documents = static_cast<size_t>(
      std::partition_point(documents.begin(), documents.end(),
                           [first](const Document& document) { return document.file < first; }) -
      documents.begin());
  std::erase_if(rejected, [first](const RejectedRecord& record) { return record.file >= first; });
  bytes = 0;
  for (size_t i = 0; i < first; ++i) {
    bytes += files[i].state.size;
  }
}

absl::StatusOr<Corpus> ReadCorpus(std::vector<InputFile> files, const Settings& settings,
                                  const SketchPlan* plan, const SourceExclusion& excluded,
                                  size_t threads, FileCache* cache, Monitor* monitor) {
  SketchTable sketches;
  DocumentFields fields;
  SketchScan scan(settings, plan, excluded, &sketches, &fields);
  absl::StatusOr<Corpus> corpus =
      ScanCorpus(std::move(files), FieldsToRead(settings), threads, &scan, cache, monitor);
  if (corpus.ok()) {
    corpus->sketches = std::move(sketches);
    corpus->fields = std::move(fields);
  }
  return corpus;
}

absl::StatusOr<Corpus> ScanCorpus(std::vector<InputFile> files, const RecordFields& fields,
                                  size_t threads, DocumentScan* scan, FileCache* cache,
                                  Monitor* monitor) {
  Corpus corpus;
  corpus.files = std::move(files);
  corpus.counts.resize(corpus.files.size());
  corpus.input_files = corpus.files.size();
  for (const InputFile& file : corpus.files) {
    corpus.bytes += file.state.size;
  }
  monitor->StartStage("reading", corpus.bytes, "B");
  BlockReader blocks(corpus.files, cache, kBlockSize);
  Collector collector(&corpus, scan, monitor);
  const absl::Status status =
      ParallelFor(threads, threads, [&](size_t /*worker*/, size_t /*i*/) -> absl::Status {
        BlockParser parser(corpus.files, fields, scan->NewWorker());
        Block block;
        while (true) {
          if (monitor->Cancelled()) {
            return absl::CancelledError("interrupted");
          }
          const absl::StatusOr<bool> filled = blocks.Next(&block);
          if (!filled.ok()) {
            return filled.status();
          }
          if (!*filled) {
            return absl::OkStatus();
          }
          collector.Add(block.sequence, parser.Parse(block));
        }
      });
  if (!status.ok()) {
    return status;
  }
  for (const RejectedRecord& rejected : corpus.rejected) {
    monitor->Warn(corpus.files[rejected.file].name + ":" + std::to_string(rejected.line) + ": " +
                  rejected.reason);
  }
  corpus.input_documents = corpus.documents.size();
  corpus.ids.MarkRepeated(corpus.files, corpus.documents, monitor);
  return corpus;
}

}  // namespace reprise
