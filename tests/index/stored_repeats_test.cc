#include "reprise/index/stored_repeats.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "reprise/base/spill.h"
#include "reprise/index/repeated_bytes.h"
#include "testing/repeated_by_definition.h"
#include "testing/repeating_texts.h"
#include "testing/text_corpus.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

constexpr uint64_t kAllBits = ~uint64_t{0};

// Texts in a file.
class StoredCorpus {
 public:
  StoredCorpus(const TextCorpus& corpus, SpillBudget* budget)
      : budget_(budget), file_(budget), ends_(corpus.ends) {
    file_.Append(corpus.all.data(), corpus.all.size());
  }

  std::vector<ByteRange> Find(const StoredRepeatsOptions& options) const {
    std::vector<ByteRange> ranges;
    Monitor monitor;
    const absl::Status status =
        ForEachStoredRepeat(file_, ends_, options, budget_, &monitor, [&](const ByteRange& range) {
          ranges.push_back(range);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return ranges;
  }

 private:
  SpillBudget* budget_;
  SpillFile file_;
  std::vector<uint64_t> ends_;
};

StoredRepeatsOptions Options(size_t min_bytes, size_t threads = 1, uint64_t piece_bytes = 0) {
  StoredRepeatsOptions options;
  options.min_bytes = min_bytes;
  options.threads = threads;
  options.piece_bytes = piece_bytes;
  return options;
}

// All strings over {a, b}, cut into two texts; runs that are looked up one by one, and sampled
// ones, in pieces as small as can be.
TEST(StoredRepeatsTest, AllTinyTexts) {
  SpillBudget budget(uint64_t{1} << 20, ::testing::TempDir());
  for (size_t size = 1; size <= 9; ++size) {
    for (uint64_t bits = 0; bits < uint64_t{1} << size; ++bits) {
      TextCorpus corpus;
      for (size_t i = 0; i < size; ++i) {
        corpus.all.push_back((bits >> i & 1) != 0 ? 'b' : 'a');
      }
      for (uint64_t cut = 1; cut <= size; ++cut) {
        corpus.ends = {cut, size};
        const StoredCorpus stored(corpus, &budget);
        for (size_t min_bytes = 1; min_bytes <= (size < 8 ? 5 : 1); ++min_bytes) {
          ASSERT_EQ(stored.Find(Options(min_bytes, 1, 1 + bits % 4)),
                    RepeatedByDefinition(corpus, min_bytes))
              << corpus.all << ", cut at " << cut << ", " << min_bytes;
        }
        for (size_t window = 1; window + 8 <= size; ++window) {
          StoredRepeatsOptions options = Options(window + 7, 1, 1 + bits % 4);
          options.winnowing = {8, window};
          ASSERT_EQ(stored.Find(options), RepeatedByDefinition(corpus, options.min_bytes))
              << corpus.all << ", cut at " << cut << ", window " << window;
        }
      }
    }
  }
}

// What a search is asked beside the length: nothing of it changes the answer.
struct Way {
  size_t threads;
  uint64_t piece_bytes;
  uint64_t hash_mask;
};

void ExpectFinds(const TextCorpus& corpus, const std::vector<size_t>& all_min_bytes,
                 const std::vector<Way>& ways) {
  SpillBudget budget(uint64_t{1} << 20, ::testing::TempDir());
  TinyBudget tiny;
  for (const size_t min_bytes : all_min_bytes) {
    const std::vector<ByteRange> expected = RepeatedByDefinition(corpus, min_bytes);
    for (SpillBudget* used : {&budget, static_cast<SpillBudget*>(&tiny)}) {
      const StoredCorpus stored(corpus, used);
      for (const Way& way : ways) {
        StoredRepeatsOptions options = Options(min_bytes, way.threads, way.piece_bytes);
        options.hash_mask = way.hash_mask;
        ASSERT_EQ(stored.Find(options), expected)
            << "min_bytes " << min_bytes << ", piece_bytes " << way.piece_bytes << ", mask "
            << way.hash_mask << (used == &tiny ? ", tiny budget" : "");
      }
    }
  }
  EXPECT_EQ(tiny.used(), 0u);
}

// With hashes that say little, too: neither is a repeat lost then nor one made up.
TEST(StoredRepeatsTest, RandomTextsWithPlantedRepeats) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const TextCorpus corpus = PlantedRepeats(&random);
    ASSERT_NO_FATAL_FAILURE(ExpectFinds(corpus, {1, 3, 23, 24, 25, 40, 64, 100, 130, 200},
                                        {{1, 0, kAllBits}, {1, 97, 0xff}, {2, 500, kAllBits}}));
  }
}

TEST(StoredRepeatsTest, ManyDocumentsOfFewPassages) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const TextCorpus corpus = PrintingsOfFewPassages(&random);
    ASSERT_NO_FATAL_FAILURE(ExpectFinds(corpus, {16, 24, 50, 90, 120, 160},
                                        {{1, 333, kAllBits}, {1, 0, 0x3f}, {3, 1000, kAllBits}}));
  }
}

// Every hash is the same: each round decides about one run.
TEST(StoredRepeatsTest, HashesAreNotTrusted) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    TextCorpus corpus;
    for (size_t texts = 1 + random() % 3; texts > 0; --texts) {
      corpus.Add(RandomText(random() % 60, 2, &random));
    }
    corpus.Add(corpus.all.substr(random() % (corpus.all.size() + 1), 30));
    ASSERT_NO_FATAL_FAILURE(ExpectFinds(corpus, {2, 5, 24}, {{1, 0, 0}, {1, 50, 1}}));
  }
}

// Against the search in memory.
TEST(StoredRepeatsTest, RepetitiveTexts) {
  SpillBudget budget(0, ::testing::TempDir(), /*piece_bytes=*/4096);
  for (const auto& [name, corpus] : RepetitiveTexts()) {
    const StoredCorpus stored(corpus, &budget);
    for (const size_t min_bytes : {1, 7, 24, 100, 1000, 20000}) {
      RepeatedBytesOptions in_memory;
      in_memory.min_bytes = min_bytes;
      Monitor monitor;
      const auto expected = FindRepeatedBytes(corpus.all, corpus.ends, in_memory, &monitor);
      ASSERT_TRUE(expected.ok());
      ASSERT_EQ(stored.Find(Options(min_bytes, 2)), *expected)
          << name << ", min_bytes " << min_bytes;
    }
  }
}

TEST(StoredRepeatsTest, NothingInNothing) {
  SpillBudget budget(0, ::testing::TempDir());
  TextCorpus corpus;
  EXPECT_TRUE(StoredCorpus(corpus, &budget).Find(Options(1)).empty());
  corpus.ends = {0, 0};
  EXPECT_TRUE(StoredCorpus(corpus, &budget).Find(Options(1)).empty());
  corpus.Add("aa");
  EXPECT_TRUE(StoredCorpus(corpus, &budget).Find(Options(3)).empty());
  EXPECT_TRUE(StoredCorpus(corpus, &budget).Find(Options(~size_t{0})).empty());
  EXPECT_EQ(StoredCorpus(corpus, &budget).Find(Options(1)), (std::vector<ByteRange>{{0, 2}}));
}

TEST(StoredRepeatsTest, RefusesWhatMakesNoSense) {
  SpillBudget budget(0, ::testing::TempDir());
  const SpillFile file(&budget);
  Monitor monitor;
  const auto code = [&](const std::vector<uint64_t>& ends, size_t min_bytes) {
    return ForEachStoredRepeat(file, ends, Options(min_bytes), &budget, &monitor,
                               [](const ByteRange&) { return absl::OkStatus(); })
        .code();
  };
  EXPECT_EQ(code({0}, 1), absl::StatusCode::kOk);
  EXPECT_EQ(code({0}, 0), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({2, 1, 3}, 1), absl::StatusCode::kInvalidArgument);
}

TEST(StoredRepeatsTest, AnErrorOfTheUserEndsTheSearch) {
  TextCorpus corpus;
  corpus.Add("abcdXabcdYabcd");
  SpillBudget budget(0, ::testing::TempDir());
  SpillFile file(&budget);
  file.Append(corpus.all.data(), corpus.all.size());
  Monitor monitor;
  std::vector<ByteRange> ranges;
  const absl::Status status = ForEachStoredRepeat(
      file, corpus.ends, Options(4), &budget, &monitor, [&](const ByteRange& range) {
        ranges.push_back(range);
        return ranges.size() == 2 ? absl::DataLossError("full") : absl::OkStatus();
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ranges, (std::vector<ByteRange>{{0, 4}, {5, 9}}));
}

// What cannot be read is zeros for a while.
TEST(StoredRepeatsTest, AnErrorOfTheDiskIsReturned) {
  SpillBudget budget(0, "/nonexistent");
  const SpillFile file(&budget);
  const std::vector<uint64_t> ends = {1'000'000};
  Monitor monitor;
  EXPECT_FALSE(
      ForEachStoredRepeat(file, ends, Options(100), &budget, &monitor, [](const ByteRange&) {
        return absl::OkStatus();
      }).ok());
}

class CountingMonitor : public Monitor {
 public:
  void StartStage(std::string_view name, uint64_t total, std::string_view unit) override {
    EXPECT_EQ(done_, total_) << "the stage before " << name << " was not completed";
    EXPECT_EQ(unit, "B");
    total_ = total;
    done_ = 0;
  }
  void Advance(uint64_t amount) override {
    done_ += amount;
    --left_;
  }
  bool Cancelled() const override { return left_ <= 0; }

  void CancelAfter(int advances) { left_ = advances; }
  bool Complete() const { return done_ == total_; }

 private:
  uint64_t total_ = 0;
  std::atomic<uint64_t> done_ = 0;
  std::atomic<int> left_ = 1'000'000'000;
};

TEST(StoredRepeatsTest, TellsTheMonitorAndStopsWhenItSaysSo) {
  std::mt19937_64 random(1);
  TextCorpus corpus;
  corpus.Add(RandomText(400'000, 256, &random));
  SpillBudget budget(0, ::testing::TempDir());
  SpillFile file(&budget);
  file.Append(corpus.all.data(), corpus.all.size());
  for (const size_t min_bytes : {10, 100}) {
    const auto find = [&](Monitor* monitor) {
      return ForEachStoredRepeat(file, corpus.ends, Options(min_bytes), &budget, monitor,
                                 [](const ByteRange&) { return absl::OkStatus(); })
          .code();
    };
    CountingMonitor monitor;
    EXPECT_EQ(find(&monitor), absl::StatusCode::kOk);
    EXPECT_TRUE(monitor.Complete());
    for (const int advances : {0, 1}) {
      CountingMonitor stopping;
      stopping.CancelAfter(advances);
      EXPECT_EQ(find(&stopping), absl::StatusCode::kCancelled) << advances;
    }
  }
}

}  // namespace
}  // namespace reprise
