#ifndef REPRISE_VERIFY_SHINGLE_SET_H_
#define REPRISE_VERIFY_SHINGLE_SET_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace reprise {

// S(A) of design.md and what else the rule asks of a text: everything a verdict is made of.
struct ShingleSet {
  std::vector<uint64_t> shingles;  // distinct, in order of first occurrence
  uint64_t tokens = 0;
  uint64_t sequence_hash = 0;  // of the sequence of tokens
  uint64_t masked_hash = 0;    // likewise, each run of number tokens being one placeholder

  size_t size() const { return shingles.size(); }
  bool empty() const { return shingles.empty(); }
};

// The set of `text` with shingles of `n` >= 1 tokens. Pure; safe from any thread.
ShingleSet MakeShingleSet(std::string_view text, size_t n);

// Membership in one set, asked for many others in a row: counting what a set shares with the loaded
// one costs a probe per element of that set. One per thread.
class SetProbe {
 public:
  // Replaces the loaded set; `set` must stay alive and unchanged until the next Load.
  void Load(const ShingleSet& set);

  // |loaded ∩ other|.
  uint64_t CountShared(const ShingleSet& other) const;

  // Marks in `held`, which has one element per shingle of the loaded set, those that `other` holds.
  void MarkShared(const ShingleSet& other, std::vector<bool>* held) const;

 private:
  // The slot that holds `shingle`, or the free one that ends its chain.
  size_t Slot(uint64_t shingle) const;

  const ShingleSet* loaded_ = nullptr;
  std::vector<uint64_t> keys_;
  std::vector<uint32_t> places_;  // 1 + position in the loaded set; 0 marks a free slot
};

}  // namespace reprise

#endif  // REPRISE_VERIFY_SHINGLE_SET_H_
