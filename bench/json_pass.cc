// reprise-bench-json-pass FILE.jsonl: how long does simdjson take to read a file of JSON Lines and
// to touch the text of each record once? The least that any program does which reads that format
// with it, so what a job takes beyond is its own.
//
// Prints one JSON object: documents, bytes of the texts (unescaped), a hash over all of them, and
// seconds to read the file into memory and to parse it. Exit status 1, with the reason on standard
// error, where the file cannot be read or a record has no string "text".

#include <simdjson.h>
#include <xxhash.h>

#include <chrono>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace reprise {
namespace {

using Clock = std::chrono::steady_clock;

struct Pass {
  uint64_t documents = 0;
  uint64_t text_bytes = 0;
  uint64_t hash = 0;  // every text's XXH3, mixed in order
};

// What simdjson parses at a time: several records, in the second level of the cache.
constexpr size_t kBatchBytes = size_t{1} << 18;

// The longest record that is read. simdjson wants each whole within a batch.
constexpr size_t kLongestRecord = size_t{1} << 24;

simdjson::error_code ReadTexts(const simdjson::padded_string& file, size_t batch, Pass* pass) {
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document_stream records;
  if (const auto error = parser.iterate_many(file, batch).get(records)) {
    return error;
  }
  for (auto record : records) {
    std::string_view text;
    if (const auto error = record["text"].get_string().get(text)) {
      return error;
    }
    ++pass->documents;
    pass->text_bytes += text.size();
    pass->hash = XXH3_64bits_withSeed(text.data(), text.size(), pass->hash);
  }
  return records.truncated_bytes() == 0 ? simdjson::SUCCESS : simdjson::CAPACITY;
}

int Run(const char* path) {
  const auto begin = Clock::now();
  simdjson::padded_string file;
  if (const auto error = simdjson::padded_string::load(path).get(file)) {
    std::fprintf(stderr, "cannot read %s: %s\n", path, simdjson::error_message(error));
    return EXIT_FAILURE;
  }
  const auto loaded = Clock::now();
  Pass pass;
  simdjson::error_code error = ReadTexts(file, kBatchBytes, &pass);
  if (error == simdjson::CAPACITY) {
    pass = Pass();
    error = ReadTexts(file, kLongestRecord, &pass);
  }
  if (error != simdjson::SUCCESS) {
    std::fprintf(stderr,
                 "%s: record %" PRIu64
                 ": %s; every line must hold an object with a string "
                 "\"text\", of at most %zu MB\n",
                 path, pass.documents + 1, simdjson::error_message(error),
                 kLongestRecord / 1'000'000);
    return EXIT_FAILURE;
  }
  const auto end = Clock::now();
  const auto seconds = [](Clock::duration span) {
    return std::chrono::duration<double>(span).count();
  };
  std::printf("{\"documents\": %" PRIu64 ", \"text_bytes\": %" PRIu64 ", \"hash\": \"%016" PRIx64
              "\", \"read_seconds\": %.6f, \"parse_seconds\": %.6f, \"implementation\": \"%s\"}\n",
              pass.documents, pass.text_bytes, pass.hash, seconds(loaded - begin),
              seconds(end - loaded),
              std::string(simdjson::get_active_implementation()->name()).c_str());
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace reprise

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: reprise-bench-json-pass FILE.jsonl\n");
    return 2;
  }
  return reprise::Run(argv[1]);
}
