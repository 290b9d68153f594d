// Harris' response at corners: the rows of a block as vectors of eight 16-bit lanes, the last of which is not used.

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

using Row = hn::FixedTag<int16_t, 8>;
using RowVector = hn::Vec<Row>;
using Sums = hn::FixedTag<uint32_t, 4>;

/// The two 1-dimensional filters of a Sobel gradient, along a row of nine pixels: lane i is column i - 3.
struct Filtered {
  RowVector difference, sum;

  /// - pixels: the block's column -4. Reads nine bytes.
  explicit HWY_INLINE Filtered(const uint8_t *pixels) {
    const hn::FixedTag<uint8_t, 8> bytes;
    const Row d;
    const RowVector left = hn::PromoteTo(d, hn::LoadU(bytes, pixels));
    const RowVector middle = hn::PromoteTo(d, hn::LoadU(bytes, pixels + 1));
    const RowVector right = hn::ShiftRightLanes<1>(d, middle);  // a load would read a tenth byte
    difference = hn::Sub(right, left);
    sum = hn::Add(hn::Add(left, right), hn::Add(middle, middle));
  }
};

HWY_INLINE int32_t Total(hn::Vec<Sums> sums) {
  return static_cast<int32_t>(hn::GetLane(hn::SumOfLanes(Sums(), sums)));
}

/// - pixels: the block's middle.
HWY_INLINE HarrisSums SumsAt(const uint8_t *pixels, size_t stride) {
  const Row d;
  const Sums d32;
  const RowVector used = hn::VecFromMask(d, hn::FirstN(d, 2 * kHarrisRadius + 1));
  const uint8_t *row = pixels - (kHarrisRadius + 1) * stride - (kHarrisRadius + 1);
  Filtered above(row), here(row + stride);
  row += 2 * stride;
  hn::Vec<Sums> xx = hn::Zero(d32), yy = xx, xy = xx;
  for (size_t y = 0; y < 2 * kHarrisRadius + 1; ++y, row += stride) {
    const Filtered below(row);
    const RowVector twice = hn::Add(here.difference, here.difference);
    const RowVector ix = hn::Add(hn::Add(above.difference, below.difference), twice);
    const RowVector iy = hn::Sub(below.sum, above.sum);
    const auto x_pairs = hn::BitCast(d32, hn::And(ix, used)), y_pairs = hn::BitCast(d32, hn::And(iy, used));
    xx = hn::Add(xx, PairProducts(d32, x_pairs, x_pairs));
    yy = hn::Add(yy, PairProducts(d32, y_pairs, y_pairs));
    xy = hn::Add(xy, PairProducts(d32, x_pairs, y_pairs));
    above = here;
    here = below;
  }
  return {Total(xx), Total(yy), Total(xy)};
}

void Responses(const uint8_t *pixels, size_t stride, const fk_corner *corners, size_t count, float k,
               float *responses) {
  for (size_t i = 0; i < count; ++i) {
    responses[i] = HarrisResponse(SumsAt(pixels + corners[i].y * stride + corners[i].x, stride), k);
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
