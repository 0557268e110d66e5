#ifndef REPRISE_IO_PARQUET_JSON_VALUE_H_
#define REPRISE_IO_PARQUET_JSON_VALUE_H_

#include <cstdint>
#include <string>

#include "parquet/schema.h"
#include "parquet/types.h"

namespace reprise {

// How the values of one column become JSON, by their physical and logical types
// (https://parquet.apache.org/docs/file-format/types/logicaltypes):
// - whole numbers in decimal, exactly; floating-point numbers with as many digits as tell them from
//   all others of their type, what is no number as null;
// - decimals as strings of their digits ("-12.340"), so that nobody rounds them;
// - dates, times and timestamps as ISO 8601 strings, with "Z" where they count from an instant, a
//   fraction of as many digits as their unit has where it is not zero, and years outside of 0 to
//   9999 with a sign;
// - UUIDs in their usual form; strings, enumerations, JSON, BSON and bytes as AppendJsonBytes;
// - intervals, times that no day has, and decimals that Arrow cannot hold, as null.
// Immutable; safe from any thread.
class JsonValue {
 public:
  explicit JsonValue(const parquet::ColumnDescriptor& column);

  void Append(bool value, std::string* out) const;
  void Append(int32_t value, std::string* out) const;
  void Append(int64_t value, std::string* out) const;
  void Append(const parquet::Int96& value, std::string* out) const;
  void Append(float value, std::string* out) const;
  void Append(double value, std::string* out) const;
  void Append(const parquet::ByteArray& value, std::string* out) const;
  void Append(const parquet::FixedLenByteArray& value, std::string* out) const;

 private:
  enum class Kind {
    kPlain,
    kUnsigned,
    kDecimal,
    kDate,
    kTime,
    kTimestamp,
    kUuid,
    kFloat16,
    kInterval,
    kNothing
  };

  void AppendBytes(const uint8_t* bytes, uint32_t size, std::string* out) const;
  void AppendDecimal(const uint8_t* big_endian, uint32_t size, std::string* out) const;
  void AppendInstant(int64_t value, std::string* out) const;

  Kind kind_ = Kind::kPlain;
  uint32_t size_ = 0;        // of values of fixed length
  int32_t scale_ = 0;        // of decimals
  int fraction_digits_ = 0;  // of times and timestamps: 3, 6 or 9
  bool is_utc_ = false;      // of timestamps
};

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_JSON_VALUE_H_
