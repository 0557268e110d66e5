#ifndef REPRISE_IO_PACKING_PACKING_OPTIONS_H_
#define REPRISE_IO_PACKING_PACKING_OPTIONS_H_

#include <cstdint>

namespace reprise {

// What unpacking may cost before it is refused as a decompression bomb. Sizes are bytes.
struct UnpackLimits {
  // How many times the packed bytes used so far the unpacked ones may be. 0: what real files do not
  // reach, kGzipMaxRatio or kZstdMaxRatio. Raising it admits files that fill disks.
  uint64_t max_ratio = 0;
  // The ratio does not count for so much output: a few packed bytes say little, and this is
  // harmless.
  uint64_t ratio_free_bytes = uint64_t{64} << 20;
  // The most that one file may unpack to; 0: no such limit.
  uint64_t max_bytes = 0;
  // The largest zstd window, which is what unpacking takes in memory. The default is also that of
  // the zstd program; files packed with `zstd --long=31` need 2 GiB, more is never read.
  uint64_t max_window_bytes = uint64_t{128} << 20;
};

// Deflate never packs better than 1032 : 1, and what repeats with a period of more than 16 bytes
// not better than 413 : 1: each 258 bytes cost two code bits and the extra bits of their distance.
inline constexpr uint64_t kGzipMaxRatio = 500;
// One line over and over packs 5,000 to 12,000 : 1 (zstd spends some ten bytes on a block of 128
// KiB), a long story printed again and again under other ids up to 2,000 : 1, a single byte
// repeated 32,000 : 1.
inline constexpr uint64_t kZstdMaxRatio = 10'000;

// For what reprise has packed itself.
inline constexpr UnpackLimits kOurOwn = {.max_ratio = ~uint64_t{0},
                                         .max_window_bytes = uint64_t{2} << 30};

struct PackOptions {
  // One gzip member or zstd frame for each record, as readers of WARC files expect, so that a
  // record can be read without those before it. It takes memory for the largest record, twice.
  // Otherwise records are packed together, whatever EndRecord says, which takes less room.
  bool member_per_record = false;
};

}  // namespace reprise

#endif  // REPRISE_IO_PACKING_PACKING_OPTIONS_H_
