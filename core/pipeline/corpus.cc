#include "reprise/pipeline/corpus.h"

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/base/name_numbers.h"
#include "reprise/base/parallel.h"
#include "reprise/io/block_reader.h"
#include "reprise/io/record_readers.h"
#include "reprise/pipeline/dates.h"
#include "reprise/pipeline/memory_shares.h"

namespace reprise {
namespace {

// So many results wait at most for one that comes before them.
constexpr uint64_t kMostWaiting = 64;

// What one block holds; lines and offsets count from its start.
struct BlockResult {
  uint32_t file = 0;
  uint64_t offset = 0;
  uint64_t consumed = 0;
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
  BlockParser(const std::vector<InputFile>& files, const RecordFields& fields, FileCache* cache,
              std::unique_ptr<DocumentScan::Worker> worker)
      : files_(files), fields_(fields), cache_(cache), worker_(std::move(worker)) {
    readers_.emplace(files_, fields_, cache_);
  }

  // Gives the buffer of a large block back where nothing in it is needed any more.
  absl::StatusOr<BlockResult> Parse(Block* block) {
    const absl::StatusOr<RecordReader*> reader = readers_->Of(block->file);
    if (!reader.ok()) {
      return reader.status();
    }
    BlockResult result;
    result.file = block->file;
    result.offset = block->offset;
    result.consumed = block->consumed;
    result.counts.bytes = block->size;
    std::string_view rest = block->bytes();
    // An empty file of one document is a document too.
    for (bool more = true; more;) {
      const size_t size = (*reader)->RecordSize(rest, /*at_end=*/true).value_or(rest.size());
      if (absl::Status status = ParseRecord(block, rest.substr(0, size), **reader, &result);
          !status.ok()) {
        return status;
      }
      rest.remove_prefix(size);
      more = !rest.empty();
    }
    result.scanned = worker_->Take();
    if (block->pass != nullptr) {
      // The next large block may be another thread's, and the memory has no room for what readers
      // of both keep.
      readers_.emplace(files_, fields_, cache_);
    }
    return result;
  }

 private:
  absl::Status ParseRecord(Block* block, std::string_view bytes, RecordReader& reader,
                           BlockResult* result) {
    const auto begin = static_cast<uint64_t>(bytes.data() - block->bytes().data());
    const uint64_t number = ++result->counts.lines;
    Record record;
    const absl::StatusOr<bool> read = reader.Read(bytes, block->offset == 0 && begin == 0, &record);
    if (absl::IsInvalidArgument(read.status())) {
      ++result->counts.rejected;
      result->rejected.push_back(
          {number, begin, bytes.size(), block->file, std::string(read.status().message())});
      return absl::OkStatus();
    }
    if (!read.ok()) {
      return read.status();
    }
    if (!*read) {
      ++result->counts.blank;
      return absl::OkStatus();
    }
    result->documents.push_back({number, begin, bytes.size(), HashText(record.text), block->file});
    result->ids.append(record.id);
    result->id_sizes.emplace_back(record.has_id, static_cast<uint32_t>(record.id.size()));
    if (block->pass != nullptr && bytes.size() == block->size && !HasViewsOf(*block, record)) {
      block->buffer.Free();  // the text is a copy
    }
    worker_->Add({record.text, record.others});
    ++result->counts.documents;
    return absl::OkStatus();
  }

  static bool HasViewsOf(const Block& block, const Record& record) {
    return block.buffer.Holds(record.text) || block.buffer.Holds(record.id) ||
           std::any_of(record.others.begin(), record.others.end(),
                       [&](std::string_view other) { return block.buffer.Holds(other); });
  }

  const std::vector<InputFile>& files_;
  const RecordFields& fields_;
  FileCache* cache_;
  std::optional<RecordReaders> readers_;
  std::unique_ptr<DocumentScan::Worker> worker_;
};

// Puts results together in the order of their blocks, whatever the order in which they come.
class Collector {
 public:
  Collector(Corpus* corpus, DocumentScan* scan, Monitor* monitor)
      : corpus_(corpus), scan_(scan), monitor_(monitor) {}

  // Waits where too many results wait already for one that comes before this; until Stop.
  void Add(uint64_t sequence, BlockResult result) {
    std::unique_lock<std::mutex> lock(mutex_);
    moved_.wait(lock, [&] { return sequence < next_ + kMostWaiting || !error_.ok(); });
    waiting_.emplace(sequence, std::move(result));
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_;
         first = waiting_.erase(first), ++next_) {
      Append(first->second);
    }
    moved_.notify_all();
  }

  // The error of a block that was refused, with the line that is known once all blocks before it
  // have come. Where one of them does not, because of an error of its own, that one.
  absl::Status Refuse(const Block& block) {
    std::unique_lock<std::mutex> lock(mutex_);
    moved_.wait(lock, [&] { return next_ == block.sequence || !error_.ok(); });
    return !error_.ok() ? error_
                        : absl::Status(block.refused.code(),
                                       absl::StrCat(corpus_->files[block.file].name, ":",
                                                    corpus_->counts[block.file].lines + 1, ": ",
                                                    block.refused.message()));
  }

  // Nobody waits any more: some block will not come, because of `error`.
  void Stop(const absl::Status& error) {
    const std::lock_guard<std::mutex> lock(mutex_);
    error_.Update(error);
    moved_.notify_all();
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
    counts.bytes += result.counts.bytes;
    monitor_->Advance(result.consumed);
  }

  Corpus* corpus_;
  DocumentScan* scan_;
  Monitor* monitor_;
  std::mutex mutex_;
  std::condition_variable moved_;  // next_ or error_ has changed
  uint64_t next_ = 0;
  absl::Status error_;  // the first one
  std::map<uint64_t, BlockResult> waiting_;
};

// Hands block after block from one end to the other.
absl::Status ReadBlocks(BlockReader* blocks, BlockParser* parser, Collector* collector,
                        Monitor* monitor) {
  Block block;
  while (true) {
    if (monitor->Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const absl::StatusOr<bool> filled = blocks->Next(&block);
    if (!filled.ok() || !*filled) {
      return filled.status();
    }
    if (!block.refused.ok()) {
      return collector->Refuse(block);
    }
    absl::StatusOr<BlockResult> result = parser->Parse(&block);
    if (!result.ok()) {
      return result.status();
    }
    collector->Add(block.sequence, *std::move(result));
  }
}

// What broke off is told of, after what was read of it; of one that gave nothing, nothing can be
// made.
absl::Status FindBrokenFiles(FileCache* cache, Corpus* corpus, Monitor* monitor) {
  for (uint32_t i = 0; i < corpus->files.size(); ++i) {
    const absl::Status status = cache->Break(i);
    if (status.ok()) {
      continue;
    }
    const FileCounts& counts = corpus->counts[i];
    const std::string place = absl::StrCat(corpus->files[i].name, ":", counts.lines + 1, ": ");
    const std::string reason(status.message());
    if (counts.documents == 0) {
      return absl::DataLossError(
          absl::StrCat(place, reason, "; no document could be read from it"));
    }
    monitor->Warn(absl::StrCat(place, reason, "; what comes after is lost to this run"));
    corpus->broken.push_back({i, reason});
  }
  return absl::OkStatus();
}

// Sketches every text and takes what the settings ask of its record.
class SketchScan : public DocumentScan {
 public:
  // All must outlive the scan.
  SketchScan(const Settings& settings, const SketchPlan* plan, const SourceExclusion& excluded,
             SketchTable* table, DocumentFields* fields)
      : settings_(settings), plan_(plan), excluded_(excluded), table_(table), fields_(fields) {}

  std::unique_ptr<Worker> NewWorker() const override {
    return std::make_unique<SketchWorker>(settings_, plan_, excluded_, table_->spill);
  }
  void Append(std::unique_ptr<Part> part) override {
    auto& sketched = static_cast<SketchPart&>(*part);
    if (table_->spill != nullptr) {
      const uint64_t for_largest = BytesForLargeText(sketched.largest_text);
      table_->spill->Take(sketched.documents * kDocumentBytes +
                          (for_largest - std::min(for_largest, for_largest_)));
      for_largest_ = std::max(for_largest_, for_largest);
    }
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
    // The fingerprints of a large text are the only column that grows without bounds.
    explicit SketchPart(SpillBudget* spill) { rows.fingerprints = FingerprintColumns(spill); }
    size_t documents = 0;
    uint64_t largest_text = 0;  // bytes
    SketchTable rows;
    std::vector<std::string> sources;
    std::vector<int64_t> keep_keys;
  };
  class SketchWorker : public Worker {
   public:
    SketchWorker(const Settings& settings, const SketchPlan* plan, const SourceExclusion& excluded,
                 SpillBudget* spill)
        : settings_(settings),
          excluded_(excluded),
          spill_(spill),
          part_(std::make_unique<SketchPart>(spill)) {
      if (plan != nullptr) {
        sketcher_.emplace(*plan, spill);
      }
    }
    void Add(const ScannedDocument& document) override {
      ++part_->documents;
      part_->largest_text = std::max<uint64_t>(part_->largest_text, document.text.size());
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
      return std::exchange(part_, std::make_unique<SketchPart>(spill_));
    }

   private:
    const Settings& settings_;
    const SourceExclusion& excluded_;
    SpillBudget* spill_;
    std::optional<DocumentSketcher> sketcher_;
    std::unique_ptr<SketchPart> part_;
  };

  const Settings& settings_;
  const SketchPlan* plan_;
  const SourceExclusion& excluded_;
  SketchTable* table_;
  DocumentFields* fields_;
  NameNumbers numbers_;       // of sources
  uint64_t for_largest_ = 0;  // what of the budget was taken for the largest text
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
    bytes += counts[i].bytes;
  }
}

std::vector<BrokenInput> Corpus::BrokenInputs() const {
  std::vector<BrokenInput> inputs;
  for (const BrokenFile& file : broken) {
    inputs.push_back({files[file.file].name, file.reason});
  }
  return inputs;
}

std::unique_ptr<FileCache> OpenFiles(const std::vector<InputFile>& files,
                                     const RecordFields& fields, const Resources& resources,
                                     const std::string& folder) {
  Spool::Options options;
  options.folder = folder;
  options.fields = fields;
  options.threads = resources.threads;
  options.limits.max_window_bytes = resources.memory / 4;
  return std::make_unique<FileCache>(files, std::move(options));
}

absl::StatusOr<Corpus> ReadCorpus(std::vector<InputFile> files, const Settings& settings,
                                  const SketchPlan* plan, const SourceExclusion& excluded,
                                  const Resources& resources, SpillBudget* spill, FileCache* cache,
                                  Monitor* monitor) {
  SketchTable sketches(spill);
  DocumentFields fields;
  SketchScan scan(settings, plan, excluded, &sketches, &fields);
  absl::StatusOr<Corpus> corpus =
      ScanCorpus(std::move(files), FieldsToRead(settings), resources, &scan, cache, monitor);
  if (corpus.ok()) {
    corpus->sketches = std::move(sketches);
    corpus->fields = std::move(fields);
  }
  return corpus;
}

absl::StatusOr<Corpus> ScanCorpus(std::vector<InputFile> files, const RecordFields& fields,
                                  const Resources& resources, DocumentScan* scan, FileCache* cache,
                                  Monitor* monitor) {
  Corpus corpus;
  corpus.files = std::move(files);
  corpus.counts.resize(corpus.files.size());
  corpus.input_files = corpus.files.size();
  corpus.columns = OutermostMembers(fields);
  uint64_t packed_bytes = 0;
  for (const InputFile& file : corpus.files) {
    packed_bytes += file.state.size;
  }
  monitor->StartStage("reading", packed_bytes, "B");
  BlockReader::Options options;
  options.memory_per_record_byte = scan->MemoryPerRecordByte();
  options.most_record = resources.memory / options.memory_per_record_byte;
  BlockReader blocks(corpus.files, fields, cache, options);
  Collector collector(&corpus, scan, monitor);
  const absl::Status status = ParallelFor(
      resources.threads, resources.threads, [&](size_t /*worker*/, size_t /*i*/) -> absl::Status {
        BlockParser parser(corpus.files, fields, cache, scan->NewWorker());
        absl::Status read = ReadBlocks(&blocks, &parser, &collector, monitor);
        if (!read.ok()) {
          collector.Stop(read);
        }
        return read;
      });
  if (!status.ok()) {
    return status;
  }
  for (const FileCounts& counts : corpus.counts) {
    corpus.bytes += counts.bytes;
  }
  for (const RejectedRecord& rejected : corpus.rejected) {
    monitor->Warn(corpus.files[rejected.file].name + ":" + std::to_string(rejected.line) + ": " +
                  rejected.reason);
  }
  corpus.input_documents = corpus.documents.size();
  if (absl::Status broken = FindBrokenFiles(cache, &corpus, monitor); !broken.ok()) {
    return broken;
  }
  corpus.ids.MarkRepeated(corpus.files, corpus.documents, monitor);
  return corpus;
}

}  // namespace reprise
