#include "reprise/verify/passage.h"

#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

std::vector<uint64_t> HashesOf(const std::vector<Token>& tokens) {
  std::vector<uint64_t> hashes;
  hashes.reserve(tokens.size());
  for (const Token& token : tokens) {
    hashes.push_back(token.hash);
  }
  return hashes;
}

}  // namespace

std::vector<Passage> SharedPassages(std::string_view a, std::string_view b,
                                    const AlignmentOptions& options) {
  std::vector<Token> tokens_a;
  std::vector<Token> tokens_b;
  Tokenize(a, &tokens_a);
  Tokenize(b, &tokens_b);
  std::vector<Passage> passages;
  for (const TokenPassage& found : AlignTokens(HashesOf(tokens_a), HashesOf(tokens_b), options)) {
    passages.push_back({{tokens_a[found.a_begin].begin, tokens_a[found.a_end - 1].end},
                        {tokens_b[found.b_begin].begin, tokens_b[found.b_end - 1].end},
                        found.matched,
                        found.Identity()});
  }
  return passages;
}

}  // namespace reprise
