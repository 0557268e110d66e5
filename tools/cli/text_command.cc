#include <memory>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "commands.h"
#include "exit_status.h"
#include "options.h"
#include "reprise/io/json/json_text.h"
#include "reprise/pipeline/texts.h"
#include "terminal_monitor.h"

namespace reprise::cli {
namespace {

struct TextOptions {
  CorpusRequest request;
  Settings settings;  // of which only how records are read matters here
  bool quiet = false;
  bool json = false;
};

// Documents are printed some at a time.
constexpr size_t kPrintedBytes = size_t{1} << 16;

void AppendAsJson(const ShownText& shown, std::string* out) {
  *out += "{\"id\":";
  AppendJsonString(shown.id, out);
  *out += ",\"file\":";
  AppendJsonString(shown.file, out);
  absl::StrAppend(out, ",\"line\":", shown.line, ",\"text\":");
  AppendJsonString(shown.text, out);
  *out += "}\n";
}

void AppendAsText(const ShownText& shown, std::string* out) {
  out->append(shown.id);
  out->push_back('\n');
  out->append(shown.text);
  // A blank line follows, whether or not the text ends its last one.
  *out += shown.text.empty() || shown.text.back() == '\n' ? "\n" : "\n\n";
}

absl::Status Print(std::string* text) {
  const int printed = PrintResult(*text);
  text->clear();
  return printed == kDone ? absl::OkStatus() : absl::InternalError("the texts are not all printed");
}

int Run(TextOptions options) {
  options.request.fields = options.settings.fields;
  options.request.format = options.settings.format;
  std::string waiting;
  const auto sink = [&](const ShownText& shown) {
    options.json ? AppendAsJson(shown, &waiting) : AppendAsText(shown, &waiting);
    return waiting.size() < kPrintedBytes ? absl::OkStatus() : Print(&waiting);
  };
  TerminalMonitor monitor(options.quiet);
  const absl::StatusOr<CorpusReport> report = ShowTexts(options.request, sink, &monitor);
  monitor.Finish();
  if (!report.ok()) {
    return ReportError(report.status());
  }
  if (!waiting.empty() && !Print(&waiting).ok()) {
    return kFailed;
  }
  return report->whole() ? kDone : kDoneWithRejects;
}

}  // namespace

void AddTextCommand(CLI::App* app, int* status) {
  CLI::App* command = app->add_subcommand(
      "text", "Print the texts as they are read: what is made of pages, archives, tables");
  const auto options = std::make_shared<TextOptions>();
  CorpusRequest* request = &options->request;
  command->add_option("INPUT", request->inputs, "Files, folders, or - for standard input")
      ->required();
  AddRecordOptions(command, &options->settings);
  AddResourceOptions(command, &request->resources);
  command->add_option("--tmp", request->work_folder, "Folder for temporary files")
      ->type_name("DIR");
  command->add_flag("--quiet", options->quiet, "Show no progress");
  command->add_flag("--json", options->json,
                    "Print a JSON object per document: id, file, line, text");
  command->footer(
      "Example:\n"
      "  reprise text page.html\n"
      "  reprise text --json crawl.warc.gz > texts.jsonl\n"
      "The id of each document is on a line before it, a blank line behind it.\n"
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but malformed records were left out,\n"
      "130 interrupted.");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
