#include "reprise/verify/text_repeats.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reprise {
namespace {

std::string Trimmed(const std::string& text) {
  return WithoutRanges(text, FindTextRepeats(text, {}).cuts);
}

const std::string kCaption =
    "The lifeboat crew of Marlsea on the old pier, Friday evening. Photo: Ines Corbray";
const std::string kStory =
    "The ferry ran aground shortly after four o'clock and nobody on board was seriously hurt.";

TEST(TextRepeatsTest, ACaptionPrintedTwiceStandsOnceAfterwards) {
  const std::string page = "Headline\n" + kCaption + "\n" + kCaption + "\n\n" + kStory + "\n";
  const TextRepeats repeats = FindTextRepeats(page, {});
  ASSERT_EQ(repeats.passages.size(), 1U);
  ASSERT_EQ(repeats.passages[0].occurrences.size(), 2U);
  for (const ByteRange& occurrence : repeats.passages[0].occurrences) {
    EXPECT_EQ(page.substr(occurrence.begin, occurrence.size()), kCaption);
  }
  EXPECT_EQ(Trimmed(page), "Headline\n" + kCaption + "\n\n" + kStory + "\n");
}

TEST(TextRepeatsTest, APassageBeginsWithItsLineWhereItCan) {
  // The word before the caption is also its last one, so that it could begin there.
  const std::string page = "By Ines Corbray\n" + kCaption + "\n" + kCaption + "\n\n" + kStory;
  const TextRepeats repeats = FindTextRepeats(page, {});
  ASSERT_EQ(repeats.passages.size(), 1U);
  const ByteRange first = repeats.passages[0].occurrences[0];
  EXPECT_EQ(page.substr(first.begin, first.size()), kCaption);
  EXPECT_EQ(Trimmed(page), "By Ines Corbray\n" + kCaption + "\n\n" + kStory);
}

TEST(TextRepeatsTest, EditedCopiesGoToo) {
  std::string edited = kCaption;
  edited.replace(edited.find("old"), 3, "new");
  const std::string page = kCaption + "\n" + edited + "\n\n" + kStory;
  EXPECT_EQ(Trimmed(page), kCaption + "\n\n" + kStory);
}

TEST(TextRepeatsTest, WhatDiffersInFiguresStays) {
  const std::string table =
      "Net sales of the whole group in the quarter were 12 against 11 million\n"
      "Net sales of the whole group in the quarter were 13 against 10 million\n";
  EXPECT_EQ(FindTextRepeats(table, {}).passages.size(), 1U);
  EXPECT_EQ(Trimmed(table), table);
}

TEST(TextRepeatsTest, HalfSentencesStay) {
  const std::string text = "He said that " + kStory + " Later on he added that " + kStory;
  EXPECT_EQ(Trimmed(text), text);
  const std::string whole = "He said so. " + kStory + " Later on he added this. " + kStory;
  EXPECT_EQ(Trimmed(whole), "He said so. " + kStory + " Later on he added this. ");
}

TEST(TextRepeatsTest, NothingIsCutFromAFirstOccurrence) {
  // The caption's first occurrence lies within the second one of the longer passage's head.
  const std::string long_one = kStory + " " + kCaption;
  const std::string page = kStory + "\n" + long_one + "\nBetween them.\n" + long_one + "\n";
  EXPECT_EQ(Trimmed(page), kStory + "\n" + long_one + "\nBetween them.\n");
}

TEST(TextRepeatsTest, TextsWithoutRepeats) {
  EXPECT_TRUE(FindTextRepeats("", {}).passages.empty());
  EXPECT_TRUE(FindTextRepeats("\xFF\xFE .. !", {}).passages.empty());
  EXPECT_TRUE(FindTextRepeats(kStory, {}).cuts.empty());
}

TEST(TextRepeatsTest, ScriptsWithoutSpaces) {
  const std::string sentence =
      "\xE6\xB8\xA1\xE8\xBD\xAE\xE5\x9C\xA8\xE5\x91\xA8\xE4\xBA\x94\xE4\xB8\x8B\xE5\x8D\x88\xE6\x90"
      "\x81\xE6\xB5\x85\xE3\x80\x82";
  const std::string other = "\xE6\xB2\xA1\xE6\x9C\x89\xE4\xBA\xBA\xE3\x80\x82";
  EXPECT_EQ(Trimmed(sentence + other + sentence), sentence + other);
}

}  // namespace
}  // namespace reprise
