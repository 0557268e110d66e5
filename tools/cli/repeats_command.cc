#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "column.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/io/json/json_text.h"
#include "reprise/pipeline/repeats.h"
#include "side_by_side.h"
#include "terminal_monitor.h"

namespace reprise::cli {
namespace {

struct RepeatsOptions {
  RepeatsRequest request;
  Settings settings;  // of which only how records are read matters here
  bool trim = false;
  bool quiet = false;
  bool json = false;
};

// Prints as it goes: what is found in a large corpus need not fit into memory.
absl::Status Print(const std::string& text) {
  return PrintResult(text) == kDone ? absl::OkStatus()
                                    : absl::InternalError("cannot write to standard output");
}

std::string AsJson(const std::string& id, std::string_view text, const RepeatedPassage& passage) {
  std::string out = "{\"id\":";
  AppendJsonString(id, &out);
  absl::StrAppend(&out, ",\"tokens\":", passage.tokens, ",\"text\":");
  const ByteRange& first = passage.occurrences.front();
  AppendJsonString(text.substr(first.begin, first.size()), &out);
  out += ",\"occurrences\":[";
  for (const ByteRange& occurrence : passage.occurrences) {
    absl::StrAppend(&out, out.back() == '[' ? "" : ",", "{\"begin\":", occurrence.begin,
                    ",\"end\":", occurrence.end, "}");
  }
  return out + "]}\n";
}

// The 1-based line that a byte stands in, counted on from where the last one was asked for.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  uint64_t LineOf(uint64_t offset) {
    if (offset < at_) {
      at_ = 0;
      line_ = 1;
    }
    line_ += static_cast<uint64_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                              text_.begin() + static_cast<std::ptrdiff_t>(offset),
                                              '\n'));
    at_ = offset;
    return line_;
  }

 private:
  std::string_view text_;
  uint64_t at_ = 0;
  uint64_t line_ = 1;
};

// The first rows of a passage, indented, with its white space made one.
std::string Excerpt(std::string_view text) {
  constexpr size_t kMostRows = 3;
  Column column(std::max<size_t>(TerminalWidth(), 24) - 4, /*color=*/false);
  std::string line;
  for (const char c : text) {
    const bool space = std::string_view(" \t\r\n").find(c) != std::string_view::npos;
    if (!space || (!line.empty() && line.back() != ' ')) {
      line += space ? ' ' : c;
    }
  }
  column.Add(line);
  const std::vector<Row> rows = column.Take();
  std::string out;
  for (size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    absl::StrAppend(&out, "  ", rows[i].text,
                    i + 1 == kMostRows && rows.size() > kMostRows ? " ..." : "", "\n");
  }
  return out;
}

std::string AsText(const std::string& id, std::string_view text, const TextRepeats& repeats) {
  constexpr size_t kMostPlaces = 8;
  std::string out =
      absl::StrCat(id, ": ", Plural(repeats.passages.size(), "repeated passage"), "\n");
  LineCounter lines(text);
  for (const RepeatedPassage& passage : repeats.passages) {
    const std::vector<ByteRange>& places = passage.occurrences;
    const ByteRange& first = places.front();
    absl::StrAppend(&out, "\n", Excerpt(text.substr(first.begin, first.size())), "  ",
                    Plural(passage.tokens, "token"), ", ", FormatCount(places.size()), " times: ");
    for (size_t i = 0; i < std::min(places.size(), kMostPlaces); ++i) {
      absl::StrAppend(&out, i == 0 ? "" : "; ", "line ", lines.LineOf(places[i].begin), " (bytes ",
                      places[i].begin, "-", places[i].end, ")");
    }
    absl::StrAppend(
        &out, places.size() > kMostPlaces
                  ? absl::StrCat("; and ", FormatCount(places.size() - kMostPlaces), " more\n")
                  : std::string("\n"));
  }
  return out + "\n";
}

std::string Summary(const RepeatsReport& report, const RepeatsRequest& request) {
  const CorpusReport& corpus = report.corpus;
  std::string out = absl::StrCat(
      "Read ", Plural(corpus.documents, "document"), " (",
      FormatBytes(static_cast<double>(corpus.bytes)), ") in ", FormatSeconds(corpus.seconds), "; ",
      report.documents_with_repeats == 0
          ? std::string("none repeats")
          : absl::StrCat(FormatCount(report.documents_with_repeats),
                         report.documents_with_repeats == 1 ? " repeats" : " repeat"),
      " a passage of ", Plural(request.min_tokens, "token"), " or more.\n");
  if (corpus.rejected != 0) {
    absl::StrAppend(&out, Plural(corpus.rejected, "record"), " malformed, set aside.\n");
  }
  if (!request.corpus.output.empty()) {
    const std::string& folder = request.corpus.output;
    absl::StrAppend(&out, Plural(report.cuts, "later occurrence"), " (",
                    FormatBytes(static_cast<double>(corpus.cut_bytes)),
                    ") cut by whole lines and sentences; the first ones stay.\n"
                    "The documents are in ",
                    folder, "/kept, what was cut in ", folder,
                    "/cuts.jsonl.\nTo undo it:    ", "reprise restore ", folder, " -o FOLDER\n");
  }
  return out;
}

int Run(RepeatsOptions options) {
  RepeatsRequest& request = options.request;
  request.corpus.fields = options.settings.fields;
  request.corpus.format = options.settings.format;
  const bool trimmed_page = options.trim && request.corpus.output.empty();
  if (!request.corpus.output.empty() && !options.trim) {
    return ReportError(absl::InvalidArgumentError("-o OUT goes with --trim"));
  }
  if (trimmed_page && options.json) {
    return ReportError(absl::InvalidArgumentError("--trim with --json needs -o OUT"));
  }
  uint64_t shown = 0;
  std::string page;
  request.show_all = trimmed_page;
  const auto sink = [&](const std::string& id, std::string_view text,
                        const TextRepeats& repeats) -> absl::Status {
    ++shown;
    if (trimmed_page) {
      if (shown > 1) {
        return absl::InvalidArgumentError(
            "--trim prints one document; for more of them name a folder with -o OUT");
      }
      page = WithoutRanges(text, repeats.cuts);
      return absl::OkStatus();
    }
    if (options.json) {
      for (const RepeatedPassage& passage : repeats.passages) {
        if (absl::Status status = Print(AsJson(id, text, passage)); !status.ok()) {
          return status;
        }
      }
      return absl::OkStatus();
    }
    return options.trim ? absl::OkStatus() : Print(AsText(id, text, repeats));
  };
  TerminalMonitor monitor(options.quiet);
  const absl::StatusOr<RepeatsReport> report = FindCorpusRepeats(request, sink, &monitor);
  monitor.Finish();
  if (!report.ok()) {
    return ReportError(report.status());
  }
  int status = kDone;
  if (trimmed_page) {
    status = PrintResult(page);
  } else if (!options.json) {
    status = PrintResult(Summary(*report, request));
  }
  return status == kDone && !report->corpus.whole() ? kDoneWithRejects : status;
}

}  // namespace

void AddRepeatsCommand(CLI::App* app, int* status) {
  CLI::App* command = app->add_subcommand(
      "repeats", "Find passages that come back within one document, and trim them");
  const auto options = std::make_shared<RepeatsOptions>();
  RepeatsRequest* request = &options->request;
  command->add_option("INPUT", request->corpus.inputs, "Files, folders, or - for standard input")
      ->required();
  command->add_option("--min-tokens", request->min_tokens, "Least length of a passage, in tokens")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--trim", options->trim,
                    "Write the documents with the first occurrence of each passage alone, "
                    "later ones cut by whole lines and sentences: one document to standard "
                    "output, or all of them to the folder OUT");
  command->add_option("-o,--output", request->corpus.output, "Folder of the result; new or empty")
      ->type_name("OUT");
  AddRecordOptions(command, &options->settings);
  AddResourceOptions(command, &request->corpus.resources);
  command->add_option("--tmp", request->corpus.work_folder, "Folder for temporary files")
      ->type_name("DIR");
  command->add_flag("--quiet", options->quiet, "Show no progress");
  command->add_flag("--json", options->json, "Print a JSON object per passage");
  command->footer(
      "Example:\n"
      "  reprise repeats page.txt\n"
      "  reprise repeats --trim page.txt > trimmed.txt\n"
      "  reprise repeats --trim news.jsonl -o trimmed");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
