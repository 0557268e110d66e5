#include "reprise/io/parquet/row_parts.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include "reprise/io/parquet/leaf_copier.h"
#include "reprise/io/parquet/parquet_failure.h"
#include "reprise/io/parquet/parquet_output.h"
#include "reprise/io/parquet/parquet_source.h"

namespace reprise {
namespace {

using Sources = std::vector<std::unique_ptr<ParquetSource>>;
using Counts = std::array<uint64_t, kParquetParts>;

constexpr uint64_t kRowsBetweenQuestions = uint64_t{1} << 20;  // whether to stop

void StopIf(const std::function<bool()>& cancelled, uint64_t row) {
  if (row % kRowsBetweenQuestions == 0 && cancelled && cancelled()) {
    throw ParquetFailure(FailureCode::kCancelled, "stopped before writing Parquet");
  }
}

std::unique_ptr<ParquetSource> OpenSource(const std::string& path) {
  auto source = std::make_unique<ParquetSource>(path);
  // Row groups of input and output need not end together, so each leaf column may be in the middle
  // of a page.
  source->ReadSideBySide(static_cast<size_t>(source->leaves()));
  return source;
}

// Writes what `steps` take out of `sources`, in row groups that end before the steps `ends`.
void WriteRows(const Sources& sources, const RowSteps& steps, const std::vector<uint64_t>& ends,
               const std::string& path, const std::function<bool()>& cancelled) {
  ParquetOutput output(path, *sources[0]);
  try {
    std::vector<std::unique_ptr<LeafCopier>> copiers;
    copiers.reserve(static_cast<size_t>(sources[0]->leaves()));
    for (int leaf = 0; leaf < sources[0]->leaves(); ++leaf) {
      copiers.push_back(MakeLeafCopier(sources, leaf));
    }
    uint64_t begin = 0;
    for (const uint64_t end : ends) {
      parquet::RowGroupWriter* group = output.AppendRowGroup();
      for (const std::unique_ptr<LeafCopier>& copier : copiers) {
        copier->Copy(begin, end, steps, cancelled, group->NextColumn());
      }
      group->Close();
      begin = end;
    }
    output.Close();
  } catch (...) {
    ThrowAsFailure("cannot write " + path);
  }
}

// How many rows of each row group, of the first `most_rows` of all, go where.
std::vector<Counts> CountDestinations(const ParquetSource& source, uint64_t most_rows,
                                      const std::function<uint8_t(uint64_t row)>& destination,
                                      const std::function<bool()>& cancelled) {
  std::vector<Counts> counts;
  uint64_t row = 0;
  for (const uint64_t rows : source.rows_of_groups()) {
    Counts group = {};
    for (const uint64_t end = std::min(row + rows, most_rows); row < end; ++row) {
      StopIf(cancelled, row);
      const uint8_t part = destination(row);
      if (part >= kParquetParts) {
        throw ParquetFailure(FailureCode::kInvalidArgument,
                             "row " + std::to_string(row + 1) + " of " + source.path() +
                                 " has no such destination as " + std::to_string(part));
      }
      ++group[part];
    }
    counts.push_back(group);
  }
  return counts;
}

// Where the row groups of a part end: with row groups of the input, as many of them together as
// hold no more rows of the part than the largest one of the input has rows.
std::vector<uint64_t> EndsOfPart(const ParquetSource& source, uint64_t most_rows,
                                 const std::vector<Counts>& counts, size_t part) {
  std::vector<uint64_t> ends;
  const uint64_t limit = source.most_rows_of_a_group();
  uint64_t end = 0;
  uint64_t taken = 0;
  for (size_t group = 0; group < counts.size(); ++group) {
    if (taken > 0 && taken + counts[group][part] > limit) {
      ends.push_back(end);
      taken = 0;
    }
    end = std::min(end + source.rows_of_groups()[group], most_rows);
    taken += counts[group][part];
  }
  if (taken > 0) {
    ends.push_back(end);
  }
  return ends;
}

void CheckSources(const Sources& sources, const Counts& wanted) {
  for (size_t i = 0; i < sources.size(); ++i) {
    if (!sources[i]->schema().Equals(sources[0]->schema())) {
      throw ParquetFailure(FailureCode::kInvalidArgument,
                           sources[i]->path() + " and " + sources[0]->path() +
                               " are not parts of one file: their columns differ");
    }
    if (sources[i]->rows() != wanted[i]) {
      throw ParquetFailure(FailureCode::kInvalidArgument,
                           sources[i]->path() + " has " + std::to_string(sources[i]->rows()) +
                               " rows, but " + std::to_string(wanted[i]) +
                               " should come from it; was it changed?");
    }
  }
}

}  // namespace

ParquetSplitCounts SplitRows(const std::string& path,
                             const std::function<uint8_t(uint64_t row)>& destination,
                             const std::array<std::string, kParquetParts>& outputs,
                             uint64_t most_rows, const std::function<bool()>& cancelled) {
  Sources sources;
  sources.push_back(OpenSource(path));
  const ParquetSource& source = *sources[0];
  const std::vector<Counts> counts = CountDestinations(source, most_rows, destination, cancelled);
  ParquetSplitCounts result;
  for (size_t part = 0; part < kParquetParts; ++part) {
    uint64_t rows = 0;
    for (const Counts& group : counts) {
      rows += group[part];
    }
    if (outputs[part].empty()) {
      result.dropped += rows;
      continue;
    }
    result.rows[part] = rows;
    if (part > 0 && rows == 0) {
      RemoveOutput(outputs[part]);
    } else {
      const auto steps = [&](uint64_t row) { return RowStep{0, destination(row) == part}; };
      WriteRows(sources, steps, EndsOfPart(source, most_rows, counts, part), outputs[part],
                cancelled);
    }
  }
  return result;
}

uint64_t MergeRows(const std::array<std::string, kParquetParts>& parts,
                   const std::function<uint8_t(uint64_t row)>& source_of_row,
                   const std::string& output, const std::function<bool()>& cancelled) {
  Sources sources;
  std::array<uint8_t, kParquetParts> source_of_part = {};  // by number
  uint64_t rows = 0;
  uint64_t limit = 1;
  for (size_t part = 0; part < kParquetParts; ++part) {
    std::error_code ignored;
    source_of_part[part] = kParquetParts;
    if (!parts[part].empty() && std::filesystem::exists(parts[part], ignored)) {
      source_of_part[part] = static_cast<uint8_t>(sources.size());
      sources.push_back(OpenSource(parts[part]));
      rows += sources.back()->rows();
      limit = std::max(limit, sources.back()->most_rows_of_a_group());
    }
  }
  if (sources.empty()) {
    throw ParquetFailure(FailureCode::kNotFound,
                         "none of the parts of " + output + " is there: " + parts[0]);
  }
  Counts wanted = {};
  std::vector<uint64_t> ends;
  for (uint64_t row = 0; row < rows; ++row) {
    StopIf(cancelled, row);
    const uint8_t part = source_of_row(row);
    if (part >= kParquetParts || source_of_part[part] == kParquetParts) {
      throw ParquetFailure(
          FailureCode::kInvalidArgument,
          "row " + std::to_string(row + 1) + " of " + output + " should come from part " +
              std::to_string(part + 1) +
              (part < kParquetParts && !parts[part].empty() ? ", " + parts[part] : std::string()) +
              ", which is not there");
    }
    ++wanted[source_of_part[part]];
    if ((row + 1) % limit == 0) {
      ends.push_back(row + 1);
    }
  }
  if (rows % limit != 0) {
    ends.push_back(rows);
  }
  CheckSources(sources, wanted);
  const auto steps = [&](uint64_t row) {
    return RowStep{source_of_part[source_of_row(row)], true};
  };
  WriteRows(sources, steps, ends, output, cancelled);
  return rows;
}

}  // namespace reprise
