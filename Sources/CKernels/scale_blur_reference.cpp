// Weights of the scale space's blur, and its scalar reference.

#include <cmath>
#include <vector>

#include "gaussian.h"
#include "scale_space.h"

namespace {

int16_t Saturated(int32_t value) { return static_cast<int16_t>(value < -32768 ? -32768 : value > 32767 ? 32767 : value); }

int16_t Product(int16_t value, int16_t weight) {
  return static_cast<int16_t>((int32_t{value} * weight + (1 << 14)) >> 15);
}

/// The weighted sum of what `at` gives for -radius ... radius.
template <class At>
int16_t Mixed(const int16_t *weights, size_t radius, At at) {
  int16_t sum = Product(at(0), weights[0]);
  for (int64_t k = 1; k <= static_cast<int64_t>(radius); ++k) {
    sum = Saturated(sum + Product(Saturated(at(-k) + at(k)), weights[k]));
  }
  return sum;
}

}  // namespace

void fk_scale_weights(double sigma, size_t radius, int16_t *weights) {
  fk::Require(std::isfinite(sigma) && sigma >= 0.3, __func__, "sigma must be finite and at least 0.3");
  fk::Require(radius >= 1 && radius <= FK_MAX_SCALE_RADIUS, __func__, "radius must be 1 to FK_MAX_SCALE_RADIUS");
  double kernel[FK_MAX_SCALE_RADIUS + 1], sum = 0;
  for (size_t k = radius + 1; k-- > 0;) {
    const double x = static_cast<double>(k) / sigma;
    kernel[k] = std::exp(-0.5 * x * x);
    sum += k == 0 ? kernel[k] : 2 * kernel[k];
  }
  // From the outside in; the middle one takes what is left.
  double error = 0;
  int left = 32768;
  for (size_t k = radius; k > 0; --k) {
    const double wanted = 32768 * kernel[k] / sum + error;
    const double rounded = std::nearbyint(wanted);
    error = wanted - rounded;
    weights[k] = static_cast<int16_t>(rounded);
    left -= 2 * weights[k];
  }
  weights[0] = static_cast<int16_t>(left);
}

void fk_scale_blur_reference(const int16_t *const *rows, size_t width, const int16_t *weights, size_t radius,
                             int16_t *target, int16_t *difference) {
  fk::RequireScaleBlur(width, weights, radius, __func__);
  std::vector<int16_t> mixed(width);
  for (size_t x = 0; x < width; ++x) {
    mixed[x] = Mixed(weights, radius, [&](int64_t k) { return rows[static_cast<int64_t>(radius) + k][x]; });
  }
  for (size_t x = 0; x < width; ++x) {
    const auto at = [&](int64_t k) { return mixed[fk::Reflected(static_cast<int64_t>(x) + k, width)]; };
    target[x] = Mixed(weights, radius, at);
    if (difference != nullptr) difference[x] = Saturated(target[x] - rows[radius][x]);
  }
}
