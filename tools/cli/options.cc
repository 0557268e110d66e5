#include "options.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "reprise/io/formats.h"

namespace reprise::cli {
namespace {

std::optional<double> ParseNumber(const std::string& text) {
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end ? std::optional<double>(value) : std::nullopt;
}

// An option that is a share above 0 and at most 1, or "off".
void AddRuleHalfOption(CLI::App* command, const char* name, const char* help,
                       std::optional<double>* share) {
  command
      ->add_option_function<std::string>(
          name,
          [=](const std::string& text) {
            const std::optional<double> value = ParseNumber(text);
            if (text == "off") {
              share->reset();
            } else if (value.has_value() && *value > 0.0 && *value <= 1.0) {
              *share = value;
            } else {
              throw CLI::ValidationError(
                  name, absl::StrCat("\"", text,
                                     "\" is neither \"off\" nor a number above 0 and at most 1"));
            }
          },
          help)
      ->type_name("X|off")
      ->default_str(absl::StrCat(**share));
}

// An option that takes one of a few words.
template <typename Value>
void AddWordOption(CLI::App* command, const char* name, const char* help,
                   const std::map<std::string, Value>& values, const char* default_word,
                   Value* value) {
  std::string words;
  for (const auto& [word, unused] : values) {
    absl::StrAppend(&words, words.empty() ? "" : "|", word);
  }
  command
      ->add_option_function<std::string>(
          name,
          [=](const std::string& text) {
            const auto known = values.find(text);
            if (known == values.end()) {
              throw CLI::ValidationError(name,
                                         absl::StrCat("\"", text, "\" is not one of ", words));
            }
            *value = known->second;
          },
          help)
      ->type_name(words)
      ->default_str(default_word);
}

uint64_t HalfOfMemory() {
  const auto pages = static_cast<uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
  const auto page = static_cast<uint64_t>(std::max(0L, ::sysconf(_SC_PAGE_SIZE)));
  return std::max(kLeastMemory, pages * page / 2);
}

}  // namespace

void AddRecordOptions(CLI::App* command, Settings* settings) {
  command
      ->add_option("--text-field", settings->fields.text,
                   "Member that holds the text: a name, or a JSON pointer; several are joined by "
                   "a line break")
      ->type_name("F")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->default_str("text");
  command
      ->add_option("--id-field", settings->fields.id,
                   "Member that holds the id: a name, or a JSON pointer")
      ->type_name("F")
      ->capture_default_str();
  std::map<std::string, std::string> formats = {{"auto", ""}};
  for (const std::string& name : FormatNames()) {
    formats.emplace(name, name);
  }
  AddWordOption<std::string>(
      command, "--format",
      "How files hold documents; auto goes by what they say of themselves, then by their names. "
      "Packed ones (gzip, zstd) and Parquet are always recognised",
      formats, "auto", &settings->format);
}

void AddShareOption(CLI::App* command, const char* name, const char* help,
                    std::optional<double>* share) {
  command
      ->add_option_function<std::string>(
          name,
          [=](const std::string& text) {
            const std::optional<double> value = ParseNumber(text);
            if (!value.has_value() || !(*value >= 0.0 && *value <= 1.0)) {
              throw CLI::ValidationError(
                  name, absl::StrCat("\"", text, "\" is not a number from 0 to 1"));
            }
            *share = value;
          },
          help)
      ->type_name("X");
}

void AddSourceOptions(CLI::App* command, Settings* settings) {
  command
      ->add_option("--source-field", settings->source_field,
                   "Member that says where a document comes from: a name, or a JSON pointer")
      ->type_name("F");
  command->add_flag("--discount-boilerplate", settings->discount_boilerplate,
                    "What stands on a quarter of one source's pages counts nothing in figures; "
                    "boilerplate.jsonl says what");
}

void AddRuleOptions(CLI::App* command, Settings* settings) {
  AddRuleHalfOption(command, "--jaccard", "Least Jaccard of a copy with a kept document",
                    &settings->rule.jaccard);
  AddRuleHalfOption(command, "--coverage", "Least share of a copy that a kept document holds",
                    &settings->rule.coverage);
  command
      ->add_option("--min-coverage-tokens", settings->rule.min_coverage_tokens,
                   "Texts of fewer tokens are not removed by coverage")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--shingle", settings->shingle, "Tokens per shingle")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

void AddRecallOption(CLI::App* command, Settings* settings) {
  command
      ->add_option_function<std::string>(
          "--recall",
          [=](const std::string& text) {
            const std::optional<double> value = ParseNumber(text);
            if (!value.has_value() || !(*value > 0.0 && *value <= 0.999999)) {
              throw CLI::ValidationError(
                  "--recall",
                  absl::StrCat("\"", text, "\" is not a number above 0 and at most 0.999999"));
            }
            settings->recall = *value;
          },
          "Least chance to find a pair that only just meets the rule")
      ->type_name("X")
      ->default_str(absl::StrCat(settings->recall));
}

void AddSearchOptions(CLI::App* command, Settings* settings) {
  AddWordOption<Method>(
      command, "--method", "How copies are looked for",
      {{"minhash", Method::kMinHash}, {"simhash", Method::kSimHash}, {"exact", Method::kExact}},
      "minhash", &settings->method);
  AddRecallOption(command, settings);
  command
      ->add_option_function<std::string>(
          "--keep",
          [=](const std::string& text) {
            const absl::StatusOr<KeepPolicy> keep = ParseKeepPolicy(text);
            if (!keep.ok()) {
              throw CLI::ValidationError("--keep", std::string(keep.status().message()));
            }
            settings->keep = *keep;
          },
          "Which copy stays: the one with most distinct shingles, the first or last in the input, "
          "the newest by a date member, or one with a preferred value of a member")
      ->type_name("longest|first|last|newest:FIELD|prefer:FIELD=V1,V2")
      ->default_str("longest");
}

void AddResourceOptions(CLI::App* command, Resources* resources) {
  resources->threads = std::max(1U, std::thread::hardware_concurrency());
  resources->memory = HalfOfMemory();
  command->add_option("--threads", resources->threads, "Threads")
      ->type_name("N")
      ->check(CLI::Range(1, 1024))
      ->default_str("all cores");
  command
      ->add_option_function<std::string>(
          "--memory",
          [=](const std::string& text) {
            const std::optional<uint64_t> size = ParseSize(text);
            if (!size.has_value() || *size < kLeastMemory) {
              throw CLI::ValidationError(
                  "--memory",
                  absl::StrCat("\"", text, "\" is not a size of at least 64M, such as 512M or 2G"));
            }
            resources->memory = *size;
          },
          "Memory that the job may take: K, M, G, T are powers of 1,024")
      ->type_name("SIZE")
      ->default_str("half of RAM");
}

void AddViewOptions(CLI::App* command, ViewOptions* options) {
  AddWordOption<ColorChoice>(
      command, "--color",
      "Colour shared passages: auto does where standard output is a terminal and NO_COLOR not set",
      {{"always", ColorChoice::kAlways},
       {"never", ColorChoice::kNever},
       {"auto", ColorChoice::kAuto}},
      "auto", &options->color);
  command->add_flag("--full", options->full, "Fold nothing and mark every passage");
}

std::optional<uint64_t> ParseSize(const std::string& text) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop == text.data()) {
    return std::nullopt;
  }
  const std::string suffix =
      absl::AsciiStrToUpper(absl::string_view(stop, static_cast<size_t>(end - stop)));
  const std::map<std::string, int> shifts = {{"", 0},   {"B", 0},   {"K", 10}, {"KB", 10},
                                             {"M", 20}, {"MB", 20}, {"G", 30}, {"GB", 30},
                                             {"T", 40}, {"TB", 40}};
  const auto shift = shifts.find(suffix);
  if (shift == shifts.end() || (number << shift->second) >> shift->second != number) {
    return std::nullopt;
  }
  return number << shift->second;
}

}  // namespace reprise::cli
