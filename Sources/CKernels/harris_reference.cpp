// Scalar reference of Harris' response, and the formula that the kernel uses too.

#include "fk_keypoints.h"
#include "harris.h"
#include "image_bounds.h"

namespace {

float Response(fk::HarrisSums sums, float k) {
#ifdef __clang__
#pragma clang fp contract(off)
#endif
  constexpr double kScale = 1.0 / (4 * 7 * 255);
  const int64_t trace = sums.xx + sums.yy;
  const double determinant = static_cast<double>(sums.xx * sums.yy - sums.xy * sums.xy);
  const double penalty = static_cast<double>(k) * static_cast<double>(trace * trace);
  return static_cast<float>((determinant - penalty) * (kScale * kScale * kScale * kScale));
}

}  // namespace

void fk::HarrisResponses(const HarrisSums *sums, size_t count, float k, float *responses) {
  for (size_t i = 0; i < count; ++i) responses[i] = Response(sums[i], k);
}

void fk_harris_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                         size_t count, float k, float *responses) {
  fk::RequireImage(width, height, stride, __func__);
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, FK_HARRIS_MARGIN, __func__);
    fk::HarrisSums sums = {0, 0, 0};
    for (size_t y = corners[i].y - fk::kHarrisRadius; y <= corners[i].y + fk::kHarrisRadius; ++y) {
      for (size_t x = corners[i].x - fk::kHarrisRadius; x <= corners[i].x + fk::kHarrisRadius; ++x) {
        const uint8_t *p = pixels + y * stride + x, *above = p - stride, *below = p + stride;
        const int64_t dx = 2 * (p[1] - p[-1]) + (above[1] - above[-1]) + (below[1] - below[-1]);
        const int64_t dy = 2 * (*below - *above) + (below[-1] - above[-1]) + (below[1] - above[1]);
        sums.xx += dx * dx;
        sums.yy += dy * dy;
        sums.xy += dx * dy;
      }
    }
    responses[i] = Response(sums, k);
  }
}
