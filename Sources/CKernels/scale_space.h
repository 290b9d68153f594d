// What the kernels of the scale space and their references share.

#ifndef FACSIMILE_SCALE_SPACE_H
#define FACSIMILE_SCALE_SPACE_H

#include <cstddef>
#include <cstdint>

#include "fk_scale_space.h"
#include "require.h"

namespace fk {

/// Whether the kernel of `radius` weights on either side of the first adds up to 32768, and no weight is negative.
inline bool AddsUpToOne(const int16_t *weights, size_t radius) {
  int32_t sum = weights[0];
  bool positive = weights[0] > 0;
  for (size_t k = 1; k <= radius; ++k) {
    sum += 2 * weights[k];
    positive = positive && weights[k] >= 0;
  }
  return positive && sum == 32768;
}

inline void RequireScaleRow(size_t width, const char *function) {
  Require(width >= 1 && width <= FK_MAX_SCALE_SIDE, function, "width must be 1 to FK_MAX_SCALE_SIDE");
}

inline void RequireScaleBlur(size_t width, const int16_t *weights, size_t radius, const char *function) {
  RequireScaleRow(width, function);
  Require(radius <= FK_MAX_SCALE_RADIUS, function, "radius exceeds FK_MAX_SCALE_RADIUS");
  Require(AddsUpToOne(weights, radius), function, "weights do not add up to 32768");
}

}  // namespace fk

#endif  // FACSIMILE_SCALE_SPACE_H
