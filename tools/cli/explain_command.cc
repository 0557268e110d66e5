#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "options.h"
#include "reprise/pipeline/explain.h"
#include "reprise/verify/passage.h"
#include "side_by_side.h"

namespace reprise::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ExplainOptions {
  std::string result;
  std::string id;
  ViewOptions view;
  bool json = false;
};

// What the removed text and the kept one share; nothing where the result has no texts.
std::vector<Passage> PassagesOf(const Explanation& explanation) {
  return explanation.text.has_value() && explanation.kept_text.has_value()
             ? SharedPassages(*explanation.text, *explanation.kept_text, {})
             : std::vector<Passage>{};
}

Json RangeJson(const ByteRange& range) { return {{"begin", range.begin}, {"end", range.end}}; }

Json RecordJson(const RemovalRecord& record) {
  return {
      {"id", record.id},           {"file", record.file},           {"line", record.line},
      {"kept_id", record.kept_id}, {"kept_file", record.kept_file}, {"kept_line", record.kept_line},
      {"rule", record.rule},       {"jaccard", record.jaccard},     {"coverage", record.coverage},
      {"variant", record.variant}};
}

std::string AsJson(const Explanation& explanation) {
  Json json = {{"id", explanation.id},
               {"file", explanation.file},
               {"line", explanation.line},
               {"verdict", explanation.removal.has_value() ? "removed" : "kept"}};
  if (explanation.removal.has_value()) {
    json["removal"] = RecordJson(*explanation.removal);
  }
  json["copies"] = Json::array();
  for (const RemovalRecord& copy : explanation.copies) {
    json["copies"].push_back(RecordJson(copy));
  }
  if (explanation.text.has_value()) {
    json["text"] = *explanation.text;
  }
  if (explanation.kept_text.has_value()) {
    json["kept_text"] = *explanation.kept_text;
    json["passages"] = Json::array();
    for (const Passage& passage : PassagesOf(explanation)) {
      json["passages"].push_back({{"a", RangeJson(passage.a)},
                                  {"b", RangeJson(passage.b)},
                                  {"tokens", passage.tokens},
                                  {"identity", passage.identity}});
    }
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Place(const std::string& file, uint64_t line) { return absl::StrCat(file, ":", line); }

std::string Why(const RemovalRecord& record) {
  if (record.rule == "exact") {
    return "The two texts are equal, byte for byte.";
  }
  std::string why =
      absl::StrFormat("Jaccard %.6f; the kept text holds %s of the removed one. Rule: %s.",
                      record.jaccard, FormatPercent(record.coverage, 1), record.rule);
  if (record.variant) {
    why += " They differ in figures alone.";
  }
  return why;
}

std::string AsText(const Explanation& explanation, const ViewOptions& view) {
  std::string out =
      absl::StrCat(explanation.id, " (", Place(explanation.file, explanation.line), ")");
  if (explanation.removal.has_value()) {
    const RemovalRecord& record = *explanation.removal;
    absl::StrAppend(&out, " was removed: ", record.kept_id, " (",
                    Place(record.kept_file, record.kept_line), ") is kept.\n", Why(record), "\n");
    if (explanation.text.has_value() && explanation.kept_text.has_value()) {
      absl::StrAppend(
          &out, "\n",
          SideBySide({"removed: " + record.id, "the removed text", *explanation.text},
                     {"kept: " + record.kept_id, "the kept text", *explanation.kept_text},
                     PassagesOf(explanation), view.full, WantsColor(view.color), TerminalWidth()));
    }
    return out;
  }
  if (explanation.copies.empty()) {
    return absl::StrCat(out,
                        " was kept. No document that precedes it in keep order was found to "
                        "meet the rule with it,\nand nothing was removed for it.\n");
  }
  absl::StrAppend(&out, " was kept. ", Plural(explanation.copies.size(), "document"),
                  explanation.copies.size() == 1 ? " was" : " were", " removed for it:\n");
  for (const RemovalRecord& copy : explanation.copies) {
    absl::StrAppendFormat(&out, "  %s (%s)  %s, jaccard %.6f, coverage %.6f%s\n", copy.id,
                          Place(copy.file, copy.line), copy.rule, copy.jaccard, copy.coverage,
                          copy.variant ? ", variant" : "");
  }
  return out;
}

int Run(const ExplainOptions& options) {
  const absl::StatusOr<Explanation> explanation = Explain(options.result, options.id);
  if (!explanation.ok()) {
    return ReportError(explanation.status());
  }
  return PrintResult(options.json ? AsJson(*explanation) : AsText(*explanation, options.view));
}

}  // namespace

void AddExplainCommand(CLI::App* app, int* status) {
  CLI::App* command =
      app->add_subcommand("explain",
                          "Show why a document was removed or kept, both texts beside "
                          "each other");
  const auto options = std::make_shared<ExplainOptions>();
  command->add_option("OUT", options->result, "Folder of a finished result")->required();
  command->add_option("ID", options->id, "Id of the document, as in removals.jsonl")->required();
  AddViewOptions(command, &options->view);
  command->add_flag("--json", options->json, "Print the result as JSON");
  command->footer("Example:\n  reprise explain clean story-17");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
