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

/// Scores of pixels around which the circle lies in the image.
struct Scores {
  const uint8_t *pixels;
  size_t stride;
  fk::FastArea area;
  int threshold;

  /// -1 outside the area and where there is no corner.
  int At(size_t x, size_t y) const {
    if (x < area.x_begin || x >= area.x_end || y < area.y_begin || y >= area.y_end) return -1;
    const int score = Score(pixels + y * stride + x, stride);
    return score >= threshold ? score : -1;
  }

  bool IsMaximum(size_t x, size_t y) const {
    const int here = At(x, y);
    for (size_t v = y - 1; v <= y + 1; ++v) {
      for (size_t u = x - 1; u <= x + 1; ++u) {
        if ((u != x || v != y) && here <= At(u, v)) return false;
      }
    }
    return here > 0;
  }
};

}  // namespace

size_t fk_fast9_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, size_t x_begin,
                          size_t y_begin, size_t x_end, size_t y_end, uint8_t threshold, bool suppress,
                          fk_corner *corners, size_t capacity) {
  fk::RequireImage(width, height, stride, __func__);
  const fk::FastArea area = fk::FastArea{x_begin, y_begin, x_end, y_end}.Clipped(width, height);
  const Scores scores = {pixels, stride, area, threshold};
  fk::FastCorners found = {corners, capacity, 0};
  for (size_t y = area.y_begin; y < area.y_end; ++y) {
    for (size_t x = area.x_begin; x < area.x_end; ++x) {
      const int score = scores.At(x, y);
      if (score >= 0 && (!suppress || scores.IsMaximum(x, y))) found.Add(x, y, score);
    }
  }
  return found.count;
}
