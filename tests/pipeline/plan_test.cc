// The arithmetic of plans: samples placed against a naive twin, estimates, machines, disks.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "reprise/pipeline/disk_room.h"
#include "reprise/pipeline/memory_shares.h"
#include "reprise/pipeline/plan_estimate.h"
#include "reprise/pipeline/plan_sample.h"

namespace reprise {
namespace {

// Every piece by itself: the file that holds the middle of its share of all bytes, in half bytes so
// that no rounding comes in.
std::vector<uint64_t> NaivePieces(const std::vector<uint64_t>& sizes, uint64_t pieces) {
  const uint64_t total = std::accumulate(sizes.begin(), sizes.end(), uint64_t{0});
  std::vector<uint64_t> in_file(sizes.size(), 0);
  for (uint64_t piece = 0; piece < pieces; ++piece) {
    uint64_t begin = 0;
    for (size_t i = 0; i < sizes.size(); ++i) {
      const uint64_t middle = (2 * piece + 1) * total;  // in units of 1 / (2 * pieces)
      if (middle >= 2 * pieces * begin && middle < 2 * pieces * (begin + sizes[i])) {
        ++in_file[i];
      }
      begin += sizes[i];
    }
  }
  return in_file;
}

// How many pieces TakeSample takes of files of more than a mebibyte.
constexpr uint64_t kMega = uint64_t{1} << 20;

TEST(PlaceSampleTest, SpreadsPiecesAsTheNaiveTwinDoes) {
  const auto seed = std::random_device{}();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 300; ++round) {
    // Powers of two pieces: their middles are exact in floating point.
    const uint64_t pieces = uint64_t{1} << (random() % 7);
    std::vector<uint64_t> sizes(1 + random() % 9);
    for (uint64_t& size : sizes) {
      size = random() % 4 == 0 ? 0 : random() % (20 * kMega);
    }
    sizes.push_back((pieces + 1 + random() % 50) * kMega + sizes.size() * 20 * kMega);
    uint64_t piece = 0;
    const std::vector<SamplePlace> places = PlaceSample(sizes, pieces * kMega, &piece);
    std::vector<uint64_t> in_file(sizes.size(), 0);
    for (const SamplePlace& place : places) {
      EXPECT_EQ(in_file[place.file], 0U) << "named twice, seed " << seed;
      in_file[place.file] = place.pieces;
      EXPECT_FALSE(place.all) << "seed " << seed;
    }
    EXPECT_EQ(piece, kMega) << "seed " << seed;
    EXPECT_EQ(in_file, NaivePieces(sizes, pieces)) << "seed " << seed;
  }
}

TEST(PlaceSampleTest, TakesAllOfLittle) {
  uint64_t piece = 0;
  const std::vector<SamplePlace> places = PlaceSample({5, 0, 1, 7}, 13, &piece);
  ASSERT_EQ(places.size(), 3U);
  for (const SamplePlace& place : places) {
    EXPECT_TRUE(place.all);
  }
  EXPECT_EQ(places[0].file, 0U);
  EXPECT_EQ(places[1].file, 2U);
  EXPECT_EQ(places[2].file, 3U);
  EXPECT_TRUE(PlaceSample({}, 13, &piece).empty());
  EXPECT_TRUE(PlaceSample({0, 0}, 13, &piece).empty());
}

TEST(PlaceSampleTest, TakesManyOfManySmallFilesButNotAll) {
  uint64_t piece = 0;
  const std::vector<uint64_t> sizes(100'000, 10'000);
  const std::vector<SamplePlace> places = PlaceSample(sizes, 20'000'000, &piece);
  EXPECT_EQ(places.size(), 2000U);
  EXPECT_EQ(PlaceSample(sizes, 500'000'000, &piece).size(), 4096U);
}

KindMeasure Measure(double scale) {
  KindMeasure kind;
  kind.scale = scale;
  kind.sample_documents = 1000;
  kind.documents = 1000.0 * scale;
  kind.input_bytes = 2e6 * scale;
  kind.unpacked_bytes = 2e6 * scale;
  kind.sketch_bytes = 500e3;
  kind.shingles = 350e3;
  kind.fingerprints = 100e3;
  kind.stage_seconds = {{"listing", 0.1}, {"reading", 1.0}, {"indexing", 0.5},  {"verifying", 0.2},
                        {"linking", 0.5}, {"writing", 0.3}, {"reporting", 0.05}};
  return kind;
}

double Stage(const RunEstimate& run, const std::string& name) {
  for (const auto& [stage, seconds] : run.stage_seconds) {
    if (stage == name) {
      return seconds;
    }
  }
  return -1.0;
}

constexpr Resources kRoomy = {.threads = 1, .memory = uint64_t{1} << 40};

TEST(EstimateRunTest, TheWholeSampleIsTheRun) {
  const RunEstimate run = EstimateRun({Measure(1.0)}, 100, kRoomy);
  EXPECT_NEAR(run.seconds, 2.65, 1e-9);
  EXPECT_NEAR(run.documents, 1000.0, 1e-9);
  EXPECT_EQ(run.spilled_bytes, 0.0);
  EXPECT_EQ(run.least_memory, static_cast<double>(kLeastMemory));
}

TEST(EstimateRunTest, ReadingGrowsWithBytesComparingALittleFaster) {
  const RunEstimate run = EstimateRun({Measure(1024.0)}, 100, kRoomy);
  EXPECT_NEAR(Stage(run, "listing"), 0.1, 1e-9);
  EXPECT_NEAR(Stage(run, "reporting"), 0.05, 1e-9);
  EXPECT_NEAR(Stage(run, "reading"), 1024.0, 1e-6);
  EXPECT_NEAR(Stage(run, "writing"), 307.2, 1e-6);
  // Ten doublings.
  EXPECT_NEAR(Stage(run, "indexing"), 512.0 * std::pow(1.1487, 10), 1.0);
  EXPECT_NEAR(run.least_memory, 1024e3 * static_cast<double>(kDocumentBytes) * 4 / 3, 1.0);
}

TEST(EstimateRunTest, CopiesThatASampleRarelyShowsCostVerifying) {
  KindMeasure kind = Measure(100.0);
  kind.sample_removed = 2;
  const RunEstimate run = EstimateRun({kind}, 100, kRoomy);
  EXPECT_NEAR(run.removed_share, 0.2, 1e-9);
  // A fifth of the documents, three texts for each.
  EXPECT_NEAR(Stage(run, "verifying"), 60.0, 1e-6);
  kind.sample_removed = 900;
  EXPECT_NEAR(EstimateRun({kind}, 100, kRoomy).removed_share, 1.0, 1e-9);
}

TEST(EstimateRunTest, KindsAddUp) {
  KindMeasure packed = Measure(4.0);
  packed.packed = true;
  packed.input_bytes = 1e6;
  const RunEstimate one = EstimateRun({Measure(2.0)}, 100, kRoomy);
  const RunEstimate other = EstimateRun({packed}, 100, kRoomy);
  const RunEstimate both = EstimateRun({Measure(2.0), packed}, 100, kRoomy);
  EXPECT_NEAR(both.seconds, one.seconds + other.seconds, 1e-9);
  EXPECT_NEAR(both.documents, 6000.0, 1e-9);
  EXPECT_NEAR(both.result_bytes, 5e6, 1e-3);
  EXPECT_NEAR(both.unpacked_copies, 8e6, 1e-3);
  EXPECT_EQ(one.unpacked_copies, 0.0);
}

TEST(EstimateRunTest, ReferencesAreReadAndHeldButNoPartOfTheResult) {
  KindMeasure references = Measure(3.0);
  references.reference = true;
  references.stage_seconds = {{"listing", 0.1}, {"reading", 1.0}, {"indexing", 0.5}};
  const RunEstimate alone = EstimateRun({Measure(2.0)}, 100, kRoomy);
  const RunEstimate both = EstimateRun({Measure(2.0), references}, 100, kRoomy);
  EXPECT_EQ(both.documents, alone.documents);
  EXPECT_NEAR(both.reference_documents, 3000.0, 1e-9);
  EXPECT_EQ(both.result_bytes, alone.result_bytes);
  EXPECT_EQ(both.removed_share, alone.removed_share);
  EXPECT_NEAR(both.unpacked_bytes, 10e6, 1e-3);
  EXPECT_NEAR(both.memory_without_disk,
              EstimateRun({Measure(5.0)}, 100, kRoomy).memory_without_disk, 1.0);
  EXPECT_NEAR(Stage(both, "reading"), 5.0, 1e-9);
  EXPECT_EQ(Stage(both, "writing"), Stage(alone, "writing"));
  // Of the copies of references, the sample of these shows every third.
  KindMeasure copies = Measure(2.0);
  copies.sample_removed_against = 100;
  EXPECT_NEAR(EstimateRun({copies, references}, 100, kRoomy).removed_share, 0.3, 1e-9);
}

TEST(EstimateRunTest, FilesAreHeldAsWell) {
  KindMeasure files = Measure(1.0);
  files.files = 1e6;
  EXPECT_NEAR(
      EstimateRun({files}, 100, kRoomy).least_memory,
      1e6 * static_cast<double>(kFileBytes) + 1000.0 * static_cast<double>(kDocumentBytes) * 4 / 3,
      1.0);
}

TEST(EstimateRunTest, TablesBeyondHalfOfTheMemoryGoToDisk) {
  const KindMeasure kind = Measure(1000.0);
  // 500 bytes of sketches, 300 of index, kDocumentBytes for each of a million documents.
  const double tables = 1e6 * (800.0 + static_cast<double>(kDocumentBytes));
  const RunEstimate roomy = EstimateRun({kind}, 100, kRoomy);
  EXPECT_NEAR(roomy.memory_without_disk, 2.0 * tables, 1.0);
  const auto enough = static_cast<uint64_t>(std::ceil(roomy.memory_without_disk));
  EXPECT_EQ(EstimateRun({kind}, 100, {1, enough}).spilled_bytes, 0.0);
  const RunEstimate little = EstimateRun({kind}, 100, {1, enough / 8});
  // The sketches, and fingerprints on their way to the index.
  EXPECT_NEAR(little.spilled_bytes, 500e6 + 800e6, 1.0);
  EXPECT_NEAR(little.spilled_in_the_end, 500e6 + 300e6, 1.0);
  EXPECT_NEAR(little.memory_in_use, static_cast<double>(enough / 8), 1.0);
  EXPECT_GT(Stage(little, "linking"), 2.0 * Stage(roomy, "linking"));
  EXPECT_EQ(Stage(little, "reading"), Stage(roomy, "reading"));
}

TEST(EstimateRunTest, ALongRecordNeedsFourTimesItsMemory) {
  EXPECT_NEAR(EstimateRun({Measure(1.0)}, uint64_t{1} << 30, kRoomy).least_memory,
              4.0 * (uint64_t{1} << 30), 1.0);
}

TEST(EstimateRunTest, NothingNeedsNothing) {
  const RunEstimate run = EstimateRun({}, 0, kRoomy);
  EXPECT_EQ(run.seconds, 0.0);
  EXPECT_EQ(run.documents, 0.0);
  EXPECT_EQ(run.removed_share, 0.0);
  EXPECT_EQ(EstimateRun({KindMeasure()}, 0, kRoomy).seconds, 0.0);
}

TEST(CountMachinesTest, ByTimeAndByMemory) {
  EXPECT_EQ(CountMachines(3600.0, 100.0, 1.0, 100).machines(), 1U);
  EXPECT_EQ(CountMachines(3601.0, 100.0, 1.0, 100).by_time, 2U);
  EXPECT_EQ(CountMachines(3600.0, 101.0, 1.0, 100).by_memory, 2U);
  EXPECT_EQ(CountMachines(36000.0, 301.0, 2.5, 100).machines(), 4U);
  EXPECT_EQ(CountMachines(0.0, 0.0, 1.0, 100).machines(), 1U);
  EXPECT_EQ(CountMachines(1e300, 0.0, 1e-300, 100).by_time, uint64_t{1'000'000'000'000'000});
}

TEST(CheckDiskTest, FitsExactlyWhereThereIsRoomForBoth) {
  for (uint64_t output = 0; output < 6; ++output) {
    for (uint64_t work = 0; work < 6; ++work) {
      for (uint64_t output_free = 0; output_free < 12; ++output_free) {
        const DiskRoom shared = {output_free, output_free, true};
        EXPECT_EQ(CheckDisk({output, work}, shared).ok(), output + work <= output_free);
        const uint64_t peak = std::max(output, work);
        EXPECT_EQ(CheckDisk({output, work, peak}, shared).ok(), peak <= output_free);
        for (uint64_t work_free = 0; work_free < 6; ++work_free) {
          EXPECT_EQ(CheckDisk({output, work}, {output_free, work_free, false}).ok(),
                    output <= output_free && work <= work_free);
        }
      }
    }
  }
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  EXPECT_FALSE(CheckDisk({kMost, kMost}, {kMost - 1, kMost - 1, true}).ok());
}

TEST(CheckDiskTest, SaysWhatIsMissingAndWhatToDo) {
  const absl::Status result = CheckDisk({5'000'000, 0}, {1'000'000, 1'000'000, false});
  EXPECT_EQ(result.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(result.message(),
            "the result would need about 5.0 MB of disk, and only 1.0 MB are free; free some, or "
            "choose another disk for it (-o)");
  const absl::Status work = CheckDisk({0, 5'000'000}, {1'000'000, 1'000'000, false});
  EXPECT_NE(work.message().find("(--tmp)"), absl::string_view::npos);
}

TEST(FindDiskRoomTest, LooksAtTheNearestFolderThatThereIs) {
  const absl::StatusOr<DiskRoom> here = FindDiskRoom("", "");
  ASSERT_TRUE(here.ok()) << here.status();
  EXPECT_TRUE(here->shared);
  EXPECT_GT(here->output_free, 0U);
  const absl::StatusOr<DiskRoom> below = FindDiskRoom("no/such/folder", "/proc/self");
  ASSERT_TRUE(below.ok()) << below.status();
  EXPECT_FALSE(below->shared);
  EXPECT_EQ(below->work_free, 0U);
}

}  // namespace
}  // namespace reprise
