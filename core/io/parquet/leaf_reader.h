#ifndef REPRISE_IO_PARQUET_LEAF_READER_H_
#define REPRISE_IO_PARQUET_LEAF_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "parquet/column_reader.h"
#include "parquet/schema.h"
#include "parquet/types.h"
#include "reprise/io/parquet/json_value.h"
#include "reprise/io/parquet/parquet_source.h"

namespace reprise {

// One leaf column of a file, through all row groups, entry by entry. An entry is a value, or says
// that there is none, with two levels as in Dremel (Melnik et al., VLDB 2010): the repetition level
// says which list it continues (0: a row begins), the definition level how much of the path down to
// it is there. Reading never goes back; of the file there are one page and one dictionary in
// memory.
//
// What is read throws ParquetFailure, where the data make no sense with row group and column; among
// that is a row group whose column has more or fewer rows than the footer says.
class LeafReader {
 public:
  // `source` must outlive the reader.
  LeafReader(const ParquetSource* source, int leaf);
  virtual ~LeafReader() = default;
  LeafReader(const LeafReader&) = delete;
  LeafReader& operator=(const LeafReader&) = delete;

  // Whether there is an entry; the functions below may be called only then. Where
  // AtEndOfBatch, this is what reads on.
  bool HasEntry() { return next_ < entries_ || LoadBatch(); }

  // Whether the entries read so far are used up. Values stay where they are until HasEntry is
  // called after that.
  bool AtEndOfBatch() const { return next_ == entries_; }

  // Whether the next entry is there and belongs to the row that the last one belongs to. Does not
  // begin the next row group to find out.
  bool RowGoesOn() { return !AtEndOfGroup() && HasEntry() && repetition() != 0; }

  // Gives back the memory of a row group that is used up; values no longer stay where they are.
  void ReleaseUsedUpGroup() {
    if (AtEndOfGroup()) {
      reader_.reset();
    }
  }

  int16_t definition() const { return definitions_[next_]; }
  int16_t repetition() const { return repetitions_[next_]; }
  bool has_value() const { return definition() == max_definition_; }
  void Advance() {
    next_value_ += has_value() ? 1 : 0;
    ++next_;
  }

  // Appends the value as JSON. Only where has_value.
  virtual void AppendJson(std::string* out) const = 0;

  const parquet::ColumnDescriptor& column() const { return *column_; }

 protected:
  // Reads up to `size` entries' levels and values; returns how many.
  virtual int64_t ReadEntries(parquet::ColumnReader* reader, int64_t size, int16_t* definitions,
                              int16_t* repetitions, int64_t* values) = 0;
  size_t next_value() const { return next_value_; }

 private:
  bool AtEndOfGroup() const {
    return AtEndOfBatch() && reader_ != nullptr && entries_of_group_ >= all_entries_of_group_ &&
           rows_of_group_ == RowsOfGroup();
  }
  uint64_t RowsOfGroup() const {
    return source_->rows_of_groups()[static_cast<size_t>(next_group_) - 1];
  }
  bool LoadBatch();
  bool ReadOn();
  bool HasNextPage();
  void CheckBatch(int64_t values);

  const ParquetSource* source_;
  const int leaf_;
  const parquet::ColumnDescriptor* column_;
  const int16_t max_definition_;
  std::shared_ptr<parquet::ColumnReader> reader_;  // of row group next_group_ - 1, or null
  int next_group_ = 0;
  uint64_t rows_of_group_ = 0;    // seen so far
  int64_t entries_of_group_ = 0;  // seen so far
  int64_t all_entries_of_group_ = 0;
  std::vector<int16_t> definitions_;
  std::vector<int16_t> repetitions_;
  size_t entries_ = 0;
  size_t next_ = 0;
  size_t next_value_ = 0;
};

// Same, with values. Strings and other bytes are views.
template <typename Type>
class TypedLeafReader : public LeafReader {
 public:
  using Value = typename Type::c_type;

  TypedLeafReader(const ParquetSource* source, int leaf)
      : LeafReader(source, leaf),
        values_(std::make_unique<Value[]>(static_cast<size_t>(source->batch_size()))),
        format_(column()) {}

  // Only where has_value.
  const Value& value() const { return values_[next_value()]; }
  void AppendJson(std::string* out) const override { format_.Append(value(), out); }

 protected:
  int64_t ReadEntries(parquet::ColumnReader* reader, int64_t size, int16_t* definitions,
                      int16_t* repetitions, int64_t* values) override {
    auto* typed = static_cast<parquet::TypedColumnReader<Type>*>(reader);
    return typed->ReadBatch(size, definitions, repetitions, values_.get(), values);
  }

 private:
  const std::unique_ptr<Value[]> values_;  // not a vector: that of bool is none
  const JsonValue format_;
};

// Calls `make` with an object of the type, as in parquet/types.h, that the values of a leaf column
// have. Throws where there is none.
template <typename Make>
auto ForPhysicalType(parquet::Type::type type, const Make& make) {
  switch (type) {
    case parquet::Type::BOOLEAN:
      return make(parquet::BooleanType());
    case parquet::Type::INT32:
      return make(parquet::Int32Type());
    case parquet::Type::INT64:
      return make(parquet::Int64Type());
    case parquet::Type::INT96:
      return make(parquet::Int96Type());
    case parquet::Type::FLOAT:
      return make(parquet::FloatType());
    case parquet::Type::DOUBLE:
      return make(parquet::DoubleType());
    case parquet::Type::BYTE_ARRAY:
      return make(parquet::ByteArrayType());
    case parquet::Type::FIXED_LEN_BYTE_ARRAY:
      return make(parquet::FLBAType());
    default:
      throw parquet::ParquetException("a column has no physical type");
  }
}

// As the constructor of LeafReader.
std::unique_ptr<LeafReader> MakeLeafReader(const ParquetSource* source, int leaf);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_LEAF_READER_H_
