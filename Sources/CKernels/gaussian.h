// What the kernel of the Gaussian blur and its reference share.

#ifndef FACSIMILE_GAUSSIAN_H
#define FACSIMILE_GAUSSIAN_H

#include <cstddef>
#include <cstdint>

namespace fk {

/// The pixel of `count` that lies at `index`, which may be outside: mirrored about the outermost pixels' centres.
inline size_t Reflected(int64_t index, size_t count) {
  const auto last = static_cast<int64_t>(count) - 1;
  // Without a division where one mirroring does.
  if (-last <= index && index <= 2 * last) {
    const int64_t once = index < 0 ? -index : index;
    return static_cast<size_t>(once <= last ? once : 2 * last - once);
  }
  if (last == 0) return 0;
  const int64_t period = 2 * last;
  const int64_t rest = (index % period + period) % period;
  return static_cast<size_t>(rest < static_cast<int64_t>(count) ? rest : period - rest);
}

/// Numbers in a row of scratch: the row with its borders, a weight of 0, and whole vectors of 32 where it is shorter.
constexpr size_t BlurRowLength(size_t width, size_t radius) { return (width < 32 ? 32 : width) + 2 * radius + 2; }

/// The blur of seven weights a direction works on bytes.
constexpr size_t kSevenTapsRadius = 3;

/// Whether it can: a weight of 256 is no byte. Two neighbours then add up to 255 at most, so that no sum saturates.
inline bool FitSevenTaps(const uint16_t *weights, size_t radius) {
  return radius == kSevenTapsRadius && weights[0] < 256;
}

/// Bytes before and behind a source row of it.
constexpr size_t kSevenTapsRowPadding = 64;
constexpr size_t SevenTapsRowBytes(size_t width) { return (width + 63) / 64 * 64 + 2 * kSevenTapsRowPadding; }

/// Source rows that it holds: those at work and those to come.
constexpr size_t kSevenTapsRows = 4;

/// Source rows, eight rows of 16-bit sums, and room to align them. An even number, as scratch consists of uint16.
constexpr size_t SevenTapsScratchBytes(size_t width) {
  return 64 + kSevenTapsRows * SevenTapsRowBytes(width) + 8 * sizeof(uint16_t) * ((width + 63) / 64 * 64);
}

/// Whether the kernel of `radius` weights on either side of the first adds up to 256.
inline bool AddsUp(const uint16_t *weights, size_t radius) {
  uint32_t sum = weights[0];
  for (size_t k = 1; k <= radius; ++k) sum += 2 * weights[k];
  return sum == 256;
}

}  // namespace fk

#endif  // FACSIMILE_GAUSSIAN_H
