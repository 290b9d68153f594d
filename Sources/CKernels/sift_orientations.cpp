// Main orientations: a histogram of gradient directions.

#include "sift.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sift_orientations.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "sift_patch-inl.h"
#include "simd.h"

#pragma STDC FP_CONTRACT OFF

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Fills `histogram` with the sums of the samples' magnitudes, each shared by the two bins next to its direction.
void OrientationHistogram(const SiftGrid &grid, const float *weights, float *histogram) {
  const SiftD d;
  constexpr size_t kSide = kOrientationSide;
  const SiftSamples samples(grid, kSide);
  // Neighbours in a row often share their bins: every fourth sample has a histogram of its own, to let them overlap.
  float bins[4][kOrientationBins + 2] = {};
  for (size_t row = 0; row < kSide; ++row) {
    alignas(64) float shares[kSampleStride], positions[kSampleStride];
    for (size_t column = 0; column < kSide; column += kSiftLanes) {
      const SiftGradients gradients(samples, (row + 1) * kSampleStride + column + 1);
      const SiftV weight = hn::Mul(hn::LoadU(d, weights + column), hn::Set(d, weights[row]));
      hn::Store(hn::Mul(gradients.magnitude, weight), d, shares + column);
      hn::Store(hn::Mul(gradients.turns, hn::Set(d, static_cast<float>(kOrientationBins))), d, positions + column);
    }
    for (size_t column = 0; column < kSide; ++column) {
      const auto bin = static_cast<int32_t>(positions[column]);
      const float next = shares[column] * (positions[column] - static_cast<float>(bin));
      float *const sums = bins[column % 4];
      sums[bin] += shares[column] - next;
      sums[bin + 1] += next;
    }
  }
  for (size_t bin = 0; bin < kOrientationBins + 2; ++bin) {
    const float sum = (bins[0][bin] + bins[1][bin]) + (bins[2][bin] + bins[3][bin]);
    if (bin < kOrientationBins) {
      histogram[bin] = sum;
    } else {
      histogram[bin - kOrientationBins] += sum;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(OrientationHistogram);

void DispatchHistogram(const SiftGrid &grid, const float *weights, float *histogram) {
  HWY_DYNAMIC_DISPATCH(OrientationHistogram)(grid, weights, histogram);
}

}  // namespace

size_t OrientationPeaks(const float histogram[kOrientationBins], float peak_ratio, float *angles) {
  constexpr size_t kBins = kOrientationBins;
  float smooth[kBins], highest = 0;
  for (size_t bin = 0; bin < kBins; ++bin) {
    const auto at = [&](size_t offset) { return histogram[(bin + kBins + offset - 2) % kBins]; };
    smooth[bin] = ((at(0) + at(4)) + 4 * (at(1) + at(3)) + 6 * at(2)) / 16;
    highest = smooth[bin] > highest ? smooth[bin] : highest;
  }
  if (!(highest > 0)) return 0;
  size_t peaks[FK_SIFT_MAX_ORIENTATIONS], count = 0;
  for (size_t bin = 0; bin < kBins; ++bin) {
    const float before = smooth[(bin + kBins - 1) % kBins], behind = smooth[(bin + 1) % kBins];
    // Of two equal neighbours the first.
    if (smooth[bin] <= before || smooth[bin] < behind || smooth[bin] < peak_ratio * highest) continue;
    size_t place = count++;
    for (; place > 0 && smooth[peaks[place - 1]] < smooth[bin]; --place) peaks[place] = peaks[place - 1];
    peaks[place] = bin;
  }
  for (size_t index = 0; index < count; ++index) {
    const size_t bin = peaks[index];
    const float before = smooth[(bin + kBins - 1) % kBins], behind = smooth[(bin + 1) % kBins];
    const float offset = 0.5f * (before - behind) / ((before - smooth[bin]) + (behind - smooth[bin]));
    const double turns = (static_cast<double>(bin) + offset) / kBins;
    angles[index] = static_cast<float>((turns < 0 ? turns + 1 : turns) * 2 * M_PI);
  }
  return count;
}

}  // namespace fk

size_t fk_sift_orientations(const int16_t *pixels, size_t width, size_t height, size_t stride, fk_sift_point point,
                            float peak_ratio, float *angles) {
  static const fk::OrientationWeights weights;
  fk::RequireSift(width, height, stride, point, __func__);
  const fk::SiftGrid grid(pixels, width, height, stride, point, fk::kOrientationSide, fk::kOrientationStep, 0);
  float histogram[fk::kOrientationBins];
  fk::DispatchHistogram(grid, weights.weights, histogram);
  return fk::OrientationPeaks(histogram, peak_ratio, angles);
}

#endif  // HWY_ONCE
