// Blur of a row of the scale space: sums along the columns into scratch, then those along the row.

#include "gaussian.h"
#include "scale_space.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scale_blur.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

using D = hn::CappedTag<int16_t, 32>;
using V = hn::Vec<D>;
constexpr size_t kLanes = hn::MaxLanes(D());
static_assert(FK_SCALE_PADDING % kLanes == 0, "a row's memory must hold whole vectors");

HWY_INLINE V Tap(V sum, V before, V behind, V weight) {
  return hn::SaturatedAdd(sum, hn::MulFixedPoint15(hn::SaturatedAdd(before, behind), weight));
}

/// kRadius: the radius, or 0 for any.
template <size_t kRadius>
HWY_INLINE void BlurRow(const int16_t *const *rows, size_t width, const int16_t *weights, size_t any_radius,
                        int16_t *scratch, int16_t *target, int16_t *difference) {
  const D d;
  const size_t radius = kRadius != 0 ? kRadius : any_radius;
  int16_t *const mixed = scratch + FK_SCALE_PADDING;
  const V middle = hn::Set(d, weights[0]);
  const int16_t *const center = rows[radius];
  for (size_t x = 0; x < width; x += kLanes) {
    V sum = hn::MulFixedPoint15(hn::LoadU(d, center + x), middle);
    for (size_t k = 1; k <= radius; ++k) {
      sum = Tap(sum, hn::LoadU(d, rows[radius - k] + x), hn::LoadU(d, rows[radius + k] + x), hn::Set(d, weights[k]));
    }
    hn::StoreU(sum, d, mixed + x);
  }
  // What the last vector wrote behind the row is overwritten.
  for (size_t k = 1; k <= radius; ++k) {
    mixed[-static_cast<int64_t>(k)] = mixed[Reflected(-static_cast<int64_t>(k), width)];
  }
  for (size_t k = 0; k < radius; ++k) mixed[width + k] = mixed[Reflected(static_cast<int64_t>(width + k), width)];
  for (size_t x = 0; x < width; x += kLanes) {
    V sum = hn::MulFixedPoint15(hn::LoadU(d, mixed + x), middle);
    for (size_t k = 1; k <= radius; ++k) {
      sum = Tap(sum, hn::LoadU(d, mixed + x - k), hn::LoadU(d, mixed + x + k), hn::Set(d, weights[k]));
    }
    hn::StoreU(sum, d, target + x);
    if (difference != nullptr) hn::StoreU(hn::SaturatedSub(sum, hn::LoadU(d, center + x)), d, difference + x);
  }
}

}  // namespace

void ScaleBlur(const int16_t *const *rows, size_t width, const int16_t *weights, size_t radius, int16_t *scratch,
               int16_t *target, int16_t *difference) {
  // The radii of three scales an octave.
  switch (radius) {
    case 4: return BlurRow<4>(rows, width, weights, radius, scratch, target, difference);
    case 5: return BlurRow<5>(rows, width, weights, radius, scratch, target, difference);
    case 6: return BlurRow<6>(rows, width, weights, radius, scratch, target, difference);
    case 8: return BlurRow<8>(rows, width, weights, radius, scratch, target, difference);
    case 10: return BlurRow<10>(rows, width, weights, radius, scratch, target, difference);
    default: return BlurRow<0>(rows, width, weights, radius, scratch, target, difference);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(ScaleBlur);

void DispatchScaleBlur(const int16_t *const *rows, size_t width, const int16_t *weights, size_t radius,
                       int16_t *scratch, int16_t *target, int16_t *difference) {
  HWY_DYNAMIC_DISPATCH(ScaleBlur)(rows, width, weights, radius, scratch, target, difference);
}

}  // namespace
}  // namespace fk

size_t fk_scale_row_end(size_t width) {
  fk::RequireScaleRow(width, __func__);
  return (width + 31) / 32 * 32 + FK_SCALE_PADDING;
}

size_t fk_scale_scratch_size(size_t width) { return FK_SCALE_PADDING + fk_scale_row_end(width); }

void fk_scale_blur(const int16_t *const *rows, size_t width, const int16_t *weights, size_t radius, int16_t *scratch,
                   size_t scratch_size, int16_t *target, int16_t *difference) {
  fk::RequireScaleBlur(width, weights, radius, __func__);
  fk::Require(scratch_size >= fk_scale_scratch_size(width), __func__,
              "scratch_size is less than fk_scale_scratch_size");
  fk::DispatchScaleBlur(rows, width, weights, radius, scratch, target, difference);
}

#endif  // HWY_ONCE
