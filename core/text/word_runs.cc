#include "reprise/text/word_runs.h"

#include <array>
#include <bit>
#include <cassert>
#include <cstring>

// Highway compiles the part between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE once per
// instruction set, by including this file again; HWY_ONCE guards the rest.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reprise/text/word_runs.cc"
#include "hwy/foreach_target.h"
// foreach_target.h has to come first.
#include "hwy/highway.h"

#ifndef REPRISE_TEXT_WORD_RUNS_TABLES_
#define REPRISE_TEXT_WORD_RUNS_TABLES_
namespace reprise {
namespace {

// kBitPositions[byte]: where its bits are set, in order; then zeros.
using BitPositions = std::array<std::array<uint16_t, 8>, 256>;
constexpr BitPositions MakeBitPositions() {
  BitPositions table{};
  for (size_t byte = 0; byte < table.size(); ++byte) {
    size_t count = 0;
    for (uint16_t bit = 0; bit < 8; ++bit) {
      if ((byte >> bit & 1) != 0) {
        table[byte][count++] = bit;
      }
    }
  }
  return table;
}
constexpr BitPositions kBitPositions = MakeBitPositions();

constexpr std::array<uint8_t, 256> MakeBitCounts() {
  std::array<uint8_t, 256> table{};
  for (size_t byte = 0; byte < table.size(); ++byte) {
    table[byte] = static_cast<uint8_t>(std::popcount(byte));
  }
  return table;
}
constexpr std::array<uint8_t, 256> kBitCounts = MakeBitCounts();

}  // namespace
}  // namespace reprise
#endif  // REPRISE_TEXT_WORD_RUNS_TABLES_

HWY_BEFORE_NAMESPACE();
namespace reprise {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr size_t kBlock = 64;
using Lanes = hn::CappedTag<uint8_t, kBlock>;

// Bit i of the result says whether bytes[i] can be part of a token.
HWY_INLINE uint64_t WordBits(const uint8_t* HWY_RESTRICT bytes) {
  const Lanes d;
  const hn::RebindToSigned<Lanes> di;
  const auto letters = hn::Set(d, 25);
  const auto digits = hn::Set(d, 9);
  uint64_t bits = 0;
  for (size_t i = 0; i < kBlock; i += hn::Lanes(d)) {
    const auto x = hn::LoadU(d, bytes + i);
    // Upper and lower case differ in one bit; x - c <= n, unsigned, is c <= x <= c + n.
    const auto letter = hn::Sub(hn::Or(x, hn::Set(d, 0x20)), hn::Set(d, 'a'));
    const auto digit = hn::Sub(x, hn::Set(d, '0'));
    const auto ascii_word =
        hn::Or(hn::Eq(hn::Min(letter, letters), letter), hn::Eq(hn::Min(digit, digits), digit));
    const auto not_ascii = hn::RebindMask(d, hn::Lt(hn::BitCast(di, x), hn::Zero(di)));
    uint64_t here = 0;
    hn::StoreMaskBits(d, hn::Or(ascii_word, not_ascii), reinterpret_cast<uint8_t*>(&here));
    bits |= here << i;
  }
  return bits;
}

// Writes the positions of the bits of `bits`, counted from `base`, to `out`; reaches up to 8 places
// further. Returns how many there are. Eight bits at a time give eight positions from a table,
// whether they are there or not: a loop over the bits waits for each before it finds the next, and
// nothing can predict where it ends.
HWY_INLINE size_t Flatten(uint64_t bits, size_t base, uint16_t* HWY_RESTRICT out) {
  const hn::CappedTag<uint16_t, 8> d;
  size_t count = 0;
  for (size_t i = 0; i < kBlock; i += 8) {
    const size_t byte = (bits >> i) & 0xFF;
    const auto first = hn::Set(d, static_cast<uint16_t>(base + i));
    for (size_t j = 0; j < 8; j += hn::Lanes(d)) {
      const auto positions = hn::LoadU(d, kBitPositions[byte].data() + j);
      hn::StoreU(hn::Add(positions, first), d, out + count + j);
    }
    count += kBitCounts[byte];
  }
  return count;
}

// Adds the edges in one block. `*open` says whether the byte before was part of a run.
HWY_INLINE size_t BlockEdges(const uint8_t* HWY_RESTRICT block, size_t base, uint64_t* open,
                             uint16_t* HWY_RESTRICT out) {
  const uint64_t bits = WordBits(block);
  const uint64_t edges = bits ^ ((bits << 1) | *open);
  *open = bits >> 63;
  return Flatten(edges, base, out);
}

size_t WordRuns(const uint8_t* HWY_RESTRICT text, size_t size, uint16_t* HWY_RESTRICT edges) {
  size_t count = 0;
  uint64_t open = 0;
  size_t base = 0;
  for (; base + kBlock <= size; base += kBlock) {
    count += BlockEdges(text + base, base, &open, edges + count);
  }
  if (base < size) {
    uint8_t last[kBlock] = {};
    std::memcpy(last, text + base, size - base);
    count += BlockEdges(last, base, &open, edges + count);
  }
  if (open != 0) {
    edges[count++] = static_cast<uint16_t>(size);
  }
  return count / 2;
}

}  // namespace
// NOLINTNEXTLINE(google-readability-namespace-comments)
}  // namespace HWY_NAMESPACE
}  // namespace reprise
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace reprise {
namespace {

HWY_EXPORT(WordRuns);

bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z');
}

}  // namespace

size_t WordRuns(std::string_view text, uint16_t* edges) {
  assert(text.size() <= kMaxWordRunsBytes);
  return HWY_DYNAMIC_DISPATCH(WordRuns)(reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                                        edges);
}

size_t WordRunsScalar(std::string_view text, uint16_t* edges) {
  size_t count = 0;
  bool open = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsWordByte(text[i]) != open) {
      open = !open;
      edges[count++] = static_cast<uint16_t>(i);
    }
  }
  if (open) {
    edges[count++] = static_cast<uint16_t>(text.size());
  }
  return count / 2;
}

}  // namespace reprise
#endif  // HWY_ONCE
