#include "reprise/pipeline/corpus_file.h"

#include <algorithm>

#include "reprise/pipeline/memory_shares.h"

namespace reprise {
namespace {

constexpr size_t kElementsPerPiece = size_t{1} << 18;  // elements

void SaveStrings(const std::vector<std::string>& strings, DurableWriter* writer) {
  writer->Value<uint64_t>(strings.size());
  for (const std::string& string : strings) {
    writer->String(string);
  }
}

std::vector<std::string> LoadStrings(DurableReader* reader) {
  std::vector<std::string> strings;
  const auto count = reader->Value<uint64_t>();
  for (uint64_t i = 0; i < count && reader->status().ok(); ++i) {
    strings.push_back(reader->String());
  }
  return strings;
}

void SaveColumn(const SpillVector<uint32_t>& column, DurableWriter* writer) {
  std::vector<uint32_t> scratch;
  writer->Value<uint64_t>(column.size());
  for (uint64_t begin = 0; begin < column.size(); begin += kElementsPerPiece) {
    const auto count =
        static_cast<size_t>(std::min<uint64_t>(kElementsPerPiece, column.size() - begin));
    const absl::Span<const uint32_t> piece = column.Read(begin, count, &scratch);
    writer->Bytes({reinterpret_cast<const char*>(piece.data()), count * sizeof(uint32_t)});
  }
}

void LoadColumn(DurableReader* reader, SpillVector<uint32_t>* column) {
  const auto size = reader->Value<uint64_t>();
  std::vector<uint32_t> piece;
  for (uint64_t begin = 0; begin < size && reader->status().ok(); begin += kElementsPerPiece) {
    piece.resize(static_cast<size_t>(std::min<uint64_t>(kElementsPerPiece, size - begin)));
    reader->Bytes(reinterpret_cast<char*>(piece.data()), piece.size() * sizeof(uint32_t));
    column->Append(piece);
  }
}

void SaveSketches(const SketchTable& table, DurableWriter* writer) {
  writer->Vector(table.tokens);
  writer->Vector(table.shingles);
  writer->Value<uint64_t>(table.bands());
  for (const SpillVector<uint32_t>& column : table.band_keys) {
    SaveColumn(column, writer);
  }
  writer->Vector(table.simhashes);
  writer->Value<uint64_t>(table.fingerprints.documents());
  for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
    table.fingerprints.ForEach(column, [&](size_t /*document*/, absl::Span<const uint32_t> list) {
      writer->Value<uint64_t>(list.size());
      writer->Bytes({reinterpret_cast<const char*>(list.data()), list.size() * sizeof(uint32_t)});
    });
  }
}

void LoadSketches(DurableReader* reader, SketchTable* table) {
  table->tokens = reader->Vector<uint32_t>();
  table->shingles = reader->Vector<uint32_t>();
  if (table->spill != nullptr) {
    table->spill->Take(table->tokens.size() * kDocumentBytes);
  }
  const auto bands = reader->Value<uint64_t>();
  for (uint64_t band = 0; band < bands && reader->status().ok(); ++band) {
    table->band_keys.emplace_back(table->spill);
    LoadColumn(reader, &table->band_keys.back());
  }
  table->simhashes = reader->Vector<uint64_t>();
  const auto documents = reader->Value<uint64_t>();
  for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
    for (uint64_t i = 0; i < documents && reader->status().ok(); ++i) {
      table->fingerprints.AddToColumn(column, reader->Vector<uint32_t>());
    }
  }
}

}  // namespace

void SaveCorpus(const Corpus& corpus, DurableWriter* writer) {
  writer->Vector(corpus.documents);
  SaveStrings(corpus.fields.sources, writer);
  writer->Vector(corpus.fields.source_of);
  writer->Vector(corpus.fields.keep_keys);
  corpus.ids.Save(writer);
  writer->Value<uint64_t>(corpus.rejected.size());
  for (const RejectedRecord& record : corpus.rejected) {
    writer->Value(record.line);
    writer->Value(record.offset);
    writer->Value(record.size);
    writer->Value(record.file);
    writer->String(record.reason);
  }
  writer->Vector(corpus.counts);
  writer->Value<uint64_t>(corpus.broken.size());
  for (const BrokenFile& file : corpus.broken) {
    writer->Value(file.file);
    writer->String(file.reason);
  }
  SaveStrings(corpus.columns, writer);
  SaveSketches(corpus.sketches, writer);
}

void LoadCorpus(DurableReader* reader, Corpus* corpus) {
  corpus->documents = reader->Vector<Document>();
  corpus->fields.sources = LoadStrings(reader);
  corpus->fields.source_of = reader->Vector<uint32_t>();
  corpus->fields.keep_keys = reader->Vector<int64_t>();
  corpus->ids.Load(reader);
  const auto rejected = reader->Value<uint64_t>();
  for (uint64_t i = 0; i < rejected && reader->status().ok(); ++i) {
    RejectedRecord record;
    record.line = reader->Value<uint64_t>();
    record.offset = reader->Value<uint64_t>();
    record.size = reader->Value<uint64_t>();
    record.file = reader->Value<uint32_t>();
    record.reason = reader->String();
    corpus->rejected.push_back(std::move(record));
  }
  corpus->counts = reader->Vector<FileCounts>();
  const auto broken = reader->Value<uint64_t>();
  for (uint64_t i = 0; i < broken && reader->status().ok(); ++i) {
    const auto file = reader->Value<uint32_t>();
    corpus->broken.push_back({file, reader->String()});
  }
  corpus->columns = LoadStrings(reader);
  LoadSketches(reader, &corpus->sketches);
  corpus->input_files = corpus->files.size();
  corpus->input_documents = corpus->documents.size();
  for (const FileCounts& counts : corpus->counts) {
    corpus->bytes += counts.bytes;
  }
}

}  // namespace reprise
