#include "testing/repeating_texts.h"

#include <cstdint>
#include <vector>

namespace reprise {

std::string RandomText(size_t size, size_t letters, std::mt19937_64* random) {
  std::string text(size, '\0');
  for (char& c : text) {
    c = static_cast<char>((*random)() % letters);
  }
  return text;
}

TextCorpus PlantedRepeats(std::mt19937_64* random) {
  const size_t letters = std::vector<size_t>{1, 2, 3, 26, 256}[(*random)() % 5];
  TextCorpus corpus;
  const size_t texts = 1 + (*random)() % 12;
  for (size_t i = 0; i < texts; ++i) {
    std::string text = RandomText((*random)() % 300, letters, random);
    for (size_t plants = (*random)() % 4; plants > 0 && !corpus.all.empty(); --plants) {
      std::string piece = corpus.all.substr((*random)() % corpus.all.size(), 1 + (*random)() % 250);
      if ((*random)() % 2 == 0) {
        piece[(*random)() % piece.size()] ^= 1;
      }
      text.insert((*random)() % (text.size() + 1), piece);
    }
    corpus.Add(text);
  }
  return corpus;
}

TextCorpus PrintingsOfFewPassages(std::mt19937_64* random) {
  std::vector<std::string> passages(12);
  for (std::string& passage : passages) {
    passage = RandomText(20 + (*random)() % 120, 4, random);
  }
  TextCorpus corpus;
  for (size_t i = 0; i < 60; ++i) {
    std::string text;
    for (size_t pieces = (*random)() % 5; pieces > 0; --pieces) {
      const std::string& passage = passages[(*random)() % passages.size()];
      text += passage.substr((*random)() % (passage.size() / 2));
    }
    corpus.Add(text);
  }
  return corpus;
}

std::map<std::string, TextCorpus> RepetitiveTexts() {
  constexpr size_t kSize = 200'000;
  std::map<std::string, TextCorpus> corpora;
  corpora["one letter"].Add(std::string(kSize, 'a'));
  std::string text;
  while (text.size() < kSize) {
    text += "ab";
  }
  corpora["two letters"].Add(text);
  std::string shorter = "a";
  for (text = "ab"; text.size() < kSize;) {
    const std::string next = text + shorter;
    shorter = text;
    text = next;
  }
  corpora["Fibonacci"].Add(text);
  text = "a";
  while (text.size() < kSize) {
    const size_t size = text.size();
    for (size_t i = 0; i < size; ++i) {
      text.push_back(text[i] == 'a' ? 'b' : 'a');
    }
  }
  corpora["Thue-Morse"].Add(text);
  std::mt19937_64 random(1);
  const std::string document = RandomText(150, 256, &random);
  for (size_t i = 0; i < 10'000; ++i) {
    corpora["10,000 identical"].Add(document);
  }
  const std::string half = RandomText(kSize, 256, &random);
  corpora["everything twice"].Add(half);
  corpora["everything twice"].Add(half);
  text.clear();
  while (text.size() < kSize) {
    text += std::string(60 + random() % 60, '-') + RandomText(1 + random() % 9, 256, &random);
  }
  corpora["rules"].Add(text);
  corpora["random"].Add(RandomText(kSize, 256, &random));
  return corpora;
}

}  // namespace reprise
