// "Found means found": removals and pairs of a whole run against brute force, and every record
// recomputed. Usage: recall_test [--least-recall X] [--limit N] [--method M] INPUT.jsonl
//
// Prints one line of figures, and why it failed where it does. Exit status 0 passed, 1 failed, 77
// skipped because the input is not there.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

#include "recall/brute_force.h"
#include "reprise/base/monitor.h"
#include "reprise/io/packing/packing.h"
#include "reprise/io/record_cursor.h"
#include "reprise/pipeline/dedup.h"
#include "reprise/pipeline/result_folder.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

constexpr int kSkipped = 77;

struct Arguments {
  double least_recall = 0.995;
  size_t limit = 0;  // documents; 0: all
  std::string method = "minhash";
  std::string input;
};

struct Input {
  std::string path;  // of the documents that were read, no more
  std::vector<std::string> texts;
  std::unordered_map<std::string, uint32_t> document_of_id;
};

int Fail(const std::string& why) {
  std::fprintf(stderr, "recall_test: %s\n", why.c_str());
  return EXIT_FAILURE;
}

absl::StatusOr<RecordCursor> OpenLines(const std::string& path) {
  absl::StatusOr<std::unique_ptr<ByteStream>> stream = OpenUnpacked(path, Packing::kNone, {});
  return stream.ok() ? RecordCursor::Open(*std::move(stream), Format::kJsonLines, RecordFields())
                     : stream.status();
}

bool ReadInput(const Arguments& arguments, const std::string& scratch, Input* input) {
  input->path = scratch + "/input.jsonl";
  absl::StatusOr<RecordCursor> source = OpenLines(arguments.input);
  absl::StatusOr<OutputFile> copy = OutputFile::Create(input->path);
  std::string_view line;
  while (source.ok() && copy.ok() &&
         (arguments.limit == 0 || input->texts.size() < arguments.limit)) {
    const absl::StatusOr<bool> more = source->Next(&line);
    if (!more.ok() || !*more) {
      break;
    }
    JsonRecord record;
    if (!source->Read(&record).value_or(false) || !record.has_id || !copy->Append(line).ok()) {
      return false;
    }
    const auto document = static_cast<uint32_t>(input->texts.size());
    if (!input->document_of_id.emplace(std::string(record.id), document).second) {
      return false;
    }
    input->texts.emplace_back(record.text);
  }
  return source.ok() && copy.ok() && copy->Close().ok() && !input->texts.empty();
}

bool SameFigure(double recorded, double computed) {
  return std::abs(recorded - computed) <= 0.5000001e-6;
}

// How much of `wanted` was found, and whether all that was found recomputes.
struct Score {
  size_t wanted = 0;
  size_t found = 0;
  size_t same_kept = 0;  // removals that name the document brute force names
  std::string wrong;     // the first record that does not recompute
  double recall() const {
    return wanted == 0 ? 1.0 : static_cast<double>(found) / static_cast<double>(wanted);
  }
};

Score ScoreRemovals(const ResultFolder& result, const Input& input, const BruteForce& brute) {
  Score score;
  score.wanted = brute.removals.size();
  std::vector<bool> removed(input.texts.size(), false);
  const absl::Status first = result.ForEachRemoval([&](const RemovalRecord& record) {
    removed[input.document_of_id.at(record.id)] = true;
    return true;
  });
  const absl::Status second = result.ForEachRemoval([&](const RemovalRecord& record) {
    const uint32_t document = input.document_of_id.at(record.id);
    const uint32_t kept = input.document_of_id.at(record.kept_id);
    const auto pair = brute.pairs.find(std::minmax(document, kept));
    if (removed[kept] || pair == brute.pairs.end()) {
      score.wrong = record.id;
      return true;
    }
    PairFigures figures = pair->second;
    if (document > kept) {
      std::swap(figures.size_a, figures.size_b);
    }
    const bool exact = input.texts[document] == input.texts[kept];
    if (!SameFigure(record.jaccard, figures.Jaccard()) ||
        !SameFigure(record.coverage, figures.CoverageA()) || exact != (record.rule == "exact")) {
      score.wrong = record.id;
    }
    const auto wanted = brute.removals.find(document);
    if (wanted != brute.removals.end()) {
      ++score.found;
      score.same_kept += wanted->second.kept == kept ? 1 : 0;
    }
    return true;
  });
  if (!first.ok() || !second.ok()) {
    score.wrong = "removals.jsonl cannot be read";
  }
  return score;
}

Score ScorePairs(const std::string& path, const Input& input, const BruteForce& brute,
                 double least_jaccard) {
  Score score;
  for (const auto& [pair, figures] : brute.pairs) {
    score.wanted += figures.Jaccard() >= least_jaccard ? 1 : 0;
  }
  absl::StatusOr<RecordCursor> source = OpenLines(path);
  std::string_view line;
  while (source.ok()) {
    const absl::StatusOr<bool> more = source->Next(&line);
    if (!more.ok() || !*more) {
      break;
    }
    const nlohmann::json json = nlohmann::json::parse(line);
    const uint32_t a = input.document_of_id.at(json["a"].get<std::string>());
    const uint32_t b = input.document_of_id.at(json["b"].get<std::string>());
    const auto pair = brute.pairs.find({a, b});
    if (pair == brute.pairs.end() ||
        !SameFigure(json["jaccard"].get<double>(), pair->second.Jaccard()) ||
        !SameFigure(json["coverage_a"].get<double>(), pair->second.CoverageA()) ||
        !SameFigure(json["coverage_b"].get<double>(), pair->second.CoverageB())) {
      score.wrong = line;
      continue;
    }
    score.found += pair->second.Jaccard() >= least_jaccard ? 1 : 0;
  }
  return score;
}

int Run(const Arguments& arguments) {
  if (!fs::exists(arguments.input)) {
    std::printf("skipped: %s is not there\n", arguments.input.c_str());
    return kSkipped;
  }
  const std::string scratch =
      (fs::temp_directory_path() / ("reprise-recall-" + std::to_string(::getpid()))).string();
  fs::create_directories(scratch);
  struct Cleaner {
    const std::string& path;
    ~Cleaner() { fs::remove_all(path); }
  } const cleaner{scratch};

  Input input;
  if (!ReadInput(arguments, scratch, &input)) {
    return Fail(arguments.input + " does not hold records with text and ids of their own");
  }
  DedupRequest request;
  request.inputs = {input.path};
  request.output = scratch + "/result";
  request.pairs = true;
  request.resources.threads = 2;
  // SimHash promises no more than pairs of Jaccard 0.9.
  const bool simhash = arguments.method == "simhash";
  request.settings.method = simhash ? Method::kSimHash : Method::kMinHash;
  Monitor silent;
  const absl::StatusOr<DedupReport> report = Dedup(request, &silent);
  if (!report.ok()) {
    return Fail(std::string(report.status().message()));
  }
  const absl::StatusOr<ResultFolder> result = ResultFolder::Open(request.output);
  if (!result.ok()) {
    return Fail(std::string(result.status().message()));
  }
  const BruteForce brute =
      RunBruteForce(input.texts, request.settings.shingle, request.settings.rule);
  const Score removals = ScoreRemovals(*result, input, brute);
  const Score pairs =
      ScorePairs(request.output + "/pairs.jsonl", input, brute, simhash ? 0.9 : 0.0);
  std::printf(
      "%zu documents: removals %zu of %zu (%.5f), %zu with the same kept document; "
      "pairs %zu of %zu (%.5f)\n",
      input.texts.size(), removals.found, removals.wanted, removals.recall(), removals.same_kept,
      pairs.found, pairs.wanted, pairs.recall());
  if (!removals.wrong.empty() || !pairs.wrong.empty()) {
    return Fail("a record does not recompute: " + removals.wrong + pairs.wrong);
  }
  if ((!simhash && removals.recall() < arguments.least_recall) ||
      pairs.recall() < arguments.least_recall) {
    return Fail("too little was found");
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace reprise

int main(int argc, char** argv) try {
  reprise::Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--least-recall" && i + 1 < argc) {
      arguments.least_recall = std::atof(argv[++i]);
    } else if (argument == "--limit" && i + 1 < argc) {
      arguments.limit = static_cast<size_t>(std::atol(argv[++i]));
    } else if (argument == "--method" && i + 1 < argc) {
      arguments.method = argv[++i];
    } else {
      arguments.input = argument;
    }
  }
  return reprise::Run(arguments);
} catch (const std::exception& error) {
  // A record that is not JSON, or names a document that is not in the input.
  return reprise::Fail(error.what());
}
