// Harris' response at corners: a row of a corner's block as eight 16-bit lanes, the last of which is not used, and as
// many corners at once as have room in a vector.

#include "harris.h"

#include "image_bounds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "harris.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The rows of a few corners' blocks side by side, 128 bits each.
using Rows = hn::CappedTag<int16_t, 32>;
using RowsVector = hn::Vec<Rows>;
using Sums = hn::Repartition<uint32_t, Rows>;
using SumsVector = hn::Vec<Sums>;
constexpr size_t kRowLanes = 8, kSumLanes = 4;
constexpr size_t kCorners = hn::MaxLanes(Rows()) / kRowLanes;

/// Eight bytes at each of the pointers, which point to kCount corners, `offset` further on.
template <size_t kCount>
HWY_INLINE hn::Vec<hn::FixedTag<uint8_t, 8 * kCount>> Gather(const uint8_t *const *pointers, size_t offset) {
  if constexpr (kCount == 1) {
    return hn::LoadU(hn::FixedTag<uint8_t, 8>(), pointers[0] + offset);
  } else {
    constexpr size_t kHalf = kCount / 2;
    return hn::Combine(hn::FixedTag<uint8_t, 8 * kCount>(), Gather<kHalf>(pointers + kHalf, offset),
                       Gather<kHalf>(pointers, offset));
  }
}

/// The two 1-dimensional filters of a Sobel gradient, along a row of nine pixels: lane i of a corner is column i - 3.
struct Filtered {
  RowsVector difference, sum;

  /// - blocks: each block's column -4 of its first row. Reads nine bytes of each, `offset` further on.
  HWY_INLINE Filtered(const uint8_t *const *blocks, size_t offset) {
    const Rows d;
    const RowsVector left = hn::PromoteTo(d, Gather<kCorners>(blocks, offset));
    const RowsVector middle = hn::PromoteTo(d, Gather<kCorners>(blocks, offset + 1));
    const RowsVector right = hn::ShiftRightLanes<1>(d, middle);  // a load would read a tenth byte
    difference = hn::Sub(right, left);
    sum = hn::Add(hn::Add(left, right), hn::Add(middle, middle));
  }
};

/// In each lane the sum of its corner's lanes.
HWY_INLINE SumsVector Total(SumsVector sums) {
  sums = hn::Add(sums, hn::Shuffle2301(sums));
  return hn::Add(sums, hn::Shuffle1032(sums));
}

/// - blocks: the upper left pixels of what is read around kCorners corners.
HWY_INLINE void SumsOf(const uint8_t *const *blocks, size_t stride, HarrisSums *found) {
  const Rows d;
  const Sums d32;
  const RowsVector is_used = hn::BitCast(d, hn::Set(hn::Repartition<uint64_t, Rows>(), ~uint64_t{0}));
  const RowsVector used = hn::ShiftRightLanes<1>(d, is_used);  // the last lane of eight is not
  Filtered above(blocks, 0), here(blocks, stride);
  SumsVector xx = hn::Zero(d32), yy = xx, xy = xx;
  for (size_t y = 0; y < 2 * kHarrisRadius + 1; ++y) {
    const Filtered below(blocks, (y + 2) * stride);
    const RowsVector twice = hn::Add(here.difference, here.difference);
    const RowsVector ix = hn::Add(hn::Add(above.difference, below.difference), twice);
    const RowsVector iy = hn::Sub(below.sum, above.sum);
    const auto x_pairs = hn::BitCast(d32, hn::And(ix, used)), y_pairs = hn::BitCast(d32, hn::And(iy, used));
    xx = hn::Add(xx, PairProducts(d32, x_pairs, x_pairs));
    yy = hn::Add(yy, PairProducts(d32, y_pairs, y_pairs));
    xy = hn::Add(xy, PairProducts(d32, x_pairs, y_pairs));
    above = here;
    here = below;
  }
  uint32_t totals[3][kCorners * kSumLanes];
  hn::StoreU(Total(xx), d32, totals[0]);
  hn::StoreU(Total(yy), d32, totals[1]);
  hn::StoreU(Total(xy), d32, totals[2]);
  for (size_t i = 0; i < kCorners; ++i) {
    const size_t lane = i * kSumLanes;
    found[i] = {static_cast<int32_t>(totals[0][lane]), static_cast<int32_t>(totals[1][lane]),
                static_cast<int32_t>(totals[2][lane])};
  }
}

void Responses(const uint8_t *pixels, size_t stride, const fk_corner *corners, size_t count, float k,
               float *responses) {
  const uint8_t *const origin = pixels - (kHarrisRadius + 1) * stride - (kHarrisRadius + 1);
  for (size_t i = 0; i < count; i += kCorners) {
    const size_t filled = HWY_MIN(kCorners, count - i);
    const uint8_t *blocks[kCorners];
    // Where corners are wanting, the last one counts again.
    for (size_t j = 0; j < kCorners; ++j) {
      const fk_corner corner = corners[i + HWY_MIN(j, filled - 1)];
      blocks[j] = origin + corner.y * stride + corner.x;
    }
    HarrisSums sums[kCorners];
    SumsOf(blocks, stride, sums);
    HarrisResponses(sums, filled, k, responses + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(Responses);

void DispatchResponses(const uint8_t *pixels, size_t stride, const fk_corner *corners, size_t count, float k,
                       float *responses) {
  HWY_DYNAMIC_DISPATCH(Responses)(pixels, stride, corners, count, k, responses);
}

}  // namespace
}  // namespace fk

void fk_harris(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
               size_t count, float k, float *responses) {
  fk::RequireImage(width, height, stride, __func__);
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, FK_HARRIS_MARGIN, __func__);
  }
  fk::DispatchResponses(pixels, stride, corners, count, k, responses);
}

#endif  // HWY_ONCE
