#include "reprise/pipeline/passage_edits.h"

#include <algorithm>
#include <cstdint>

#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

constexpr uint64_t kMaxBytes = uint64_t{1} << 20;
constexpr int64_t kMaxEdits = 256;

// How far along A the best path with so many edits gets, by diagonal (place in A less place in B).
class Frontier {
 public:
  explicit Frontier(int64_t edits) : edits_(edits), reach_(static_cast<size_t>(2 * edits + 1)) {}

  int64_t& At(int64_t diagonal) { return reach_[static_cast<size_t>(diagonal + edits_)]; }
  int64_t At(int64_t diagonal) const { return reach_[static_cast<size_t>(diagonal + edits_)]; }

  // Whether the path with one more edit comes to `diagonal` by a token of B (else: of A).
  bool TakesFromB(int64_t diagonal) const {
    return diagonal == -edits_ - 1 ||
           (diagonal != edits_ + 1 && At(diagonal - 1) < At(diagonal + 1));
  }

 private:
  int64_t edits_;
  std::vector<int64_t> reach_;
};

using Tokens = std::vector<Token>;

// The frontiers up to the one that reaches both ends; empty where that takes too many edits.
std::vector<Frontier> FindPath(const Tokens& a, const Tokens& b) {
  const auto size_a = static_cast<int64_t>(a.size());
  const auto size_b = static_cast<int64_t>(b.size());
  std::vector<Frontier> frontiers;
  for (int64_t edits = 0; edits <= kMaxEdits; ++edits) {
    Frontier next(edits);
    for (int64_t diagonal = -edits; diagonal <= edits; diagonal += 2) {
      int64_t x = 0;
      if (edits > 0) {
        const Frontier& last = frontiers.back();
        x = last.TakesFromB(diagonal) ? last.At(diagonal + 1) : last.At(diagonal - 1) + 1;
      }
      while (x < size_a && x - diagonal < size_b &&
             a[static_cast<size_t>(x)].hash == b[static_cast<size_t>(x - diagonal)].hash) {
        ++x;
      }
      next.At(diagonal) = x;
      if (x >= size_a && x - diagonal >= size_b) {
        frontiers.push_back(std::move(next));
        return frontiers;
      }
    }
    frontiers.push_back(std::move(next));
  }
  return {};
}

// Ranges of the tokens whose places are given, last one first; neighbours become one range.
std::vector<ByteRange> ToRanges(const Tokens& tokens, const std::vector<size_t>& places,
                                uint64_t offset) {
  std::vector<ByteRange> ranges;
  size_t expected = SIZE_MAX;
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    if (*place == expected) {
      ranges.back().end = offset + tokens[*place].end;
    } else {
      ranges.push_back({offset + tokens[*place].begin, offset + tokens[*place].end});
    }
    expected = *place + 1;
  }
  return ranges;
}

}  // namespace

PassageEdits FindPassageEdits(std::string_view text_a, std::string_view text_b,
                              const Passage& passage) {
  if (passage.identity >= 1.0 || std::max(passage.a.size(), passage.b.size()) > kMaxBytes) {
    return {};
  }
  Tokens a;
  Tokens b;
  Tokenize(text_a.substr(passage.a.begin, passage.a.size()), &a);
  Tokenize(text_b.substr(passage.b.begin, passage.b.size()), &b);
  const std::vector<Frontier> frontiers = FindPath(a, b);
  // Back from both ends, an edit at a time.
  std::vector<size_t> only_a;
  std::vector<size_t> only_b;
  int64_t diagonal = static_cast<int64_t>(a.size()) - static_cast<int64_t>(b.size());
  for (size_t edits = frontiers.size(); edits-- > 1;) {
    const Frontier& last = frontiers[edits - 1];
    if (last.TakesFromB(diagonal)) {
      ++diagonal;
      only_b.push_back(static_cast<size_t>(last.At(diagonal) - diagonal));
    } else {
      --diagonal;
      only_a.push_back(static_cast<size_t>(last.At(diagonal)));
    }
  }
  return {ToRanges(a, only_a, passage.a.begin), ToRanges(b, only_b, passage.b.begin)};
}

}  // namespace reprise
