#include "reprise/index/piece_rounds.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "testing/tiny_budget.h"

namespace reprise {
namespace {

// Ascending, disjoint; positions of all.
SpillVector<ByteRange> RandomRanges(SpillBudget* budget, std::mt19937_64* random,
                                    std::vector<uint64_t>* positions) {
  SpillVector<ByteRange> ranges(budget);
  uint64_t end = 0;
  for (size_t count = (*random)() % 30; count > 0; --count) {
    const uint64_t begin = end + (*random)() % 20;
    end = begin + 1 + (*random)() % 40;
    ranges.push_back({begin, end});
    for (uint64_t i = begin; i < end; ++i) {
      positions->push_back(i);
    }
  }
  return ranges;
}

void Append(const std::vector<ByteRange>& ranges, std::vector<uint64_t>* positions) {
  for (const ByteRange& range : ranges) {
    for (uint64_t i = range.begin; i < range.end; ++i) {
      positions->push_back(i);
    }
  }
}

TEST(RangePiecesTest, AreAllPositionsInNarrowPieces) {
  TinyBudget tiny;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<uint64_t> expected;
    const SpillVector<ByteRange> ranges = RandomRanges(&tiny, &random, &expected);
    const uint64_t piece_bytes = 1 + random() % 50;
    RangePieces pieces(ranges, piece_bytes);
    std::vector<uint64_t> positions;
    for (auto piece = pieces.Next(); !piece.empty(); piece = pieces.Next()) {
      ASSERT_LE(piece.back().end - piece.front().begin, piece_bytes);
      const uint64_t before = positions.empty() ? 0 : positions.back() + 1;
      Append(piece, &positions);
      ASSERT_TRUE(before == 0 || positions.back() >= before);
    }
    ASSERT_EQ(positions, expected);
    ASSERT_TRUE(pieces.Next().empty());
  }
}

class Cancelling : public Monitor {
 public:
  bool Cancelled() const override { return --left_ < 0; }

 private:
  mutable std::atomic<int> left_ = 10;
};

TEST(SearchPiecesTest, TakesInOrderWhatAllThreadsFind) {
  TinyBudget tiny;
  std::mt19937_64 random(1);
  std::vector<uint64_t> expected;
  const SpillVector<ByteRange> ranges = RandomRanges(&tiny, &random, &expected);
  const auto search = [](const std::vector<ByteRange>& piece, TextPiece*) {
    std::vector<uint64_t> positions;
    Append(piece, &positions);
    return positions;
  };
  for (const size_t threads : {1, 2, 5}) {
    for (const size_t at_a_time : {1, 2, 7}) {
      const PieceRounds rounds = {"searching", &ranges, 10, threads, at_a_time};
      std::vector<uint64_t> positions;
      const auto take = [&](const std::vector<uint64_t>& found) {
        positions.insert(positions.end(), found.begin(), found.end());
      };
      Monitor monitor;
      ASSERT_TRUE(SearchPieces<std::vector<uint64_t>>(rounds, &monitor, search, take).ok());
      ASSERT_EQ(positions, expected) << threads << " threads, " << at_a_time << " at a time";
      Cancelling cancelling;
      ASSERT_EQ(SearchPieces<std::vector<uint64_t>>(rounds, &cancelling, search, take).code(),
                absl::StatusCode::kCancelled);
    }
  }
}

}  // namespace
}  // namespace reprise
