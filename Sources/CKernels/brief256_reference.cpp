// Plain reference of BRIEF-256.

#include "brief256.h"
#include "image_bounds.h"

void fk_brief256_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                           const uint16_t *orientations, size_t count, const int8_t *patterns,
                           size_t orientation_count, uint8_t *descriptors) {
  fk::RequireImage(width, height, stride, __func__);
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, FK_BRIEF_MARGIN, __func__);
    fk::Require(orientations[i] < orientation_count, __func__, "an orientation is not less than orientation_count");
    const auto at = [&](const int8_t *place) {
      const ptrdiff_t x = 2 * ptrdiff_t{corners[i].x} + place[0], y = 2 * ptrdiff_t{corners[i].y} + place[1];
      const uint8_t *row = pixels + y / 2 * static_cast<ptrdiff_t>(stride) + x / 2;
      const uint8_t *below = y % 2 == 0 ? row : row + stride;
      const ptrdiff_t right = x % 2;
      return (row[0] + row[right] + below[0] + below[right] + 2) / 4;
    };
    const int8_t *test = patterns + orientations[i] * fk::kBriefPatternBytes;
    for (size_t byte = 0; byte < fk::kBriefBytes; ++byte) {
      uint8_t bits = 0;
      for (size_t bit = 0; bit < 8; ++bit, test += 4) bits |= (at(test) < at(test + 2)) << bit;
      descriptors[fk::kBriefBytes * i + byte] = bits;
    }
  }
}
