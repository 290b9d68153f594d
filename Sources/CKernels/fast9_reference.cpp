// Scalar reference of the FAST-9 detector.

#include "fast9.h"

namespace {

/// The largest threshold at which nine neighbours in a row are all brighter, or all darker; -1 if there is none.
int Score(const uint8_t *pixel, size_t stride) {
  int differences[fk::kFastCircle];
  for (size_t i = 0; i < fk::kFastCircle; ++i) {
    const ptrdiff_t offset = fk::kFastY[i] * static_cast<ptrdiff_t>(stride) + fk::kFastX[i];
    differences[i] = pixel[offset] - *pixel;
  }
  int strength = 0;
  for (size_t first = 0; first < fk::kFastCircle; ++first) {
    int bright = 255, dark = 255;
    for (size_t i = first; i < first + 9; ++i) {
      bright = std::min(bright, differences[i % fk::kFastCircle]);
      dark = std::min(dark, -differences[i % fk::kFastCircle]);
    }
    strength = std::max({strength, bright, dark});
  }
  return strength - 1;
}

}  // namespace

size_t fk_fast9_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, size_t x_begin,
                          size_t y_begin, size_t x_end, size_t y_end, uint8_t threshold, fk_corner *corners,
                          size_t capacity) {
  fk::RequireImage(width, height, stride, __func__);
  const fk::FastArea area = fk::FastArea{x_begin, y_begin, x_end, y_end}.Clipped(width, height);
  fk::FastCorners found = {corners, capacity, 0};
  for (size_t y = area.y_begin; y < area.y_end; ++y) {
    for (size_t x = area.x_begin; x < area.x_end; ++x) {
      const int score = Score(pixels + y * stride + x, stride);
      if (score >= threshold) found.Add(x, y, score);
    }
  }
  return found.count;
}
