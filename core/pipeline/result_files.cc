#include "reprise/pipeline/result_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "reprise/base/spill_sort.h"
#include "reprise/index/packed_starts.h"
#include "reprise/io/json/json_line_writer.h"
#include "reprise/io/json/json_text.h"

namespace reprise {
namespace {

// All documents with the text of each first one, by document number, first ones included.
std::vector<std::vector<uint32_t>> CopiesByFirst(const std::vector<uint32_t>& first_of_equal,
                                                 const std::vector<uint32_t>& document_of_rank) {
  std::vector<std::vector<uint32_t>> copies(first_of_equal.size());
  for (size_t rank = 0; rank < first_of_equal.size(); ++rank) {
    copies[first_of_equal[rank]].push_back(document_of_rank[rank]);
  }
  return copies;
}

// Names an input; one that is not UTF-8, and hence cannot stand in JSON, by its bytes as well.
void WriteInputName(const std::string& name, JsonLineWriter* writer) {
  writer->Text("file", name);
  if (!IsUtf8(name)) {
    writer->Text("name_hex", absl::BytesToHexString(name));
  }
}

// Where a file is, for later runs from other folders.
std::string AbsolutePath(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

std::string JsonStringArray(const std::vector<std::string>& strings) {
  std::string json(1, '[');
  for (const std::string& string : strings) {
    if (json.size() > 1) {
      json.push_back(',');
    }
    AppendJsonString(string, &json);
  }
  json.push_back(']');
  return json;
}

// Its format and, where it has one, its packing.
void WriteFormat(const InputFile& file, JsonLineWriter* writer) {
  writer->Text("format", file.format_name());
  if (file.packing != Packing::kNone && file.packing != Packing::kParquet) {
    writer->Text("packing", PackingName(file.packing));
  }
}

// places.jsonl (docs/formats.md); not written where there are none.
absl::Status WritePlaces(const Corpus& corpus, const std::vector<bool>& removed,
                         const OutputFolder& output) {
  struct Place {
    uint32_t file;
    uint64_t line;
    uint64_t offset;
    uint64_t size;
  };
  std::vector<Place> places;
  const auto add = [&](const auto& record) {
    const Format format = corpus.files[record.file].format;
    if (format != Format::kJsonLines && !IsWholeFile(format)) {
      places.push_back({record.file, record.line, record.offset, record.size});
    }
  };
  for (size_t i = 0; i < corpus.input_documents; ++i) {
    if (removed[i]) {
      add(corpus.documents[i]);
    }
  }
  std::for_each(corpus.rejected.begin(), corpus.rejected.end(), add);
  if (places.empty()) {
    return absl::OkStatus();
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.file, a.offset) < std::tie(b.file, b.offset);
  });
  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged(kPlacesFile));
  for (size_t i = 0; status.ok() && i < places.size(); ++i) {
    writer.Text("file", corpus.files[places[i].file].name)
        .Count("line", places[i].line)
        .Count("offset", places[i].offset)
        .Count("bytes", places[i].size);
    status = writer.EndLine();
  }
  return status.ok() ? writer.Close() : status;
}

// The pairs of every first one of equal texts, in both directions, by rank.
class Partners {
 public:
  // `spill` must outlive it.
  Partners(SpillVector<VerifiedPair> pairs, size_t documents, SpillBudget* spill) : pairs_(spill) {
    SpillSorter<VerifiedPair, decltype(&Precedes)> sorter(spill, Precedes);
    constexpr size_t kTogether = 4096;
    std::vector<VerifiedPair> scratch;
    for (uint64_t begin = 0; begin < pairs.size(); begin += kTogether) {
      const auto some = static_cast<size_t>(std::min<uint64_t>(kTogether, pairs.size() - begin));
      for (const VerifiedPair& pair : pairs.Read(begin, some, &scratch)) {
        sorter.Add(pair);
        sorter.Add({pair.b, pair.a, pair.figures.Reversed()});
      }
    }
    pairs.Clear();
    uint64_t count = 0;  // of `rank`
    uint32_t rank = 0;
    sorter.ForEach([&](const VerifiedPair& pair) {
      for (; rank < pair.a; ++rank) {
        starts_.Append(std::exchange(count, 0));
      }
      ++count;
      pairs_.push_back(pair);
    });
    for (; rank < documents; ++rank) {
      starts_.Append(std::exchange(count, 0));
    }
  }

  // Those whose a is `first`, by b; valid until `*scratch` changes.
  absl::Span<const VerifiedPair> Of(uint32_t first, std::vector<VerifiedPair>* scratch) const {
    return pairs_.Read(starts_.Start(first), static_cast<size_t>(starts_.Size(first)), scratch);
  }

 private:
  static bool Precedes(const VerifiedPair& x, const VerifiedPair& y) {
    return std::tie(x.a, x.b) < std::tie(y.a, y.b);
  }

  SpillVector<VerifiedPair> pairs_;
  PackedStarts starts_;  // in pairs_, by rank
};

}  // namespace

absl::Status WriteRemovals(const Corpus& corpus, const std::vector<Removal>& removals,
                           const std::vector<uint32_t>& document_of_rank,
                           const OutputFolder& output) {
  std::vector<std::pair<uint32_t, const Removal*>> in_input_order;
  in_input_order.reserve(removals.size());
  for (const Removal& removal : removals) {
    in_input_order.emplace_back(document_of_rank[removal.removed], &removal);
  }
  std::sort(in_input_order.begin(), in_input_order.end());
  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged("removals.jsonl"));
  for (size_t i = 0; status.ok() && i < in_input_order.size(); ++i) {
    const auto& [removed, removal] = in_input_order[i];
    const uint32_t kept = document_of_rank[removal->kept];
    const Document& removed_document = corpus.documents[removed];
    const Document& kept_document = corpus.documents[kept];
    writer.Text("id", corpus.Id(removed))
        .Text("file", corpus.files[removed_document.file].name)
        .Count("line", removed_document.line)
        .Text("kept_id", corpus.Id(kept))
        .Text("kept_file", corpus.files[kept_document.file].name)
        .Count("kept_line", kept_document.line)
        .Text("rule", VerdictName(removal->verdict))
        .Figure("jaccard", removal->figures.Jaccard())
        .Figure("coverage", removal->figures.CoverageA())
        .Flag("variant", removal->variant);
    status = writer.EndLine();
  }
  return status.ok() ? writer.Close() : status;
}

absl::Status WritePairs(const Corpus& corpus, SpillVector<VerifiedPair> pairs,
                        const std::vector<uint32_t>& first_of_equal,
                        const std::vector<uint32_t>& document_of_rank, const OutputFolder& output,
                        SpillBudget* spill, uint64_t* count) {
  struct Partner {
    uint32_t document;
    PairFigures figures;  // A is the one whose partner this is
  };
  const Partners partners(std::move(pairs), first_of_equal.size(), spill);
  const std::vector<std::vector<uint32_t>> copies = CopiesByFirst(first_of_equal, document_of_rank);
  std::vector<uint32_t> first_of_document(first_of_equal.size());
  for (size_t rank = 0; rank < first_of_equal.size(); ++rank) {
    first_of_document[document_of_rank[rank]] = first_of_equal[rank];
  }

  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged("pairs.jsonl"));
  *count = 0;
  std::vector<Partner> later;
  std::vector<VerifiedPair> scratch;
  for (uint32_t document = 0; status.ok() && document < corpus.input_documents; ++document) {
    const uint32_t first = first_of_document[document];
    later.clear();
    const auto add_copies = [&](uint32_t of, const PairFigures& figures) {
      for (const uint32_t other : copies[of]) {
        if (other > document) {
          later.push_back({other, figures});
        }
      }
    };
    // Equal texts share all they have, even where what they have does not count.
    const uint64_t size = std::max<uint32_t>(1, corpus.sketches.shingles[document]);
    add_copies(first, {size, size, size});
    for (const VerifiedPair& pair : partners.Of(first, &scratch)) {
      add_copies(pair.b, pair.figures);
    }
    std::sort(later.begin(), later.end(),
              [](const Partner& a, const Partner& b) { return a.document < b.document; });
    const std::string id = later.empty() ? std::string() : corpus.Id(document);
    for (size_t i = 0; status.ok() && i < later.size(); ++i) {
      writer.Text("a", id)
          .Text("b", corpus.Id(later[i].document))
          .Figure("jaccard", later[i].figures.Jaccard())
          .Figure("coverage_a", later[i].figures.CoverageA())
          .Figure("coverage_b", later[i].figures.CoverageB());
      status = writer.EndLine();
      ++*count;
    }
  }
  return status.ok() ? writer.Close() : status;
}

absl::Status WriteGroups(const Corpus& corpus, const Groups& groups,
                         const std::vector<uint32_t>& document_of_rank,
                         const OutputFolder& output) {
  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged("groups.jsonl"));
  std::string ids;
  for (size_t i = 0; status.ok() && i < groups.groups.size(); ++i) {
    const Group& group = groups.groups[i];
    ids.clear();
    for (const uint32_t rank : group.members) {
      ids.push_back(ids.empty() ? '[' : ',');
      AppendJsonString(corpus.Id(document_of_rank[rank]), &ids);
    }
    ids.push_back(']');
    writer.Count("group", i)
        .Count("size", group.members.size())
        .Json("members", ids)
        .Figure("similarity", group.similarity);
    status = writer.EndLine();
  }
  return status.ok() ? writer.Close() : status;
}

absl::Status WriteBoilerplate(const std::vector<DiscountedSource>& discounted,
                              const OutputFolder& output) {
  if (discounted.empty()) {
    return absl::OkStatus();
  }
  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged(kBoilerplateFile));
  for (size_t i = 0; status.ok() && i < discounted.size(); ++i) {
    const DiscountedSource& source = discounted[i];
    std::string texts;
    for (const std::string& text : source.texts) {
      texts.push_back(texts.empty() ? '[' : ',');
      AppendJsonString(text, &texts);
    }
    texts.append(texts.empty() ? "[]" : "]");
    writer.Text("source", source.source)
        .Count("documents", source.documents)
        .Count("sampled", source.sampled)
        .Count("shingles", source.shingles)
        .Json("texts", texts);
    status = writer.EndLine();
  }
  return status.ok() ? writer.Close() : status;
}

absl::Status WriteInputs(const Corpus& corpus, const std::vector<bool>& removed,
                         const std::vector<TextHash>& file_hashes,
                         const std::vector<std::string>& folders, const OutputFolder& output) {
  std::vector<uint64_t> removed_of_file(corpus.files.size(), 0);
  for (size_t i = 0; i < corpus.input_documents; ++i) {
    removed_of_file[corpus.documents[i].file] += removed[i] ? 1 : 0;
  }
  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged("inputs.jsonl"));
  for (size_t i = 0; status.ok() && i < folders.size(); ++i) {
    WriteInputName(folders[i], &writer);
    writer.Text("format", "folder");
    status = writer.EndLine();
  }
  for (size_t i = 0; status.ok() && i < corpus.input_files; ++i) {
    const InputFile& file = corpus.files[i];
    const FileCounts& counts = corpus.counts[i];
    WriteInputName(file.name, &writer);
    WriteFormat(file, &writer);
    if (file.packing == Packing::kParquet) {
      writer.Json("columns", JsonStringArray(corpus.columns));
    }
    writer.Count("bytes", file.state.size)
        .Count("documents", counts.documents)
        .Count("removed", removed_of_file[i])
        .Count("rejected", counts.rejected)
        .Count("blank_lines", counts.blank)
        .Text("xxh3_128", HexString(file_hashes[i]));
    status = writer.EndLine();
  }
  for (size_t i = corpus.input_files; status.ok() && i < corpus.files.size(); ++i) {
    const InputFile& file = corpus.files[i];
    WriteInputName(file.name, &writer);
    WriteFormat(file, &writer);
    writer.Count("bytes", file.state.size)
        .Count("documents", corpus.counts[i].documents)
        .Text("reference", AbsolutePath(file.path));
    status = writer.EndLine();
  }
  if (status.ok()) {
    status = writer.Close();
  }
  return status.ok() ? WritePlaces(corpus, removed, output) : status;
}

absl::Status WriteRejected(const Corpus& corpus, const OutputFolder& output) {
  if (corpus.rejected.empty()) {
    return absl::OkStatus();
  }
  JsonLineWriter writer;
  absl::Status status = writer.Open(output.Staged("rejected.jsonl"));
  for (size_t i = 0; status.ok() && i < corpus.rejected.size(); ++i) {
    const RejectedRecord& record = corpus.rejected[i];
    writer.Text("file", corpus.files[record.file].name)
        .Count("line", record.line)
        .Text("reason", record.reason);
    status = writer.EndLine();
  }
  return status.ok() ? writer.Close() : status;
}

absl::Status WriteReport(const DedupReport& report, const DedupRequest& request,
                         const OutputFolder& output) {
  return WriteWholeFile(output.Staged(kReportFile), ReportJson(report, request));
}

}  // namespace reprise
