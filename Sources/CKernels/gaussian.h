// What the kernel of the Gaussian blur and its reference share.

#ifndef FACSIMILE_GAUSSIAN_H
#define FACSIMILE_GAUSSIAN_H

#include <cstddef>
#include <cstdint>

namespace fk {

/// The pixel of `count` that lies at `index`, which may be outside: mirrored about the outermost pixels' centres.
inline size_t Reflected(int64_t index, size_t count) {
  if (index >= 0 && index < static_cast<int64_t>(count)) return static_cast<size_t>(index);
  if (count == 1) return 0;
  const int64_t period = 2 * (static_cast<int64_t>(count) - 1);
  const int64_t rest = (index % period + period) % period;
  return static_cast<size_t>(rest < static_cast<int64_t>(count) ? rest : period - rest);
}

/// Numbers in a row of scratch: the row with its borders, a weight of 0, and whole vectors of 32 where it is shorter.
constexpr size_t BlurRowLength(size_t width, size_t radius) { return (width < 32 ? 32 : width) + 2 * radius + 2; }

/// Whether the kernel of `radius` weights on either side of the first adds up to 256.
inline bool AddsUp(const uint16_t *weights, size_t radius) {
  uint32_t sum = weights[0];
  for (size_t k = 1; k <= radius; ++k) sum += 2 * weights[k];
  return sum == 256;
}

}  // namespace fk

#endif  // FACSIMILE_GAUSSIAN_H
