#include "reprise/verify/shingle_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "reprise/text/shingler.h"
#include "reprise/text/tokenizer.h"
#include "testing/tiny_budget.h"

namespace reprise {
namespace {

bool IsVariant(const std::string& a, const std::string& b) {
  const ShingleSet set_a = MakeShingleSet(a, 5);
  const ShingleSet set_b = MakeShingleSet(b, 5);
  return set_a.masked_hash == set_b.masked_hash && set_a.sequence_hash != set_b.sequence_hash;
}

// Few words, so that shingles and whole sequences repeat.
std::string RandomText(size_t words, size_t vocabulary, std::mt19937_64& random) {
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    const uint64_t word = random() % vocabulary;
    text += (word % 3 == 0 ? std::to_string(word) : "w" + std::to_string(word)) + ", ";
  }
  return text;
}

TEST(ShingleSetTest, EqualsNaiveSet) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE("seed 1, round " + std::to_string(round));
    const size_t n = 1 + random() % 6;
    const std::string text = RandomText(random() % 40, 1 + random() % 6, random);
    std::vector<Token> tokens;
    Tokenize(text, &tokens);
    std::vector<uint64_t> distinct;
    for (size_t i = 0; i < ShingleCount(tokens.size(), n); ++i) {
      std::vector<uint64_t> window;
      for (size_t j = i; j < std::min(i + n, tokens.size()); ++j) {
        window.push_back(tokens[j].hash);
      }
      std::vector<uint64_t> one;
      Shingle(window, n, &one);
      ASSERT_EQ(one.size(), 1u);
      if (std::find(distinct.begin(), distinct.end(), one[0]) == distinct.end()) {
        distinct.push_back(one[0]);
      }
    }
    const ShingleSet set = MakeShingleSet(text, n);
    ASSERT_EQ(set.shingles, distinct);
    ASSERT_EQ(set.tokens, tokens.size());
    ASSERT_EQ(set.size(), distinct.size());
    ASSERT_EQ(set.empty(), tokens.empty());
  }
}

// The set of a large text, in pieces of any size, is that of another one but for its order.
TEST(ShingleSetTest, LargeTextsHaveTheSameSets) {
  std::mt19937_64 random(7);
  TinyBudget budget;
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE("seed 7, round " + std::to_string(round));
    const size_t n = 1 + random() % 6;
    const std::string text = RandomText(random() % 40, 1 + random() % 6, random);
    ShingleExclusion excluded;
    ShingleSet expected = MakeShingleSet(text, n);
    for (const uint64_t shingle : expected.shingles) {
      if (random() % 4 == 0) {
        excluded.insert(shingle);
      }
    }
    expected = MakeShingleSet(text, n, &excluded);
    ASSERT_EQ(expected.large, nullptr);
    std::vector<uint64_t> ascending = expected.shingles;
    std::sort(ascending.begin(), ascending.end());
    for (size_t piece = 1; piece <= text.size() + 1; ++piece) {
      LargeTextOptions options;
      options.large_text = 0;
      options.piece_bytes = piece;
      options.spill = piece % 2 == 0 ? nullptr : &budget;
      const ShingleSet set = ShingleSetMaker(options).Make(text, n, &excluded);
      ASSERT_EQ(set.large != nullptr, !text.empty());
      ASSERT_EQ(set.size(), ascending.size());
      std::vector<uint64_t> shingles;
      set.ForEach([&shingles](absl::Span<const uint64_t> of_piece) {
        shingles.insert(shingles.end(), of_piece.begin(), of_piece.end());
      });
      ASSERT_EQ(shingles, ascending);
      ASSERT_TRUE(HaveSameShingles(set, MakeShingleSet(text, n, &excluded, options)));
      ASSERT_EQ(set.tokens, expected.tokens);
      ASSERT_EQ(set.sequence_hash, expected.sequence_hash);
      ASSERT_EQ(set.masked_hash, expected.masked_hash);
      ASSERT_EQ(ShingleBitmap::MostShared(set.bitmap, expected.bitmap), expected.size());
    }
  }
}

// What is excluded is missing from the set and its bitmap, and nothing else changes: the rest stays
// in order, the text has as many tokens and the same sequence.
TEST(ShingleSetTest, ExcludedShinglesDoNotCount) {
  std::mt19937_64 random(4);
  size_t emptied = 0;
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE("seed 4, round " + std::to_string(round));
    const std::string text = RandomText(random() % 40, 1 + random() % 6, random);
    const size_t n = 1 + random() % 4;
    const ShingleSet whole = MakeShingleSet(text, n);
    ShingleExclusion excluded = {1, 2, 3};
    const uint64_t kept_of_eight = random() % 9;
    std::vector<uint64_t> expected;
    for (const uint64_t shingle : whole.shingles) {
      if (random() % 8 < kept_of_eight) {
        expected.push_back(shingle);
      } else {
        excluded.insert(shingle);
      }
    }
    const ShingleSet set = MakeShingleSet(text, n, &excluded);
    ASSERT_EQ(set.shingles, expected);
    ASSERT_EQ(set.tokens, whole.tokens);
    ASSERT_EQ(set.sequence_hash, whole.sequence_hash);
    ASSERT_EQ(set.masked_hash, whole.masked_hash);
    const ShingleBitmap bitmap(expected);
    ASSERT_EQ(set.bitmap.bytes(), bitmap.bytes());
    ASSERT_EQ(ShingleBitmap::MostShared(set.bitmap, bitmap), expected.size());
    ASSERT_EQ(set.bitmap.MostHeld(whole.shingles), bitmap.MostHeld(whole.shingles));
    emptied += set.empty() && !whole.empty() ? 1 : 0;

    std::vector<uint64_t> listed = whole.shingles;
    Exclude(nullptr, &listed);
    ASSERT_EQ(listed, whole.shingles);
    Exclude(&excluded, &listed);
    ASSERT_EQ(listed, expected);
    const ShingleExclusion nothing;
    ASSERT_EQ(MakeShingleSet(text, n, &nothing).shingles, whole.shingles);
  }
  EXPECT_GT(emptied, 100u);
}

TEST(ShingleSetTest, TextWithoutTokensIsEmpty) {
  for (const std::string text : {"", " ", "-- ?!\n", "\xff\xfe"}) {
    const ShingleSet set = MakeShingleSet(text, 5);
    EXPECT_TRUE(set.empty());
    EXPECT_EQ(set.size(), 0u);
    EXPECT_EQ(set.tokens, 0u);
  }
}

TEST(ShingleSetTest, ShortTextIsOneShingle) {
  EXPECT_EQ(MakeShingleSet("one two", 5).size(), 1u);
  EXPECT_EQ(MakeShingleSet("one two", 5).tokens, 2u);
}

// Two texts have the same sequence hash exactly when their tokens are the same, and the same masked
// hash exactly when they are after every run of numbers became one mark.
TEST(ShingleSetTest, HashesTellSequencesApart) {
  std::mt19937_64 random(2);
  const auto sequences = [](const std::string& text, bool masked) {
    std::vector<Token> tokens;
    Tokenize(text, &tokens);
    std::vector<uint64_t> sequence;
    bool after_number = false;
    for (const Token& token : tokens) {
      if (!masked || !token.is_number) {
        sequence.push_back(token.hash);
      } else if (!after_number) {
        sequence.push_back(0);
      }
      after_number = token.is_number;
    }
    return sequence;
  };
  size_t equal_masked = 0;
  for (int round = 0; round < 20000; ++round) {
    const std::string a = RandomText(random() % 4, 5, random);
    const std::string b = RandomText(random() % 4, 5, random);
    SCOPED_TRACE("seed 2, round " + std::to_string(round));
    SCOPED_TRACE(a);
    SCOPED_TRACE(b);
    const ShingleSet set_a = MakeShingleSet(a, 3);
    const ShingleSet set_b = MakeShingleSet(b, 3);
    ASSERT_EQ(set_a.sequence_hash == set_b.sequence_hash,
              sequences(a, false) == sequences(b, false));
    ASSERT_EQ(set_a.masked_hash == set_b.masked_hash, sequences(a, true) == sequences(b, true));
    equal_masked += set_a.masked_hash == set_b.masked_hash ? 1 : 0;
  }
  EXPECT_GT(equal_masked, 1000u);
}

TEST(ShingleSetTest, VariantsDifferInNumbersAlone) {
  EXPECT_TRUE(IsVariant("The pass is open until 2100", "the pass is open until 1800"));
  EXPECT_TRUE(IsVariant("it cost 1,5 francs", "it cost 7 francs"));
  EXPECT_TRUE(IsVariant("12", "12 13 14"));
  EXPECT_FALSE(IsVariant("it cost 7 francs", "It cost 7 Francs!"));
  EXPECT_FALSE(IsVariant("it cost 7 francs", "it cost francs"));
  EXPECT_FALSE(IsVariant("it cost 7 francs", "it cost seven francs"));
  EXPECT_FALSE(IsVariant("it cost 7 francs 5", "it cost 7 5 francs"));
  EXPECT_FALSE(IsVariant("room a1", "room a2"));
}

ShingleSet SetOf(std::vector<uint64_t> shingles) {
  ShingleSet set;
  set.shingles = std::move(shingles);
  return set;
}

ShingleSet LargeSetOf(std::vector<uint64_t> shingles, SpillBudget* spill) {
  std::sort(shingles.begin(), shingles.end());
  auto large = std::make_shared<LargeSet>(spill);
  large->Append(shingles);
  large->Finish();
  ShingleSet set;
  set.large = std::move(large);
  return set;
}

// Values that share their low bits meet in the same slots; the value 0 is a shingle like others.
TEST(SetProbeTest, CountsWhatSetsShare) {
  std::mt19937_64 random(3);
  TinyBudget budget;
  SetProbe probe;  // one for all rounds, so that it is loaded anew with larger and smaller sets
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE("seed 3, round " + std::to_string(round));
    const auto random_list = [&] {
      std::set<uint64_t> values;
      for (uint64_t i = random() % (random() % 2 == 0 ? 3 : 80); i > 0; --i) {
        const uint64_t value = random() % 60;
        values.insert(random() % 2 == 0 ? value : value << 40);
      }
      std::vector<uint64_t> list(values.begin(), values.end());
      std::shuffle(list.begin(), list.end(), random);
      return list;
    };
    const auto set_of = [&](const std::vector<uint64_t>& list) {
      return random() % 2 == 0 ? SetOf(list)
                               : LargeSetOf(list, random() % 2 == 0 ? nullptr : &budget);
    };
    const std::vector<uint64_t> list = random_list();
    const ShingleSet loaded = set_of(list);
    probe.Load(loaded);
    for (int other_round = 0; other_round < 3; ++other_round) {
      const std::vector<uint64_t> other = random_list();
      const std::set<uint64_t> of_other(other.begin(), other.end());
      const auto shared = std::count_if(list.begin(), list.end(),
                                        [&](uint64_t value) { return of_other.contains(value); });
      ASSERT_EQ(probe.CountShared(set_of(other)), static_cast<uint64_t>(shared));
    }
  }
  EXPECT_TRUE(budget.status().ok()) << budget.status();
}

TEST(SetProbeTest, ZeroIsAnElementOnlyWhereItIsLoaded) {
  const ShingleSet with = SetOf({7, 0, 9});
  const ShingleSet without = SetOf({7, 9});
  SetProbe probe;
  probe.Load(with);
  EXPECT_EQ(probe.CountShared(with), 3u);
  EXPECT_EQ(probe.CountShared(without), 2u);
  probe.Load(without);
  EXPECT_EQ(probe.CountShared(with), 2u);
  const ShingleSet none;
  EXPECT_EQ(probe.CountShared(none), 0u);
  probe.Load(none);
  EXPECT_EQ(probe.CountShared(with), 0u);
}

}  // namespace
}  // namespace reprise
