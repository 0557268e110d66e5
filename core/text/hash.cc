#include "reprise/text/hash.h"

#include "reprise/text/hash_token.h"

namespace reprise {

uint64_t HashToken(std::string_view folded) { return internal::HashToken(folded); }

uint64_t HashKey(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

struct KeyHasher::State {
  XXH3_state_t stream;
};

KeyHasher::KeyHasher() : state_(std::make_unique<State>()) {
  XXH3_INITSTATE(&state_->stream);
  XXH3_64bits_reset(&state_->stream);
}

KeyHasher::~KeyHasher() = default;

void KeyHasher::Update(std::string_view piece) {
  XXH3_64bits_update(&state_->stream, piece.data(), piece.size());
}

uint64_t KeyHasher::Digest() const { return XXH3_64bits_digest(&state_->stream); }

TextHash HashText(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return {hash.low64, hash.high64};
}

struct TextHasher::State {
  XXH3_state_t stream;
};

TextHasher::TextHasher() : state_(std::make_unique<State>()) {
  XXH3_INITSTATE(&state_->stream);
  XXH3_128bits_reset(&state_->stream);
}

TextHasher::~TextHasher() = default;

void TextHasher::Update(std::string_view piece) {
  XXH3_128bits_update(&state_->stream, piece.data(), piece.size());
}

TextHash TextHasher::Digest() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->stream);
  return {hash.low64, hash.high64};
}

std::string HexString(const TextHash& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const uint64_t half : {hash.high, hash.low}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      text.push_back(kDigits[(half >> shift) & 15]);
    }
  }
  return text;
}

}  // namespace reprise
