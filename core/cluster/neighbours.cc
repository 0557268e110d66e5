#include "reprise/cluster/neighbours.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "reprise/base/parallel.h"
#include "reprise/cluster/components.h"
#include "reprise/cluster/neighbour_candidates.h"
#include "reprise/cluster/offer_lists.h"
#include "reprise/verify/rule.h"

namespace reprise {
namespace {

constexpr size_t kDocumentsPerTask = 64;

// So many candidates are verified together, the most promising ones first. Where none of them is a
// neighbour, the others are not looked at: what is left are strangers that share a phrase.
constexpr size_t kCandidatesTogether = 8;

// How many candidates ahead a bitmap is fetched.
constexpr size_t kAhead = 4;

size_t Tasks(size_t count) { return (count + kDocumentsPerTask - 1) / kDocumentsPerTask; }

// Calls body(worker, begin, end) for tasks of kDocumentsPerTask out of `count`.
absl::Status ForEachTask(size_t count, size_t threads, const Monitor& monitor,
                         const std::function<absl::Status(size_t, size_t, size_t)>& body) {
  return ParallelFor(threads, Tasks(count), [&](size_t worker, size_t task) -> absl::Status {
    if (monitor.Cancelled()) {
      return absl::CancelledError("interrupted");
    }
    const size_t begin = task * kDocumentsPerTask;
    return body(worker, begin, std::min(count, begin + kDocumentsPerTask));
  });
}

// Verifies candidates by their full sets, for documents one after the other. Documents are named by
// place. One per thread.
class Verifier {
 public:
  // All must outlive the verifier.
  Verifier(const std::vector<uint32_t>& rank_of_place, const NeighbourOptions& options,
           ShingleSetSource* sets)
      : rank_of_place_(rank_of_place), options_(options), sets_(sets), at_hand_(sets) {}

  // Appends the links of the document at `place` with those of `candidates` that are its
  // neighbours, best first; the best `when_crowded` where it is crowded.
  absl::Status Find(uint32_t place, absl::Span<const uint32_t> candidates, bool crowded,
                    std::vector<Link>* links) {
    const std::shared_ptr<void> turn = sets_->TakeTurn(rank_of_place_[place]);
    found_.clear();
    if (absl::Status status = Verify(place, candidates); !status.ok()) {
      return status;
    }
    std::sort(found_.begin(), found_.end(), [](const Link& x, const Link& y) {
      return std::tie(y.similarity, x.a) < std::tie(x.similarity, y.a);
    });
    if (crowded && found_.size() > options_.when_crowded) {
      found_.resize(options_.when_crowded);
    }
    links->insert(links->end(), found_.begin(), found_.end());
    return absl::OkStatus();
  }

 private:
  absl::Status Verify(uint32_t place, absl::Span<const uint32_t> candidates) {
    const absl::StatusOr<std::shared_ptr<const ShingleSet>> own = sets_->Get(rank_of_place_[place]);
    if (!own.ok()) {
      return own.status();
    }
    probe_.Load(**own);
    absl::Status status;
    size_t found = 0;
    do {
      found = found_.size();
      const size_t together = std::min(candidates.size(), kCandidatesTogether);
      status = VerifyTogether(place, candidates.first(together), **own);
      candidates.remove_prefix(together);
    } while (status.ok() && !candidates.empty() && found_.size() != found);
    return status;
  }

  // `own`, the set of the document at `place`, is loaded into the probe.
  absl::Status VerifyTogether(uint32_t place, absl::Span<const uint32_t> candidates,
                              const ShingleSet& own) {
    ranks_.clear();
    for (const uint32_t candidate : candidates) {
      ranks_.push_back(rank_of_place_[candidate]);
    }
    at_hand_.Hold(ranks_);
    absl::Status status = FindProspects(place, candidates, own);
    if (status.ok()) {
      VerifyProspects(place, own);
    }
    at_hand_.Clear();
    loaded_.clear();
    return status;
  }

  // A candidate whose bitmap does not rule it out.
  struct Prospect {
    uint32_t place = 0;
    const ShingleSet* set = nullptr;
  };

  // Large candidates that are not at hand are verified at once, so that one of them at a time is in
  // memory.
  absl::Status FindProspects(uint32_t place, absl::Span<const uint32_t> candidates,
                             const ShingleSet& own) {
    prospects_.clear();
    const double least = options_.containment * static_cast<double>(own.size());
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (i + kAhead < candidates.size() && at_hand_[i + kAhead] != nullptr) {
        at_hand_[i + kAhead]->bitmap.Prefetch();
      }
      const ShingleSet* other = at_hand_[i];
      std::shared_ptr<const ShingleSet> loaded;  // `other`, where it is not at hand
      if (other == nullptr) {
        absl::StatusOr<std::shared_ptr<const ShingleSet>> set = sets_->Get(ranks_[i]);
        if (!set.ok()) {
          return set.status();
        }
        loaded = *std::move(set);
        other = loaded.get();
      }
      if (static_cast<double>(MostShared(own, *other)) < least) {
        continue;
      }
      const Prospect prospect = {candidates[i], other};
      if (loaded != nullptr && loaded->large != nullptr) {
        VerifyOne(place, own, prospect);
        continue;
      }
      prospects_.push_back(prospect);
      if (loaded != nullptr) {
        loaded_.push_back(std::move(loaded));
      }
    }
    return absl::OkStatus();
  }

  // By their bitmaps: as quickly as these can say, or more sharply where the other one is so much
  // larger that they would say little.
  static uint64_t MostShared(const ShingleSet& own, const ShingleSet& other) {
    constexpr size_t kMuchLarger = 4;
    return own.large != nullptr || other.size() / kMuchLarger < own.size()
               ? ShingleBitmap::MostShared(own.bitmap, other.bitmap)
               : other.bitmap.MostHeld(own.shingles);
  }

  void VerifyProspects(uint32_t place, const ShingleSet& own) {
    for (size_t i = 0; i < prospects_.size(); ++i) {
      if (i + 1 < prospects_.size()) {
        prospects_[i + 1].set->PrefetchShingles();
      }
      VerifyOne(place, own, prospects_[i]);
    }
  }

  // `own` is loaded into the probe.
  void VerifyOne(uint32_t place, const ShingleSet& own, const Prospect& prospect) {
    const ShingleSet& other = *prospect.set;
    const PairFigures figures{probe_.CountShared(other), own.size(), other.size()};
    if (own.tokens < options_.min_tokens && figures.Jaccard() < options_.short_jaccard) {
      return;
    }
    const double containment = figures.CoverageA();
    if (containment >= options_.containment) {
      found_.push_back({prospect.place, place, containment});
    }
  }

  const std::vector<uint32_t>& rank_of_place_;
  const NeighbourOptions& options_;
  ShingleSetSource* sets_;
  std::vector<uint32_t> ranks_;                            // of candidates
  SetsAtHand at_hand_;                                     // of ranks_
  std::vector<std::shared_ptr<const ShingleSet>> loaded_;  // of prospects not at hand
  std::vector<Prospect> prospects_;
  SetProbe probe_;
  std::vector<Link> found_;
};

// The documents in descending order of size: each looks for those before it.
struct Places {
  Places(const CandidateIndex& index, const std::vector<uint32_t>& documents)
      : indexes(documents.size()) {
    std::iota(indexes.begin(), indexes.end(), 0U);
    std::stable_sort(indexes.begin(), indexes.end(), [&](uint32_t x, uint32_t y) {
      return index.shingles(documents[x]) > index.shingles(documents[y]);
    });
    ranks.reserve(indexes.size());
    for (const uint32_t i : indexes) {
      ranks.push_back(documents[i]);
    }
  }

  std::vector<uint32_t> indexes;  // by place: where in the list of documents
  std::vector<uint32_t> ranks;    // by place
};

// A document with candidates.
struct Question {
  uint32_t place = 0;
  bool crowded = false;
  absl::Span<const uint32_t> candidates;
};

// What a task asks about the documents [begin, end) by place.
struct Questions {
  std::vector<Question> questions;
  std::vector<uint32_t> candidates;  // of all of them
  std::vector<uint32_t> crowded;     // places, with candidates or without

  void Find(size_t begin, size_t end, const Places& places, NeighbourCandidates* finder,
            ShingleSetSource* sets) {
    std::vector<size_t> ends;
    for (size_t i = begin; i < end; ++i) {
      const auto place = static_cast<uint32_t>(i);
      const std::shared_ptr<void> turn = sets->TakeTurn(places.ranks[place]);
      const size_t before = candidates.size();
      const bool is_crowded = finder->Find(place, &candidates);
      if (is_crowded) {
        crowded.push_back(place);
      }
      if (candidates.size() != before) {
        questions.push_back({place, is_crowded, {}});
        ends.push_back(candidates.size());
      }
    }
    size_t from = 0;
    for (size_t i = 0; i < ends.size(); ++i) {
      questions[i].candidates = absl::MakeConstSpan(candidates).subspan(from, ends[i] - from);
      from = ends[i];
    }
  }
};

// Of all documents, by the index alone.
absl::StatusOr<std::vector<Questions>> FindQuestions(const CandidateIndex& index,
                                                     const Places& places,
                                                     const NeighbourOptions& options,
                                                     const NeighbourScope* scope,
                                                     ShingleSetSource* sets, Monitor* monitor) {
  const OfferLists lists(index, places.ranks, options.most + 1, options.spill);
  const size_t documents = places.ranks.size();
  std::vector<Questions> parts(Tasks(documents));
  std::vector<std::unique_ptr<NeighbourCandidates>> finders(options.threads);
  const absl::Status status = ForEachTask(
      documents, options.threads, *monitor, [&](size_t worker, size_t begin, size_t end) {
        if (finders[worker] == nullptr) {
          finders[worker] = std::make_unique<NeighbourCandidates>(
              index, places.ranks, places.indexes, lists, options, scope);
        }
        Questions& part = parts[begin / kDocumentsPerTask];
        part.Find(begin, end, places, finders[worker].get(), sets);
        monitor->Advance(end - begin - part.questions.size());
        return absl::OkStatus();
      });
  if (!status.ok()) {
    return status;
  }
  return parts;
}

// Brings those together that are most alike: the sets that these ask for are then used again while
// they are at hand, however many others there are. Moves them out of `*parts`.
std::vector<Question> ByStory(size_t documents, std::vector<Questions>* parts) {
  size_t count = 0;
  for (const Questions& part : *parts) {
    count += part.questions.size();
  }
  std::vector<Question> questions;
  questions.reserve(count);
  for (Questions& part : *parts) {
    questions.insert(questions.end(), part.questions.begin(), part.questions.end());
    part.questions = {};
  }
  DisjointSets stories(documents);
  for (const Question& question : questions) {
    stories.Join(question.place, question.candidates.front());
  }
  std::sort(questions.begin(), questions.end(), [&](const Question& x, const Question& y) {
    return std::tuple(stories.Lowest(x.place), x.place) <
           std::tuple(stories.Lowest(y.place), y.place);
  });
  return questions;
}

// The links that the full sets show, per task.
absl::StatusOr<std::vector<std::vector<Link>>> Answer(const std::vector<Question>& questions,
                                                      const Places& places,
                                                      const NeighbourOptions& options,
                                                      ShingleSetSource* sets, Monitor* monitor) {
  std::vector<std::vector<Link>> links(Tasks(questions.size()));
  std::vector<std::unique_ptr<Verifier>> verifiers(options.threads);
  const absl::Status status =
      ForEachTask(questions.size(), options.threads, *monitor,
                  [&](size_t worker, size_t begin, size_t end) -> absl::Status {
                    if (verifiers[worker] == nullptr) {
                      verifiers[worker] = std::make_unique<Verifier>(places.ranks, options, sets);
                    }
                    for (size_t i = begin; i < end; ++i) {
                      const Question& question = questions[i];
                      absl::Status found = verifiers[worker]->Find(
                          question.place, question.candidates, question.crowded,
                          &links[begin / kDocumentsPerTask]);
                      if (!found.ok()) {
                        return found;
                      }
                    }
                    monitor->Advance(end - begin);
                    return absl::OkStatus();
                  });
  if (!status.ok()) {
    return status;
  }
  return links;
}

}  // namespace

absl::StatusOr<Neighbours> FindNeighbours(const CandidateIndex& index,
                                          const std::vector<uint32_t>& documents,
                                          const NeighbourOptions& options,
                                          const NeighbourScope* scope, ShingleSetSource* sets,
                                          Monitor* monitor) {
  monitor->StartStage("linking", documents.size(), "documents");
  NeighbourOptions threaded = options;
  threaded.threads = std::max<size_t>(1, options.threads);
  const Places places(index, documents);
  absl::StatusOr<std::vector<Questions>> parts =
      FindQuestions(index, places, threaded, scope, sets, monitor);
  if (!parts.ok()) {
    return parts.status();
  }
  Neighbours neighbours;
  neighbours.crowded.resize(documents.size(), false);
  uint64_t candidates = 0;
  for (const Questions& part : *parts) {
    candidates += part.candidates.size();
    for (const uint32_t place : part.crowded) {
      neighbours.crowded[places.indexes[place]] = true;
    }
  }
  const std::vector<Question> questions = ByStory(documents.size(), &*parts);
  SpillClaim claim(options.spill);
  claim.Set(candidates * sizeof(uint32_t) + questions.size() * sizeof(Question));
  const absl::StatusOr<std::vector<std::vector<Link>>> links =
      Answer(questions, places, threaded, sets, monitor);
  if (!links.ok()) {
    return links.status();
  }
  for (const std::vector<Link>& part : *links) {
    for (const Link& link : part) {
      const auto [a, b] = std::minmax({places.indexes[link.a], places.indexes[link.b]});
      neighbours.links.push_back({a, b, link.similarity});
    }
  }
  std::sort(neighbours.links.begin(), neighbours.links.end(),
            [](const Link& x, const Link& y) { return std::tie(x.b, x.a) < std::tie(y.b, y.a); });
  return neighbours;
}

}  // namespace reprise
