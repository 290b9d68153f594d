// What SIFT's kernels and their references share: the grid of samples, its weights, the peaks of the histogram.

#ifndef FACSIMILE_SIFT_H
#define FACSIMILE_SIFT_H

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "fk_scale_space.h"
#include "fk_sift.h"
#include "require.h"

namespace fk {

/// Orientation: a grid of 14 x 14 samples, which with its border of one sample is two vectors wide.
constexpr size_t kOrientationSide = 14;
constexpr float kOrientationStep = 0.64f;
constexpr size_t kOrientationBins = 36;

/// Descriptor: the 4 x 4 cells and half a cell around them, which counts in them in part.
constexpr size_t kSamplesPerCell = 4;
constexpr size_t kDescriptorSide = 5 * kSamplesPerCell;
constexpr float kCellSigmas = 3;
constexpr float kDescriptorStep = kCellSigmas / kSamplesPerCell;

/// Elements of a row of samples: a grid with its border, in whole vectors.
constexpr size_t kSampleStride = 32;
static_assert(kDescriptorSide + 2 <= kSampleStride && kOrientationSide + 2 <= kSampleStride, "a row holds the grid");

/// Where the samples of a grid and its border of one sample lie: 16 bits after the point, from an integer pixel.
struct SiftGrid {
  const int16_t *origin;
  size_t stride;
  /// Sample (0, 0), and the steps to the next one in a row; (-step_y, step_x) leads to the next row.
  int32_t x, y, step_x, step_y;
  /// Where the plane ends. Samples are moved to it, so that two pixels and two rows can be read everywhere.
  int32_t min_x, max_x, min_y, max_y;

  SiftGrid(const int16_t *pixels, size_t width, size_t height, size_t row_stride, fk_sift_point point, size_t side,
           float step, double angle)
      : stride(row_stride) {
    const double column = std::floor(static_cast<double>(point.x)), row = std::floor(static_cast<double>(point.y));
    origin = pixels + static_cast<size_t>(row) * row_stride + static_cast<size_t>(column);
    // Half a step, so that the grid lies around the point whether `side` is even or odd.
    const double half = static_cast<double>(point.sigma) * step * 32768;
    const auto half_x = static_cast<int32_t>(std::nearbyint(half * std::cos(angle)));
    const auto half_y = static_cast<int32_t>(std::nearbyint(half * std::sin(angle)));
    const auto last = static_cast<int32_t>(side + 1);
    step_x = 2 * half_x;
    step_y = 2 * half_y;
    x = static_cast<int32_t>(std::nearbyint((point.x - column) * 65536)) - last * (half_x - half_y);
    y = static_cast<int32_t>(std::nearbyint((point.y - row) * 65536)) - last * (half_y + half_x);
    min_x = Bound(-column, 0);
    min_y = Bound(-row, 0);
    max_x = Bound(static_cast<double>(width) - 1 - column, -1);
    max_y = Bound(static_cast<double>(height) - 1 - row, -1);
  }

 private:
  /// No grid reaches as far as 16,384 pixels.
  static int32_t Bound(double pixels, int32_t more) {
    const double near = pixels < -16384 ? -16384 : pixels > 16384 ? 16384 : pixels;
    return static_cast<int32_t>(near) * 65536 + more;
  }
};

inline void RequireSift(size_t width, size_t height, size_t stride, fk_sift_point point, const char *function) {
  Require(width >= 2 && height >= 2 && width <= FK_MAX_SCALE_SIDE && height <= FK_MAX_SCALE_SIDE, function,
          "width and height must be 2 to FK_MAX_SCALE_SIDE");
  Require(stride >= width && stride <= FK_MAX_SCALE_SIDE + 128, function, "stride must be at least width");
  Require(point.x >= 0 && point.x <= static_cast<float>(width - 1) && point.y >= 0 &&
              point.y <= static_cast<float>(height - 1),
          function, "the point must lie on the plane");
  Require(point.sigma > 0 && point.sigma <= FK_SIFT_MAX_SIGMA, function, "sigma must be in 0 to FK_SIFT_MAX_SIGMA");
}

/// Coefficients of an odd polynomial for atan(a) / (2 pi), 0 <= a <= 1, from that of a^11 on: off by less than 2e-6.
constexpr float kTurnCoefficients[6] = {-0.01172120f * 0.15915494f, 0.05265332f * 0.15915494f,
                                        -0.11643287f * 0.15915494f, 0.19354346f * 0.15915494f,
                                        -0.33262347f * 0.15915494f, 0.99997726f * 0.15915494f};

/// Weights of the orientation's samples, in a row and in a column: a Gaussian of 1.5 sigma.
struct OrientationWeights {
  float weights[kSampleStride] = {};

  OrientationWeights() {
    for (size_t i = 0; i < kOrientationSide; ++i) {
      const double u = (static_cast<double>(i) - (kOrientationSide - 1) / 2.0) * kOrientationStep / 1.5;
      weights[i] = static_cast<float>(std::exp(-0.5 * u * u));
    }
  }
};

/// Weights of the descriptor's samples, in a row and in a column: sample i is in band i / kSamplesPerCell and counts in
/// the cells band - 1 and band, of which only 0 to 3 exist. With a Gaussian of two cells.
struct CellWeights {
  float before[kDescriptorSide];
  float behind[kDescriptorSide];

  CellWeights() {
    for (size_t i = 0; i < kDescriptorSide; ++i) {
      // In cells, from the middle of the patch; band 0 starts 2.5 cells before it.
      const double u = (static_cast<double>(i) - (kDescriptorSide - 1) / 2.0) / kSamplesPerCell;
      const double share = u + 2.5 - static_cast<double>(i / kSamplesPerCell);
      const double gaussian = std::exp(-0.5 * u * u / 4);
      before[i] = static_cast<float>(gaussian * (1 - share));
      behind[i] = static_cast<float>(gaussian * share);
    }
  }
};

/// The peaks of the histogram of gradient directions, highest first; see `fk_sift_orientations`.
size_t OrientationPeaks(const float histogram[kOrientationBins], float peak_ratio, float *angles);

}  // namespace fk

#endif  // FACSIMILE_SIFT_H
