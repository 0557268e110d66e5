#include "reprise/io/json/json_record.h"

#include <simdjson.h>

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "reprise/io/json/json_field.h"
#include "reprise/io/json/json_tolerant.h"

namespace reprise {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

std::string Quoted(const std::string& name) { return absl::StrCat("\"", name, "\""); }

// How simdjson's values are to be understood: as they are, or as those of a rewritten line.
enum class Form { kPlain, kRewritten };

std::string_view TypeName(element value, Form form) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      return "a number";
    case element_type::BOOL:
      return value.get_bool().value_unsafe() ? "true" : "false";
    case element_type::NULL_VALUE:
      return "null";
    case element_type::STRING:
      break;
  }
  return form == Form::kRewritten && TolerantNumber(value.get_string().value_unsafe()) ? "a number"
                                                                                       : "a string";
}

std::optional<element> FindMember(simdjson::dom::object object, std::string_view name, Form form,
                                  std::string* buffer) {
  for (const simdjson::dom::key_value_pair member : object) {
    if ((form == Form::kPlain ? member.key : TolerantString(member.key, buffer)) == name) {
      return member.value;
    }
  }
  return std::nullopt;
}

std::optional<element> FindItem(simdjson::dom::array array, std::string_view step) {
  const std::optional<size_t> index = JsonArrayIndex(step);
  if (!index) return std::nullopt;
  size_t at = 0;
  for (const element item : array) {
    if (at++ == *index) return item;
  }
  return std::nullopt;
}

std::optional<element> Find(element value, const JsonFieldPath& path, Form form,
                            std::string* buffer) {
  std::optional<element> found = value;
  for (const std::string& step : path.steps) {
    simdjson::dom::object object;
    simdjson::dom::array array;
    if (found->get_object().get(object) == simdjson::SUCCESS) {
      found = FindMember(object, step, form, buffer);
    } else if (found->get_array().get(array) == simdjson::SUCCESS) {
      found = FindItem(array, step);
    } else {
      return std::nullopt;
    }
    if (!found) return std::nullopt;
  }
  return found;
}

// Whether a number of `line` may be "-0", which the parser takes for 0. False says that none is.
bool MayHoldMinusZero(std::string_view line) {
  constexpr auto kNone = std::string_view::npos;
  for (size_t at = line.find("-0"); at != kNone; at = line.find("-0", at + 2)) {
    const size_t before = at == 0 ? kNone : line.find_last_not_of(" \t\r\n", at - 1);
    if (before != kNone && std::string_view(":[,").find(line[before]) != kNone) return true;
  }
  return false;
}

// `error` of a line that passed RewriteTolerant, or that is not worth a second pass.
absl::Status ParserError(simdjson::error_code error, size_t size) {
  if (error == simdjson::MEMALLOC) {
    return absl::ResourceExhaustedError(
        absl::StrCat("not enough memory for a JSON record of ", size, " bytes"));
  }
  if (error == simdjson::CAPACITY) {
    return absl::InvalidArgumentError(
        absl::StrCat("a record of ", size, " bytes: the most that can be read is 4 GiB"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("not valid JSON: ", simdjson::error_message(error)));
}

}  // namespace

absl::Status ValidateRecordFields(const RecordFields& fields) {
  if (fields.text.empty()) return absl::InvalidArgumentError("no text member is named");
  for (const std::string& name : fields.text) {
    if (const auto path = ParseJsonFieldPath(name); !path.ok()) return path.status();
  }
  for (const std::string& name : fields.others) {
    if (const auto path = ParseJsonFieldPath(name); !path.ok()) return path.status();
  }
  return ParseJsonFieldPath(fields.id).status();
}

std::vector<std::string> OutermostMembers(const RecordFields& fields) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& field) {
    const absl::StatusOr<JsonFieldPath> path = ParseJsonFieldPath(field);
    if (path.ok() && !path->steps.empty() &&
        std::find(names.begin(), names.end(), path->steps.front()) == names.end()) {
      names.push_back(path->steps.front());
    }
  };
  std::for_each(fields.text.begin(), fields.text.end(), add);
  add(fields.id);
  std::for_each(fields.others.begin(), fields.others.end(), add);
  return names;
}

class JsonRecordReader::Impl {
 public:
  explicit Impl(const RecordFields& fields) : fields_status_(ValidateRecordFields(fields)) {
    if (!fields_status_.ok()) return;
    for (const std::string& name : fields.text) text_paths_.push_back(*ParseJsonFieldPath(name));
    id_path_ = *ParseJsonFieldPath(fields.id);
    for (const std::string& name : fields.others) other_paths_.push_back(*ParseJsonFieldPath(name));
    others_.resize(other_paths_.size());
  }

  absl::Status Read(std::string_view line, bool padded, JsonRecord* record);
  absl::Status ReadTolerant(std::string_view line, JsonRecord* record);

 private:
  simdjson::error_code Parse(std::string_view json, bool padded, element* root);
  absl::Status Extract(element root, Form form, JsonRecord* record);
  absl::Status ExtractText(element root, Form form, JsonRecord* record);
  absl::Status ExtractId(element root, Form form, JsonRecord* record);
  void ExtractOthers(element root, Form form, JsonRecord* record);

  absl::Status fields_status_;
  std::vector<JsonFieldPath> text_paths_;
  JsonFieldPath id_path_;
  std::vector<JsonFieldPath> other_paths_;
  simdjson::dom::parser parser_;
  std::string rewritten_;
  std::string text_;  // the record's text, where it is not in the parser's own buffer
  std::string id_;    // likewise
  std::vector<std::string> others_;  // copies: the paths are looked up with one scratch string
  std::string scratch_;
  std::string_view line_;         // that Extract takes apart, where it is not rewritten
  bool id_needs_source_ = false;  // set by Extract: the id is a number that only its source gives
};

simdjson::error_code JsonRecordReader::Impl::Parse(std::string_view json, bool padded,
                                                   element* root) {
  if (parser_.capacity() == 0) {
    // simdjson refuses the level whose number equals its limit.
    constexpr size_t kFirstCapacity = 1 << 16;
    const simdjson::error_code error = parser_.allocate(kFirstCapacity, kMaxJsonDepth + 1);
    if (error != simdjson::SUCCESS) return error;
  }
  return parser_.parse(json.data(), json.size(), /*realloc_if_needed=*/!padded).get(*root);
}

absl::Status JsonRecordReader::Impl::Read(std::string_view line, bool padded, JsonRecord* record) {
  *record = {};
  if (!fields_status_.ok()) return fields_status_;
  element root;
  const simdjson::error_code error = Parse(line, padded, &root);
  if (error == simdjson::CAPACITY || error == simdjson::MEMALLOC) {
    return ParserError(error, line.size());
  }
  // Whatever else fails, the second pass either reads it or says where the line is wrong.
  if (error != simdjson::SUCCESS) return ReadTolerant(line, record);
  line_ = line;
  absl::Status status = Extract(root, Form::kPlain, record);
  return id_needs_source_ ? ReadTolerant(line, record) : status;
}

absl::Status JsonRecordReader::Impl::ReadTolerant(std::string_view line, JsonRecord* record) {
  *record = {};
  if (!fields_status_.ok()) return fields_status_;
  if (absl::Status status = RewriteTolerant(line, &rewritten_); !status.ok()) return status;
  const size_t size = rewritten_.size();
  rewritten_.append(kJsonPadding, ' ');
  element root;
  const simdjson::error_code error =
      Parse(std::string_view(rewritten_).substr(0, size), /*padded=*/true, &root);
  if (error != simdjson::SUCCESS) return ParserError(error, size);
  // All strings are in the parser's own buffer now.
  constexpr size_t kKept = size_t{1} << 20;
  if (rewritten_.capacity() > kKept) rewritten_ = std::string();
  return Extract(root, Form::kRewritten, record);
}

absl::Status JsonRecordReader::Impl::Extract(element root, Form form, JsonRecord* record) {
  id_needs_source_ = false;
  if (!root.is_object()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the JSON value is ", std::string(TypeName(root, form)), ", not an object"));
  }
  absl::Status status = ExtractText(root, form, record);
  if (status.ok()) status = ExtractId(root, form, record);
  if (status.ok()) ExtractOthers(root, form, record);
  if (!status.ok()) *record = {};
  return status;
}

absl::Status JsonRecordReader::Impl::ExtractText(element root, Form form, JsonRecord* record) {
  const bool several = text_paths_.size() > 1;
  bool any = false;
  text_.clear();
  for (const JsonFieldPath& path : text_paths_) {
    const std::optional<element> value = Find(root, path, form, &scratch_);
    if (several && (!value || value->is_null())) continue;
    if (!value) return absl::InvalidArgumentError(absl::StrCat("no member ", Quoted(path.name)));
    const std::string_view type = TypeName(*value, form);
    if (type != "a string") {
      return absl::InvalidArgumentError(
          absl::StrCat("member ", Quoted(path.name), " is ", std::string(type), ", not a string"));
    }
    std::string_view text = value->get_string().value_unsafe();
    if (!several) {
      record->text = form == Form::kPlain ? text : TolerantString(text, &text_);
      return absl::OkStatus();
    }
    if (any) text_.push_back('\n');
    text_.append(form == Form::kPlain ? text : TolerantString(text, &scratch_));
    any = true;
  }
  if (any) {
    record->text = text_;
    return absl::OkStatus();
  }
  std::string message = "all absent or null: members";
  for (const JsonFieldPath& path : text_paths_) absl::StrAppend(&message, " ", Quoted(path.name));
  return absl::InvalidArgumentError(message);
}

absl::Status JsonRecordReader::Impl::ExtractId(element root, Form form, JsonRecord* record) {
  const std::optional<element> found = Find(root, id_path_, form, &scratch_);
  if (!found || found->is_null()) return absl::OkStatus();
  record->has_id = true;
  switch (found->type()) {
    case element_type::STRING: {
      const std::string_view parsed = found->get_string().value_unsafe();
      if (form == Form::kPlain) {
        record->id = parsed;
      } else if (const std::optional<std::string_view> number = TolerantNumber(parsed)) {
        record->id = *number;
      } else {
        record->id = TolerantString(parsed, &id_);
      }
      return absl::OkStatus();
    }
    case element_type::INT64: {
      const int64_t value = found->get_int64().value_unsafe();
      if (value == 0 && MayHoldMinusZero(line_)) break;
      id_ = std::to_string(value);
      record->id = id_;
      return absl::OkStatus();
    }
    case element_type::UINT64:
      id_ = std::to_string(found->get_uint64().value_unsafe());
      record->id = id_;
      return absl::OkStatus();
    case element_type::DOUBLE:
      break;
    default:
      return absl::InvalidArgumentError(absl::StrCat("member ", Quoted(id_path_.name), " is ",
                                                     std::string(TypeName(*found, form)),
                                                     ", neither string nor number"));
  }
  id_needs_source_ = true;
  return absl::OkStatus();
}

void JsonRecordReader::Impl::ExtractOthers(element root, Form form, JsonRecord* record) {
  for (size_t i = 0; i < other_paths_.size(); ++i) {
    std::string& value = others_[i];
    value.clear();
    const std::optional<element> found = Find(root, other_paths_[i], form, &scratch_);
    if (found && found->is_string()) {
      const std::string_view parsed = found->get_string().value_unsafe();
      const std::optional<std::string_view> number =
          form == Form::kRewritten ? TolerantNumber(parsed) : std::nullopt;
      value = form == Form::kPlain ? parsed : number ? *number : TolerantString(parsed, &scratch_);
    } else if (found && found->is_number()) {
      value = simdjson::minify(*found);
    }
    record->others.push_back(value);
  }
}

JsonRecordReader::JsonRecordReader(const RecordFields& fields)
    : impl_(std::make_unique<Impl>(fields)) {}
JsonRecordReader::~JsonRecordReader() = default;
JsonRecordReader::JsonRecordReader(JsonRecordReader&&) noexcept = default;
JsonRecordReader& JsonRecordReader::operator=(JsonRecordReader&&) noexcept = default;

absl::Status JsonRecordReader::Read(std::string_view line, JsonRecord* record) {
  return impl_->Read(line, /*padded=*/false, record);
}

absl::Status JsonRecordReader::ReadPadded(std::string_view line, JsonRecord* record) {
  return impl_->Read(line, /*padded=*/true, record);
}

absl::Status JsonRecordReader::ReadTolerant(std::string_view line, JsonRecord* record) {
  return impl_->ReadTolerant(line, record);
}

}  // namespace reprise
