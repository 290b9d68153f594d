// FAST-9 corners: one vector of neighbouring pixels at a time, with their scores.

#include "fast9.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast9.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::CappedTag<uint8_t, 64>;  // a mask fits 64 bits
using ByteVector = hn::Vec<Bytes>;

struct Fast9 {
  ptrdiff_t offsets[kFastCircle];
  ByteVector least;  // threshold + 1

  HWY_INLINE Fast9(size_t stride, uint8_t threshold) : least(hn::Set(Bytes(), static_cast<uint8_t>(threshold + 1))) {
    for (size_t i = 0; i < kFastCircle; ++i) offsets[i] = kFastY[i] * static_cast<ptrdiff_t>(stride) + kFastX[i];
  }

  /// The lanes that are corners, as bits; if there are any, writes the scores of all lanes.
  HWY_INLINE uint64_t Corners(const uint8_t *pixels, uint8_t *scores) const {
    const Bytes d;
    const ByteVector pixel = hn::LoadU(d, pixels);
    // Nine in a row hold two neighbours of the four cardinal points: one of each opposite pair.
    const ByteVector south = At(pixels, 0), east = At(pixels, 4), north = At(pixels, 8), west = At(pixels, 12);
    const ByteVector low = hn::Min(hn::Max(north, south), hn::Max(east, west));
    const ByteVector high = hn::Max(hn::Min(north, south), hn::Min(east, west));
    if (hn::AllFalse(d, Reaches(Strength(pixel, low, high)))) return 0;

    ByteVector circle[kFastCircle];
    for (size_t i = 0; i < kFastCircle; ++i) circle[i] = At(pixels, i);
    const ByteVector strength = Strength(pixel, Best<Darkest>(circle), Best<Brightest>(circle));
    uint64_t bits = 0;
    hn::StoreMaskBits(d, Reaches(strength), reinterpret_cast<uint8_t *>(&bits));
    if (bits != 0) hn::StoreU(hn::Sub(strength, hn::Set(d, uint8_t{1})), d, scores);
    return bits;
  }

 private:
  /// What an arc's least pixel is, and which of two arcs is better: that of the brighter least pixel.
  struct Darkest {
    static HWY_INLINE ByteVector OfArc(ByteVector a, ByteVector b) { return hn::Min(a, b); }
    static HWY_INLINE ByteVector Better(ByteVector a, ByteVector b) { return hn::Max(a, b); }
  };
  /// The same for dark arcs.
  struct Brightest {
    static HWY_INLINE ByteVector OfArc(ByteVector a, ByteVector b) { return hn::Max(a, b); }
    static HWY_INLINE ByteVector Better(ByteVector a, ByteVector b) { return hn::Min(a, b); }
  };

  HWY_INLINE ByteVector At(const uint8_t *pixels, size_t i) const { return hn::LoadU(Bytes(), pixels + offsets[i]); }

  HWY_INLINE hn::Mask<Bytes> Reaches(ByteVector strength) const {
    return hn::Eq(hn::Max(strength, least), strength);
  }

  /// How much brighter than the pixel `low` is, or how much darker `high` is; 0 if neither.
  static HWY_INLINE ByteVector Strength(ByteVector pixel, ByteVector low, ByteVector high) {
    return hn::Max(hn::SaturatedSub(low, pixel), hn::SaturatedSub(pixel, high));
  }

  /// The best of the 16 arcs of nine. Eight pixels from an odd one on, and the better one of their two neighbours, are
  /// two arcs at once.
  template <class Extreme>
  static HWY_INLINE ByteVector Best(const ByteVector (&circle)[kFastCircle]) {
    constexpr size_t kHalf = kFastCircle / 2;
    ByteVector two[kHalf], four[kHalf], best[kHalf];
    for (size_t i = 0; i < kHalf; ++i) {
      two[i] = Extreme::OfArc(circle[2 * i + 1], circle[(2 * i + 2) % kFastCircle]);
    }
    for (size_t i = 0; i < kHalf; ++i) four[i] = Extreme::OfArc(two[i], two[(i + 1) % kHalf]);
    for (size_t i = 0; i < kHalf; ++i) {
      const ByteVector eight = Extreme::OfArc(four[i], four[(i + 2) % kHalf]);
      best[i] = Extreme::OfArc(eight, Extreme::Better(circle[2 * i], circle[(2 * i + 9) % kFastCircle]));
    }
    for (size_t n = kHalf / 2; n > 0; n /= 2) {
      for (size_t i = 0; i < n; ++i) best[i] = Extreme::Better(best[i], best[i + n]);
    }
    return best[0];
  }
};

HWY_INLINE void AddCorners(uint64_t bits, const uint8_t *scores, size_t x, size_t y, FastCorners &found) {
  for (; bits != 0; bits &= bits - 1) {
    const size_t lane = hwy::Num0BitsBelowLS1Bit_Nonzero64(bits);
    found.Add(x + lane, y, scores[lane]);
  }
}

/// An area of at least one vector's width; the last vector of a row overlaps the one before.
HWY_INLINE void FindInWideArea(const uint8_t *pixels, size_t stride, FastArea area, uint8_t threshold,
                               FastCorners &found) {
  const size_t lanes = hn::Lanes(Bytes());
  const Fast9 fast9(stride, threshold);
  alignas(64) uint8_t scores[64];
  for (size_t y = area.y_begin; y < area.y_end; ++y) {
    const uint8_t *row = pixels + y * stride;
    size_t x = area.x_begin;
    for (; x + lanes <= area.x_end; x += lanes) AddCorners(fast9.Corners(row + x, scores), scores, x, y, found);
    if (x == area.x_end) continue;
    const size_t last = area.x_end - lanes, done = x - last;
    AddCorners(fast9.Corners(row + last, scores) >> done << done, scores, last, y, found);
  }
}

/// An area narrower than a vector: rows are copied to where there is room beside them.
HWY_INLINE void FindInNarrowArea(const uint8_t *pixels, size_t stride, FastArea area, uint8_t threshold,
                                 FastCorners &found) {
  constexpr size_t kRows = 2 * kFastRadius + 1, kRowBytes = 64 + 2 * kFastRadius;
  const size_t columns = area.x_end - area.x_begin;
  const Fast9 fast9(kRowBytes, threshold);
  alignas(64) uint8_t scores[64];
  uint8_t rows[kRows * kRowBytes] = {};
  for (size_t y = area.y_begin; y < area.y_end; ++y) {
    for (size_t row = 0; row < kRows; ++row) {
      std::memcpy(rows + row * kRowBytes, pixels + (y - kFastRadius + row) * stride + area.x_begin - kFastRadius,
                  columns + 2 * kFastRadius);
    }
    const uint64_t bits = fast9.Corners(rows + kFastRadius * kRowBytes + kFastRadius, scores);
    AddCorners(bits & ((uint64_t{1} << columns) - 1), scores, area.x_begin, y, found);
  }
}

size_t FindCorners(const uint8_t *pixels, size_t stride, FastArea area, uint8_t threshold, fk_corner *corners,
                   size_t capacity) {
  FastCorners found = {corners, capacity, 0};
  if (area.x_end - area.x_begin >= hn::Lanes(Bytes())) {
    FindInWideArea(pixels, stride, area, threshold, found);
  } else {
    FindInNarrowArea(pixels, stride, area, threshold, found);
  }
  return found.count;
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(FindCorners);

size_t DispatchFindCorners(const uint8_t *pixels, size_t stride, FastArea area, uint8_t threshold, fk_corner *corners,
                           size_t capacity) {
  return HWY_DYNAMIC_DISPATCH(FindCorners)(pixels, stride, area, threshold, corners, capacity);
}

}  // namespace
}  // namespace fk

size_t fk_fast9(const uint8_t *pixels, size_t width, size_t height, size_t stride, size_t x_begin, size_t y_begin,
                size_t x_end, size_t y_end, uint8_t threshold, fk_corner *corners, size_t capacity) {
  fk::RequireImage(width, height, stride, __func__);
  const fk::FastArea area = fk::FastArea{x_begin, y_begin, x_end, y_end}.Clipped(width, height);
  if (area.IsEmpty() || threshold == 255) return 0;
  return fk::DispatchFindCorners(pixels, stride, area, threshold, corners, capacity);
}

#endif  // HWY_ONCE
