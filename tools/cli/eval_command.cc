#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "commands.h"
#include "exit_status.h"
#include "format.h"
#include "reprise/pipeline/evaluation.h"

namespace reprise::cli {
namespace {

struct EvalOptions {
  EvaluationRequest request;
  bool json = false;
};

void AppendFigure(std::string* out, const char* name, double value) {
  absl::StrAppendFormat(out, "%-24s %8.6f\n", name, value);
}

std::string Text(const Evaluation& evaluation) {
  std::string out;
  const PairScores& pairs = evaluation.pairs;
  if (evaluation.agreement.has_value()) {
    absl::StrAppend(&out, Plural(evaluation.documents, "document"), ", ",
                    Plural(evaluation.agreement->labels, "label"), ", ",
                    Plural(evaluation.agreement->clusters, "cluster"), "\n");
  } else {
    absl::StrAppend(&out, Plural(evaluation.documents, "document"), " in ",
                    Plural(pairs.known, "true pair"), "\n");
  }
  if (evaluation.unknown != 0) {
    absl::StrAppend(&out, "(", Plural(evaluation.unknown, "document"),
                    " of which the truth says nothing, left out)\n");
  }
  absl::StrAppend(&out, "\n", FormatCount(pairs.both), " of ", Plural(pairs.said, "pair"),
                  " within clusters are true, of ", FormatCount(pairs.known), " true ones\n");
  AppendFigure(&out, "precision", pairs.Precision());
  AppendFigure(&out, "recall", pairs.Recall());
  AppendFigure(&out, "F1", pairs.F1());
  if (evaluation.agreement.has_value()) {
    AppendFigure(&out, "adjusted Rand index", evaluation.agreement->adjusted_rand);
    AppendFigure(&out, "V-measure", evaluation.agreement->v_measure);
    AppendFigure(&out, "  homogeneity", evaluation.agreement->homogeneity);
    AppendFigure(&out, "  completeness", evaluation.agreement->completeness);
  }
  if (evaluation.removals.has_value()) {
    absl::StrAppend(&out, "\n", FormatCount(evaluation.true_removals), " of ",
                    Plural(*evaluation.removals, "removal"),
                    evaluation.agreement.has_value() ? " name a kept document of the same label\n"
                                                     : " are a true pair\n");
    AppendFigure(&out, "precision of removals",
                 ShareOf(evaluation.true_removals, *evaluation.removals));
  }
  return out;
}

std::string EvaluationJson(const Evaluation& evaluation) {
  const PairScores& pairs = evaluation.pairs;
  std::string out = absl::StrFormat(
      "{\"documents\":%u,\"unknown\":%u,\"pairs_said\":%u,\"pairs_true\":%u,\"pairs_both\":%u,"
      "\"precision\":%.6f,\"recall\":%.6f,\"f1\":%.6f",
      evaluation.documents, evaluation.unknown, pairs.said, pairs.known, pairs.both,
      pairs.Precision(), pairs.Recall(), pairs.F1());
  if (evaluation.agreement.has_value()) {
    const Agreement& agreement = *evaluation.agreement;
    absl::StrAppendFormat(&out,
                          ",\"labels\":%u,\"clusters\":%u,\"ari\":%.6f,\"v_measure\":%.6f,"
                          "\"homogeneity\":%.6f,\"completeness\":%.6f",
                          agreement.labels, agreement.clusters, agreement.adjusted_rand,
                          agreement.v_measure, agreement.homogeneity, agreement.completeness);
  }
  if (evaluation.removals.has_value()) {
    absl::StrAppendFormat(&out, ",\"removals\":%u,\"removals_true\":%u", *evaluation.removals,
                          evaluation.true_removals);
  }
  return out + "}\n";
}

int Run(const EvalOptions& options) {
  const absl::StatusOr<Evaluation> evaluation = Evaluate(options.request);
  if (!evaluation.ok()) {
    return ReportError(evaluation.status());
  }
  return PrintResult(options.json ? EvaluationJson(*evaluation) : Text(*evaluation));
}

}  // namespace

void AddEvalCommand(CLI::App* app, int* status) {
  CLI::App* command =
      app->add_subcommand("eval", "Score groups, or any table of clusters, against known labels");
  const auto options = std::make_shared<EvalOptions>();
  EvaluationRequest* request = &options->request;
  command
      ->add_option("OUT", request->result,
                   "Result of dedup or groups, or a table of ids and clusters (JSON Lines, TSV or "
                   "CSV)")
      ->required();
  command
      ->add_option("--truth", request->truth,
                   "Table of ids and labels, or of true pairs (\"a\" and \"b\")")
      ->type_name("FILE")
      ->required();
  command->add_option("--id-field", request->id_field, "Column of the ids")
      ->type_name("F")
      ->capture_default_str();
  command->add_option("--label-field", request->label_field, "Column of the labels")
      ->type_name("F")
      ->capture_default_str();
  command->add_option("--cluster-field", request->cluster_field, "Column of the clusters")
      ->type_name("F")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print the figures as JSON");
  command->footer(
      "Example:\n"
      "  reprise groups pages.jsonl -o stories && reprise eval stories --truth pages.jsonl "
      "--label-field page\n"
      "Documents that are in no group are groups of their own. Precision and recall are of pairs\n"
      "of documents in one group. Exit status: 0 done, 1 failed, 2 wrong usage or a bad table.");
  command->callback([options, status] { *status = Run(*options); });
}

}  // namespace reprise::cli
