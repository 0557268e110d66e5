#include "testing/synthetic_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <random>
#include <utility>

#include "absl/types/span.h"
#include "gtest/gtest.h"
#include "reprise/sketch/fingerprint.h"
#include "reprise/sketch/minhash.h"
#include "reprise/sketch/simhash.h"

namespace reprise {
namespace {

using Tokens = std::vector<uint64_t>;

// One token in eight is a number.
bool IsNumber(uint64_t token) { return token % 8 == 0; }

std::string Render(const Tokens& tokens) {
  std::string text;
  for (const uint64_t token : tokens) {
    text += (IsNumber(token) ? "" : "w") + std::to_string(token) + ' ';
  }
  return text;
}

class Generator {
 public:
  Generator(uint64_t seed, const CorpusShape& shape) : random_(seed), shape_(shape) {}

  uint64_t Below(uint64_t bound) { return random_() % bound; }

  Tokens Stranger() {
    return Fresh(shape_.least_tokens + Below(shape_.most_tokens - shape_.least_tokens + 1));
  }

  Tokens NearCopy(Tokens tokens) {
    const size_t edits = 1 + Below(1 + tokens.size() / 16);
    for (size_t i = 0; i < edits; ++i) {
      const auto place = tokens.begin() + static_cast<std::ptrdiff_t>(Below(tokens.size()));
      switch (Below(3)) {
        case 0:
          *place = Token();
          break;
        case 1:
          tokens.insert(place, Token());
          break;
        default:
          if (tokens.size() > 1) {
            tokens.erase(place);
          }
      }
    }
    return tokens;
  }

  Tokens Containment(const Tokens& tokens) {
    if (Below(2) == 0) {
      Tokens outer = Fresh(1 + Below(2 * tokens.size()));
      outer.insert(outer.begin() + static_cast<std::ptrdiff_t>(Below(outer.size())), tokens.begin(),
                   tokens.end());
      return outer;
    }
    const size_t length = 1 + Below(tokens.size());
    const auto begin = static_cast<std::ptrdiff_t>(Below(tokens.size() - length + 1));
    return {tokens.begin() + begin, tokens.begin() + begin + static_cast<std::ptrdiff_t>(length)};
  }

  Tokens Variant(const Tokens& tokens) {
    Tokens variant;
    for (const uint64_t token : tokens) {
      variant.push_back(IsNumber(token) ? Number() : token);
      if (IsNumber(token) && Below(4) == 0) {
        variant.push_back(Number());
      }
    }
    return variant;
  }

  std::mt19937_64& random() { return random_; }

 private:
  uint64_t Token() { return Below(shape_.vocabulary); }
  uint64_t Number() { return 8 * Below(shape_.vocabulary); }
  Tokens Fresh(size_t count) {
    Tokens tokens(count);
    std::generate(tokens.begin(), tokens.end(), [this] { return Token(); });
    return tokens;
  }

  std::mt19937_64 random_;
  CorpusShape shape_;
};

std::vector<std::string> MakeTexts(const CorpusShape& shape, Generator& generator) {
  std::vector<Tokens> strangers;
  std::vector<std::string> texts;
  for (size_t i = 0; i < shape.strangers; ++i) {
    strangers.push_back(generator.Stranger());
    texts.push_back(Render(strangers.back()));
  }
  const auto any = [&]() -> const Tokens& { return strangers[generator.Below(strangers.size())]; };
  for (size_t i = 0; i < shape.near_copies; ++i) {
    texts.push_back(Render(generator.NearCopy(any())));
  }
  for (size_t i = 0; i < shape.containments; ++i) {
    texts.push_back(Render(generator.Containment(any())));
  }
  for (size_t i = 0; i < shape.variants; ++i) {
    texts.push_back(Render(generator.Variant(any())));
  }
  for (size_t chain = 0; chain < shape.chains; ++chain) {
    Tokens link = any();
    for (size_t i = 0; i < shape.chain_length; ++i) {
      link = generator.NearCopy(std::move(link));
      texts.push_back(Render(link));
    }
  }
  for (size_t i = 0; i < shape.exact_copies; ++i) {
    texts.push_back(texts[generator.Below(texts.size())]);
  }
  for (size_t i = 0; i < shape.empties; ++i) {
    texts.emplace_back(i % 2, '-');
  }
  return texts;
}

// Adds to the texts what follows from them; documents in keep order.
void Complete(SyntheticCorpus* corpus) {
  corpus->document_of_rank.resize(corpus->size());
  std::iota(corpus->document_of_rank.begin(), corpus->document_of_rank.end(), 0U);
  std::map<std::string, uint32_t> first;
  for (uint32_t rank = 0; rank < corpus->size(); ++rank) {
    corpus->sets.push_back(MakeShingleSet(corpus->texts[rank], kSyntheticShingle));
    const bool empty = corpus->sets.back().empty();
    const uint32_t equal = first.emplace(corpus->texts[rank], rank).first->second;
    corpus->first_of_equal.push_back(empty ? rank : equal);
    corpus->indexed.push_back(!empty && equal == rank);
  }
}

}  // namespace

SyntheticCorpus MakeSyntheticCorpus(uint64_t seed, const CorpusShape& shape) {
  Generator generator(seed, shape);
  SyntheticCorpus corpus;
  corpus.texts = MakeTexts(shape, generator);
  std::shuffle(corpus.texts.begin(), corpus.texts.end(), generator.random());
  Complete(&corpus);
  std::shuffle(corpus.document_of_rank.begin(), corpus.document_of_rank.end(), generator.random());
  return corpus;
}

SyntheticCorpus CorpusOf(const std::vector<std::string>& texts) {
  SyntheticCorpus corpus;
  corpus.texts = texts;
  Complete(&corpus);
  return corpus;
}

std::string Words(const std::string& prefix, size_t first, size_t count) {
  std::string text;
  for (size_t i = first; i < first + count; ++i) {
    text += prefix + std::to_string(i) + "x ";
  }
  return text;
}

SketchTable MakeSketchTable(const SyntheticCorpus& corpus, const SketchChoice& choice,
                            SpillBudget* spill) {
  std::vector<uint32_t> rank_of_document(corpus.size());
  for (uint32_t rank = 0; rank < corpus.size(); ++rank) {
    rank_of_document[corpus.document_of_rank[rank]] = rank;
  }
  SketchTable table(spill);
  for (const uint32_t rank : rank_of_document) {
    const ShingleSet& set = corpus.sets[rank];
    table.tokens.push_back(static_cast<uint32_t>(set.tokens));
    table.shingles.push_back(static_cast<uint32_t>(set.size()));
    if (choice.lsh.has_value()) {
      std::vector<uint32_t> signature(choice.lsh->hashes());
      MinHasher(choice.lsh->hashes()).Sketch(set.shingles, absl::MakeSpan(signature));
      std::vector<uint32_t> keys(choice.lsh->bands);
      BandKeys(signature, *choice.lsh, absl::MakeSpan(keys));
      table.AddBandKeys(keys);
    }
    if (choice.simhash) {
      table.simhashes.push_back(SimHash(set.shingles));
    }
    if (choice.fingerprint_rate > 0.0) {
      std::vector<uint32_t> sample;
      FingerprintSampler(choice.fingerprint_rate).Sample(set.shingles, &sample);
      table.fingerprints.Add(sample);
    }
  }
  return table;
}

SketchTable MakeRandomBandTable(const SyntheticCorpus& corpus, size_t bands, uint32_t keys,
                                uint64_t seed, SpillBudget* spill) {
  SketchTable table = MakeSketchTable(corpus, {}, spill);
  std::mt19937_64 random(seed);
  std::vector<uint32_t> of_document(bands);
  for (size_t i = 0; i < corpus.size(); ++i) {
    std::generate(of_document.begin(), of_document.end(),
                  [&] { return static_cast<uint32_t>(random() % keys); });
    table.AddBandKeys(of_document);
  }
  return table;
}

bool ShareAKey(const SketchTable& table, uint32_t document_a, uint32_t document_b) {
  for (size_t band = 0; band < table.bands(); ++band) {
    if (table.band_keys[band][document_a] == table.band_keys[band][document_b]) {
      return true;
    }
  }
  return false;
}

std::vector<uint32_t> FingerprintsOf(const SketchTable& table, size_t document) {
  std::vector<uint32_t> all;
  for (size_t column = 0; column < FingerprintColumns::kColumns; ++column) {
    table.fingerprints.ForEach(column, [&](size_t of, absl::Span<const uint32_t> fingerprints) {
      if (of == document) {
        all.insert(all.end(), fingerprints.begin(), fingerprints.end());
      }
    });
  }
  return all;
}

CandidateIndex BuildIndex(const SketchTable& table, const SyntheticCorpus& corpus,
                          const CandidateIndex::Options& options) {
  Monitor monitor;
  absl::StatusOr<CandidateIndex> index =
      CandidateIndex::Build(table, corpus.document_of_rank, corpus.indexed, options, &monitor);
  EXPECT_TRUE(index.ok()) << index.status();
  return *std::move(index);
}

PairFigures NaiveFigures(const ShingleSet& a, const ShingleSet& b) {
  std::vector<uint64_t> sorted_a = a.shingles;
  std::vector<uint64_t> sorted_b = b.shingles;
  std::sort(sorted_a.begin(), sorted_a.end());
  std::sort(sorted_b.begin(), sorted_b.end());
  std::vector<uint64_t> shared;
  std::set_intersection(sorted_a.begin(), sorted_a.end(), sorted_b.begin(), sorted_b.end(),
                        std::back_inserter(shared));
  return {shared.size(), sorted_a.size(), sorted_b.size()};
}

absl::StatusOr<std::shared_ptr<const ShingleSet>> MemoryShingleSets::Get(uint32_t rank) {
  ++calls_;
  if (failing_ == rank) {
    return absl::DataLossError("rank " + std::to_string(rank) + " is unreadable");
  }
  auto set = std::make_shared<ShingleSet>(corpus_.sets[rank]);
  if (IsLarge(rank)) {
    std::vector<uint64_t> ascending = std::move(set->shingles);
    std::sort(ascending.begin(), ascending.end());
    auto large = std::make_shared<LargeSet>(spill_);
    large->Append(ascending);
    large->Finish();
    set->shingles.clear();
    set->large = std::move(large);
  }
  return set;
}

std::shared_ptr<void> MemoryShingleSets::TakeTurn(uint32_t rank) {
  return IsLarge(rank) ? std::make_shared<uint32_t>(rank) : nullptr;
}

void MemoryShingleSets::Hold(absl::Span<const uint32_t> ranks,
                             std::vector<const ShingleSet*>* sets) {
  sets->clear();
  for (const uint32_t rank : ranks) {
    sets->push_back(holds_half_ && rank % 2 == 0 ? &corpus_.sets[rank] : nullptr);
  }
}

}  // namespace reprise
