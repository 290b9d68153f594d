// FAST-9 corners: the strengths of one vector of neighbouring pixels at a time, then the maxima of three rows of them.

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

  /// How far each lane's pixel stands out from nine neighbours in a row, 1 to 255; 0 where it is no corner.
  HWY_INLINE ByteVector Strengths(const uint8_t *pixels) const {
    const Bytes d;
    const ByteVector pixel = hn::LoadU(d, pixels);
    // Nine in a row hold two neighbours of the four cardinal points: one of each opposite pair.
    const ByteVector south = At(pixels, 0), east = At(pixels, 4), north = At(pixels, 8), west = At(pixels, 12);
    const ByteVector vertical = hn::Min(north, south), horizontal = hn::Min(east, west);
    const ByteVector brighter = hn::Min(Greatest(vertical, north, south), Greatest(horizontal, east, west));
    const ByteVector darker = hn::Max(vertical, horizontal);
    if (hn::AllFalse(d, Reaches(Strength(pixel, brighter, darker)))) return hn::Zero(d);

    ByteVector circle[kFastCircle];
    for (size_t i = 0; i < kFastCircle; ++i) circle[i] = At(pixels, i);
    const Twos pairs(circle, 1, 2), ends(circle, 0, 9);
    const ByteVector low = Best<Darkest>(pairs.least, ends.greatest), high = Best<Brightest>(pairs.greatest, ends.least);
    const ByteVector strength = Strength(pixel, low, high);
    return hn::IfThenElseZero(Reaches(strength), strength);
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

  /// The greater one of two values, of which `least` is the less.
  static HWY_INLINE ByteVector Greatest(ByteVector least, ByteVector a, ByteVector b) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
    // One instruction, which two ports can do; extremes of 64 bytes are left to one.
    return hn::Xor(least, hn::Xor(a, b));
#else
    (void)least;
    return hn::Max(a, b);
#endif
  }

  /// The less and the greater of two pixels each, 2 i + first and 2 i + second, for i = 0, ..., 7.
  struct Twos {
    ByteVector least[kFastCircle / 2], greatest[kFastCircle / 2];

    HWY_INLINE Twos(const ByteVector (&circle)[kFastCircle], size_t first, size_t second) {
      for (size_t i = 0; i < kFastCircle / 2; ++i) {
        const ByteVector a = circle[(2 * i + first) % kFastCircle], b = circle[(2 * i + second) % kFastCircle];
        least[i] = hn::Min(a, b);
        greatest[i] = Greatest(least[i], a, b);
      }
    }
  };
  using Eight = ByteVector[kFastCircle / 2];

  /// The best of the 16 arcs of nine, of which those that share pixels are looked at together.
  /// - pairs: what an arc with the pixels 2 i + 1 and 2 i + 2 has of them.
  /// - ends: the better one of the pixels 2 i and 2 i + 9, which end the two arcs that share the eight between.
  template <class Extreme>
  static HWY_INLINE ByteVector Best(const Eight &pairs, const Eight &ends) {
    return Extreme::Better(BestOfEight<Extreme, 0>(pairs, ends), BestOfEight<Extreme, 8>(pairs, ends));
  }

  /// The best of the arcs that begin at kFirst, ..., kFirst + 7: all of them have the pixels kFirst + 7 and + 8.
  template <class Extreme, size_t kFirst>
  static HWY_INLINE ByteVector BestOfEight(const Eight &pairs, const Eight &ends) {
    const ByteVector before = Extreme::OfArc(Pair<kFirst + 3>(pairs), Pair<kFirst + 5>(pairs));
    const ByteVector behind = Extreme::OfArc(Pair<kFirst + 9>(pairs), Pair<kFirst + 11>(pairs));
    const ByteVector early = Extreme::OfArc(before, BestRest<Extreme, kFirst>(pairs, ends));
    const ByteVector late = Extreme::OfArc(behind, BestRest<Extreme, kFirst + 4>(pairs, ends));
    return Extreme::OfArc(Pair<kFirst + 7>(pairs), Extreme::Better(early, late));
  }

  /// What the best of the arcs that begin at kFirst, ..., kFirst + 3 has besides the six pixels that they share.
  template <class Extreme, size_t kFirst>
  static HWY_INLINE ByteVector BestRest(const Eight &pairs, const Eight &ends) {
    return Extreme::Better(Extreme::OfArc(Pair<kFirst + 1>(pairs), ends[kFirst / 2]),
                           Extreme::OfArc(Pair<kFirst + 9>(pairs), ends[kFirst / 2 + 1]));
  }

  template <size_t kFirst>
  static HWY_INLINE ByteVector Pair(const Eight &pairs) {
    static_assert(kFirst % 2 == 1, "pairs begin at odd pixels");
    return pairs[kFirst / 2 % (kFastCircle / 2)];
  }
};

/// Strengths of a row, 0 before and behind it, and the first columns of the vectors that hold others than 0, for half of
/// a photo's vectors hold none.
struct StrengthRow {
  uint8_t *strengths;
  uint16_t *starts;
  size_t count;

  /// Adds the vector that begins at column `x` of those to look at, unless it holds nothing. No branch: none could tell.
  HWY_INLINE void Add(size_t x, ByteVector found) {
    starts[count] = static_cast<uint16_t>(x);
    count += hn::AllFalse(Bytes(), hn::Ne(found, hn::Zero(Bytes()))) ? 0 : 1;
  }
};

/// Strengths of three rows in turn: that which is searched for maxima, and those above and below.
class StrengthRows {
 public:
  HWY_INLINE StrengthRows(uint8_t *scratch, size_t columns) {
    const size_t bytes = fk::StrengthRowBytes(columns);
    scratch += -reinterpret_cast<uintptr_t>(scratch) % 64;  // vectors across cache lines are slower
    std::memset(scratch, 0, 3 * bytes);
    columns_ = reinterpret_cast<uint16_t *>(scratch + 3 * bytes);
    uint16_t *const starts = columns_ + columns + 64;
    above_ = {scratch + kFastRowPadding, starts, 0};
    middle_ = {above_.strengths + bytes, starts + columns, 0};
    below_ = {middle_.strengths + bytes, starts + 2 * columns, 0};
  }

  StrengthRow &Below() { return below_; }

  /// Moves on by one row.
  HWY_INLINE void Advance() {
    const StrengthRow free = above_;
    above_ = middle_;
    middle_ = below_;
    below_ = free;
    below_.count = 0;
  }

  /// Adds the corners of the middle row; if asked for, only those that exceed each of the 8 around.
  ///
  /// Columns are listed first: a loop over the corners of each vector would end where no processor expects it.
  HWY_INLINE void AddCorners(FastArea area, size_t y, bool suppress, FastCorners &found) const {
    size_t count = 0;
    for (size_t i = 0; i < middle_.count; ++i) {
      const size_t x = middle_.starts[i];
      count += ListColumns(x, IsCorner(x, suppress), columns_ + count);
    }
    found.Add(area.x_begin, y, columns_, count, middle_.strengths);
  }

 private:
  StrengthRow above_, middle_, below_;
  uint16_t *columns_;

  HWY_INLINE hn::Mask<Bytes> IsCorner(size_t x, bool suppress) const {
    const Bytes d;
    const ByteVector here = hn::Load(d, middle_.strengths + x);
    if (!suppress) return hn::Ne(here, hn::Zero(d));
    const ByteVector rows = hn::Max(Around(above_.strengths + x), Around(below_.strengths + x));
    // A strength of 1 is a score of 0, which is never kept.
    return hn::Gt(here, hn::Max(hn::Set(d, uint8_t{1}), hn::Max(AtSides(middle_.strengths + x), rows)));
  }

  /// Writes which columns from `x` on are set, and whatever behind them up to a vector. Returns how many they are.
  static HWY_INLINE size_t ListColumns(size_t x, hn::Mask<Bytes> mask, uint16_t *columns) {
    using Columns = hn::RepartitionToWide<Bytes>;
    const Columns d;
    constexpr size_t kLanes = hn::MaxLanes(d);
    uint8_t bits[8] = {};
    hn::StoreMaskBits(Bytes(), mask, bits);
    const auto lower = hn::LoadMaskBits(d, bits), upper = hn::LoadMaskBits(d, bits + kLanes / 8);
    const auto first = hn::Iota(d, static_cast<uint16_t>(x));
    hn::StoreU(hn::Compress(first, lower), d, columns);
    const size_t count = hn::CountTrue(d, lower);
    hn::StoreU(hn::Compress(hn::Add(first, hn::Set(d, uint16_t{kLanes})), upper), d, columns + count);
    return count + hn::CountTrue(d, upper);
  }

  static HWY_INLINE ByteVector AtSides(const uint8_t *row) {
    return hn::Max(hn::LoadU(Bytes(), row - 1), hn::LoadU(Bytes(), row + 1));
  }
  static HWY_INLINE ByteVector Around(const uint8_t *row) { return hn::Max(AtSides(row), hn::LoadU(Bytes(), row)); }
};

/// The rows of an image, read where they are: it must have room for a vector and the circle's radius on either side.
struct ImageRows {
  const uint8_t *pixels;
  size_t stride;
  FastArea area;
  ptrdiff_t last;  // the column of the area from which on the image's last vector starts; may lie before the area
  Fast9 fast9;

  HWY_INLINE ImageRows(const uint8_t *pixels, size_t width, size_t stride, FastArea area, uint8_t threshold)
      : pixels(pixels),
        stride(stride),
        area(area),
        last(static_cast<ptrdiff_t>(width - kFastRadius - hn::Lanes(Bytes())) - static_cast<ptrdiff_t>(area.x_begin)),
        fast9(stride, threshold) {}

  static bool Fits(size_t width) { return width >= hn::Lanes(Bytes()) + 2 * kFastRadius; }

  HWY_INLINE void WriteStrengths(size_t y, StrengthRow &target) const {
    const Bytes d;
    const ptrdiff_t lanes = static_cast<ptrdiff_t>(hn::Lanes(d)), columns = static_cast<ptrdiff_t>(area.Columns());
    const uint8_t *row = pixels + y * stride + area.x_begin;
    for (ptrdiff_t x = 0; x < columns; x += lanes) {
      const ptrdiff_t start = x < last ? x : last;  // repeats some columns rather than leave the image
      ByteVector found = fast9.Strengths(row + start);
      if (start < 0) found = hn::IfThenZeroElse(hn::FirstN(d, static_cast<size_t>(-start)), found);
      if (start + lanes > columns) found = hn::IfThenElseZero(hn::FirstN(d, static_cast<size_t>(columns - start)), found);
      hn::StoreU(found, d, target.strengths + start);
      target.Add(static_cast<size_t>(x), found);
    }
  }
};

/// The rows of an image that is too narrow for that: they are copied to where there is room beside them.
struct CopiedRows {
  static constexpr size_t kRows = 2 * kFastRadius + 1, kRowBytes = 64 + 2 * kFastRadius;
  const uint8_t *pixels;
  size_t stride;
  FastArea area;
  Fast9 fast9;
  uint8_t rows[kRows * kRowBytes];

  HWY_INLINE CopiedRows(const uint8_t *pixels, size_t stride, FastArea area, uint8_t threshold)
      : pixels(pixels), stride(stride), area(area), fast9(kRowBytes, threshold) {
    std::memset(rows, 0, sizeof(rows));
  }

  HWY_INLINE void WriteStrengths(size_t y, StrengthRow &target) {
    for (size_t row = 0; row < kRows; ++row) {
      std::memcpy(rows + row * kRowBytes, pixels + (y - kFastRadius + row) * stride + area.x_begin - kFastRadius,
                  area.Columns() + 2 * kFastRadius);
    }
    const Bytes d;
    const ByteVector all = fast9.Strengths(rows + kFastRadius * kRowBytes + kFastRadius);
    const ByteVector found = hn::IfThenElseZero(hn::FirstN(d, area.Columns()), all);
    hn::StoreU(found, d, target.strengths);
    target.Add(0, found);
  }
};

template <class Rows>
HWY_INLINE void FindInRows(Rows &rows, FastArea area, bool suppress, uint8_t *scratch, FastCorners &found) {
  StrengthRows strengths(scratch, area.Columns());
  rows.WriteStrengths(area.y_begin, strengths.Below());
  for (size_t y = area.y_begin; y < area.y_end; ++y) {
    strengths.Advance();
    if (y + 1 < area.y_end) {
      rows.WriteStrengths(y + 1, strengths.Below());
    } else {
      std::memset(strengths.Below().strengths, 0, area.Columns());
    }
    strengths.AddCorners(area, y, suppress, found);
  }
}

size_t FindCorners(const uint8_t *pixels, size_t width, size_t stride, FastArea area, uint8_t threshold, bool suppress,
                   uint8_t *scratch, fk_corner *corners, size_t capacity) {
  FastCorners found = {corners, capacity, 0};
  if (ImageRows::Fits(width)) {
    ImageRows rows(pixels, width, stride, area, threshold);
    FindInRows(rows, area, suppress, scratch, found);
  } else {
    CopiedRows rows(pixels, stride, area, threshold);
    FindInRows(rows, area, suppress, scratch, found);
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

size_t DispatchFindCorners(const uint8_t *pixels, size_t width, size_t stride, FastArea area, uint8_t threshold,
                           bool suppress, uint8_t *scratch, fk_corner *corners, size_t capacity) {
  return HWY_DYNAMIC_DISPATCH(FindCorners)
  (pixels, width, stride, area, threshold, suppress, scratch, corners, capacity);
}

}  // namespace
}  // namespace fk

size_t fk_fast9_scratch_size(size_t columns) {
  fk::Require(columns <= FK_MAX_CORNER_SIDE, __func__, "columns must be at most 65535");
  return fk::FastScratchBytes(columns);
}

size_t fk_fast9(const uint8_t *pixels, size_t width, size_t height, size_t stride, size_t x_begin, size_t y_begin,
                size_t x_end, size_t y_end, uint8_t threshold, bool suppress, void *scratch, size_t scratch_size,
                fk_corner *corners, size_t capacity) {
  fk::RequireImage(width, height, stride, __func__);
  const fk::FastArea area = fk::FastArea{x_begin, y_begin, x_end, y_end}.Clipped(width, height);
  if (area.IsEmpty() || threshold == 255) return 0;
  fk::Require(scratch_size >= fk_fast9_scratch_size(area.Columns()), __func__,
              "scratch_size is less than fk_fast9_scratch_size");
  return fk::DispatchFindCorners(pixels, width, stride, area, threshold, suppress, static_cast<uint8_t *>(scratch),
                                 corners, capacity);
}

#endif  // HWY_ONCE
