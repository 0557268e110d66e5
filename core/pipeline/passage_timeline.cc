#include "reprise/pipeline/passage_timeline.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "reprise/pipeline/dates.h"
#include "reprise/text/tokenizer.h"

namespace reprise {
namespace {

constexpr uint32_t kNoDocument = ~uint32_t{0};

// Tokens [begin, end) that are gathered from passages which may overlap.
using TokenRanges = std::vector<std::pair<uint32_t, uint32_t>>;

uint64_t CountCovered(TokenRanges* ranges) {
  std::sort(ranges->begin(), ranges->end());
  uint64_t covered = 0;
  uint32_t end = 0;
  for (const auto& [from, to] : *ranges) {
    const uint32_t begin = std::max(from, end);
    covered += to > begin ? to - begin : 0;
    end = std::max(end, to);
  }
  return covered;
}

// What a document shares with a first printing.
struct Share {
  TokenRanges there;  // in the first printing
  TokenRanges here;
};

double Part(uint64_t part, uint32_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

class TimelineMaker {
 public:
  TimelineMaker(const Corpus& corpus, const PassageTable& table,
                const std::vector<bool>& boilerplate, const DocumentFacts& facts)
      : corpus_(corpus),
        table_(table),
        reader_(table),
        boilerplate_(boilerplate),
        facts_(facts),
        origins_(table.size()) {}

  void Run(ReuseTimeline* timeline, std::vector<uint32_t>* first_documents) {
    for (const auto& [seconds, document] : InOrderOfDate(timeline)) {
      Place(document, seconds);
    }
    std::vector<size_t> order(stories_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](size_t a, size_t b) {
      return stories_[a].printings.size() > stories_[b].printings.size();
    });
    for (const size_t story : order) {
      if (stories_[story].printings.size() > 1) {
        first_documents->push_back(first_documents_[story]);
        timeline->stories.push_back(std::move(stories_[story]));
      }
    }
  }

 private:
  std::vector<std::pair<int64_t, uint32_t>> InOrderOfDate(ReuseTimeline* timeline) {
    std::vector<std::pair<int64_t, uint32_t>> dated;
    for (uint32_t document = 0; document < facts_.tokens.size(); ++document) {
      if (!table_.HasPlaces(document)) {
        continue;
      }
      const auto places = reader_.PlacesIn(document);
      if (std::all_of(places.begin(), places.end(),
                      [this](const auto& place) { return boilerplate_[place.passage]; })) {
        continue;
      }
      if (const std::optional<int64_t> seconds = ParseDate(facts_.dates[document])) {
        dated.emplace_back(*seconds, document);
      } else {
        ++timeline->undated_documents;
      }
    }
    std::sort(dated.begin(), dated.end());
    return dated;
  }

  // Puts a document behind the first printing that it shares most with, or makes it one. A passage
  // has one first printing at most: the next document with it would have followed that one.
  void Place(uint32_t document, int64_t seconds) {
    std::map<uint32_t, Share> shares;
    const absl::Span<const PassageTable::Place> places = reader_.PlacesIn(document);
    for (const PassageTable::Place& place : places) {
      const Origin& origin = origins_[place.passage];
      if (origin.document == kNoDocument || boilerplate_[place.passage]) {
        continue;
      }
      Share& share = shares[origin.document];
      share.here.emplace_back(place.begin, place.begin + place.tokens);
      share.there.emplace_back(origin.begin, origin.begin + place.tokens);
    }
    uint32_t best = kNoDocument;
    uint64_t most = 0;
    for (auto& [origin, share] : shares) {
      const uint64_t shared = CountCovered(&share.there);
      if (shared > most) {
        most = shared;
        best = origin;
      }
    }
    if (best != kNoDocument) {
      stories_[story_of_.at(best)].printings.push_back(
          {corpus_.Id(document), facts_.source_names[facts_.source[document]],
           facts_.dates[document], seconds, most, Part(most, facts_.tokens[best]),
           Part(CountCovered(&shares[best].here), facts_.tokens[document])});
      return;
    }
    for (const PassageTable::Place& place : places) {
      Origin& origin = origins_[place.passage];
      if (origin.document != document) {
        origin = {document, place.begin};
      }
    }
    story_of_[document] = stories_.size();
    first_documents_.push_back(document);
    stories_.push_back({"",
                        {{corpus_.Id(document), facts_.source_names[facts_.source[document]],
                          facts_.dates[document], seconds, facts_.tokens[document], 1.0, 1.0}}});
  }

  // The first printing that has a passage, and the first token of its first occurrence there.
  struct Origin {
    uint32_t document = kNoDocument;
    uint32_t begin = 0;
  };

  const Corpus& corpus_;
  const PassageTable& table_;
  PassageTable::Reader reader_;
  const std::vector<bool>& boilerplate_;
  const DocumentFacts& facts_;
  std::vector<Origin> origins_;  // per passage
  std::map<uint32_t, size_t> story_of_;
  std::vector<ReuseStory> stories_;
  std::vector<uint32_t> first_documents_;  // per story
};

}  // namespace

ReuseTimeline MakeTimeline(const Corpus& corpus, const PassageTable& table,
                           const std::vector<bool>& boilerplate, const DocumentFacts& facts,
                           std::string date_field, std::vector<uint32_t>* first_documents) {
  ReuseTimeline timeline;
  timeline.date_field = std::move(date_field);
  TimelineMaker(corpus, table, boilerplate, facts).Run(&timeline, first_documents);
  return timeline;
}

std::string StoryTitle(std::string_view text) {
  constexpr size_t kMostTokens = 14;
  std::vector<Token> tokens;
  Tokenize(text, &tokens);
  if (tokens.empty()) {
    return "";
  }
  const Token& last = tokens[std::min(tokens.size(), kMostTokens) - 1];
  std::string words;
  for (const char c : text.substr(tokens.front().begin, last.end - tokens.front().begin)) {
    const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!space || (!words.empty() && words.back() != ' ')) {
      words += space ? ' ' : c;
    }
  }
  return tokens.size() > kMostTokens ? absl::StrCat(words, " ...") : words;
}

}  // namespace reprise
