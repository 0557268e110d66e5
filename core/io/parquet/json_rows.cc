#include "reprise/io/parquet/json_rows.h"

#include <algorithm>
#include <cstring>

#include "reprise/io/parquet/json_bytes.h"
#include "reprise/io/parquet/parquet_failure.h"

namespace reprise {
namespace {

// Rows are made until there is so much text of them.
constexpr size_t kPiece = size_t{1} << 18;

// A few bytes can say that a list has billions of elements.
constexpr size_t kLongestRow = size_t{4} << 30;

bool IsWanted(const ColumnShape& shape, const std::vector<std::string>& columns) {
  return columns.empty() || std::find(columns.begin(), columns.end(), shape.name) != columns.end();
}

}  // namespace

JsonRows::JsonRows(const std::string& path, const std::vector<std::string>& columns)
    : source_(path), columns_(ColumnShapes(source_.schema())) {
  std::erase_if(columns_, [&](const ColumnShape& shape) { return !IsWanted(shape, columns); });
  leaves_.resize(static_cast<size_t>(source_.leaves()));
  size_t count = 0;
  for (const ColumnShape& shape : columns_) {
    count += static_cast<size_t>(shape.end_leaf - shape.first_leaf);
  }
  source_.ReadSideBySide(count);
  const auto open = [this](int leaf) {
    leaves_[static_cast<size_t>(leaf)] = MakeLeafReader(&source_, leaf);
  };
  for (const ColumnShape& shape : columns_) {
    for (int leaf = shape.first_leaf; leaf < shape.end_leaf; ++leaf) {
      open(leaf);
    }
  }
  if (count == 0 && source_.leaves() > 0) {
    counting_leaf_ = 0;
    open(counting_leaf_);
  }
}

ParquetOutcome JsonRows::Read(char* data, size_t size, size_t* count) {
  *count = 0;
  while (*count < size) {
    if (handed_out_ == text_.size()) {
      if (ended_.ok()) {
        ended_ = Guarded(source_.path(), [this] { Fill(); });
      }
      if (text_.size() == handed_out_) {
        return *count == 0 ? ended_ : ParquetOutcome{};
      }
    }
    const size_t piece = std::min(size - *count, text_.size() - handed_out_);
    std::memcpy(data + *count, text_.data() + handed_out_, piece);
    handed_out_ += piece;
    *count += piece;
  }
  return {};
}

uint64_t JsonRows::consumed() const {
  const double share =
      source_.rows() == 0 ? 1.0 : static_cast<double>(row_) / static_cast<double>(source_.rows());
  return row_ == source_.rows()
             ? source_.file_size()
             : static_cast<uint64_t>(share * static_cast<double>(source_.file_size()));
}

// Replaces the text by that of the next rows; of a row that cannot be read nothing is left.
void JsonRows::Fill() {
  if (text_.capacity() > 4 * kPiece) {
    text_ = std::string();  // after a long row
  }
  text_.clear();
  handed_out_ = 0;
  try {
    while (text_.size() < kPiece && row_ < source_.rows()) {
      row_start_ = text_.size();
      AppendRow();
      ++row_;
    }
  } catch (...) {
    text_.resize(row_start_);
    ThrowAsFailure(source_.path() + ", row " + std::to_string(row_ + 1));
  }
}

void JsonRows::AppendRow() {
  text_.push_back('{');
  bool is_first = true;
  for (const ColumnShape& shape : columns_) {
    if (!is_first) {
      text_.push_back(',');
    }
    is_first = false;
    AppendJsonBytes(shape.name, &text_);
    text_.push_back(':');
    Append(shape, 0);
  }
  if (counting_leaf_ >= 0) {
    LeafReader& leaf = Leaf(counting_leaf_);
    bool is_there = leaf.HasEntry();
    if (!is_there) {
      throw ParquetFailure(FailureCode::kDataLoss,
                           source_.path() + " has fewer rows than its footer says");
    }
    do {
      leaf.Advance();
      is_there = leaf.HasEntry();
    } while (is_there && leaf.repetition() != 0);
  }
  text_.append("}\n");
}

void JsonRows::Append(const ColumnShape& shape, int16_t repetition) {
  if (text_.size() - row_start_ > kLongestRow) {
    throw ParquetFailure(
        FailureCode::kResourceExhausted,
        source_.path() + ": row " + std::to_string(row_ + 1) + " takes more than 4 GiB of text");
  }
  if (shape.kind == ColumnShape::Kind::kValue) {
    AppendValue(shape, repetition);
    return;
  }
  const int16_t definition = EntryOf(shape, shape.first_leaf, repetition).definition();
  if (definition < shape.present) {
    if (!shape.nullable || definition != shape.present - 1) {
      ThrowDisagreement(shape);
    }
    PassOver(shape, repetition);
    text_.append("null");
  } else if (shape.kind == ColumnShape::Kind::kStruct) {
    AppendMembers(shape, repetition);
  } else if (definition < shape.filled) {
    PassOver(shape, repetition);
    text_.append(shape.kind == ColumnShape::Kind::kList ? "[]" : "{}");
  } else {
    AppendElements(shape, repetition);
  }
}

void JsonRows::AppendValue(const ColumnShape& shape, int16_t repetition) {
  LeafReader& leaf = EntryOf(shape, shape.first_leaf, repetition);
  if (leaf.has_value()) {
    leaf.AppendJson(&text_);
  } else if (shape.nullable && leaf.definition() == shape.present - 1) {
    text_.append("null");
  } else {
    ThrowDisagreement(shape);
  }
  leaf.Advance();
}

void JsonRows::AppendMembers(const ColumnShape& shape, int16_t repetition) {
  char separator = '{';
  for (const ColumnShape& child : shape.children) {
    text_.push_back(separator);
    AppendJsonBytes(child.name, &text_);
    text_.push_back(':');
    Append(child, repetition);
    separator = ',';
  }
  text_.push_back('}');
}

void JsonRows::AppendElements(const ColumnShape& shape, int16_t repetition) {
  const bool is_map = shape.kind == ColumnShape::Kind::kMap;
  char separator = is_map ? '{' : '[';
  LeafReader& first = Leaf(shape.first_leaf);
  do {
    text_.push_back(separator);
    if (is_map) {
      AppendPair(shape, repetition);
    } else {
      Append(shape.children[0], repetition);
    }
    separator = ',';
    repetition = shape.repeats;
  } while (first.HasEntry() && first.repetition() == shape.repeats);
  text_.push_back(is_map ? '}' : ']');
}

void JsonRows::AppendPair(const ColumnShape& map, int16_t repetition) {
  const size_t start = text_.size();
  Append(map.children[0], repetition);
  if (text_[start] != '"') {  // a number or the like; JSON has strings for keys
    text_.insert(start, 1, '"');
    text_.push_back('"');
  }
  text_.push_back(':');
  Append(map.children[1], repetition);
}

void JsonRows::PassOver(const ColumnShape& shape, int16_t repetition) {
  const int16_t definition = Leaf(shape.first_leaf).definition();
  for (int leaf = shape.first_leaf; leaf < shape.end_leaf; ++leaf) {
    LeafReader& reader = EntryOf(shape, leaf, repetition);
    if (reader.definition() != definition) {
      ThrowDisagreement(shape);
    }
    reader.Advance();
  }
}

LeafReader& JsonRows::EntryOf(const ColumnShape& shape, int leaf, int16_t repetition) {
  LeafReader& reader = Leaf(leaf);
  if (!reader.HasEntry() || reader.repetition() != repetition) {
    ThrowDisagreement(shape);
  }
  return reader;
}

void JsonRows::ThrowDisagreement(const ColumnShape& shape) const {
  throw ParquetFailure(FailureCode::kDataLoss,
                       source_.path() + ", row " + std::to_string(row_ + 1) +
                           ": the data are damaged: the parts of column \"" + shape.name +
                           "\" do not fit together");
}

}  // namespace reprise
