// reprise-generate: corpora for benchmarks, the same bytes for the same flags on every machine.

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

#include "bench/corpus/corpora.h"
#include "bench/corpus/language.h"

namespace {

using reprise::bench::Document;
using reprise::bench::Language;

struct Settings {
  std::string kind = "news";
  uint64_t documents = 20'000;
  uint64_t seed = 1;
  double max_edit = 0.03;
  std::string output;
  std::string truth;
};

// A file that is written in large pieces. Reports the first failure, names the file, and is then
// not written any more.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path)
      : path_(path), file_(std::fopen(path.c_str(), "wb"), &std::fclose) {
    if (file_ == nullptr) Fail();
  }

  std::string& buffer() { return buffer_; }
  bool ok() const { return ok_; }

  void FlushWhenLarge() {
    constexpr size_t kLarge = size_t{1} << 20;
    if (buffer_.size() >= kLarge) Flush();
  }

  // Call once, at the end. True when every byte reached the file.
  bool Close() {
    Flush();
    if (ok_ && std::fclose(file_.release()) != 0) Fail();
    return ok_;
  }

 private:
  void Flush() {
    if (ok_ && std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) {
      Fail();
    }
    buffer_.clear();
  }

  void Fail() {
    ok_ = false;
    std::perror(path_.c_str());
  }

  std::string path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::string buffer_;
  bool ok_ = true;
};

template <typename Corpus>
bool Write(const Settings& settings, const Language& language, const Corpus& corpus) {
  OutputFile records(settings.output);
  std::unique_ptr<OutputFile> truth;
  if (!settings.truth.empty()) truth = std::make_unique<OutputFile>(settings.truth);
  for (uint64_t number = 0; number < settings.documents && records.ok(); ++number) {
    const Document document = corpus.Make(number);
    AppendRecord(language, document, records.buffer());
    records.FlushWhenLarge();
    if (truth == nullptr) continue;
    AppendTruth(document, truth->buffer());
    truth->FlushWhenLarge();
  }
  const bool written = records.Close();
  return (truth == nullptr || truth->Close()) && written;
}

bool Generate(const Settings& settings) {
  const Language language(settings.seed);
  if (settings.kind == "news") {
    return Write(settings, language, reprise::bench::NewsCorpus(language, settings.seed));
  }
  const auto max_edit_ppm = static_cast<uint32_t>(std::lround(settings.max_edit * 1e6));
  return Write(settings, language,
               reprise::bench::StoryCorpus(language, settings.seed, max_edit_ppm));
}

int Run(int argc, char** argv) {
  Settings settings;
  CLI::App app{
      "Writes a corpus for benchmarks as JSONL: the same bytes for the same flags, everywhere.\n"
      "Example: reprise-generate --kind news --documents 20000 -o news.jsonl --truth truth.jsonl"};
  app.option_defaults()->always_capture_default();
  app.add_option("--kind", settings.kind,
                 "news: invented news, about 12 % of them copies of earlier ones; "
                 "story: one story of 350 words, printed again and again")
      ->check(CLI::IsMember({"news", "story"}));
  app.add_option("--documents", settings.documents, "How many records to write")
      ->check(CLI::Range(uint64_t{0}, uint64_t{UINT32_MAX}));
  app.add_option("--seed", settings.seed, "Another seed, another corpus");
  app.add_option("--max-edit", settings.max_edit,
                 "story: the largest share of words replaced in a copy")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("-o,--output", settings.output, "The JSONL file to write")->required();
  app.add_option("--truth", settings.truth,
                 "Also write how each derived document came about, as JSONL: id, origin, kind, "
                 "edit_rate");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Generate(settings) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "reprise-generate: %s\n", error.what());
    return 1;
  }
}
