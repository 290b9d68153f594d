// Scalar reference of the search for extrema.

#include "scale_space.h"

size_t fk_scale_extrema_reference(const int16_t *const *rows, size_t width, size_t margin, int16_t threshold,
                                  uint32_t *columns) {
  fk::RequireScaleRow(width, __func__);
  fk::Require(margin >= 1 && threshold >= 0, __func__, "margin must be at least 1 and threshold at least 0");
  size_t count = 0;
  for (size_t x = margin; x + margin < width; ++x) {
    const int16_t value = rows[4][x];
    bool is_maximum = value > threshold, is_minimum = value < -threshold;
    // Scales, rows and columns in the order of their neighbours: 13 before the pixel, itself, 13 behind it. The row
    // above of the coarser scale is behind, as the row below of the finer one is before.
    for (size_t i = 0; i < 27; ++i) {
      const int16_t other = rows[i / 3][x + i % 3 - 1];
      if (i == 13) continue;
      is_maximum = is_maximum && (i < 13 ? value > other : value >= other);
      is_minimum = is_minimum && (i < 13 ? value < other : value <= other);
    }
    if (is_maximum || is_minimum) columns[count++] = static_cast<uint32_t>(x);
  }
  return count;
}
