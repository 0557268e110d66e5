#ifndef REPRISE_TESTS_TESTING_REPEATING_TEXTS_H_
#define REPRISE_TESTS_TESTING_REPEATING_TEXTS_H_

#include <cstddef>
#include <map>
#include <random>
#include <string>

#include "testing/text_corpus.h"

namespace reprise {

// Bytes below `letters`.
std::string RandomText(size_t size, size_t letters, std::mt19937_64* random);

// Random texts of few letters, with pieces of what came before planted in them, whole or with a
// letter changed; longer than the sampling of winnowing.h starts at.
TextCorpus PlantedRepeats(std::mt19937_64* random);

// Many printings of few passages, shuffled and cut anywhere: groups of many members that agree in
// part only.
TextCorpus PrintingsOfFewPassages(std::mt19937_64* random);

// Texts that make naive ways quadratic, large enough for such a way not to end in time, by name.
std::map<std::string, TextCorpus> RepetitiveTexts();

}  // namespace reprise

#endif  // REPRISE_TESTS_TESTING_REPEATING_TEXTS_H_
