// Intensity centroids: strips of neighbouring columns, from the patch's outermost rows to its middle.

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

using Columns = hn::CappedTag<int16_t, 16>;
using ColumnVector = hn::Vec<Columns>;
constexpr size_t kLanes = hn::MaxLanes(Columns());
constexpr size_t kDiameter = 2 * kMomentsRadius + 1;
constexpr size_t kStrips = (kDiameter + kLanes - 1) / kLanes;

/// The strips' columns, by lane. The last strip overlaps the one before, as the patch has 31 columns; no strip reads a
/// pixel beyond them.
struct Strips {
  /// Row v: all bits set within the patch, each column once.
  alignas(64) int16_t inside[kMomentsRadius + 1][kStrips * kLanes];
  /// Column of each lane, from -15.
  alignas(64) int16_t u[kStrips * kLanes];
  /// Column of each strip's first lane, from 0.
  size_t first[kStrips];

  constexpr Strips() : inside(), u(), first() {
    for (size_t strip = 0; strip < kStrips; ++strip) {
      first[strip] = strip + 1 < kStrips ? strip * kLanes : kDiameter - kLanes;
      for (size_t lane = 0; lane < kLanes; ++lane) {
        const size_t i = strip * kLanes + lane, column = first[strip] + lane;
        const int from_middle = static_cast<int>(column) - kMomentsRadius;
        u[i] = static_cast<int16_t>(from_middle);
        for (int v = 0; v <= kMomentsRadius; ++v) {
          const bool is_inside = (from_middle < 0 ? -from_middle : from_middle) <= kMomentsColumns[v];
          inside[v][i] = is_inside && column >= strip * kLanes ? -1 : 0;
        }
      }
    }
  }
};

HWY_INLINE ColumnVector Load(const uint8_t *pixels, const int16_t *inside) {
  const Columns d;
  return hn::And(hn::PromoteTo(d, hn::LoadU(hn::Rebind<uint8_t, Columns>(), pixels)), hn::Load(d, inside));
}

/// - pixels: the patch's middle.
HWY_INLINE fk_moment MomentAt(const uint8_t *pixels, ptrdiff_t stride) {
  static constexpr Strips kTable = {};
  const Columns d;
  const hn::RepartitionToWide<hn::RebindToUnsigned<Columns>> d32;
  const auto ones = hn::BitCast(d32, hn::Set(d, int16_t{1}));
  auto m10 = hn::Zero(d32), m01 = m10;
  for (size_t strip = 0; strip < kStrips; ++strip) {
    const uint8_t *column = pixels - kMomentsRadius + kTable.first[strip];
    const size_t lane = strip * kLanes;
    // Sums of columns are at most 31 * 255. Their moments add the differences of rows v and -v v times: at most
    // 255 * (1 + ... + 15) = 30600.
    ColumnVector sum = Load(column, &kTable.inside[0][lane]);
    ColumnVector difference = hn::Zero(d), moment = difference;
    for (int v = kMomentsRadius; v > 0; --v) {
      const ColumnVector above = Load(column - v * stride, &kTable.inside[v][lane]);
      const ColumnVector below = Load(column + v * stride, &kTable.inside[v][lane]);
      sum = hn::Add(sum, hn::Add(above, below));
      difference = hn::Add(difference, hn::Sub(below, above));
      moment = hn::Add(moment, difference);
    }
    m10 = hn::Add(m10, PairProducts(d32, hn::BitCast(d32, sum), hn::BitCast(d32, hn::Load(d, kTable.u + lane))));
    m01 = hn::Add(m01, PairProducts(d32, hn::BitCast(d32, moment), ones));
  }
  return {static_cast<int32_t>(hn::GetLane(hn::SumOfLanes(d32, m10))),
          static_cast<int32_t>(hn::GetLane(hn::SumOfLanes(d32, m01)))};
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
