#include "bench/pages.h"

#include "absl/strings/str_cat.h"
#include "bench/corpus/language.h"
#include "bench/corpus/random.h"
#include "reprise/base/utf8.h"
#include "reprise/text/hash.h"

namespace reprise::bench {
namespace {

constexpr int kWords = 400;
constexpr int kSentence = 12;
constexpr int kEveryFifth = 5;

// Letters of one script, code points [first, last], and how many of them a word has.
struct Script {
  char32_t first;
  char32_t last;
  uint32_t shortest;
  uint32_t longest;
};

constexpr Script kCyrillic = {0x0430, 0x044f, 2, 10};
constexpr Script kArabic = {0x0627, 0x063a, 2, 10};
constexpr Script kDevanagari = {0x0915, 0x0939, 2, 10};
constexpr Script kHan = {0x4e00, 0x9fa5, 2, 4};

void AppendWord(const Script& script, Random& random, std::string* text) {
  const uint32_t length = script.shortest + random.Below(script.longest - script.shortest + 1);
  for (uint32_t i = 0; i < length; ++i) {
    AppendUtf8(script.first + random.Below(script.last - script.first + 1), text);
  }
}

void AppendDigest(Random& random, std::string* text) {
  for (int half = 0; half < 2; ++half) {
    absl::StrAppend(text, absl::Hex(random.Next(), absl::kZeroPad16));
  }
}

void AppendWord(PageKind kind, int word, const Language& language, Random& random,
                std::string* text) {
  const int turn = word % kEveryFifth;
  if (kind == kDigests) {
    AppendDigest(random, text);
  } else if (kind == kMixed && turn == 0) {
    AppendWord(kCyrillic, random, text);
  } else if (kind == kScripts && turn != 0) {
    constexpr Script kOthers[] = {kCyrillic, kArabic, kDevanagari, kHan};
    AppendWord(kOthers[turn - 1], random, text);
  } else {
    text->append(language.Spelling(language.DrawWord(random)));
  }
}

}  // namespace

const char* PageKindName(PageKind kind) {
  switch (kind) {
    case kLatin:
      return "Latin";
    case kMixed:
      return "mixed";
    case kDigests:
      return "digests";
    case kScripts:
      return "scripts";
  }
  return "";
}

std::vector<std::string> Pages(PageKind kind, size_t count) {
  const Language language(1);
  Random random(1);
  std::vector<std::string> pages(count);
  for (std::string& page : pages) {
    for (int word = 0; word < kWords; ++word) {
      AppendWord(kind, word, language, random, &page);
      page += word % kSentence == kSentence - 1 ? ". " : " ";
    }
  }
  return pages;
}

}  // namespace reprise::bench
