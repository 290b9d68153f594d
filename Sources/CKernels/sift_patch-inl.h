// Samples and gradients of a patch around a keypoint, per SIMD target.

#if defined(FACSIMILE_SIFT_PATCH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FACSIMILE_SIFT_PATCH_INL_H
#undef FACSIMILE_SIFT_PATCH_INL_H
#else
#define FACSIMILE_SIFT_PATCH_INL_H
#endif

#include "pair_products-inl.h"
#include "sift.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// No more than 8 lanes: rows of 22 and 16 samples fill 24 and 16 of them, but 32 lanes of longer vectors.
using SiftD = hn::CappedTag<float, 8>;
using SiftDI = hn::RebindToSigned<SiftD>;
using SiftV = hn::Vec<SiftD>;
using SiftVI = hn::Vec<SiftDI>;
constexpr size_t kSiftLanes = hn::MaxLanes(SiftD());

/// The samples of a grid and its border: [side + 2][kSampleStride].
struct SiftSamples {
  alignas(64) float values[kSampleStride * kSampleStride];
  /// 1 where the sample lies on the plane, else 0.
  alignas(64) float inside[kSampleStride * kSampleStride];

  HWY_INLINE SiftSamples(const SiftGrid &grid, size_t side) {
    const SiftDI di;
    for (size_t row = 0; row < side + 2; ++row) {
      const int32_t j = static_cast<int32_t>(row);
      for (size_t column = 0; column < side + 2; column += kSiftLanes) {
        const SiftVI i = hn::Iota(di, static_cast<int32_t>(column));
        const SiftVI x = hn::Add(hn::Set(di, grid.x - j * grid.step_y), hn::Mul(i, hn::Set(di, grid.step_x)));
        const SiftVI y = hn::Add(hn::Set(di, grid.y + j * grid.step_x), hn::Mul(i, hn::Set(di, grid.step_y)));
        Sample(grid, x, y, row * kSampleStride + column);
      }
    }
  }

 private:
  HWY_INLINE void Sample(const SiftGrid &grid, SiftVI wanted_x, SiftVI wanted_y, size_t index) {
    const SiftD d;
    const SiftDI di;
    const hn::RebindToUnsigned<SiftD> du;
    const SiftVI x = hn::Min(hn::Max(wanted_x, hn::Set(di, grid.min_x)), hn::Set(di, grid.max_x));
    const SiftVI y = hn::Min(hn::Max(wanted_y, hn::Set(di, grid.min_y)), hn::Set(di, grid.max_y));
    const auto same = hn::And(hn::Eq(x, wanted_x), hn::Eq(y, wanted_y));
    hn::Store(hn::IfThenElseZero(hn::RebindMask(d, same), hn::Set(d, 1.0f)), d, inside + index);

    // Two pixels at a time; weights have 14 bits along the row and are floats along the column.
    const int32_t row_bytes = static_cast<int32_t>(2 * grid.stride);
    const SiftVI bytes =
        hn::Add(hn::Mul(hn::ShiftRight<16>(y), hn::Set(di, row_bytes)), hn::ShiftLeft<1>(hn::ShiftRight<16>(x)));
    const auto *base = reinterpret_cast<const int32_t *>(grid.origin);
    const SiftVI upper = hn::GatherOffset(di, base, bytes);
    const SiftVI lower = hn::GatherOffset(di, base, hn::Add(bytes, hn::Set(di, row_bytes)));
    const SiftVI right = hn::And(hn::ShiftRight<2>(x), hn::Set(di, 0x3FFF));
    const SiftVI weights = hn::Or(hn::Sub(hn::Set(di, 0x4000), right), hn::ShiftLeft<16>(right));
    const auto mix = [&](SiftVI pixels) {
      const auto sums = PairProducts(du, hn::BitCast(du, pixels), hn::BitCast(du, weights));
      return hn::ConvertTo(d, hn::BitCast(di, sums));
    };
    const SiftV top = mix(upper), bottom = mix(lower);
    const SiftV down = hn::Mul(hn::ConvertTo(d, hn::And(y, hn::Set(di, 0xFFFF))), hn::Set(d, 1.0f / 65536));
    hn::Store(hn::Add(top, hn::Mul(down, hn::Sub(bottom, top))), d, values + index);
  }
};

/// Gradients of kSiftLanes samples.
struct SiftGradients {
  SiftV magnitude;
  /// Direction from the grid's x to its y axis, in turns, 0 to 1; both ends occur.
  SiftV turns;

  /// - index: of the first sample, border included.
  HWY_INLINE SiftGradients(const SiftSamples &samples, size_t index) {
    const SiftD d;
    const float *at = samples.values + index;
    const SiftV x = hn::Sub(hn::LoadU(d, at + 1), hn::LoadU(d, at - 1));
    const SiftV y = hn::Sub(hn::LoadU(d, at + kSampleStride), hn::LoadU(d, at - kSampleStride));
    const SiftV length = hn::Sqrt(hn::Add(hn::Mul(x, x), hn::Mul(y, y)));
    magnitude = hn::Mul(length, hn::LoadU(d, samples.inside + index));

    const SiftV ax = hn::Abs(x), ay = hn::Abs(y), zero = hn::Zero(d);
    const SiftV slope = hn::Div(hn::Min(ax, ay), hn::Max(hn::Max(ax, ay), hn::Set(d, 1e-30f)));
    const SiftV square = hn::Mul(slope, slope);
    SiftV sum = hn::Set(d, kTurnCoefficients[0]);
    for (size_t i = 1; i < 6; ++i) sum = hn::Add(hn::Mul(sum, square), hn::Set(d, kTurnCoefficients[i]));
    SiftV turn = hn::Mul(sum, slope);
    turn = hn::IfThenElse(hn::Gt(ay, ax), hn::Sub(hn::Set(d, 0.25f), turn), turn);
    turn = hn::IfThenElse(hn::Lt(x, zero), hn::Sub(hn::Set(d, 0.5f), turn), turn);
    turns = hn::IfThenElse(hn::Lt(y, zero), hn::Sub(hn::Set(d, 1.0f), turn), turn);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#endif  // FACSIMILE_SIFT_PATCH_INL_H
