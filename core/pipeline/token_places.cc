#include "reprise/pipeline/token_places.h"

#include <algorithm>

#include "reprise/text/tokenizer.h"

namespace reprise {

std::vector<ByteRange> LocateTokens(std::string_view text, absl::Span<const TokenRange> ranges,
                                    size_t piece_bytes) {
  // A token that begins or ends a range.
  struct Edge {
    size_t token = 0;
    bool is_end = false;
    size_t range = 0;
  };
  std::vector<Edge> edges;
  edges.reserve(2 * ranges.size());
  for (size_t i = 0; i < ranges.size(); ++i) {
    edges.push_back({ranges[i].begin, false, i});
    edges.push_back({ranges[i].end - 1, true, i});
  }
  std::sort(edges.begin(), edges.end(),
            [](const Edge& x, const Edge& y) { return x.token < y.token; });
  std::vector<ByteRange> located(ranges.size());
  std::vector<Token> tokens;
  size_t first = 0;  // token of the piece
  auto edge = edges.begin();
  for (size_t begin = 0; begin < text.size() && edge != edges.end();) {
    const std::string_view rest = text.substr(begin);
    const size_t size = TokenBoundary(rest, std::min(piece_bytes, rest.size()));
    Tokenize(rest.substr(0, size), &tokens);
    for (; edge != edges.end() && edge->token < first + tokens.size(); ++edge) {
      const Token& token = tokens[edge->token - first];
      ByteRange& bytes = located[edge->range];
      (edge->is_end ? bytes.end : bytes.begin) = begin + (edge->is_end ? token.end : token.begin);
    }
    begin += size;
    first += tokens.size();
  }
  return located;
}

}  // namespace reprise
