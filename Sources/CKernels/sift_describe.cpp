// SIFT descriptors: cell rows are summed as vectors along the samples' rows, then the samples of a row by cell.

#include "sift.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sift_describe.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "sift_patch-inl.h"
#include "simd.h"

#pragma STDC FP_CONTRACT OFF

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

constexpr size_t kSide = kDescriptorSide;

/// The gradients of kSiftLanes samples, shared out among the orientations.
struct Shares {
  SiftV of[8];

  HWY_INLINE Shares(const SiftSamples &samples, size_t index) {
    const SiftD d;
    const SiftV one = hn::Set(d, 1.0f), zero = hn::Zero(d);
    const SiftGradients gradients(samples, index);
    // Orientations are counted against the clock.
    const SiftV position = hn::Sub(hn::Set(d, 8.0f), hn::Mul(gradients.turns, hn::Set(d, 8.0f)));
    // 0 and 8 are the same orientation.
    const SiftV first = hn::Max(hn::Sub(one, position), hn::Sub(position, hn::Set(d, 7.0f)));
    of[0] = hn::Mul(gradients.magnitude, hn::Max(first, zero));
    for (size_t o = 1; o < 8; ++o) {
      const SiftV distance = hn::Abs(hn::Sub(position, hn::Set(d, static_cast<float>(o))));
      of[o] = hn::Mul(gradients.magnitude, hn::Max(hn::Sub(one, distance), zero));
    }
  }
};

/// Writes rows of cells: [4][8][kSampleStride], sums over the samples of a column.
HWY_INLINE void SumColumns(const SiftSamples &samples, const CellWeights &weights, float *sums) {
  const SiftD d;
  for (size_t column = 0; column < kSide; column += kSiftLanes) {
    SiftV before[8], behind[8];
    for (size_t o = 0; o < 8; ++o) before[o] = behind[o] = hn::Zero(d);
    for (size_t band = 0; band < 5; ++band) {
      for (size_t row = band * kSamplesPerCell; row < (band + 1) * kSamplesPerCell; ++row) {
        const Shares shares(samples, (row + 1) * kSampleStride + column + 1);
        const SiftV first = hn::Set(d, weights.before[row]), second = hn::Set(d, weights.behind[row]);
        for (size_t o = 0; o < 8; ++o) {
          before[o] = hn::Add(before[o], hn::Mul(shares.of[o], first));
          behind[o] = hn::Add(behind[o], hn::Mul(shares.of[o], second));
        }
      }
      for (size_t o = 0; o < 8; ++o) {
        if (band > 0) hn::StoreU(before[o], d, sums + ((band - 1) * 8 + o) * kSampleStride + column);
        before[o] = behind[o];
        behind[o] = hn::Zero(d);
      }
    }
  }
}

/// The factor that brings values to a sum of squares, or a sum, of 1. Sixteen sums, whatever the lanes.
template <bool kSquares>
HWY_INLINE float Total(const float *values) {
  const SiftD d;
  alignas(64) float sums[16];
  for (size_t lane = 0; lane < 16; lane += kSiftLanes) {
    SiftV sum = hn::Zero(d);
    for (size_t i = lane; i < FK_SIFT_BYTES; i += 16) {
      const SiftV value = hn::Load(d, values + i);
      sum = hn::Add(sum, kSquares ? hn::Mul(value, value) : value);
    }
    hn::Store(sum, d, sums + lane);
  }
  float total = sums[0];
  for (size_t i = 1; i < 16; ++i) total += sums[i];
  return total;
}

HWY_INLINE void Finish(float *values, bool is_root, uint8_t *descriptor) {
  const SiftD d;
  const float squares = Total<true>(values);
  if (!(squares > 0)) {
    for (size_t i = 0; i < FK_SIFT_BYTES; ++i) descriptor[i] = 0;
    return;
  }
  const SiftV limit = hn::Set(d, 0.2f * std::sqrt(squares));
  for (size_t i = 0; i < FK_SIFT_BYTES; i += kSiftLanes) hn::Store(hn::Min(hn::Load(d, values + i), limit), d, values + i);
  const float total = is_root ? Total<false>(values) : std::sqrt(Total<true>(values));
  const SiftV factor = hn::Set(d, 1 / total), scale = hn::Set(d, 512.0f);
  const hn::Rebind<uint8_t, SiftD> d8;
  for (size_t i = 0; i < FK_SIFT_BYTES; i += kSiftLanes) {
    SiftV value = hn::Mul(hn::Load(d, values + i), factor);
    if (is_root) value = hn::Sqrt(value);
    hn::StoreU(hn::DemoteTo(d8, hn::NearestInt(hn::Mul(value, scale))), d8, descriptor + i);
  }
}

}  // namespace

void DescribeSift(const SiftGrid &grid, const CellWeights &weights, bool is_root, uint8_t *descriptor) {
  alignas(64) float sums[4 * 8 * kSampleStride];
  SumColumns(SiftSamples(grid, kSide), weights, sums);
  alignas(64) float values[FK_SIFT_BYTES];
  for (size_t r = 0; r < 4; ++r) {
    for (size_t c = 0; c < 4; ++c) {
      for (size_t o = 0; o < 8; ++o) {
        const float *row = sums + (r * 8 + o) * kSampleStride + c * kSamplesPerCell;
        const float *behind = weights.behind + c * kSamplesPerCell, *before = weights.before + (c + 1) * kSamplesPerCell;
        float sum = 0;
        for (size_t i = 0; i < kSamplesPerCell; ++i) sum += row[i] * behind[i];
        for (size_t i = 0; i < kSamplesPerCell; ++i) sum += row[kSamplesPerCell + i] * before[i];
        values[(r * 4 + c) * 8 + o] = sum;
      }
    }
  }
  Finish(values, is_root, descriptor);
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(DescribeSift);

void DispatchDescribe(const SiftGrid &grid, const CellWeights &weights, bool is_root, uint8_t *descriptor) {
  HWY_DYNAMIC_DISPATCH(DescribeSift)(grid, weights, is_root, descriptor);
}

}  // namespace
}  // namespace fk

void fk_sift_describe(const int16_t *pixels, size_t width, size_t height, size_t stride, fk_sift_point point,
                      int is_root, uint8_t *descriptor) {
  static const fk::CellWeights weights;
  fk::RequireSift(width, height, stride, point, __func__);
  fk::Require(std::isfinite(point.angle), __func__, "the angle must be finite");
  const fk::SiftGrid grid(pixels, width, height, stride, point, fk::kDescriptorSide, fk::kDescriptorStep,
                          static_cast<double>(point.angle));
  fk::DispatchDescribe(grid, weights, is_root != 0, descriptor);
}

#endif  // HWY_ONCE
