// BRIEF-256. The patch around a corner is laid out once at half pixels; then a test is two loads from it, and as its places
// don't depend on the image, the tests of all orientations are laid out once and for all.

#include "brief256.h"

#include "image_bounds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "brief256.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

#ifndef FACSIMILE_BRIEF256_CPP
#define FACSIMILE_BRIEF256_CPP

namespace fk {

/// The patch as four planes: the pixels, and the places half a pixel to the right, below, and both of them. A plane has
/// the rows -15 to 15 and the columns -16 to 15.
struct BriefPatch {
  static constexpr int kRowsAbove = FK_BRIEF_REACH / 2, kColumnsBefore = FK_BRIEF_MARGIN;
  static constexpr size_t kRows = 2 * kRowsAbove + 1, kRowBytes = 2 * kColumnsBefore;
  static constexpr size_t kRight = kRows * kRowBytes, kBelow = 2 * kRight, kBoth = 3 * kRight;

  alignas(64) uint8_t values[4 * kRight];

  /// Where the place (x, y), in half pixels from the corner, is in `values`.
  static uint16_t Place(int x, int y) {
    const bool is_right = x % 2 != 0, is_below = y % 2 != 0;
    const size_t column = static_cast<size_t>((x - is_right) / 2 + kColumnsBefore);
    const size_t row = static_cast<size_t>((y - is_below) / 2 + kRowsAbove);
    return static_cast<uint16_t>((is_right ? kRight : 0) + (is_below ? kBelow : 0) + row * kRowBytes + column);
  }
};

}  // namespace fk

#endif  // FACSIMILE_BRIEF256_CPP

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Columns = hn::CappedTag<uint8_t, BriefPatch::kRowBytes>;
using ColumnVector = hn::Vec<Columns>;

/// A row of pixels, those on their right, and the means of both.
struct Across {
  ColumnVector here, right, mean;

  explicit HWY_INLINE Across(const uint8_t *row)
      : here(hn::LoadU(Columns(), row)), right(hn::LoadU(Columns(), row + 1)), mean(hn::AverageRound(here, right)) {}
};

/// (a + b + c + d + 2) / 4. The rounded mean of rounded means is one too much where it is rounded up twice.
HWY_INLINE ColumnVector MeanOfFour(const Across &above, const Across &below) {
  const ColumnVector is_rounded = hn::Or(hn::Xor(above.here, above.right), hn::Xor(below.here, below.right));
  const ColumnVector is_rounded_again = hn::Xor(above.mean, below.mean);
  const ColumnVector excess = hn::And(hn::And(is_rounded, is_rounded_again), hn::Set(Columns(), uint8_t{1}));
  return hn::Sub(hn::AverageRound(above.mean, below.mean), excess);
}

/// - pixel: the patch's middle. Reads the columns -16 to 16 of the rows -15 to 16.
HWY_INLINE void LayOut(const uint8_t *pixel, size_t stride, BriefPatch &patch) {
  const Columns d;
  for (size_t x = 0; x < BriefPatch::kRowBytes; x += hn::Lanes(d)) {
    const uint8_t *row = pixel - BriefPatch::kRowsAbove * stride - BriefPatch::kColumnsBefore + x;
    uint8_t *values = patch.values + x;
    Across above(row);
    for (size_t y = 0; y < BriefPatch::kRows; ++y, values += BriefPatch::kRowBytes) {
      row += stride;
      const Across below(row);
      hn::Store(above.here, d, values);
      hn::Store(above.mean, d, values + BriefPatch::kRight);
      hn::Store(hn::AverageRound(above.here, below.here), d, values + BriefPatch::kBelow);
      hn::Store(MeanOfFour(above, below), d, values + BriefPatch::kBoth);
      above = below;
    }
  }
}

HWY_INLINE void Compare(const BriefPatch &patch, const fk_brief_test *tests, uint8_t *descriptor) {
  for (size_t byte = 0; byte < kBriefBytes; ++byte, tests += 8) {
    uint32_t bits = 0;
    // From the last test to the first, so that the first one ends as the lowest bit.
    for (size_t i = 8; i-- > 0;) {
      const int difference = patch.values[tests[i].first] - patch.values[tests[i].second];
      bits = 2 * bits + (static_cast<uint32_t>(difference) >> 31);
    }
    descriptor[byte] = static_cast<uint8_t>(bits);
  }
}

void Describe(const uint8_t *pixels, size_t stride, const fk_corner *corners, const uint16_t *orientations,
              size_t count, const fk_brief_test *tests, uint8_t *descriptors) {
  BriefPatch patch;
  for (size_t i = 0; i < count; ++i) {
    LayOut(pixels + corners[i].y * stride + corners[i].x, stride, patch);
    Compare(patch, tests + orientations[i] * kBriefTests, descriptors + i * kBriefBytes);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(Describe);

void DispatchDescribe(const uint8_t *pixels, size_t stride, const fk_corner *corners, const uint16_t *orientations,
                      size_t count, const fk_brief_test *tests, uint8_t *descriptors) {
  HWY_DYNAMIC_DISPATCH(Describe)(pixels, stride, corners, orientations, count, tests, descriptors);
}

}  // namespace
}  // namespace fk

void fk_brief256_tests(const int8_t *patterns, size_t orientation_count, fk_brief_test *tests) {
  for (size_t i = 0; i < orientation_count * fk::kBriefTests; ++i, patterns += 4) {
    for (size_t j = 0; j < 4; ++j) {
      fk::Require(-FK_BRIEF_REACH <= patterns[j] && patterns[j] <= FK_BRIEF_REACH, __func__,
                  "a pattern extends beyond FK_BRIEF_REACH");
    }
    tests[i] = {fk::BriefPatch::Place(patterns[0], patterns[1]), fk::BriefPatch::Place(patterns[2], patterns[3])};
  }
}

void fk_brief256(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                 const uint16_t *orientations, size_t count, const fk_brief_test *tests, size_t orientation_count,
                 uint8_t *descriptors) {
  fk::RequireImage(width, height, stride, __func__);
  for (size_t i = 0; i < count; ++i) {
    fk::RequireMargin(corners[i], width, height, FK_BRIEF_MARGIN, __func__);
    fk::Require(orientations[i] < orientation_count, __func__, "an orientation is not less than orientation_count");
  }
  fk::DispatchDescribe(pixels, stride, corners, orientations, count, tests, descriptors);
}

#endif  // HWY_ONCE
