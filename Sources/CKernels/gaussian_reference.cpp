// Weights of the Gaussian blur, and its scalar reference.

#include <cmath>

#include "fk_image.h"
#include "gaussian.h"
#include "require.h"

void fk_gaussian_weights(double sigma, size_t radius, uint16_t *weights) {
  fk::Require(std::isfinite(sigma) && sigma > 0, __func__, "sigma must be finite and > 0");
  fk::Require(radius <= FK_MAX_BLUR_RADIUS, __func__, "radius exceeds FK_MAX_BLUR_RADIUS");
  double kernel[FK_MAX_BLUR_RADIUS + 1], sum = 0;
  for (size_t k = radius + 1; k-- > 0;) {
    const double x = static_cast<double>(k) / sigma;
    kernel[k] = std::exp(-0.5 * x * x);
    sum += k == 0 ? kernel[k] : 2 * kernel[k];
  }
  // From the outside in; the middle one takes what is left.
  double error = 0;
  int left = 256;
  for (size_t k = radius; k > 0; --k) {
    const double wanted = 256 * kernel[k] / sum + error;
    const double rounded = std::nearbyint(wanted);
    error = wanted - rounded;
    weights[k] = static_cast<uint16_t>(rounded);
    left -= 2 * weights[k];
  }
  weights[0] = static_cast<uint16_t>(left);
}

void fk_gaussian_blur_reference(const uint8_t *source, size_t width, size_t height, size_t source_stride,
                                uint8_t *target, size_t target_stride, const uint16_t *weights, size_t radius) {
  fk::Require(source_stride >= width && target_stride >= width, __func__, "a stride is below the width");
  fk::Require(radius <= FK_MAX_BLUR_RADIUS, __func__, "radius exceeds FK_MAX_BLUR_RADIUS");
  fk::Require(fk::AddsUp(weights, radius), __func__, "weights do not add up to 256");
  const auto r = static_cast<int64_t>(radius);
  for (size_t y = 0; y < height; ++y) {
    for (size_t x = 0; x < width; ++x) {
      uint32_t sum = 1 << 15;
      for (int64_t dy = -r; dy <= r; ++dy) {
        const uint8_t *row = source + fk::Reflected(static_cast<int64_t>(y) + dy, height) * source_stride;
        for (int64_t dx = -r; dx <= r; ++dx) {
          const uint32_t pixel = row[fk::Reflected(static_cast<int64_t>(x) + dx, width)];
          sum += weights[dx < 0 ? -dx : dx] * weights[dy < 0 ? -dy : dy] * pixel;
        }
      }
      target[y * target_stride + x] = static_cast<uint8_t>(sum >> 16);
    }
  }
}
