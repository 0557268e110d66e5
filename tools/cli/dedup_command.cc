#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "commands.h"
#include "dedup_job.h"
#include "format.h"
#include "options.h"
#include "reprise/pipeline/dedup.h"

namespace reprise::cli {
namespace {

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void AppendLine(std::string* out, uint64_t count, std::string_view what) {
  if (count != 0) {
    const std::string digits = FormatCount(count);
    out->append(12 - std::min<size_t>(12, digits.size()), ' ');
    absl::StrAppend(out, digits, "  ", Absl(what), "\n");
  }
}

std::string Threshold(const std::optional<double>& share) {
  return share.has_value() ? absl::StrCat(*share) : "off";
}

void AppendLargestLosses(const std::vector<SourceLoss>& sources, std::string* out) {
  constexpr size_t kMost = 3;
  if (sources.empty() || sources.front().removed == 0) {
    return;
  }
  absl::StrAppend(out, "Most was lost by");
  for (size_t i = 0; i < std::min(sources.size(), kMost) && sources[i].removed != 0; ++i) {
    absl::StrAppend(out, i == 0 ? " " : ", ",
                    sources[i].source.empty() ? "documents without a source" : sources[i].source,
                    " (", FormatCount(sources[i].removed), " of ",
                    FormatCount(sources[i].documents), ")");
  }
  absl::StrAppend(out, "; report.json has all.\n");
}

// What a person wants to know after a run.
std::string Summary(const DedupReport& report, const DedupRequest& request) {
  const Rule& rule = request.settings.rule;
  std::string out =
      absl::StrCat("Read ", Plural(report.documents, "document"), " (",
                   FormatBytes(static_cast<double>(report.bytes)), ") from ",
                   Plural(report.files, "file"), " in ", FormatSeconds(report.seconds), ".\n\n");
  AppendLine(&out, report.kept, "kept");
  AppendLine(&out, report.removed,
             absl::StrCat("removed (", FormatPercent(Share(report.removed, report.documents), 1),
                          "), each for a kept document that proves it:"));
  AppendLine(&out, report.removed_exact, "  equal to it, byte for byte");
  AppendLine(&out, report.removed_jaccard,
             absl::StrCat("  nearly equal to it (Jaccard ", Threshold(rule.jaccard), " or more)"));
  AppendLine(&out, report.removed_coverage,
             absl::StrCat("  contained in it (coverage ", Threshold(rule.coverage), " or more)"));
  AppendLine(&out, report.reference_documents, "compared with, which stay as they are");
  AppendLine(
      &out, report.rejected,
      request.annotate ? "malformed, left as they are" : "malformed, set aside in rejected/");
  AppendLine(&out, report.reference_rejected, "malformed among what was compared with, left out");
  AppendLine(&out, report.empty_documents, "of the kept have no words; such a text is no copy");
  if (request.pairs) {
    AppendLine(&out, report.pairs, "pairs that meet the rule, in pairs.jsonl");
  }
  out += '\n';
  const size_t remarks = out.size();
  if (report.removed_variants != 0) {
    absl::StrAppend(
        &out, FormatCount(report.removed_variants),
        report.removed_variants == 1 ? " of the removed differs" : " of the removed differ",
        " from the kept one in figures alone (\"variant\" in removals.jsonl).\n");
  }
  if (request.trim_repeats) {
    absl::StrAppend(&out, FormatCount(report.trimmed_repeats), " repeated ",
                    report.trimmed_repeats == 1 ? "part" : "parts", " (",
                    FormatBytes(static_cast<double>(report.trimmed_bytes)),
                    ") cut from kept documents; cuts.jsonl says where.\n");
  }
  if (report.removed != 0) {
    absl::StrAppend(
        &out, FormatPercentUp(Share(report.unheld_shingles, report.removed_shingles), 1),
        " of the removed text, at most, is lost: the kept documents named do not hold it.\n"
        "--jaccard off --coverage 1 removes only what is wholly there.\n");
  }
  if (report.groups != 0) {
    absl::StrAppend(&out, FormatCount(report.grouped), " documents are in ",
                    Plural(report.groups, "group"),
                    " of texts that belong together, the largest of ",
                    FormatCount(report.largest_group), " (groups.jsonl).\n");
  }
  AppendLargestLosses(report.sources, &out);
  if (out.size() == remarks) {
    out.pop_back();  // an empty line is enough where there are none
  }
  const std::string& folder = request.output;
  if (request.dry_run) {
    absl::StrAppend(&out, "\nA dry run: ", folder,
                    " says what would go (removals.jsonl; report.html for people), and holds no "
                    "documents.\n");
    return out;
  }
  if (request.annotate) {
    absl::StrAppend(&out, "\nThe records are in ", folder,
                    "/annotated, each with its verdict as the member \"reprise\".\n");
    return out;
  }
  absl::StrAppend(&out, "\nThe documents are in ", folder, "/kept",
                  report.removed != 0 ? " and " : "",
                  report.removed != 0 ? absl::StrCat(folder, "/removed") : std::string(), ".\n");
  if (report.removed != 0) {
    absl::StrAppend(&out, "Why one went:  reprise explain ", folder, " ID\n");
  }
  absl::StrAppend(&out, "To look at it: ", folder, "/report.html\n");
  absl::StrAppend(&out, "To undo it:    reprise restore ", folder, " -o FOLDER\n");
  return out;
}

}  // namespace

void AddDedupCommand(CLI::App* app, int* status) {
  CLI::App* command = app->add_subcommand(
      "dedup", "Give a corpus back without its copies, with proof for every removal");
  const auto options = std::make_shared<DedupJob>();
  DedupRequest* request = &options->request;
  AddJobOptions(command, options.get());
  AddRecordOptions(command, &request->settings);
  AddRuleOptions(command, &request->settings);
  AddSearchOptions(command, &request->settings);
  command
      ->add_option("--against", request->against,
                   "Files or folders that the input is compared with first, and that stay as they "
                   "are (repeatable)")
      ->type_name("REF")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option_function<std::string>(
          "--within",
          [request](const std::string& text) {
            if (text != "on" && text != "off") {
              throw CLI::ValidationError("--within",
                                         absl::StrCat("\"", text, "\" is neither on nor off"));
            }
            request->settings.within = text == "on";
          },
          "Whether documents of the input are compared with one another, or with REF alone")
      ->type_name("on|off")
      ->default_str("on");
  AddSourceOptions(command, &request->settings);
  AddShareOption(command, "--max-loss",
                 "Stop before writing where a source would lose a larger share of its documents",
                 &request->max_loss);
  command->add_flag("--keep-variants", request->settings.keep_variants,
                    "Remove no text for another one that differs from it in figures alone");
  AddResourceOptions(command, &request->resources);
  command->add_flag("--dry-run", request->dry_run, "Write everything but kept/ and removed/");
  command->add_flag("--annotate", request->annotate,
                    "Write annotated/, every record with its verdict, instead of kept/ and "
                    "removed/");
  command->add_flag("--pairs", request->pairs, "List all pairs that meet the rule in pairs.jsonl");
  command->add_flag("--trim-repeats", request->trim_repeats,
                    "Cut from kept documents what comes back within them, but for its first "
                    "occurrence; cuts.jsonl says what");
  command->footer(
      "Example:\n"
      "  reprise dedup news.jsonl pages/ -o clean\n"
      "removes from both what is nearly equal to, or contained in, a longer document;\n"
      "  reprise dedup new.jsonl -o fresh --against 2023.jsonl --against 2024.jsonl\n"
      "what older documents hold as well, or what the new ones hold twice.\n"
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but malformed records were set aside,\n"
      "130 interrupted.");
  command->callback([options, status] { *status = RunJob(*options, Summary); });
}

}  // namespace reprise::cli
