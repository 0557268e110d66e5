#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/pipeline/byte_ranges.h"
#include "reprise/pipeline/passages.h"
#include "terminal_monitor.h"

namespace reprise::cli {
namespace {

struct PassagesOptions {
  PassagesRequest request;
  Settings settings;     // of which only how records are read matters here
  size_t min_bytes = 0;  // 0: passages of tokens
  bool quiet = false;
  bool json = false;
};

std::string ReadLine(const CorpusReport& corpus) {
  std::string line =
      absl::StrCat("Read ", Plural(corpus.documents, "document"), " (",
                   FormatBytes(static_cast<double>(corpus.bytes)), ") from ",
                   Plural(corpus.files, "file"), " in ", FormatSeconds(corpus.seconds), ".\n");
  if (corpus.rejected != 0) {
    absl::StrAppend(&line, Plural(corpus.rejected, "record"), " malformed, set aside.\n");
  }
  return line;
}

std::string Count(uint64_t count) {
  const std::string digits = FormatCount(count);
  return std::string(12 - std::min<size_t>(12, digits.size()), ' ') + digits;
}

std::string Summary(const PassagesReport& report, const PassagesRequest& request) {
  const std::string& folder = request.corpus.output;
  std::string out = ReadLine(report.corpus);
  absl::StrAppend(&out, "\n", Count(report.passages), "  passages of ",
                  Plural(request.min_tokens, "token"), " or more stand in several documents, ",
                  FormatCount(report.occurrences), " times in all\n",
                  Count(report.documents_with_passages), "  documents hold one\n");
  if (report.passages != 0) {
    absl::StrAppend(&out, Count(report.syndicated), "  syndicated: texts that several print\n",
                    Count(report.boilerplate),
                    "  boilerplate: on a large share of one source's pages\n", Count(report.quotes),
                    "  quotes: short, within documents that differ\n");
  }
  if (report.sources == 0) {
    out +=
        "\nNo source is known: name the member that holds it (--source-field), or boilerplate "
        "cannot be told.\n";
  }
  absl::StrAppend(&out, "\nEach with its occurrences, and why it is what it is: ", folder,
                  "/passages.jsonl\n");
  if (request.cut) {
    absl::StrAppend(&out, "The documents, each passage in its first occurrence alone: ", folder,
                    "/kept (", FormatBytes(static_cast<double>(report.corpus.cut_bytes)), " in ",
                    Plural(report.cuts, "part"), " cut)\nTo undo it: reprise restore ", folder,
                    " -o FOLDER\n");
  }
  if (!request.date_field.empty()) {
    absl::StrAppend(&out, "Who printed what first, ",
                    report.stories == 1 ? "1 story" : FormatCount(report.stories) + " stories",
                    ": ", folder, "/timeline.html and timeline.json\n");
  }
  return out;
}

std::string Summary(const ByteRangesReport& report, const ByteRangesRequest& request) {
  const double share = report.text_bytes == 0 ? 0.0
                                              : static_cast<double>(report.repeated_bytes) /
                                                    static_cast<double>(report.text_bytes);
  return absl::StrCat(ReadLine(report.corpus),
                      FormatBytes(static_cast<double>(report.repeated_bytes)), " of ",
                      FormatBytes(static_cast<double>(report.text_bytes)), " of text (",
                      FormatPercent(share, 1), ") stand in substrings of ", request.min_bytes,
                      " bytes or more that occur at least twice.\nThe ",
                      Plural(report.ranges, "range"), ": ", request.corpus.output, "/ranges.tsv\n");
}

template <typename Report, typename Request>
int Finish(const absl::StatusOr<Report>& report, const Request& request, bool json,
           std::string (*as_json)(const Report&, const Request&)) {
  if (!report.ok()) {
    return ReportError(report.status());
  }
  const int printed = PrintResult(json ? as_json(*report, request) : Summary(*report, request));
  return printed == kDone && !report->corpus.whole() ? kDoneWithRejects : printed;
}

int Run(PassagesOptions options) {
  PassagesRequest& request = options.request;
  request.corpus.fields = options.settings.fields;
  request.corpus.format = options.settings.format;
  TerminalMonitor monitor(options.quiet);
  if (options.min_bytes != 0) {
    if (request.cut || !request.date_field.empty()) {
      return ReportError(absl::InvalidArgumentError(
          "--min-bytes finds bytes; --cut and --timeline go with passages of tokens"));
    }
    const ByteRangesRequest bytes{request.corpus, options.min_bytes};
    const absl::StatusOr<ByteRangesReport> report = FindCorpusByteRanges(bytes, &monitor);
    monitor.Finish();
    return Finish(report, bytes, options.json, &ByteRangesReportJson);
  }
  const absl::StatusOr<PassagesReport> report = FindCorpusPassages(request, &monitor);
  monitor.Finish();
  return Finish(report, request, options.json, &PassagesReportJson);
}

}  // namespace

void AddPassagesCommand(CLI::App* app, int* status) {
  CLI::App* command = app->add_subcommand(
      "passages", "Find passages shared across documents, with all their occurrences");
  const auto options = std::make_shared<PassagesOptions>();
  PassagesRequest* request = &options->request;
  command->add_option("INPUT", request->corpus.inputs, "Files, folders, or - for standard input")
      ->required();
  command->add_option("-o,--output", request->corpus.output, "Folder of the result; new or empty")
      ->type_name("OUT")
      ->required();
  CLI::Option* const min_tokens =
      command
          ->add_option("--min-tokens", request->min_tokens, "Least length of a passage, in tokens")
          ->type_name("N")
          ->check(CLI::Range(1, 1'000'000))
          ->capture_default_str();
  command
      ->add_option("--source-field", request->source_field,
                   "Member that names a document's source: a site, a newspaper")
      ->type_name("F")
      ->default_str("host of url");
  command->add_flag("--cut", request->cut,
                    "Write the corpus with the first occurrence of each passage alone, later ones "
                    "cut by whole lines and sentences");
  command
      ->add_option("--timeline", request->date_field,
                   "Member that holds a date: also write who printed what first, and who followed")
      ->type_name("FIELD");
  command
      ->add_option("--min-bytes", options->min_bytes,
                   "Instead: exact substrings of N bytes or more that occur twice, as ranges.tsv")
      ->type_name("N")
      ->check(CLI::Range(size_t{1}, size_t{1} << 30))
      ->excludes(min_tokens);
  AddRecordOptions(command, &options->settings);
  AddResourceOptions(command, &request->corpus.resources);
  command->add_option("--tmp", request->corpus.work_folder, "Folder for temporary files")
      ->type_name("DIR")
      ->default_str("OUT/.reprise");
  command->add_flag("--quiet", options->quiet, "Show no progress");
  command->add_flag("--json", options->json, "Print the report as JSON instead of a summary");
  command->footer(
      "Example:\n"
      "  reprise passages news.jsonl -o shared --source-field paper --timeline date\n"
      "  reprise passages news.jsonl -o ranges --min-bytes 100");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
