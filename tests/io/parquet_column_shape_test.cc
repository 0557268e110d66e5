#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parquet/exception.h"
#include "parquet/schema.h"
#include "reprise/io/parquet/column_shape.h"

namespace reprise {
namespace {

using parquet::ConvertedType;
using parquet::Repetition;
using parquet::Type;
using parquet::schema::GroupNode;
using parquet::schema::NodePtr;
using parquet::schema::PrimitiveNode;

NodePtr Value(const std::string& name, Repetition::type repetition, Type::type type = Type::INT64) {
  return PrimitiveNode::Make(name, repetition, type);
}

NodePtr Group(const std::string& name, Repetition::type repetition,
              const std::vector<NodePtr>& members, ConvertedType::type type = ConvertedType::NONE) {
  return GroupNode::Make(name, repetition, members, type);
}

NodePtr List(const std::string& name, const NodePtr& repeated) {
  return Group(name, Repetition::OPTIONAL, {repeated}, ConvertedType::LIST);
}

// Type and levels of all nodes, ? for nullable ones: "list?1+2*1[value2]" is a list that is there
// from definition level 1, filled from 2, and repeats at 1.
std::string Text(const ColumnShape& shape) {
  const char* const names[] = {"value", "struct", "list", "map"};
  std::string text = names[static_cast<int>(shape.kind)];
  text += (shape.nullable ? "?" : "") + std::to_string(shape.present);
  if (shape.kind == ColumnShape::Kind::kList || shape.kind == ColumnShape::Kind::kMap) {
    text += "+" + std::to_string(shape.filled) + "*" + std::to_string(shape.repeats);
  }
  std::string inner;
  for (const ColumnShape& child : shape.children) {
    inner += (inner.empty() ? "" : " ") + Text(child);
  }
  return inner.empty() ? text : text + "[" + inner + "]";
}

std::vector<ColumnShape> Shapes(const std::vector<NodePtr>& columns,
                                parquet::SchemaDescriptor* schema) {
  schema->Init(Group("schema", Repetition::REQUIRED, columns));
  return ColumnShapes(*schema);
}

std::string Shape(const NodePtr& column) {
  parquet::SchemaDescriptor schema;
  return Text(Shapes({column}, &schema).at(0));
}

// The analyzer loses track of the counts of shared pointers.
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks)

TEST(ParquetColumnShapeTest, PlainFields) {
  EXPECT_EQ(Shape(Value("a", Repetition::REQUIRED)), "value0");
  EXPECT_EQ(Shape(Value("a", Repetition::OPTIONAL)), "value?1");
  EXPECT_EQ(Shape(Value("a", Repetition::REPEATED)), "list0+1*1[value1]");
  EXPECT_EQ(Shape(Group("a", Repetition::OPTIONAL,
                        {Value("b", Repetition::REQUIRED), Value("c", Repetition::OPTIONAL)})),
            "struct?1[value1 value?2]");
  EXPECT_EQ(Shape(Group("a", Repetition::REPEATED, {Value("b", Repetition::REPEATED)})),
            "list0+1*1[struct1[list1+2*2[value2]]]");
}

// The rules of the format for lists, the present one and those for older files.
TEST(ParquetColumnShapeTest, Lists) {
  const NodePtr element = Value("element", Repetition::OPTIONAL);
  const NodePtr required = Value("element", Repetition::REQUIRED);
  const auto repeated = [](const std::string& name, const std::vector<NodePtr>& members) {
    return Group(name, Repetition::REPEATED, members);
  };
  EXPECT_EQ(Shape(List("a", repeated("list", {element}))), "list?1+2*1[value?3]");
  EXPECT_EQ(Shape(List("a", repeated("bag", {required}))), "list?1+2*1[value2]");
  EXPECT_EQ(Shape(List("a", Value("element", Repetition::REPEATED))), "list?1+2*1[value2]");
  EXPECT_EQ(Shape(List("a", repeated("element", {required, Value("b", Repetition::OPTIONAL)}))),
            "list?1+2*1[struct2[value2 value?3]]");
  EXPECT_EQ(Shape(List("a", repeated("array", {required}))), "list?1+2*1[struct2[value2]]");
  EXPECT_EQ(Shape(List("a", repeated("a_tuple", {required}))), "list?1+2*1[struct2[value2]]");
  EXPECT_EQ(Shape(List("a", repeated("list", {List("element", repeated("list", {element}))}))),
            "list?1+2*1[list?3+4*2[value?5]]");
  // A group that says it is a list, and has two members, is none.
  EXPECT_EQ(Shape(Group("a", Repetition::OPTIONAL, {element, required}, ConvertedType::NONE)),
            "struct?1[value?2 value1]");
}

TEST(ParquetColumnShapeTest, Maps) {
  const NodePtr key = Value("key", Repetition::REQUIRED, Type::BYTE_ARRAY);
  const NodePtr value = Value("value", Repetition::OPTIONAL);
  const auto map = [&](ConvertedType::type outer, ConvertedType::type inner) {
    return Group("a", Repetition::OPTIONAL,
                 {Group("pairs", Repetition::REPEATED, {key, value}, inner)}, outer);
  };
  EXPECT_EQ(Shape(map(ConvertedType::MAP, ConvertedType::NONE)), "map?1+2*1[value2 value?3]");
  EXPECT_EQ(Shape(map(ConvertedType::MAP, ConvertedType::MAP_KEY_VALUE)),
            "map?1+2*1[value2 value?3]");
  EXPECT_EQ(Shape(map(ConvertedType::MAP_KEY_VALUE, ConvertedType::NONE)),
            "map?1+2*1[value2 value?3]");
  EXPECT_EQ(Shape(map(ConvertedType::NONE, ConvertedType::NONE)),
            "struct?1[list1+2*1[struct2[value2 value?3]]]");
  // Keys that are no plain values cannot be names.
  const NodePtr group = Group("key", Repetition::REQUIRED, {key});
  EXPECT_EQ(
      Shape(Group("a", Repetition::OPTIONAL, {Group("pairs", Repetition::REPEATED, {group, value})},
                  ConvertedType::MAP)),
      "struct?1[list1+2*1[struct2[struct2[value2] value?3]]]");
}

// Levels and leaves are those that Arrow counts.
TEST(ParquetColumnShapeTest, LeavesAreCountedAsTheSchemaDoes) {
  parquet::SchemaDescriptor schema;
  const std::vector<ColumnShape> shapes =
      Shapes({Value("a", Repetition::OPTIONAL),
              Group("b", Repetition::OPTIONAL,
                    {Value("c", Repetition::REPEATED), Value("d", Repetition::OPTIONAL)}),
              List("e", Value("element", Repetition::REPEATED))},
             &schema);
  ASSERT_EQ(schema.num_columns(), 4);
  const auto check = [&](const ColumnShape& shape, int leaf) {
    EXPECT_EQ(shape.first_leaf, leaf);
    EXPECT_EQ(shape.end_leaf, leaf + 1);
    EXPECT_EQ(shape.present, schema.Column(leaf)->max_definition_level());
  };
  check(shapes[0], 0);
  EXPECT_EQ(shapes[1].first_leaf, 1);
  EXPECT_EQ(shapes[1].end_leaf, 3);
  check(shapes[1].children[0].children[0], 1);
  EXPECT_EQ(shapes[1].children[0].repeats, schema.Column(1)->max_repetition_level());
  check(shapes[1].children[1], 2);
  check(shapes[2].children[0], 3);
}

TEST(ParquetColumnShapeTest, TooDeep) {
  const auto nested = [](int levels) {
    NodePtr node = Value("a", Repetition::OPTIONAL);
    for (int i = 0; i < levels; ++i) {
      node = Group("a", Repetition::REQUIRED, {node});
    }
    return node;
  };
  EXPECT_EQ(Shape(nested(100)).size(), 100 * 9 + 7U);
  EXPECT_THROW(Shape(nested(101)), parquet::ParquetException);
  EXPECT_THROW(Shape(Group("a", Repetition::REQUIRED, {})), parquet::ParquetException);
}

// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)

}  // namespace
}  // namespace reprise
