// Extrema of differences of Gaussians, a row at a time.

#include "scale_space.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scale_extrema.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

using D = hn::CappedTag<int16_t, 32>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;
constexpr size_t kLanes = hn::MaxLanes(D());

/// Pixels that may still be extrema.
struct Candidates {
  V values;
  M maxima, minima;

  HWY_INLINE bool None() const { return hn::AllFalse(D(), hn::Or(maxima, minima)); }

  /// Drops those that a neighbour before them equals or beats.
  HWY_INLINE void Before(const int16_t *neighbors) {
    const V other = hn::LoadU(D(), neighbors);
    maxima = hn::And(maxima, hn::Gt(values, other));
    minima = hn::And(minima, hn::Lt(values, other));
  }

  /// Drops those that a neighbour behind them beats.
  HWY_INLINE void Behind(const int16_t *neighbors) {
    const V other = hn::LoadU(D(), neighbors);
    maxima = hn::AndNot(hn::Gt(other, values), maxima);
    minima = hn::AndNot(hn::Lt(other, values), minima);
  }
};

}  // namespace

size_t ScaleExtrema(const int16_t *const *rows, size_t width, size_t margin, int16_t threshold, uint32_t *columns) {
  const D d;
  const V above = hn::Set(d, threshold), below = hn::Neg(above);
  size_t count = 0;
  for (size_t x = margin / kLanes * kLanes; x + margin < width; x += kLanes) {
    Candidates found;
    found.values = hn::LoadU(d, rows[4] + x);
    found.maxima = hn::Gt(found.values, above);
    found.minima = hn::Lt(found.values, below);
    if (found.None()) continue;
    found.Before(rows[4] + x - 1);
    found.Behind(rows[4] + x + 1);
    if (found.None()) continue;
    for (size_t column = 0; column < 3; ++column) found.Before(rows[3] + x + column - 1);
    for (size_t column = 0; column < 3; ++column) found.Behind(rows[5] + x + column - 1);
    if (found.None()) continue;
    for (size_t column = 0; column < 3; ++column) found.Before(rows[1] + x + column - 1);
    for (size_t column = 0; column < 3; ++column) found.Behind(rows[7] + x + column - 1);
    if (found.None()) continue;
    for (size_t column = 0; column < 3; ++column) {
      found.Before(rows[0] + x + column - 1);
      found.Before(rows[2] + x + column - 1);
      found.Behind(rows[6] + x + column - 1);
      found.Behind(rows[8] + x + column - 1);
    }
    if (found.None()) continue;
    uint8_t bits[8] = {};
    hn::StoreMaskBits(d, hn::Or(found.maxima, found.minima), bits);
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const size_t column = x + lane;
      if ((bits[lane / 8] >> lane % 8 & 1) == 0 || column < margin || column + margin >= width) continue;
      columns[count++] = static_cast<uint32_t>(column);
    }
  }
  return count;
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(ScaleExtrema);

size_t DispatchScaleExtrema(const int16_t *const *rows, size_t width, size_t margin, int16_t threshold,
                            uint32_t *columns) {
  return HWY_DYNAMIC_DISPATCH(ScaleExtrema)(rows, width, margin, threshold, columns);
}

}  // namespace
}  // namespace fk

size_t fk_scale_extrema(const int16_t *const *rows, size_t width, size_t margin, int16_t threshold,
                        uint32_t *columns) {
  fk::RequireScaleRow(width, __func__);
  fk::Require(margin >= 1 && threshold >= 0, __func__, "margin must be at least 1 and threshold at least 0");
  return fk::DispatchScaleExtrema(rows, width, margin, threshold, columns);
}

#endif  // HWY_ONCE
