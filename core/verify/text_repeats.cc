#include "reprise/verify/text_repeats.h"

#include <algorithm>
#include <optional>

#include "reprise/text/sentences.h"

namespace reprise {
namespace {

// How far a repeat is best shifted: to where a line begins, or else a sentence.
size_t BestShift(std::string_view text, const TextBoundaries& boundaries,
                 const TokenRepeat& repeat) {
  size_t best = 0;
  bool found = false;
  const size_t begin = repeat.occurrences.front().begin;
  for (size_t shift = 0; shift <= repeat.slack; ++shift) {
    const std::optional<TextBoundary> boundary = boundaries.Before(begin + shift);
    if (!boundary.has_value()) {
      continue;
    }
    const bool is_line =
        boundary->open == 0 || text[boundary->open - 1] == '\n' || text[boundary->open - 1] == '\r';
    if (is_line) {
      return shift;
    }
    if (!found) {
      best = shift;
      found = true;
    }
  }
  return best;
}

// Whether two stretches have the same figures, in the same order.
bool SameFigures(absl::Span<const Token> tokens, const TokenRange& a, const TokenRange& b) {
  const auto figures = [&](const TokenRange& range) {
    std::vector<uint64_t> hashes;
    for (size_t i = range.begin; i < range.end; ++i) {
      if (tokens[i].is_number) {
        hashes.push_back(tokens[i].hash);
      }
    }
    return hashes;
  };
  return figures(a) == figures(b);
}

}  // namespace

std::string WithoutRanges(std::string_view text, absl::Span<const ByteRange> cuts) {
  std::string rest;
  size_t done = 0;
  for (const ByteRange& cut : cuts) {
    rest += text.substr(done, cut.begin - done);
    done = cut.end;
  }
  rest += text.substr(done);
  return rest;
}

std::vector<ByteRange> CutRanges(const TextBoundaries& boundaries, absl::Span<const Token> tokens,
                                 const std::vector<TokenRange>& doomed,
                                 const std::vector<TokenRange>& spared) {
  std::vector<bool> cut(tokens.size(), false);
  const auto set = [&](const TokenRange& range, bool value) {
    std::fill(cut.begin() + static_cast<std::ptrdiff_t>(range.begin),
              cut.begin() + static_cast<std::ptrdiff_t>(range.end), value);
  };
  for (const TokenRange& range : doomed) {
    set(range, true);
  }
  for (const TokenRange& range : spared) {
    set(range, false);
  }
  std::vector<ByteRange> cuts;
  for (size_t begin = 0; begin < tokens.size();) {
    if (!cut[begin]) {
      ++begin;
      continue;
    }
    size_t end = begin;
    while (end < tokens.size() && cut[end]) {
      ++end;
    }
    const ByteRange range = boundaries.WholeSentences(begin, end);
    if (range.size() != 0) {
      cuts.push_back(range);
    }
    begin = end;
  }
  return cuts;
}

TextRepeats FindTextRepeats(std::string_view text, const RepeatOptions& options) {
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  std::vector<uint64_t> hashes;
  hashes.reserve(tokens.size());
  for (const Token& token : tokens) {
    hashes.push_back(token.hash);
  }
  TextRepeats result;
  const std::vector<TokenRepeat> repeats = FindRepeats(hashes, options);
  if (repeats.empty()) {
    return result;
  }
  const TextBoundaries boundaries(text, tokens);
  std::vector<TokenRange> first_ones;
  std::vector<TokenRange> later_ones;
  for (const TokenRepeat& repeat : repeats) {
    const size_t shift = repeat.slack == 0 ? 0 : BestShift(text, boundaries, repeat);
    RepeatedPassage passage;
    passage.tokens = repeat.occurrences.front().size();
    for (const TokenRange& occurrence : repeat.occurrences) {
      const TokenRange range{occurrence.begin + shift, occurrence.end + shift};
      passage.occurrences.push_back({tokens[range.begin].begin, tokens[range.end - 1].end});
      if (passage.occurrences.size() == 1) {
        first_ones.push_back(range);
      } else if (SameFigures(tokens, first_ones.back(), range)) {
        later_ones.push_back(range);
      }
    }
    result.passages.push_back(std::move(passage));
  }
  result.cuts = CutRanges(boundaries, tokens, later_ones, first_ones);
  return result;
}

}  // namespace reprise
