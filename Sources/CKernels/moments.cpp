// Intensity centroids: a few neighbouring columns at a time; rows v and -v have one weight, but for the sign.

#include "moments.h"

#include "image_bounds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "moments.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Columns = hn::CappedTag<int16_t, 2 * FK_MOMENTS_MARGIN>;
using ColumnVector = hn::Vec<Columns>;
using Sums = hn::RepartitionToWide<hn::RebindToUnsigned<Columns>>;
using SumsVector = hn::Vec<Sums>;
constexpr size_t kLanes = hn::MaxLanes(Columns());
constexpr int kColumns = 2 * FK_MOMENTS_MARGIN;

/// u w(u, v) and v w(u, v): rows v from 0 on, columns u from -16 on, the first of which counts nothing.
struct Weights {
  alignas(64) int16_t u[kMomentsRadius + 1][kColumns];
  alignas(64) int16_t v[kMomentsRadius + 1][kColumns];

  constexpr Weights() : u(), v() {
    for (int row = 0; row <= kMomentsRadius; ++row) {
      for (int column = -kMomentsRadius; column <= kMomentsRadius; ++column) {
        const int16_t weight = MomentsWeight(column, row);
        u[row][column + FK_MOMENTS_MARGIN] = static_cast<int16_t>(column * weight);
        v[row][column + FK_MOMENTS_MARGIN] = static_cast<int16_t>(row * weight);
      }
    }
  }
};

HWY_INLINE SumsVector AddProducts(SumsVector sum, ColumnVector pixels, const int16_t *weights) {
  const Sums d;
  return AddPairProducts(d, sum, hn::BitCast(d, pixels), hn::BitCast(d, hn::Load(Columns(), weights)));
}

/// - pixels: the patch's middle.
HWY_INLINE fk_moment MomentAt(const uint8_t *pixels, ptrdiff_t stride) {
  static constexpr Weights kWeights = {};
  const Columns d;
  const hn::Rebind<uint8_t, Columns> bytes;
  auto m10 = hn::Zero(Sums()), m01 = m10;
  for (size_t x = 0; x < kColumns; x += kLanes) {
    const uint8_t *column = pixels - FK_MOMENTS_MARGIN + x;
    m10 = AddProducts(m10, hn::PromoteTo(d, hn::LoadU(bytes, column)), &kWeights.u[0][x]);
    for (int v = 1; v <= kMomentsRadius; ++v) {
      const ColumnVector above = hn::PromoteTo(d, hn::LoadU(bytes, column - v * stride));
      const ColumnVector below = hn::PromoteTo(d, hn::LoadU(bytes, column + v * stride));
      m10 = AddProducts(m10, hn::Add(above, below), &kWeights.u[v][x]);
      m01 = AddProducts(m01, hn::Sub(below, above), &kWeights.v[v][x]);
    }
  }
  return {static_cast<int32_t>(hn::GetLane(hn::SumOfLanes(Sums(), m10))),
          static_cast<int32_t>(hn::GetLane(hn::SumOfLanes(Sums(), m01)))};
}

void Moments(const uint8_t *pixels, size_t stride, const fk_corner *corners, size_t count, fk_moment *moments) {
  for (size_t i = 0; i < count; ++i) {
    moments[i] = MomentAt(pixels + corners[i].y * stride + corners[i].x, static_cast<ptrdiff_t>(stride));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(Moments);

void DispatchMoments(const uint8_t *pixels, size_t stride, const fk_corner *corners, size_t count,
                     fk_moment *moments) {
  HWY_DYNAMIC_DISPATCH(Moments)(pixels, stride, corners, count, moments);
}

}  // namespace
}  // namespace fk

void fk_moments(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                size_t count, fk_moment *moments) {
  fk::RequireImage(width, height, stride, __func__);
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, FK_MOMENTS_MARGIN, __func__);
  }
  fk::DispatchMoments(pixels, stride, corners, count, moments);
}

#endif  // HWY_ONCE
