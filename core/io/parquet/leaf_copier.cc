#include "reprise/io/parquet/leaf_copier.h"

#include <array>
#include <type_traits>

#include "reprise/io/parquet/leaf_reader.h"
#include "reprise/io/parquet/parquet_failure.h"

namespace reprise {
namespace {

constexpr size_t kMostEntries = 1024;
constexpr size_t kMostBytes = size_t{1} << 20;
constexpr uint64_t kStepsBetweenQuestions = 4096;  // whether to stop

template <typename Type>
class TypedLeafCopier : public LeafCopier {
 public:
  TypedLeafCopier(const std::vector<std::unique_ptr<ParquetSource>>& sources, int leaf) {
    for (const std::unique_ptr<ParquetSource>& source : sources) {
      paths_.push_back(source->path());
      readers_.push_back(std::make_unique<TypedLeafReader<Type>>(source.get(), leaf));
    }
  }

  void Copy(uint64_t begin, uint64_t end, const RowSteps& steps,
            const std::function<bool()>& cancelled, parquet::ColumnWriter* writer) override {
    writer_ = static_cast<parquet::TypedColumnWriter<Type>*>(writer);
    for (uint64_t step = begin; step < end; ++step) {
      if (step % kStepsBetweenQuestions == 0 && cancelled && cancelled()) {
        throw ParquetFailure(FailureCode::kCancelled, "stopped while writing Parquet");
      }
      CopyRow(steps(step));
    }
    Flush();
    for (const std::unique_ptr<Reader>& reader : readers_) {
      reader->ReleaseUsedUpGroup();
    }
  }

 private:
  using Reader = TypedLeafReader<Type>;

  void CopyRow(const RowStep& step) {
    Reader& reader = *readers_[step.source];
    FlushBeforeReadingOn(reader);
    if (!reader.HasEntry()) {
      throw ParquetFailure(FailureCode::kDataLoss, paths_[step.source] +
                                                       ": the data are damaged: column \"" +
                                                       reader.column().path()->ToDotString() +
                                                       "\" has fewer rows than the footer says");
    }
    const bool repeats = reader.column().max_repetition_level() > 0;
    bool goes_on = false;
    do {
      if (step.take) {
        Gather(reader);
      }
      reader.Advance();
      if (repeats) {
        FlushBeforeReadingOn(reader);
        goes_on = reader.RowGoesOn();
      }
    } while (goes_on);
  }

  // What was gathered may be views of what reading on replaces.
  void FlushBeforeReadingOn(const Reader& reader) {
    if (reader.AtEndOfBatch()) {
      Flush();
    }
  }

  void Gather(const Reader& reader) {
    definitions_[entries_] = reader.definition();
    repetitions_[entries_] = reader.repetition();
    ++entries_;
    if (reader.has_value()) {
      values_[count_] = reader.value();
      ++count_;
      if constexpr (std::is_same_v<Type, parquet::ByteArrayType>) {
        bytes_ += reader.value().len;
      } else if constexpr (std::is_same_v<Type, parquet::FLBAType>) {
        bytes_ += static_cast<size_t>(reader.column().type_length());
      }
    }
    if (entries_ == kMostEntries || bytes_ >= kMostBytes) {
      Flush();
    }
  }

  void Flush() {
    if (entries_ > 0) {
      const parquet::ColumnDescriptor& column = *writer_->descr();
      writer_->WriteBatch(static_cast<int64_t>(entries_),
                          column.max_definition_level() > 0 ? definitions_.data() : nullptr,
                          column.max_repetition_level() > 0 ? repetitions_.data() : nullptr,
                          values_.data());
    }
    entries_ = count_ = bytes_ = 0;
  }

  std::vector<std::string> paths_;
  std::vector<std::unique_ptr<Reader>> readers_;
  parquet::TypedColumnWriter<Type>* writer_ = nullptr;
  // What is not written yet.
  std::array<int16_t, kMostEntries> definitions_ = {};
  std::array<int16_t, kMostEntries> repetitions_ = {};
  std::array<typename Type::c_type, kMostEntries> values_ = {};
  size_t entries_ = 0;
  size_t count_ = 0;
  size_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<LeafCopier> MakeLeafCopier(
    const std::vector<std::unique_ptr<ParquetSource>>& sources, int leaf) {
  return ForPhysicalType(sources[0]->schema().Column(leaf)->physical_type(),
                         [&](auto type) -> std::unique_ptr<LeafCopier> {
                           return std::make_unique<TypedLeafCopier<decltype(type)>>(sources, leaf);
                         });
}

}  // namespace reprise
