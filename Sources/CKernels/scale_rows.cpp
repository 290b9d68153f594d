// Rows of the scale space from those of a photo or of the octave before. Plain loops, which compilers turn into SIMD.

#include "fk_image.h"
#include "scale_space.h"

namespace {

constexpr int16_t kZero = -128 * FK_SCALE_UNIT;

}  // namespace

void fk_scale_widen(const uint8_t *pixels, size_t width, int16_t *row) {
  fk::RequireScaleRow(width, __func__);
  for (size_t x = 0; x < width; ++x) row[x] = static_cast<int16_t>(FK_SCALE_UNIT * pixels[x] + kZero);
}

void fk_scale_double(const uint8_t *above, const uint8_t *below, size_t width, int16_t *row) {
  fk::Require(width >= 1 && width <= FK_MAX_SIDE, __func__, "width must be 1 to FK_MAX_SIDE");
  for (size_t x = 0; x + 1 < width; ++x) {
    const int left = above[x] + below[x], right = above[x + 1] + below[x + 1];
    row[2 * x] = static_cast<int16_t>(FK_SCALE_UNIT / 2 * left + kZero);
    row[2 * x + 1] = static_cast<int16_t>(FK_SCALE_UNIT / 4 * (left + right) + kZero);
  }
  row[2 * width - 2] = static_cast<int16_t>(FK_SCALE_UNIT / 2 * (above[width - 1] + below[width - 1]) + kZero);
}

void fk_scale_halve(const int16_t *source, size_t width, int16_t *row) {
  fk::RequireScaleRow(width, __func__);
  for (size_t x = 0; 2 * x < width; ++x) row[x] = source[2 * x];
}
