#ifndef REPRISE_IO_PARQUET_COLUMN_SHAPE_H_
#define REPRISE_IO_PARQUET_COLUMN_SHAPE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "parquet/schema.h"

namespace reprise {

// What a column of a schema means: its nodes without those that are there only because Parquet says
// "list" and "map" by groups that repeat. The older ways to say so are understood too
// (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types); a field that
// repeats by itself is a list.
struct ColumnShape {
  enum class Kind {
    kValue,
    kStruct,  // children: the members
    kList,    // one child: the elements
    kMap,     // two children: keys, which are plain values, and values
  };

  Kind kind = Kind::kValue;
  std::string name;
  // It may be null, and is where the definition level of its first leaf is below `present`.
  bool nullable = false;
  int16_t present = 0;
  // Of lists and maps: they hold something from this definition level on, and go on at this
  // repetition level.
  int16_t filled = 0;
  int16_t repeats = 0;
  // The leaf columns that belong to it, as the schema counts them; at least one.
  int first_leaf = 0;
  int end_leaf = 0;
  std::vector<ColumnShape> children;
};

// The columns at the top level. Throws ParquetException for what is nested more than 100 levels
// deep, and for groups without members.
std::vector<ColumnShape> ColumnShapes(const parquet::SchemaDescriptor& schema);

// The type for people: "string", "list<struct<name: string, age: uint8>>".
std::string TypeText(const ColumnShape& shape, const parquet::SchemaDescriptor& schema);

// Whether its values are strings or bytes.
bool IsText(const ColumnShape& shape, const parquet::SchemaDescriptor& schema);

}  // namespace reprise

#endif  // REPRISE_IO_PARQUET_COLUMN_SHAPE_H_
