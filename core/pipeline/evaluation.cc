#include "reprise/pipeline/evaluation.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "reprise/base/name_numbers.h"
#include "reprise/io/table/table_reader.h"
#include "reprise/pipeline/result_folder.h"

namespace reprise {
namespace {

using IdPair = std::pair<uint32_t, uint32_t>;

constexpr uint32_t kNone = ~uint32_t{0};

// What is true: labels of documents, or pairs.
struct Truth {
  NameNumbers ids;
  std::vector<uint32_t> labels;       // by document; empty where there are pairs
  absl::flat_hash_set<IdPair> pairs;  // (lower, higher)

  bool ArePair(uint32_t a, uint32_t b) const {
    return labels.empty() ? pairs.contains(std::minmax(a, b)) : labels[a] == labels[b];
  }
};

absl::Status LineError(const std::string& path, uint64_t line, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ":", line, ": ", std::string(what)));
}

absl::StatusOr<Truth> ReadTruth(const EvaluationRequest& request) {
  Truth truth;
  NameNumbers labels;
  absl::Status status = ReadTable(
      request.truth, {request.id_field, request.label_field, "a", "b"},
      [&](const TableRow& row) -> absl::Status {
        if (row.present[0] && row.present[1]) {
          if (!truth.ids.Add(row.values[0]).second) {
            return LineError(request.truth, row.line,
                             "the id \"" + row.values[0] + "\" has been named before");
          }
          truth.labels.push_back(labels.Add(row.values[1]).first);
          return absl::OkStatus();
        }
        if (row.present[2] && row.present[3]) {
          if (row.values[2] == row.values[3]) {
            return LineError(request.truth, row.line,
                             "\"" + row.values[2] + "\" makes no pair with itself");
          }
          truth.pairs.insert(std::minmax(
              {truth.ids.Add(row.values[2]).first, truth.ids.Add(row.values[3]).first}));
          return absl::OkStatus();
        }
        return LineError(request.truth, row.line,
                         absl::StrCat("neither \"", request.id_field, "\" and \"",
                                      request.label_field, "\" nor \"a\" and \"b\" are there"));
      });
  if (!status.ok()) {
    return status;
  }
  if (!truth.labels.empty() && !truth.pairs.empty()) {
    return LineError(request.truth, 1, "it holds labels and pairs; only one of them can be meant");
  }
  if (truth.ids.size() == 0) {
    return LineError(request.truth, 1, "it holds nothing to compare with");
  }
  return truth;
}

// What is said of documents.
struct Clusters {
  std::vector<uint32_t> of;  // by document; kNone: alone
  uint64_t known = 0;        // documents of the truth that are named
  uint64_t unknown = 0;      // others

  // Where the truth has labels, nothing is known of other documents; where it has pairs, that they
  // are in none.
  void Add(const std::string& id, uint32_t cluster, Truth* truth) {
    std::optional<uint32_t> document = truth->ids.Find(id);
    ++(document.has_value() ? known : unknown);
    if (!document.has_value() && truth->labels.empty()) {
      document = truth->ids.Add(id).first;
      of.push_back(kNone);
    }
    if (document.has_value()) {
      of[*document] = cluster;
    }
  }
};

absl::Status ReadClusterTable(const EvaluationRequest& request, Truth* truth, Clusters* clusters) {
  NameNumbers numbers;
  absl::flat_hash_set<std::string> seen;
  const auto add = [&](const TableRow& row) -> absl::Status {
    if (!row.present[0] || !row.present[1]) {
      return LineError(
          request.result, row.line,
          absl::StrCat("\"", request.id_field, "\" or \"", request.cluster_field, "\" is missing"));
    }
    if (!seen.insert(row.values[0]).second) {
      return LineError(request.result, row.line,
                       "the id \"" + row.values[0] + "\" has been named before");
    }
    clusters->Add(row.values[0], numbers.Add(row.values[1]).first, truth);
    return absl::OkStatus();
  };
  return ReadTable(request.result, {request.id_field, request.cluster_field}, add);
}

// The pairs within clusters that are true pairs, where these are listed.
PairScores ScorePairs(const Truth& truth, const std::vector<uint32_t>& clusters) {
  PairScores scores;
  scores.known = truth.pairs.size();
  absl::flat_hash_map<uint32_t, uint64_t> sizes;
  for (const uint32_t cluster : clusters) {
    scores.said += sizes[cluster]++;
  }
  for (const auto& [a, b] : truth.pairs) {
    scores.both += clusters[a] == clusters[b] ? 1 : 0;
  }
  return scores;
}

absl::Status ScoreRemovals(const ResultFolder& folder, const Truth& truth, Evaluation* evaluation) {
  evaluation->removals = 0;
  return folder.ForEachRemoval([&](const RemovalRecord& record) {
    const std::optional<uint32_t> removed = truth.ids.Find(record.id);
    const std::optional<uint32_t> kept = truth.ids.Find(record.kept_id);
    if (removed.has_value() && kept.has_value()) {
      ++*evaluation->removals;
      evaluation->true_removals += truth.ArePair(*removed, *kept) ? 1 : 0;
    }
    return true;
  });
}

}  // namespace

absl::StatusOr<Evaluation> Evaluate(const EvaluationRequest& request) {
  absl::StatusOr<Truth> truth = ReadTruth(request);
  if (!truth.ok()) {
    return truth.status();
  }
  Evaluation evaluation;
  evaluation.documents = truth->ids.size();
  Clusters clusters;
  clusters.of.assign(truth->ids.size(), kNone);
  std::error_code error;
  absl::Status status;
  if (std::filesystem::is_directory(request.result, error)) {
    const absl::StatusOr<ResultFolder> folder = ResultFolder::Open(request.result);
    if (!folder.ok()) {
      return folder.status();
    }
    uint32_t group = 0;
    status = folder->ForEachGroup([&](const std::vector<std::string>& members) {
      for (const std::string& member : members) {
        clusters.Add(member, group, &*truth);
      }
      ++group;
    });
    if (status.ok() && std::filesystem::exists(folder->Path("removals.jsonl"), error)) {
      status = ScoreRemovals(*folder, *truth, &evaluation);
    }
  } else {
    status = ReadClusterTable(request, &*truth, &clusters);
  }
  if (!status.ok()) {
    return status;
  }
  if (clusters.known == 0 && clusters.unknown != 0) {
    return absl::InvalidArgumentError(absl::StrCat("no id in ", request.result, " is one of ",
                                                   request.truth, "; are these of one corpus?"));
  }
  evaluation.documents = truth->ids.size();
  evaluation.unknown = truth->labels.empty() ? 0 : clusters.unknown;
  uint32_t next = 0;  // above all clusters
  for (const uint32_t cluster : clusters.of) {
    next = cluster == kNone ? next : std::max(next, cluster + 1);
  }
  for (uint32_t& cluster : clusters.of) {
    cluster = cluster == kNone ? next++ : cluster;
  }
  if (truth->labels.empty()) {
    evaluation.pairs = ScorePairs(*truth, clusters.of);
    return evaluation;
  }
  evaluation.agreement = MeasureAgreement(clusters.of, truth->labels);
  evaluation.pairs = {evaluation.agreement->cluster_pairs, evaluation.agreement->label_pairs,
                      evaluation.agreement->common_pairs};
  return evaluation;
}

}  // namespace reprise
