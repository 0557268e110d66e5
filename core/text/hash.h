#ifndef REPRISE_TEXT_HASH_H_
#define REPRISE_TEXT_HASH_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace reprise {

// The hashes below are part of the format: the same on every machine and in every release, since
// sketches, band keys and stored fingerprints are made of them. Tests pin them to literals.
// All are pure functions and may be called from any thread.

// 64-bit hash of a token's folded form, of its UTF-8 bytes. Up to 16 of them are read as two
// little-endian words, padded with 0; the halves of the 128-bit product of (first ^ A) and
// (second ^ B ^ size * C) are combined by exclusive or (constants in hash_token.h). More bytes are
// hashed by XXH3 with seed 0.
uint64_t HashToken(std::string_view folded);

// 64-bit hash of a document id or of any other short key.
uint64_t HashKey(std::string_view key);

// HashKey of bytes that come in pieces. Not thread-safe.
class KeyHasher {
 public:
  KeyHasher();
  ~KeyHasher();
  KeyHasher(const KeyHasher&) = delete;
  KeyHasher& operator=(const KeyHasher&) = delete;

  void Update(std::string_view piece);
  // The hash of all pieces so far.
  uint64_t Digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// 128-bit hash of a whole text. Texts of equal hash are taken for equal only after their bytes
// were compared: XXH3 is fast, not collision-resistant against an adversary.
struct TextHash {
  uint64_t low = 0;
  uint64_t high = 0;
  friend bool operator==(const TextHash&, const TextHash&) = default;
  // The check takes the defaulted comparison's 0 for a pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const TextHash&, const TextHash&) = default;
};
TextHash HashText(std::string_view text);

// HashText of bytes that come in pieces. Not thread-safe.
class TextHasher {
 public:
  TextHasher();
  ~TextHasher();
  TextHasher(const TextHasher&) = delete;
  TextHasher& operator=(const TextHasher&) = delete;

  void Update(std::string_view piece);
  // The hash of all pieces so far.
  TextHash Digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// 32 hexadecimal digits, high half first: the canonical form of XXH3-128.
std::string HexString(const TextHash& hash);

// Mixes 64 bits so that every input bit reaches every output bit (the finaliser of SplitMix64,
// Steele et al. 2014). A bijection.
constexpr uint64_t Mix64(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace reprise

#endif  // REPRISE_TEXT_HASH_H_
