// Scalar reference of rounding rows of floats to int8.

#include <algorithm>
#include <cmath>

#include "byte_rows.h"

size_t fk_quantize_reference(const float *rows, size_t count, size_t dimension, int8_t *bytes, float *scales) {
  const size_t stride = fk_byte_row_stride(dimension);
  size_t beyond = 0;
  for (size_t r = 0; r < count; ++r) {
    const float *row = rows + r * dimension;
    float magnitude = 0;
    for (size_t i = 0; i < dimension; ++i) magnitude = std::max(magnitude, std::fabs(row[i]));
    if (!fk::CanBeBytes(magnitude)) {
      ++beyond;
      magnitude = 0;
    }
    scales[r] = magnitude / 127;
    const float factor = magnitude > 0 ? 127 / magnitude : 0;
    for (size_t i = 0; i < stride; ++i) {
      bytes[r * stride + i] = i < dimension ? static_cast<int8_t>(std::nearbyint(row[i] * factor)) : 0;
    }
  }
  return beyond;
}
