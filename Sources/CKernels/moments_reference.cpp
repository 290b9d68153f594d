// Scalar reference of intensity centroids.

#include "image_bounds.h"
#include "moments.h"

void fk_moments_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                          size_t count, fk_moment *moments) {
  fk::RequireImage(width, height, stride, __func__);
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, FK_MOMENTS_MARGIN, __func__);
    const uint8_t *pixel = pixels + corners[i].y * stride + corners[i].x;
    fk_moment moment = {0, 0};
    for (int v = -fk::kMomentsRadius; v <= fk::kMomentsRadius; ++v) {
      for (int u = -fk::kMomentsRadius; u <= fk::kMomentsRadius; ++u) {
        const int value = fk::MomentsWeight(u, v) * pixel[v * static_cast<ptrdiff_t>(stride) + u];
        moment.m10 += u * value;
        moment.m01 += v * value;
      }
    }
    moments[i] = moment;
  }
}
