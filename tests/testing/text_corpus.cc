#include "testing/text_corpus.h"

#include <fstream>

#include "bench/corpus/corpora.h"
#include "bench/corpus/language.h"
#include "reprise/io/json/json_record.h"

namespace reprise {
namespace {

void AddRecord(std::string_view line, JsonRecordReader* reader, TextCorpus* corpus) {
  JsonRecord record;
  if (reader->Read(line, &record).ok()) {
    corpus->Add(record.text);
  }
}

}  // namespace

TextCorpus ReadTextCorpus(const std::string& path) {
  TextCorpus corpus;
  JsonRecordReader reader{RecordFields()};
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    AddRecord(line, &reader, &corpus);
  }
  return corpus;
}

TextCorpus GenerateTextCorpus(uint64_t documents, uint64_t seed) {
  TextCorpus corpus;
  JsonRecordReader reader{RecordFields()};
  const bench::Language language(seed);
  const bench::NewsCorpus news(language, seed);
  for (uint64_t number = 0; number < documents; ++number) {
    std::string line;
    bench::AppendRecord(language, news.Make(number), line);
    AddRecord(line, &reader, &corpus);
  }
  return corpus;
}

}  // namespace reprise
