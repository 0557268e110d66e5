// reprise-bench-min-bytes: exact repeated bytes, found by FindRepeatedBytes and by a suffix array
// (libdivsufsort), side by side in one run: MB of text per second, and peak memory.
//
// Every measurement is a process of its own, so that peaks do not mix; a peak counts the texts and
// the program too, and is also given without the program. The answers are compared; where they
// differ, the exit status is 1.

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "reprise/base/byte_range.h"
#include "reprise/base/monitor.h"
#include "reprise/index/repeated_bytes.h"
#include "reprise/text/hash.h"
#include "testing/suffix_array_repeats.h"
#include "testing/text_corpus.h"

namespace reprise {
namespace {

struct Settings {
  std::string input;
  uint64_t documents = 84'000;
  uint64_t seed = 1;
  int repeats = 5;
  bool no_suffix_array = false;
  bool json = false;
  RepeatedBytesOptions options;
};

struct Measurement {
  double seconds = 0;
  uint64_t ranges = 0;
  uint64_t covered = 0;
  TextHash answer;
  uint64_t peak = 0;  // bytes
};

using Find = std::function<std::vector<ByteRange>()>;

// Runs `find` in a child process. False where it or what it takes to measure it fails.
bool Measure(const Find& find, Measurement* measurement) {
  int ends[2];
  if (pipe(ends) != 0) {
    return false;
  }
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) {
    return false;
  }
  if (child == 0) {
    Measurement here;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<ByteRange> ranges = find();
    here.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    here.ranges = ranges.size();
    for (const ByteRange& range : ranges) {
      here.covered += range.size();
    }
    here.answer =
        HashText({reinterpret_cast<const char*>(ranges.data()), ranges.size() * sizeof(ByteRange)});
    const bool written = write(ends[1], &here, sizeof(here)) == sizeof(here);
    _exit(written ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  close(ends[1]);
  const bool complete = read(ends[0], measurement, sizeof(*measurement)) == sizeof(*measurement);
  close(ends[0]);
  int status = 0;
  rusage usage = {};
  const bool ended = wait4(child, &status, 0, &usage) == child && status == 0;
  measurement->peak = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
  return complete && ended;
}

struct Contender {
  const char* name;
  Find find;
  std::vector<double> rates;  // MB/s
  Measurement last;
};

// `program` are the bytes that the peak holds beside texts and working space.
double BytesPerByte(const Contender& contender, size_t bytes, uint64_t program) {
  return (static_cast<double>(contender.last.peak) - static_cast<double>(program)) /
         static_cast<double>(bytes);
}

void Report(Contender& contender, size_t bytes, uint64_t program) {
  std::vector<double>& rates = contender.rates;
  std::sort(rates.begin(), rates.end());
  std::printf("%-18s %8.1f %8.1f %8.1f   %9.1f %6.2f\n", contender.name, rates.front(),
              rates[rates.size() / 2], rates.back(), static_cast<double>(contender.last.peak) / 1e6,
              BytesPerByte(contender, bytes, program));
}

// For bench/passages.py.
void ReportAsJson(const std::vector<Contender>& contenders, const TextCorpus& corpus,
                  uint64_t program) {
  const Measurement& answer = contenders.front().last;
  std::printf("{\"megabytes\": %.3f, \"texts\": %zu, \"ranges\": %llu, \"tools\": [",
              static_cast<double>(corpus.all.size()) / 1e6, corpus.ends.size(),
              static_cast<unsigned long long>(answer.ranges));
  for (const Contender& contender : contenders) {
    std::printf("%s{\"name\": \"%s\", \"peak_bytes_per_byte\": %.3f, \"mb_per_second\": [",
                &contender == contenders.data() ? "" : ", ", contender.name,
                BytesPerByte(contender, corpus.all.size(), program));
    for (size_t i = 0; i < contender.rates.size(); ++i) {
      std::printf("%s%.3f", i == 0 ? "" : ", ", contender.rates[i]);
    }
    std::printf("]}");
  }
  std::printf("]}\n");
}

int Run(const Settings& settings) {
  TextCorpus corpus = settings.input.empty() ? GenerateTextCorpus(settings.documents, settings.seed)
                                             : ReadTextCorpus(settings.input);
  if (corpus.all.empty()) {
    std::fprintf(stderr, "reprise-bench-min-bytes: no text in '%s'\n", settings.input.c_str());
    return EXIT_FAILURE;
  }
  corpus.all.shrink_to_fit();
  malloc_trim(0);

  std::vector<Contender> contenders;
  contenders.push_back({"FindRepeatedBytes",
                        [&] {
                          Monitor monitor;
                          const auto ranges = FindRepeatedBytes(corpus.all, corpus.ends,
                                                                settings.options, &monitor);
                          return ranges.ok() ? *ranges : std::vector<ByteRange>{{1, 0}};
                        },
                        {},
                        {}});
  if (!settings.no_suffix_array) {
    contenders.push_back(
        {"suffix array",
         [&] { return SuffixArrayRepeats(corpus.all, corpus.ends, settings.options.min_bytes); },
         {},
         {}});
  }
  Measurement nothing;
  if (!Measure([] { return std::vector<ByteRange>(); }, &nothing)) {
    return EXIT_FAILURE;
  }
  const uint64_t program = nothing.peak - std::min<uint64_t>(nothing.peak, corpus.all.size());
  const auto megabytes = static_cast<double>(corpus.all.size()) / 1e6;
  for (int repeat = 0; repeat < settings.repeats; ++repeat) {
    for (Contender& contender : contenders) {
      if (!Measure(contender.find, &contender.last)) {
        std::fprintf(stderr, "reprise-bench-min-bytes: %s failed\n", contender.name);
        return EXIT_FAILURE;
      }
      if (contender.last.answer != contenders.front().last.answer) {
        std::fprintf(stderr, "reprise-bench-min-bytes: the answers differ\n");
        return EXIT_FAILURE;
      }
      contender.rates.push_back(megabytes / contender.last.seconds);
    }
  }
  if (settings.json) {
    ReportAsJson(contenders, corpus, program);
    return EXIT_SUCCESS;
  }
  const Measurement& answer = contenders.front().last;
  std::printf("%.1f MB in %zu texts; %zu bytes, %zu thread(s), %d repeats\n", megabytes,
              corpus.ends.size(), settings.options.min_bytes, settings.options.threads,
              settings.repeats);
  std::printf("%llu ranges cover %.1f MB%s\n\n", static_cast<unsigned long long>(answer.ranges),
              static_cast<double>(answer.covered) / 1e6,
              contenders.size() > 1 ? ", the same by both" : "");
  std::printf("%-18s %26s   %16s\n", "", "MB/s: min   median      max", "peak: MB  B/byte");
  for (Contender& contender : contenders) {
    Report(contender, corpus.all.size(), program);
  }
  if (contenders.size() > 1) {
    const auto median = [](const Contender& of) { return of.rates[of.rates.size() / 2]; };
    std::printf("ratio of medians   %8.1f\n", median(contenders[0]) / median(contenders[1]));
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace reprise

int main(int argc, char** argv) try {
  reprise::Settings settings;
  CLI::App app("Exact repeated bytes, with and without a suffix array");
  app.add_option("input", settings.input, "JSON lines with `text`; default: generated news");
  app.add_option("--documents", settings.documents, "Of generated news")->capture_default_str();
  app.add_option("--seed", settings.seed, "Of generated news")->capture_default_str();
  app.add_option("--min-bytes", settings.options.min_bytes)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--threads", settings.options.threads, "Of FindRepeatedBytes")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--memory", settings.options.memory, "Of FindRepeatedBytes, in bytes");
  app.add_option("--repeats", settings.repeats)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_flag("--no-suffix-array", settings.no_suffix_array, "Measure FindRepeatedBytes alone");
  app.add_flag("--json", settings.json, "Print the figures as one JSON object, rates in order");
  CLI11_PARSE(app, argc, argv);
  return reprise::Run(settings);
} catch (const std::exception& error) {
  std::fprintf(stderr, "reprise-bench-min-bytes: %s\n", error.what());
  return EXIT_FAILURE;
}
