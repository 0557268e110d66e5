#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/io/file.h"
#include "reprise/io/json_text.h"
#include "reprise/pipeline/compare.h"

namespace reprise::cli {
namespace {

struct CompareOptions {
  std::string a;
  std::string b;
  Settings settings;
  bool json = false;
};

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
                  Absl(VerdictName(comparison.b_as_copy)), "\"}\n");
  return out;
}

std::string VerdictLine(const char* copy, const char* original, Verdict verdict) {
  return verdict == Verdict::kNone
             ? absl::StrCat(copy, " is no copy of ", original, " by the rule.\n")
             : absl::StrCat(copy, " counts as a copy of ", original, " (",
                            Absl(VerdictName(verdict)), ").\n");
}

std::string AsText(const Comparison& comparison, const CompareOptions& options) {
  std::string out =
      absl::StrCat("A  ", options.a, "  (", Plural(comparison.tokens_a, "token"), ")\nB  ",
                   options.b, "  (", Plural(comparison.tokens_b, "token"), ")\n\n");
  if (comparison.tokens_a == 0 || comparison.tokens_b == 0) {
    return out + "A text without words has nothing in common with any other.\n";
  }
  absl::StrAppend(&out, FormatPercent(comparison.coverage_a, 1), " of A is in B; ",
                  FormatPercent(comparison.coverage_b, 1), " of B is in A.\n");
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

int Run(const CompareOptions& options) {
  if (options.a == "-" && options.b == "-") {
    return ReportError(absl::InvalidArgumentError("only one text can be standard input"));
  }
  const auto read = [](const std::string& path) {
    return ReadWholeFile(path == "-" ? "/dev/stdin" : path);
  };
  const absl::StatusOr<std::string> a = read(options.a);
  const absl::StatusOr<std::string> b = read(options.b);
  if (!a.ok() || !b.ok()) {
    return ReportError(a.ok() ? b.status() : a.status());
  }
  const Comparison comparison = Compare(*a, *b, options.settings);
  return PrintResult(options.json ? AsJson(comparison) : AsText(comparison, options));
}

}  // namespace

void AddCompareCommand(CLI::App* app, int* status) {
  CLI::App* command =
      app->add_subcommand("compare", "Say how much two texts have in common, each way");
  const auto options = std::make_shared<CompareOptions>();
  command->add_option("A", options->a, "A text file, or - for standard input")->required();
  command->add_option("B", options->b, "Another")->required();
  AddRuleOptions(command, &options->settings);
  command->add_flag("--json", options->json, "Print the figures as JSON");
  command->footer("Example:\n  reprise compare wire.txt paper.txt");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
