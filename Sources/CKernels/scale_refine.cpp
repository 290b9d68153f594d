// Refinement of an extremum between the samples (Lowe 2004, §4).

#include <cmath>

#include "scale_space.h"

#pragma STDC FP_CONTRACT OFF

static_assert(FK_REFINE_ROWS == 2 * FK_REFINE_REACH + 3, "a sample's neighbours lie one row beyond it");

namespace {

/// The differences about a sample, in grey values.
struct Neighborhood {
  const int16_t *rows[3][3];  // [finer, own, coarser][above, own, below]
  size_t column;

  double At(int scale, int row, int x) const {
    return rows[scale + 1][row + 1][static_cast<int64_t>(column) + x] / static_cast<double>(FK_SCALE_UNIT);
  }
};

/// First and second derivatives by differences of neighbours; x, y, scale.
struct Derivatives {
  double gradient[3];
  double xx, yy, ss, xy, xs, ys;

  explicit Derivatives(const Neighborhood &n) {
    const double twice = 2 * n.At(0, 0, 0);
    gradient[0] = (n.At(0, 0, 1) - n.At(0, 0, -1)) / 2;
    gradient[1] = (n.At(0, 1, 0) - n.At(0, -1, 0)) / 2;
    gradient[2] = (n.At(1, 0, 0) - n.At(-1, 0, 0)) / 2;
    xx = n.At(0, 0, 1) + n.At(0, 0, -1) - twice;
    yy = n.At(0, 1, 0) + n.At(0, -1, 0) - twice;
    ss = n.At(1, 0, 0) + n.At(-1, 0, 0) - twice;
    xy = (n.At(0, 1, 1) - n.At(0, 1, -1) - n.At(0, -1, 1) + n.At(0, -1, -1)) / 4;
    xs = (n.At(1, 0, 1) - n.At(1, 0, -1) - n.At(-1, 0, 1) + n.At(-1, 0, -1)) / 4;
    ys = (n.At(1, 1, 0) - n.At(1, -1, 0) - n.At(-1, 1, 0) + n.At(-1, -1, 0)) / 4;
  }

  /// Where the parabola's gradient is 0, as an offset from the sample (eq. 3), by Cramer's rule. False where it is
  /// nowhere in particular.
  bool Top(double offset[3]) const {
    const double cofactors[3] = {yy * ss - ys * ys, xs * ys - xy * ss, xy * ys - xs * yy};
    const double determinant = xx * cofactors[0] + xy * cofactors[1] + xs * cofactors[2];
    if (std::fabs(determinant) < 1e-12) return false;
    const double *g = gradient;
    const double sx = xx * ss - xs * xs, sxy = xs * xy - xx * ys, sy = xx * yy - xy * xy;
    offset[0] = -(cofactors[0] * g[0] + cofactors[1] * g[1] + cofactors[2] * g[2]) / determinant;
    offset[1] = -(cofactors[1] * g[0] + sx * g[1] + sxy * g[2]) / determinant;
    offset[2] = -(cofactors[2] * g[0] + sxy * g[1] + sy * g[2]) / determinant;
    return true;
  }
};

/// One step towards an offset, for the offsets that lie beyond half of a sample.
int Step(double offset) { return offset > 0.5 ? 1 : offset < -0.5 ? -1 : 0; }

}  // namespace

int fk_scale_refine(const int16_t *const *rows, size_t scale_count, size_t width, size_t height, size_t column,
                    size_t y, size_t scale, fk_scale_limits limits, fk_scale_extremum *out) {
  constexpr int kAttempts = 5;
  const auto margin = static_cast<int64_t>(limits.margin);
  const auto w = static_cast<int64_t>(width), h = static_cast<int64_t>(height);
  const auto inside = [&](int64_t cx, int64_t cy, int64_t cs) {
    return cx >= margin && cx < w - margin && cy >= margin && cy < h - margin && cs >= 1 &&
           cs < static_cast<int64_t>(scale_count) - 1;
  };
  fk::RequireScaleRow(width, __func__);
  fk::Require(margin >= 1, __func__, "limits.margin must be at least 1");
  auto x = static_cast<int64_t>(column), s = static_cast<int64_t>(scale);
  int64_t walked = 0;
  fk::Require(inside(x, static_cast<int64_t>(y), s), __func__, "the sample is too near to a border");
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Neighborhood n;
    n.column = static_cast<size_t>(x);
    for (int64_t i = 0; i < 9; ++i) {
      n.rows[i / 3][i % 3] = rows[(s + i / 3 - 1) * FK_REFINE_ROWS + FK_REFINE_REACH + walked + i % 3];
    }
    const Derivatives d(n);
    double offset[3];
    if (!d.Top(offset)) return 0;
    const int steps[3] = {Step(offset[0]), Step(offset[1]), Step(offset[2])};
    // A top in the middle of two samples is sent to and fro, as both parabolas' offsets are rather too large.
    const bool is_last = attempt == kAttempts - 1;
    const bool is_near = std::fabs(offset[0]) < 1 && std::fabs(offset[1]) < 1 && std::fabs(offset[2]) < 1;
    if ((steps[0] == 0 && steps[1] == 0 && steps[2] == 0) || (is_last && is_near)) {
      const double *g = d.gradient;
      const double value = n.At(0, 0, 0) + (g[0] * offset[0] + g[1] * offset[1] + g[2] * offset[2]) / 2;
      const double trace = d.xx + d.yy, determinant = d.xx * d.yy - d.xy * d.xy, r = limits.edge_ratio;
      if (std::fabs(value) < limits.contrast) return 0;
      if (determinant <= 0 || trace * trace * r >= (r + 1) * (r + 1) * determinant) return 0;
      const auto row = static_cast<int64_t>(y) + walked;
      *out = {static_cast<float>(static_cast<double>(x) + offset[0]),
              static_cast<float>(static_cast<double>(row) + offset[1]),
              static_cast<float>(static_cast<double>(s) + offset[2]),
              static_cast<float>(std::fabs(value)),
              static_cast<uint32_t>(x),
              static_cast<uint32_t>(row),
              static_cast<uint32_t>(s)};
      return 1;
    }
    x += steps[0];
    walked += steps[1];
    s += steps[2];
    const bool within_reach = walked >= -FK_REFINE_REACH && walked <= FK_REFINE_REACH;
    if (!within_reach || !inside(x, static_cast<int64_t>(y) + walked, s)) return 0;
  }
  return 0;
}
