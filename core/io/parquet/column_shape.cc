#include "reprise/io/parquet/column_shape.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "parquet/exception.h"

namespace reprise {
namespace {

using parquet::schema::GroupNode;
using parquet::schema::Node;

constexpr int kMostLevels = 100;

// Where in the schema a node stands.
struct Place {
  int16_t definition = 0;  // from which on what surrounds the node is there
  int16_t repetition = 0;
  int depth = 0;
};

class ShapeBuilder {
 public:
  ColumnShape Build(const Node& node, const Place& place) {
    return node.is_repeated() ? RepeatedField(node, place) : Single(node, place);
  }

 private:
  ColumnShape RepeatedField(const Node& node, const Place& place) {
    ColumnShape list = Start(node, place, ColumnShape::Kind::kList);
    list.filled = static_cast<int16_t>(place.definition + 1);
    list.repeats = static_cast<int16_t>(place.repetition + 1);
    list.children.push_back(Present(node, Place{list.filled, list.repeats, place.depth + 1}));
    list.end_leaf = next_leaf_;
    return list;
  }

  // A node that is there once or, where it is optional, may be missing.
  ColumnShape Single(const Node& node, Place place) {
    const bool nullable = node.is_optional();
    place.definition = static_cast<int16_t>(place.definition + (nullable ? 1 : 0));
    ColumnShape shape = Present(node, place);
    shape.nullable = nullable;
    return shape;
  }

  // A node at a place where it is there.
  ColumnShape Present(const Node& node, const Place& place) {
    if (place.depth > kMostLevels) {
      throw parquet::ParquetException("a column is nested more than 100 levels deep");
    }
    ColumnShape shape = Start(node, place, ColumnShape::Kind::kValue);
    if (node.is_primitive()) {
      shape.end_leaf = ++next_leaf_;
      return shape;
    }
    const auto& group = static_cast<const GroupNode&>(node);
    if (group.field_count() == 0) {
      throw parquet::ParquetException("the schema has a group without members");
    }
    const auto is = [&node](auto logical, parquet::ConvertedType::type converted) {
      return (node.logical_type() != nullptr && (node.logical_type().get()->*logical)()) ||
             node.converted_type() == converted;
    };
    const Node& only = *group.field(0);
    const bool wraps = group.field_count() == 1 && only.is_repeated();
    if (wraps && is(&parquet::LogicalType::is_list, parquet::ConvertedType::LIST)) {
      FillList(node, only, place, &shape);
    } else if (wraps && HoldsPairs(only) &&
               (is(&parquet::LogicalType::is_map, parquet::ConvertedType::MAP) ||
                node.converted_type() == parquet::ConvertedType::MAP_KEY_VALUE)) {
      shape.kind = ColumnShape::Kind::kMap;
      AddMembers(static_cast<const GroupNode&>(only), Inside(place, &shape), &shape);
    } else {
      shape.kind = ColumnShape::Kind::kStruct;
      AddMembers(group, Place{place.definition, place.repetition, place.depth + 1}, &shape);
    }
    shape.end_leaf = next_leaf_;
    return shape;
  }

  // Either the repeated node is the element, or its only member is.
  void FillList(const Node& list, const Node& repeated, const Place& place, ColumnShape* shape) {
    shape->kind = ColumnShape::Kind::kList;
    const Place inside = Inside(place, shape);
    const bool is_element = repeated.is_primitive() ||
                            static_cast<const GroupNode&>(repeated).field_count() != 1 ||
                            static_cast<const GroupNode&>(repeated).field(0)->is_repeated() ||
                            repeated.name() == "array" || repeated.name() == list.name() + "_tuple";
    shape->children.push_back(
        is_element ? Present(repeated, inside)
                   : Single(*static_cast<const GroupNode&>(repeated).field(0), inside));
  }

  static bool HoldsPairs(const Node& repeated) {
    if (repeated.is_primitive()) {
      return false;
    }
    const auto& pair = static_cast<const GroupNode&>(repeated);
    return pair.field_count() == 2 && pair.field(0)->is_primitive() &&
           !pair.field(0)->is_repeated();
  }

  void AddMembers(const GroupNode& group, const Place& place, ColumnShape* shape) {
    for (int i = 0; i < group.field_count(); ++i) {
      shape->children.push_back(Build(*group.field(i), place));
    }
  }

  // Says that what repeats at `place` makes up `shape`; returns the place of its elements.
  static Place Inside(const Place& place, ColumnShape* shape) {
    shape->filled = static_cast<int16_t>(place.definition + 1);
    shape->repeats = static_cast<int16_t>(place.repetition + 1);
    return Place{shape->filled, shape->repeats, place.depth + 1};
  }

  ColumnShape Start(const Node& node, const Place& place, ColumnShape::Kind kind) const {
    ColumnShape shape;
    shape.kind = kind;
    shape.name = node.name();
    shape.present = place.definition;
    shape.first_leaf = next_leaf_;
    return shape;
  }

  int next_leaf_ = 0;
};

std::string ValueTypeText(const parquet::ColumnDescriptor& column) {
  const auto& type = column.logical_type();
  if (type != nullptr && type->is_int()) {
    const auto& whole = static_cast<const parquet::IntLogicalType&>(*type);
    return (whole.is_signed() ? "int" : "uint") + std::to_string(whole.bit_width());
  }
  if (type != nullptr && type->is_decimal()) {
    const auto& decimal = static_cast<const parquet::DecimalLogicalType&>(*type);
    return "decimal(" + std::to_string(decimal.precision()) + ", " +
           std::to_string(decimal.scale()) + ")";
  }
  if (type != nullptr && !type->is_none() && !type->is_invalid()) {
    std::string text = type->ToString();  // "Timestamp(isAdjustedToUTC=true, ...)"
    text.resize(std::min(text.find('('), text.size()));
    for (char& letter : text) {
      letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return text;
  }
  switch (column.physical_type()) {
    case parquet::Type::BOOLEAN:
      return "bool";
    case parquet::Type::INT32:
      return "int32";
    case parquet::Type::INT64:
      return "int64";
    case parquet::Type::INT96:
      return "timestamp";
    case parquet::Type::FLOAT:
      return "float";
    case parquet::Type::DOUBLE:
      return "double";
    default:
      return "binary";
  }
}

}  // namespace

std::vector<ColumnShape> ColumnShapes(const parquet::SchemaDescriptor& schema) {
  ShapeBuilder builder;
  std::vector<ColumnShape> shapes;
  const GroupNode& root = *schema.group_node();
  shapes.reserve(static_cast<size_t>(root.field_count()));
  for (int i = 0; i < root.field_count(); ++i) {
    shapes.push_back(builder.Build(*root.field(i), Place{}));
  }
  return shapes;
}

std::string TypeText(const ColumnShape& shape, const parquet::SchemaDescriptor& schema) {
  if (shape.kind == ColumnShape::Kind::kValue) {
    return ValueTypeText(*schema.Column(shape.first_leaf));
  }
  const bool is_struct = shape.kind == ColumnShape::Kind::kStruct;
  std::string text = is_struct                               ? "struct<"
                     : shape.kind == ColumnShape::Kind::kMap ? "map<"
                                                             : "list<";
  std::string_view separator;
  for (const ColumnShape& child : shape.children) {
    text.append(separator).append(is_struct ? child.name + ": " : "");
    text.append(TypeText(child, schema));
    separator = ", ";
  }
  text.push_back('>');
  return text;
}

bool IsText(const ColumnShape& shape, const parquet::SchemaDescriptor& schema) {
  if (shape.kind != ColumnShape::Kind::kValue) {
    return false;
  }
  const parquet::ColumnDescriptor& column = *schema.Column(shape.first_leaf);
  const bool is_bytes = column.physical_type() == parquet::Type::BYTE_ARRAY ||
                        column.physical_type() == parquet::Type::FIXED_LEN_BYTE_ARRAY;
  const auto& type = column.logical_type();
  return is_bytes && (type == nullptr || type->is_none() || type->is_string() || type->is_enum() ||
                      type->is_JSON() || type->is_BSON());
}

}  // namespace reprise
