#include "reprise/io/parquet/json_value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>

#include "arrow/util/decimal.h"
#include "reprise/io/parquet/iso_time.h"
#include "reprise/io/parquet/json_bytes.h"

namespace reprise {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kJulianDayOf1970 = 2'440'588;
constexpr int32_t kMostDecimalDigits = 76;  // of arrow::Decimal256
constexpr uint32_t kMostDecimalBytes = 32;

template <typename Number>
void AppendNumber(Number value, std::string* out) {
  std::array<char, 64> text = {};
  const std::to_chars_result end = std::to_chars(text.data(), text.data() + text.size(), value);
  out->append(text.data(), end.ptr);
}

template <typename Number>
void AppendFloating(Number value, std::string* out) {
  if (std::isfinite(value)) {
    AppendNumber(value, out);
  } else {
    out->append("null");
  }
}

// IEEE 754 binary16, least significant byte first.
float HalfToFloat(const uint8_t* bytes) {
  const uint32_t bits = bytes[0] | static_cast<uint32_t>(bytes[1]) << 8;
  const int exponent = static_cast<int>(bits >> 10 & 0x1F);
  const auto fraction = static_cast<float>(bits & 0x3FF);
  float value = 0;
  if (exponent == 0x1F) {
    value = fraction == 0 ? INFINITY : NAN;
  } else {
    value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 0x400, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -value : value;
}

void AppendUuid(const uint8_t* bytes, std::string* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  out->push_back('"');
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      out->push_back('-');
    }
    out->push_back(kDigits[bytes[i] >> 4]);
    out->push_back(kDigits[bytes[i] & 0xF]);
  }
  out->push_back('"');
}

// Days after 1970-01-01 and units after midnight, of a place on the time line.
struct DayAndTime {
  int64_t days;
  int64_t units;
};

DayAndTime SplitDay(int64_t value, int64_t units_per_day) {
  DayAndTime result = {value / units_per_day, value % units_per_day};
  if (result.units < 0) {
    --result.days;
    result.units += units_per_day;
  }
  return result;
}

void AppendTimestamp(const DayAndTime& at, int digits, bool is_utc, std::string* out) {
  out->push_back('"');
  AppendIsoDate(at.days, out);
  out->push_back('T');
  AppendIsoTime(at.units, digits, out);
  out->append(is_utc ? "Z\"" : "\"");
}

int FractionDigits(parquet::LogicalType::TimeUnit::unit unit) {
  switch (unit) {
    case parquet::LogicalType::TimeUnit::MILLIS:
      return 3;
    case parquet::LogicalType::TimeUnit::MICROS:
      return 6;
    default:
      return 9;
  }
}

}  // namespace

JsonValue::JsonValue(const parquet::ColumnDescriptor& column) {
  const int length = column.type_length();
  size_ = length > 0 ? static_cast<uint32_t>(length) : 0;
  const std::shared_ptr<const parquet::LogicalType>& type = column.logical_type();
  if (type == nullptr) {
    return;
  }
  if (type->is_decimal()) {
    kind_ = Kind::kDecimal;
    scale_ = static_cast<const parquet::DecimalLogicalType&>(*type).scale();
  } else if (type->is_int()) {
    const auto& whole = static_cast<const parquet::IntLogicalType&>(*type);
    kind_ = whole.is_signed() ? Kind::kPlain : Kind::kUnsigned;
  } else if (type->is_date()) {
    kind_ = Kind::kDate;
  } else if (type->is_time()) {
    kind_ = Kind::kTime;
    fraction_digits_ =
        FractionDigits(static_cast<const parquet::TimeLogicalType&>(*type).time_unit());
  } else if (type->is_timestamp()) {
    const auto& timestamp = static_cast<const parquet::TimestampLogicalType&>(*type);
    kind_ = Kind::kTimestamp;
    fraction_digits_ = FractionDigits(timestamp.time_unit());
    is_utc_ = timestamp.is_adjusted_to_utc();
  } else if (type->is_UUID() && size_ == 16) {
    kind_ = Kind::kUuid;
  } else if (type->is_float16() && size_ == 2) {
    kind_ = Kind::kFloat16;
  } else if (type->is_interval()) {
    kind_ = Kind::kInterval;
  } else if (type->is_null()) {
    kind_ = Kind::kNothing;
  }
}

void JsonValue::Append(bool value, std::string* out) const {
  out->append(value ? "true" : "false");
}

void JsonValue::Append(int32_t value, std::string* out) const {
  if (kind_ == Kind::kUnsigned) {
    AppendNumber(static_cast<uint32_t>(value), out);
  } else {
    Append(int64_t{value}, out);
  }
}

void JsonValue::Append(int64_t value, std::string* out) const {
  switch (kind_) {
    case Kind::kUnsigned:
      AppendNumber(static_cast<uint64_t>(value), out);
      break;
    case Kind::kDecimal: {
      std::array<uint8_t, sizeof(value)> bytes = {};
      for (size_t i = 0; i < bytes.size(); ++i) {
        bytes[bytes.size() - 1 - i] = static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * i));
      }
      AppendDecimal(bytes.data(), bytes.size(), out);
      break;
    }
    case Kind::kDate:
      out->push_back('"');
      AppendIsoDate(value, out);
      out->push_back('"');
      break;
    case Kind::kTime:
      if (value < 0 || value >= kSecondsPerDay * PowerOfTen(fraction_digits_)) {
        out->append("null");
      } else {
        out->push_back('"');
        AppendIsoTime(value, fraction_digits_, out);
        out->push_back('"');
      }
      break;
    case Kind::kTimestamp:
      AppendTimestamp(SplitDay(value, kSecondsPerDay * PowerOfTen(fraction_digits_)),
                      fraction_digits_, is_utc_, out);
      break;
    case Kind::kNothing:
      out->append("null");
      break;
    default:
      AppendNumber(value, out);
  }
}

// Nanoseconds of a Julian day, as Impala and Spark have them.
void JsonValue::Append(const parquet::Int96& value, std::string* out) const {
  int64_t nanoseconds = 0;
  std::memcpy(&nanoseconds, &value, sizeof(nanoseconds));
  DayAndTime at = SplitDay(nanoseconds, kSecondsPerDay * PowerOfTen(9));
  at.days += int64_t{value.value[2]} - kJulianDayOf1970;
  AppendTimestamp(at, 9, false, out);
}

void JsonValue::Append(float value, std::string* out) const { AppendFloating(value, out); }

void JsonValue::Append(double value, std::string* out) const { AppendFloating(value, out); }

void JsonValue::Append(const parquet::ByteArray& value, std::string* out) const {
  AppendBytes(value.ptr, value.len, out);
}

void JsonValue::Append(const parquet::FixedLenByteArray& value, std::string* out) const {
  AppendBytes(value.ptr, size_, out);
}

void JsonValue::AppendBytes(const uint8_t* bytes, uint32_t size, std::string* out) const {
  switch (kind_) {
    case Kind::kDecimal:
      AppendDecimal(bytes, size, out);
      break;
    case Kind::kUuid:
      AppendUuid(bytes, out);
      break;
    case Kind::kFloat16:
      AppendFloating(HalfToFloat(bytes), out);
      break;
    case Kind::kInterval:
    case Kind::kNothing:
      out->append("null");
      break;
    default:
      AppendJsonBytes({reinterpret_cast<const char*>(bytes), size}, out);
  }
}

void JsonValue::AppendDecimal(const uint8_t* big_endian, uint32_t size, std::string* out) const {
  const bool fits =
      size >= 1 && size <= kMostDecimalBytes && scale_ >= 0 && scale_ <= kMostDecimalDigits;
  const auto decimal = fits ? arrow::Decimal256::FromBigEndian(big_endian, static_cast<int>(size))
                            : arrow::Status::Invalid("too long");
  if (!decimal.ok()) {
    out->append("null");
    return;
  }
  std::string digits = decimal->ToIntegerString();
  const size_t sign = digits.starts_with('-') ? 1 : 0;
  const auto scale = static_cast<size_t>(scale_);
  if (digits.size() - sign <= scale) {
    digits.insert(sign, scale + 1 - (digits.size() - sign), '0');
  }
  if (scale > 0) {
    digits.insert(digits.size() - scale, 1, '.');
  }
  out->push_back('"');
  out->append(digits);
  out->push_back('"');
}

}  // namespace reprise
