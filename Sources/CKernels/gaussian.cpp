// Gaussian blur of grey images: for two rows at a time, the sums along the columns as uint16, then those along the rows.
// Seven weights, which ORB has, go the other way round: gaussian_seven-inl.h.

#include "gaussian.h"

#include "fk_image.h"
#include "require.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "gaussian.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include <cstring>

#include "gaussian_seven-inl.h"
#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

using D16 = hn::CappedTag<uint16_t, 32>;
using D32 = hn::Repartition<uint32_t, D16>;
using V16 = hn::Vec<D16>;
using V32 = hn::Vec<D32>;
using DHalf8 = hn::Rebind<uint8_t, D16>;
constexpr size_t kLanes = hn::MaxLanes(D16());

/// Sums of columns are at most 255 * 256. They are kept minus 2^15, so that PairProducts can read them as int16.
constexpr uint16_t kBias = 0x8000;

/// A kernel, in both forms that the passes want.
struct Blur {
  size_t radius;
  const uint16_t *weights;                          // [radius + 1], the middle one first
  uint32_t even[FK_MAX_BLUR_RADIUS + 1];            // [radius + 1]: two weights each, left to right, then one and 0
  uint32_t odd[FK_MAX_BLUR_RADIUS + 1];             // [radius + 1]: the same one tap later: 0 and one, then two each
  const uint8_t *rows[2 * FK_MAX_BLUR_RADIUS + 2];  // [2 radius + 2]: the source rows of two target rows, mirrored

  HWY_INLINE Blur(const uint16_t *w, size_t r) : radius(r), weights(w) {
    for (size_t p = 0; p <= radius; ++p) {
      even[p] = Weight(2 * p) | Weight(2 * p + 1) << 16;
      odd[p] = (p == 0 ? 0 : Weight(2 * p - 1)) | Weight(2 * p) << 16;
    }
  }

  HWY_INLINE uint32_t Weight(size_t tap) const {
    return tap > 2 * radius ? 0 : weights[tap < radius ? radius - tap : tap - radius];
  }

  /// - lower: 0 for the upper one of the two target rows, 1 for the lower one.
  HWY_INLINE V16 MixColumns(size_t x, size_t lower) const {
    const D16 d;
    const DHalf8 d8;
    const size_t middle = radius + lower;
    V16 sum = hn::Mul(hn::PromoteTo(d, hn::LoadU(d8, rows[middle] + x)), hn::Set(d, weights[0]));
    for (size_t k = 1; k <= radius; ++k) {
      const V16 above = hn::PromoteTo(d, hn::LoadU(d8, rows[middle - k] + x));
      const V16 below = hn::PromoteTo(d, hn::LoadU(d8, rows[middle + k] + x));
      sum = hn::Add(sum, hn::Mul(hn::Add(above, below), hn::Set(d, weights[k])));
    }
    return hn::Xor(sum, hn::Set(d, kBias));
  }

  HWY_INLINE uint16_t MixColumn(size_t x, size_t lower) const {
    uint32_t sum = 0;
    for (size_t tap = 0; tap <= 2 * radius; ++tap) sum += Weight(tap) * rows[lower + tap][x];
    return static_cast<uint16_t>(sum ^ kBias);
  }

  /// Writes the sums of all columns of both target rows: most of what they load is the same.
  HWY_INLINE void MixRows(size_t width, uint16_t *HWY_RESTRICT upper, uint16_t *HWY_RESTRICT lower) const {
    if (width < kLanes) {
      for (size_t x = 0; x < width; ++x) {
        upper[x] = MixColumn(x, 0);
        lower[x] = MixColumn(x, 1);
      }
      return;
    }
    const D16 d;
    for (size_t x = 0; x < width; x += kLanes) {
      // The last vector ends where the row ends, and so repeats some columns.
      const size_t start = HWY_MIN(x, width - kLanes);
      const V16 first = MixColumns(start, 0), second = MixColumns(start, 1);
      hn::StoreU(first, d, upper + start);
      hn::StoreU(second, d, lower + start);
    }
  }

  /// kLanes pixels whose leftmost taps are at taps, taps + 1, ... Every second pixel has its sum in 32 bits, and those
  /// between them have theirs from the same loads, most of which cross cache lines.
  HWY_INLINE hn::Vec<DHalf8> MixTaps(const uint16_t *taps) const {
    const D32 d;
    V32 first = hn::Set(d, (1u << 15) + (uint32_t{kBias} << 8)), second = first;
    for (size_t p = 0; p <= radius; ++p) {
      const V32 values = hn::LoadU(d, reinterpret_cast<const uint32_t *>(taps + 2 * p));
      first = hn::Add(first, PairProducts(d, values, hn::Set(d, even[p])));
      second = hn::Add(second, PairProducts(d, values, hn::Set(d, odd[p])));
    }
    const V32 pixels = hn::Or(hn::ShiftRight<16>(first), hn::And(second, hn::Set(d, 0xFFFF0000u)));
    return hn::DemoteTo(DHalf8(), hn::BitCast(hn::RebindToSigned<D16>(), pixels));
  }
};

/// Blurs a row along itself. - sums: those of its columns, with room for `radius` more on either side.
HWY_INLINE void BlurRow(const Blur &blur, uint16_t *sums, size_t width, uint8_t *HWY_RESTRICT target) {
  const DHalf8 d8;
  const size_t radius = blur.radius;
  uint16_t *const first = sums - radius;
  for (size_t k = 1; k <= radius; ++k) {
    first[radius - k] = sums[Reflected(-static_cast<int64_t>(k), width)];
    sums[width - 1 + k] = sums[Reflected(static_cast<int64_t>(width - 1 + k), width)];
  }
  if (width < kLanes) {
    uint8_t pixels[kLanes];
    hn::StoreU(blur.MixTaps(first), d8, pixels);
    std::memcpy(target, pixels, width);
    return;
  }
  for (size_t x = 0; x < width; x += kLanes) {
    const size_t start = HWY_MIN(x, width - kLanes);
    hn::StoreU(blur.MixTaps(first + start), d8, target + start);
  }
}

HWY_INLINE void BlurRows(const uint8_t *source, size_t width, size_t height, size_t source_stride, uint8_t *target,
                         size_t target_stride, const uint16_t *weights, size_t radius, uint16_t *scratch) {
  Blur blur(weights, radius);
  uint16_t *const upper = scratch + radius, *const lower = upper + fk::BlurRowLength(width, radius);
  for (size_t y = 0; y < height; y += 2) {
    for (size_t tap = 0; tap < 2 * radius + 2; ++tap) {
      const int64_t row = static_cast<int64_t>(y + tap) - static_cast<int64_t>(radius);
      blur.rows[tap] = source + Reflected(row, height) * source_stride;
    }
    blur.MixRows(width, upper, lower);
    BlurRow(blur, upper, width, target + y * target_stride);
    if (y + 1 < height) BlurRow(blur, lower, width, target + (y + 1) * target_stride);
  }
}

}  // namespace

void GaussianBlur(const uint8_t *source, size_t width, size_t height, size_t source_stride, uint8_t *target,
                  size_t target_stride, const uint16_t *weights, size_t radius, uint16_t *scratch) {
  if (FitSevenTaps(weights, radius)) {
    const SevenTaps taps(weights, width, reinterpret_cast<uint8_t *>(scratch));
    taps.Blur(source, height, source_stride, target, target_stride);
  } else {
    BlurRows(source, width, height, source_stride, target, target_stride, weights, radius, scratch);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(GaussianBlur);

void DispatchBlur(const uint8_t *source, size_t width, size_t height, size_t source_stride, uint8_t *target,
                  size_t target_stride, const uint16_t *weights, size_t radius, uint16_t *scratch) {
  HWY_DYNAMIC_DISPATCH(GaussianBlur)
  (source, width, height, source_stride, target, target_stride, weights, radius, scratch);
}

}  // namespace
}  // namespace fk

size_t fk_gaussian_scratch_size(size_t width, size_t radius) {
  fk::Require(width <= FK_MAX_SIDE, __func__, "width exceeds FK_MAX_SIDE");
  fk::Require(radius <= FK_MAX_BLUR_RADIUS, __func__, "radius exceeds FK_MAX_BLUR_RADIUS");
  if (radius == fk::kSevenTapsRadius) return fk::SevenTapsScratchBytes(width);
  return sizeof(uint16_t) * 2 * fk::BlurRowLength(width, radius);
}

void fk_gaussian_blur(const uint8_t *source, size_t width, size_t height, size_t source_stride, uint8_t *target,
                      size_t target_stride, const uint16_t *weights, size_t radius, void *scratch,
                      size_t scratch_size) {
  fk::Require(scratch_size >= fk_gaussian_scratch_size(width, radius), __func__,
              "scratch_size is less than fk_gaussian_scratch_size");
  fk::Require(reinterpret_cast<uintptr_t>(scratch) % 2 == 0, __func__, "scratch must be aligned to 2");
  fk::Require(source_stride >= width && target_stride >= width, __func__, "a stride is below the width");
  fk::Require(fk::AddsUp(weights, radius), __func__, "weights do not add up to 256");
  if (width == 0 || height == 0) return;
  fk::DispatchBlur(source, width, height, source_stride, target, target_stride, weights, radius,
                   static_cast<uint16_t *>(scratch));
}

#endif  // HWY_ONCE
