#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/io/file.h"
#include "reprise/io/json/json_text.h"
#include "reprise/pipeline/compare.h"
#include "reprise/pipeline/compare_page.h"
#include "reprise/pipeline/one_text.h"
#include "side_by_side.h"
#include "terminal_monitor.h"

namespace reprise::cli {
namespace {

struct CompareOptions {
  std::string a;
  std::string b;
  Settings settings;
  Resources resources;
  std::string work_folder;
  size_t min_tokens = AlignmentOptions().min_tokens;
  ViewOptions view;
  std::string html;  // a file; empty for none
  bool json = false;
};

void AppendRange(const char* name, const ByteRange& range, std::string* out) {
  absl::StrAppend(out, "\"", name, "\":{\"begin\":", range.begin, ",\"end\":", range.end, "},");
}

std::string AsJson(const Comparison& comparison) {
  std::string out = absl::StrCat("{\"tokens_a\":", comparison.tokens_a,
                                 ",\"tokens_b\":", comparison.tokens_b, ",\"jaccard\":");
  AppendFixed6(comparison.jaccard, &out);
  out += ",\"coverage_a\":";
  AppendFixed6(comparison.coverage_a, &out);
  out += ",\"coverage_b\":";
  AppendFixed6(comparison.coverage_b, &out);
  absl::StrAppend(&out, ",\"simhash_distance\":", comparison.simhash_distance,
                  ",\"equal\":", comparison.equal ? "true" : "false",
                  ",\"variant\":", comparison.variant ? "true" : "false", ",\"a_as_copy\":\"",
                  Absl(VerdictName(comparison.a_as_copy)), "\",\"b_as_copy\":\"",
                  Absl(VerdictName(comparison.b_as_copy)), "\",\"passages\":[");
  const char* separator = "";
  for (const Passage& passage : comparison.passages) {
    absl::StrAppend(&out, separator, "{");
    AppendRange("a", passage.a, &out);
    AppendRange("b", passage.b, &out);
    absl::StrAppend(&out, "\"tokens\":", passage.tokens, ",\"identity\":");
    AppendFixed6(passage.identity, &out);
    out += "}";
    separator = ",";
  }
  out += "]}\n";
  return out;
}

std::string VerdictLine(const char* copy, const char* original, Verdict verdict) {
  return verdict == Verdict::kNone
             ? absl::StrCat(copy, " is no copy of ", original, " by the rule.\n")
             : absl::StrCat(copy, " counts as a copy of ", original, " (",
                            Absl(VerdictName(verdict)), ").\n");
}

// The figures in words.
std::string Summary(const Comparison& comparison, const CompareOptions& options) {
  if (comparison.tokens_a == 0 || comparison.tokens_b == 0) {
    return "A text without words has nothing in common with any other.\n";
  }
  std::string out = absl::StrCat(
      FormatPercent(comparison.coverage_a, 1), " of A is in B; ",
      FormatPercent(comparison.coverage_b, 1), " of B is from A.\n",
      comparison.passages.empty() ? "No passage" : Plural(comparison.passages.size(), "passage"),
      " of ", Plural(options.min_tokens, "word"), " or more in common.\n");
  absl::StrAppendFormat(&out, "Jaccard %.6f; SimHash distance %d of 64.\n", comparison.jaccard,
                        comparison.simhash_distance);
  if (comparison.equal) {
    return out + "The texts are equal, byte for byte.\n";
  }
  if (comparison.variant) {
    out += "They differ in figures alone.\n";
  }
  return out + VerdictLine("A", "B", comparison.a_as_copy) +
         VerdictLine("B", "A", comparison.b_as_copy);
}

std::string Title(char letter, const std::string& path, uint64_t tokens) {
  return absl::StrCat(std::string(1, letter), "  ", path, "  (", Plural(tokens, "word"), ")");
}

std::string AsText(const Comparison& comparison, const CompareOptions& options,
                   const std::string& a, const std::string& b) {
  std::string out = Summary(comparison, options);
  if (comparison.tokens_a != 0 && comparison.tokens_b != 0) {
    absl::StrAppend(
        &out, "\n",
        SideBySide({Title('A', options.a, comparison.tokens_a), "A", a},
                   {Title('B', options.b, comparison.tokens_b), "B", b}, comparison.passages,
                   options.view.full, WantsColor(options.view.color), TerminalWidth()));
  }
  return out;
}

// Nothing incomplete gets the name; what is no regular file (a pipe, a device) is written in place.
absl::Status WriteFile(const std::string& path, const std::string& content) {
  std::error_code error;
  const bool replaceable =
      !std::filesystem::exists(path, error) || std::filesystem::is_regular_file(path, error);
  const std::string written = replaceable ? path + ".reprise-part" : path;
  absl::StatusOr<OutputFile> file = OutputFile::Create(written);
  if (!file.ok()) {
    return file.status();
  }
  absl::Status status = file->Append(content);
  status.Update(file->Close());
  if (!replaceable) {
    return status;
  }
  if (status.ok() && std::rename(written.c_str(), path.c_str()) != 0) {
    status = FileError("write", path, errno);
  }
  if (!status.ok()) {
    std::filesystem::remove(written, error);
  }
  return status;
}

absl::StatusOr<OneText> Read(const std::string& path, const CompareOptions& options) {
  CorpusRequest request;
  request.inputs = {path};
  request.work_folder = options.work_folder;
  request.fields = options.settings.fields;
  request.format = options.settings.format;
  request.resources = options.resources;
  // Reading one text is over before there is a progress to show.
  TerminalMonitor monitor(/*quiet=*/true);
  absl::StatusOr<OneText> text = ReadOneText(request, &monitor);
  monitor.Finish();
  return text;
}

int Run(const CompareOptions& options) {
  if (options.a == "-" && options.b == "-") {
    return ReportError(absl::InvalidArgumentError("only one text can be standard input"));
  }
  const absl::StatusOr<OneText> a = Read(options.a, options);
  const absl::StatusOr<OneText> b = a.ok() ? Read(options.b, options) : a.status();
  if (!b.ok()) {
    return ReportError(b.status());
  }
  const Comparison comparison = Compare(a->text, b->text, options.settings, options.min_tokens);
  if (!options.html.empty()) {
    const absl::Status status = WriteFile(
        options.html, ComparePage(comparison, {options.a, a->text}, {options.b, b->text}));
    if (!status.ok()) {
      return ReportError(status);
    }
  }
  std::string result;
  if (options.json) {
    result = AsJson(comparison);
  } else if (options.html.empty()) {
    result = AsText(comparison, options, a->text, b->text);
  } else {
    result = absl::StrCat(Summary(comparison, options), "Side by side: ", options.html, "\n");
  }
  const int printed = PrintResult(result);
  return printed == kDone && !(a->whole && b->whole) ? kDoneWithRejects : printed;
}

}  // namespace

void AddCompareCommand(CLI::App* app, int* status) {
  CLI::App* command =
      app->add_subcommand("compare", "Show what two texts have in common, side by side");
  const auto options = std::make_shared<CompareOptions>();
  command
      ->add_option("A", options->a,
                   "A file of one document (text, a page, a record), packed or not, or - for "
                   "standard input")
      ->required();
  command->add_option("B", options->b, "Another")->required();
  AddRecordOptions(command, &options->settings);
  AddRuleOptions(command, &options->settings);
  command
      ->add_option("--min-tokens", options->min_tokens,
                   "Words of the shortest passage that is sure to be found")
      ->type_name("N")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  AddResourceOptions(command, &options->resources);
  command->add_option("--tmp", options->work_folder, "Folder for temporary files")
      ->type_name("DIR");
  AddViewOptions(command, &options->view);
  command
      ->add_option("--html", options->html, "Write both texts side by side as a page to this file")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "Print figures and passages as JSON");
  command->footer(
      "Example:\n  reprise compare wire.txt paper.txt\n"
      "  reprise compare wire.txt paper.html.gz\n"
      "  reprise compare wire.txt paper.txt --html reuse.html");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
