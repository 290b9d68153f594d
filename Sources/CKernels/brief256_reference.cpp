// Plain reference of BRIEF-256.

#include "image_bounds.h"

void fk_brief256_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                           const uint16_t *orientations, size_t count, const int8_t *patterns,
                           size_t orientation_count, size_t margin, uint8_t *descriptors) {
  fk::RequireImage(width, height, stride, __func__);
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, margin, __func__);
    fk::Require(orientations[i] < orientation_count, __func__, "an orientation is not less than orientation_count");
    const auto at = [&](const int8_t *offset) {
      return pixels[(corners[i].y + ptrdiff_t{offset[1]}) * static_cast<ptrdiff_t>(stride) + corners[i].x + offset[0]];
    };
    const int8_t *test = patterns + orientations[i] * size_t{1024};
    for (size_t byte = 0; byte < 32; ++byte) {
      uint8_t bits = 0;
      for (size_t bit = 0; bit < 8; ++bit, test += 4) bits |= (at(test) < at(test + 2)) << bit;
      descriptors[32 * i + byte] = bits;
    }
  }
}
