#ifndef REPRISE_PIPELINE_FOLD_H_
#define REPRISE_PIPELINE_FOLD_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace reprise {

// When a stretch of text is too long to be shown, and what of it is shown nevertheless. Words are
// tokens; a word of more than 64 bytes counts as several, so that no text without words gets by.
struct FoldRule {
  size_t most_words = 0;  // up to so many a stretch is shown in full
  size_t head_words = 0;  // of a longer one, the first ones
  size_t tail_words = 0;  // and the last ones; with head_words less than most_words
};

// Bytes [head_end, tail_begin) of a stretch are hidden: nothing where the two are equal.
struct Fold {
  size_t head_end = 0;
  size_t tail_begin = 0;
  uint64_t hidden_words = 0;

  bool folded() const { return head_end != tail_begin; }
};

// Folds `text`, a stretch that begins and ends between tokens. Never cuts through a character or,
// where they are of usual length, a word. Pure; linear.
Fold FoldStretch(std::string_view text, const FoldRule& rule);

}  // namespace reprise

#endif  // REPRISE_PIPELINE_FOLD_H_
