// Scalar references of SIFT's orientations and descriptors.

#include "sift.h"

#pragma STDC FP_CONTRACT OFF

namespace {

using fk::kDescriptorSide;
using fk::kOrientationBins;
using fk::kOrientationSide;

/// The pixel between pixels, and whether it lies on the plane.
struct Sample {
  float value = 0;
  bool is_inside = false;

  Sample(const fk::SiftGrid &grid, size_t row, size_t column) {
    const auto i = static_cast<int32_t>(column), j = static_cast<int32_t>(row);
    const int32_t wanted_x = grid.x - j * grid.step_y + i * grid.step_x;
    const int32_t wanted_y = grid.y + j * grid.step_x + i * grid.step_y;
    const int32_t x = Clamped(wanted_x, grid.min_x, grid.max_x), y = Clamped(wanted_y, grid.min_y, grid.max_y);
    is_inside = x == wanted_x && y == wanted_y;
    const int16_t *pixels = grid.origin + (y >> 16) * static_cast<int64_t>(grid.stride) + (x >> 16);
    const int32_t right = x >> 2 & 0x3FFF;
    const auto mixed = [&](const int16_t *pair) {
      return static_cast<float>(pair[0] * (0x4000 - right) + pair[1] * right);
    };
    const float top = mixed(pixels), bottom = mixed(pixels + grid.stride);
    const float down = static_cast<float>(y & 0xFFFF) * (1.0f / 65536);
    value = top + down * (bottom - top);
  }

  static int32_t Clamped(int32_t value, int32_t least, int32_t most) {
    return value < least ? least : value > most ? most : value;
  }
};

struct Gradient {
  float magnitude;
  float turns;

  /// - row, column: without the border.
  Gradient(const fk::SiftGrid &grid, size_t row, size_t column) {
    const float x = Sample(grid, row + 1, column + 2).value - Sample(grid, row + 1, column).value;
    const float y = Sample(grid, row + 2, column + 1).value - Sample(grid, row, column + 1).value;
    magnitude = std::sqrt(x * x + y * y) * (Sample(grid, row + 1, column + 1).is_inside ? 1.0f : 0.0f);
    const float ax = std::fabs(x), ay = std::fabs(y);
    const float slope = std::fmin(ax, ay) / std::fmax(std::fmax(ax, ay), 1e-30f);
    const float square = slope * slope;
    float sum = fk::kTurnCoefficients[0];
    for (size_t i = 1; i < 6; ++i) sum = sum * square + fk::kTurnCoefficients[i];
    turns = sum * slope;
    if (ay > ax) turns = 0.25f - turns;
    if (x < 0) turns = 0.5f - turns;
    if (y < 0) turns = 1 - turns;
  }
};

float Total(const float *values, bool squares) {
  float sums[16] = {};
  for (size_t i = 0; i < FK_SIFT_BYTES; ++i) sums[i % 16] += squares ? values[i] * values[i] : values[i];
  float total = sums[0];
  for (size_t i = 1; i < 16; ++i) total += sums[i];
  return total;
}

}  // namespace

size_t fk_sift_orientations_reference(const int16_t *pixels, size_t width, size_t height, size_t stride,
                                      fk_sift_point point, float peak_ratio, float *angles) {
  const fk::OrientationWeights weights;
  fk::RequireSift(width, height, stride, point, __func__);
  const fk::SiftGrid grid(pixels, width, height, stride, point, kOrientationSide, fk::kOrientationStep, 0);
  float bins[4][kOrientationBins + 2] = {};
  for (size_t row = 0; row < kOrientationSide; ++row) {
    for (size_t column = 0; column < kOrientationSide; ++column) {
      const Gradient gradient(grid, row, column);
      const float share = gradient.magnitude * (weights.weights[column] * weights.weights[row]);
      const float position = gradient.turns * static_cast<float>(kOrientationBins);
      const auto bin = static_cast<int32_t>(position);
      const float next = share * (position - static_cast<float>(bin));
      bins[column % 4][bin] += share - next;
      bins[column % 4][bin + 1] += next;
    }
  }
  float histogram[kOrientationBins];
  for (size_t bin = 0; bin < kOrientationBins + 2; ++bin) {
    const float sum = (bins[0][bin] + bins[1][bin]) + (bins[2][bin] + bins[3][bin]);
    if (bin < kOrientationBins) {
      histogram[bin] = sum;
    } else {
      histogram[bin - kOrientationBins] += sum;
    }
  }
  return fk::OrientationPeaks(histogram, peak_ratio, angles);
}

void fk_sift_describe_reference(const int16_t *pixels, size_t width, size_t height, size_t stride,
                                fk_sift_point point, int is_root, uint8_t *descriptor) {
  const fk::CellWeights weights;
  fk::RequireSift(width, height, stride, point, __func__);
  const fk::SiftGrid grid(pixels, width, height, stride, point, kDescriptorSide, fk::kDescriptorStep,
                          static_cast<double>(point.angle));
  // Sums over the samples of a column, by row of cells, of which the first and the last are no part of the patch.
  float columns[6][kDescriptorSide][8] = {};
  for (size_t row = 0; row < kDescriptorSide; ++row) {
    for (size_t column = 0; column < kDescriptorSide; ++column) {
      const Gradient gradient(grid, row, column);
      const float position = 8 - gradient.turns * 8;
      const size_t band = row / fk::kSamplesPerCell;
      for (size_t o = 0; o < 8; ++o) {
        const float straight = 1 - std::fabs(position - static_cast<float>(o));
        const float share = gradient.magnitude * std::fmax(o == 0 ? std::fmax(straight, position - 7) : straight, 0.0f);
        columns[band][column][o] += share * weights.before[row];
        columns[band + 1][column][o] += share * weights.behind[row];
      }
    }
  }
  float values[FK_SIFT_BYTES] = {};
  for (size_t column = 0; column < kDescriptorSide; ++column) {
    const size_t band = column / fk::kSamplesPerCell;
    for (size_t r = 0; r < 4; ++r) {
      for (size_t o = 0; o < 8; ++o) {
        const float sum = columns[r + 1][column][o];
        if (band > 0) values[(r * 4 + band - 1) * 8 + o] += sum * weights.before[column];
        if (band < 4) values[(r * 4 + band) * 8 + o] += sum * weights.behind[column];
      }
    }
  }
  const float squares = Total(values, true);
  const float limit = 0.2f * std::sqrt(squares);
  for (float &value : values) value = std::fmin(value, limit);
  const float total = is_root ? Total(values, false) : std::sqrt(Total(values, true));
  for (size_t i = 0; i < FK_SIFT_BYTES; ++i) {
    const float share = squares > 0 ? values[i] * (1 / total) : 0;
    const float scaled = (is_root ? std::sqrt(share) : share) * 512;
    descriptor[i] = static_cast<uint8_t>(std::fmin(std::nearbyint(scaled), 255.0f));
  }
}
