#include "reprise/index/repeated_bytes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "testing/repeated_by_definition.h"
#include "testing/repeating_texts.h"
#include "testing/suffix_array_repeats.h"
#include "testing/text_corpus.h"

namespace reprise {

namespace {

TextCorpus Corpus(const std::vector<std::string>& texts) {
  TextCorpus corpus;
  for (const std::string& text : texts) {
    corpus.Add(text);
  }
  return corpus;
}

std::vector<ByteRange> Find(const TextCorpus& corpus, size_t min_bytes, size_t threads = 1,
                            uint64_t memory = 0) {
  RepeatedBytesOptions options;
  options.min_bytes = min_bytes;
  options.threads = threads;
  options.memory = memory;
  Monitor monitor;
  const auto ranges = FindRepeatedBytes(corpus.all, corpus.ends, options, &monitor);
  EXPECT_TRUE(ranges.ok()) << ranges.status();
  return ranges.ok() ? *ranges : std::vector<ByteRange>();
}

// One answer for any number of threads and any memory, and it is `expected`.
void ExpectFinds(const TextCorpus& corpus, size_t min_bytes,
                 const std::vector<ByteRange>& expected) {
  ASSERT_EQ(Find(corpus, min_bytes), expected);
  ASSERT_EQ(Find(corpus, min_bytes, 3, corpus.all.size()), expected) << "3 threads, less memory";
}

// As above; many passes, for small texts only.
void ExpectFindsInLeastMemory(const TextCorpus& corpus, size_t min_bytes,
                              const std::vector<ByteRange>& expected) {
  ASSERT_NO_FATAL_FAILURE(ExpectFinds(corpus, min_bytes, expected));
  ASSERT_EQ(Find(corpus, min_bytes, 1, 1), expected) << "least memory";
  ASSERT_EQ(Find(corpus, min_bytes, 2, 1), expected) << "2 threads, least memory";
}

TEST(RepeatedBytesTest, FindsWhatIsSeenByEye) {
  EXPECT_EQ(Find(Corpus({"abcdXabcdYabc"}), 4), (std::vector<ByteRange>{{0, 4}, {5, 9}}));
  EXPECT_EQ(Find(Corpus({"abcd", "abcd"}), 4), (std::vector<ByteRange>{{0, 8}}));
  EXPECT_EQ(Find(Corpus({"abc", "dabcd"}), 4), (std::vector<ByteRange>{}));
  EXPECT_EQ(Find(Corpus({"aaaa"}), 3), (std::vector<ByteRange>{{0, 4}}));
  EXPECT_EQ(Find(Corpus({"aba"}), 1), (std::vector<ByteRange>{{0, 1}, {2, 3}}));
  EXPECT_EQ(Find(Corpus({std::string("\0\0", 2), std::string("\0", 1)}), 1),
            (std::vector<ByteRange>{{0, 3}}));
}

TEST(RepeatedBytesTest, NothingInNothing) {
  EXPECT_TRUE(Find(Corpus({}), 1).empty());
  EXPECT_TRUE(Find(Corpus({"", ""}), 1).empty());
  EXPECT_TRUE(Find(Corpus({"", "a", ""}), 1).empty());
  EXPECT_TRUE(Find(Corpus({"aa"}), 3).empty());
  EXPECT_TRUE(Find(Corpus({"aa"}), ~size_t{0}).empty());
}

TEST(RepeatedBytesTest, AnErrorOfTheUserEndsTheSearch) {
  const TextCorpus corpus = Corpus({"abcdXabcdYabcd"});
  RepeatedBytesOptions options;
  options.min_bytes = 4;
  Monitor monitor;
  std::vector<ByteRange> ranges;
  const absl::Status status =
      ForEachRepeatedBytes(corpus.all, corpus.ends, options, &monitor, [&](const ByteRange& range) {
        ranges.push_back(range);
        return ranges.size() == 2 ? absl::DataLossError("full") : absl::OkStatus();
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ranges, (std::vector<ByteRange>{{0, 4}, {5, 9}}));
}

TEST(RepeatedBytesTest, RefusesWhatMakesNoSense) {
  RepeatedBytesOptions options;
  Monitor monitor;
  const auto code = [&](std::string_view all, const std::vector<uint64_t>& ends) {
    return FindRepeatedBytes(all, ends, options, &monitor).status().code();
  };
  EXPECT_EQ(code("abc", {3}), absl::StatusCode::kOk);
  EXPECT_EQ(code("abc", {}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("abc", {2}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("abc", {4}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("abc", {2, 1, 3}), absl::StatusCode::kInvalidArgument);
  options.min_bytes = 0;
  EXPECT_EQ(code("abc", {3}), absl::StatusCode::kInvalidArgument);
}

// All strings over {a, b} of up to 12 letters, cut into up to three texts (two from 10 on).
TEST(RepeatedBytesTest, AllTinyTexts) {
  for (size_t size = 1; size <= 12; ++size) {
    for (uint64_t bits = 0; bits < uint64_t{1} << size; ++bits) {
      TextCorpus corpus;
      for (size_t i = 0; i < size; ++i) {
        corpus.all.push_back((bits >> i & 1) != 0 ? 'b' : 'a');
      }
      for (uint64_t cut = 1; cut <= size; ++cut) {
        for (uint64_t second = size < 10 ? cut : size; second <= size; ++second) {
          corpus.ends = {cut, second, size};
          for (size_t min_bytes = 1; min_bytes <= 6; ++min_bytes) {
            ASSERT_EQ(Find(corpus, min_bytes), RepeatedByDefinition(corpus, min_bytes))
                << corpus.all << ", cut at " << cut << " and " << second << ", " << min_bytes;
          }
        }
      }
    }
  }
}

TEST(RepeatedBytesTest, RandomTextsWithPlantedRepeats) {
  for (uint64_t seed = 1; seed <= 120; ++seed) {
    std::mt19937_64 random(seed);
    const TextCorpus corpus = PlantedRepeats(&random);
    for (const size_t min_bytes : {1, 3, 8, 23, 24, 25, 31, 40, 64, 100, 130, 200}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", min_bytes " + std::to_string(min_bytes));
      ASSERT_NO_FATAL_FAILURE(
          ExpectFindsInLeastMemory(corpus, min_bytes, RepeatedByDefinition(corpus, min_bytes)));
    }
  }
}

TEST(RepeatedBytesTest, ManyDocumentsOfFewPassages) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    const TextCorpus corpus = PrintingsOfFewPassages(&random);
    for (const size_t min_bytes : {16, 24, 50, 90, 120, 160}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", min_bytes " + std::to_string(min_bytes));
      ASSERT_NO_FATAL_FAILURE(
          ExpectFindsInLeastMemory(corpus, min_bytes, RepeatedByDefinition(corpus, min_bytes)));
    }
  }
}

TEST(RepeatedBytesTest, RepetitiveTexts) {
  for (const auto& [name, corpus] : RepetitiveTexts()) {
    for (const size_t min_bytes : {1, 7, 24, 100, 1000, 20000}) {
      SCOPED_TRACE(name + ", min_bytes " + std::to_string(min_bytes));
      ASSERT_NO_FATAL_FAILURE(
          ExpectFinds(corpus, min_bytes, SuffixArrayRepeats(corpus.all, corpus.ends, min_bytes)));
    }
  }
}

// The two references know nothing of each other.
TEST(RepeatedBytesTest, ReferencesAgree) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    TextCorpus corpus;
    for (size_t texts = 1 + random() % 5; texts > 0; --texts) {
      corpus.Add(RandomText(random() % 40, 2, &random));
    }
    for (size_t min_bytes = 1; min_bytes <= 9; ++min_bytes) {
      ASSERT_EQ(SuffixArrayRepeats(corpus.all, corpus.ends, min_bytes),
                RepeatedByDefinition(corpus, min_bytes))
          << "seed " << seed << ", min_bytes " << min_bytes;
    }
  }
}

void ExpectAgreesWithSuffixArray(const TextCorpus& corpus) {
  for (const size_t min_bytes : {20, 100}) {
    SCOPED_TRACE("min_bytes " + std::to_string(min_bytes));
    const auto expected = SuffixArrayRepeats(corpus.all, corpus.ends, min_bytes);
    ASSERT_FALSE(expected.empty());
    ASSERT_NO_FATAL_FAILURE(ExpectFinds(corpus, min_bytes, expected));
  }
}

TEST(RepeatedBytesTest, GeneratedNews) { ExpectAgreesWithSuffixArray(GenerateTextCorpus(800, 3)); }

// Corpora named in the environment (tests/CMakeLists.txt), where they are at hand.
class RealDataTest : public ::testing::TestWithParam<const char*> {};

TEST_P(RealDataTest, AgreesWithSuffixArray) {
  const char* path = std::getenv(GetParam());
  const TextCorpus corpus = path == nullptr ? TextCorpus() : ReadTextCorpus(path);
  if (corpus.all.empty()) {
    GTEST_SKIP() << GetParam() << " names no file of JSON lines";
  }
  ExpectAgreesWithSuffixArray(corpus);
}

INSTANTIATE_TEST_SUITE_P(RealData, RealDataTest,
                         ::testing::Values("REPRISE_REUTERS", "REPRISE_EXTRACTORS"));

class CountingMonitor : public Monitor {
 public:
  void StartStage(std::string_view /*name*/, uint64_t total, std::string_view unit) override {
    EXPECT_EQ(done_, total_) << "the stage before was not completed";
    EXPECT_EQ(unit, "B");
    total_ = total;
    done_ = 0;
    ++stages_;
  }
  void Advance(uint64_t amount) override {
    done_ += amount;
    --left_;
  }
  bool Cancelled() const override { return left_ <= 0; }

  void CancelAfter(int advances) { left_ = advances; }
  bool Complete() const { return stages_ >= 2 && done_ == total_; }

 private:
  uint64_t total_ = 0;
  std::atomic<uint64_t> done_ = 0;
  std::atomic<int> left_ = 1'000'000'000;
  int stages_ = 0;
};

TEST(RepeatedBytesTest, TellsTheMonitorAndStopsWhenItSaysSo) {
  std::mt19937_64 random(1);
  const TextCorpus corpus = Corpus({RandomText(200'000, 256, &random)});
  const RepeatedBytesOptions options;
  {
    CountingMonitor monitor;
    ASSERT_TRUE(FindRepeatedBytes(corpus.all, corpus.ends, options, &monitor).ok());
    EXPECT_TRUE(monitor.Complete());
  }
  for (const int advances : {0, 1, 15}) {
    CountingMonitor monitor;
    monitor.CancelAfter(advances);
    EXPECT_EQ(FindRepeatedBytes(corpus.all, corpus.ends, options, &monitor).status().code(),
              absl::StatusCode::kCancelled)
        << advances;
  }
}

}  // namespace
}  // namespace reprise
