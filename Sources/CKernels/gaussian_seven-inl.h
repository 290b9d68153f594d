// The Gaussian blur by seven weights a direction, per SIMD target: along the rows as products of bytes, then along the
// columns, two rows at a time.

#if defined(FACSIMILE_GAUSSIAN_SEVEN_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FACSIMILE_GAUSSIAN_SEVEN_INL_H
#undef FACSIMILE_GAUSSIAN_SEVEN_INL_H
#else
#define FACSIMILE_GAUSSIAN_SEVEN_INL_H
#endif

#include <cstring>

#include "gaussian.h"
#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Pixels minus 128 are int8, and so are multiplied and added in pairs by one instruction; what a row's seven taps add up
/// to is an int16 again. Two neighbouring rows of such sums lie in memory pair by pair, as the products along the columns
/// want them, and serve eight target rows.
class SevenTaps {
 public:
  /// - weights: which `FitSevenTaps`. scratch: `SevenTapsScratchBytes(width)` bytes.
  HWY_INLINE SevenTaps(const uint16_t *weights, size_t width, uint8_t *scratch) : width_(width) {
    scratch += -reinterpret_cast<uintptr_t>(scratch) % 64;  // vectors across cache lines are slower
    rows_ = scratch + kSevenTapsRowPadding;
    sums_ = reinterpret_cast<uint32_t *>(scratch + kSevenTapsRows * SevenTapsRowBytes(width));
    const uint16_t taps[2 * kPairs + 1] = {0,          weights[3], weights[2], weights[1], weights[0],
                                           weights[1], weights[2], weights[3], 0};
    for (size_t p = 0; p < kPairs; ++p) {
      for (size_t i = 0; i < 2; ++i) {
        const uint32_t first = taps[2 * p + 1 - i], second = taps[2 * p + 2 - i];
        row_weights_[i][p] = static_cast<uint16_t>(first | second << 8);
        column_weights_[i][p] = first | second << 16;
      }
    }
  }

  HWY_INLINE void Blur(const uint8_t *source, size_t height, size_t source_stride, uint8_t *target,
                       size_t target_stride) const {
    // Pair i has the rows 2 i - 3 and 2 i - 2; the target rows 2 i and 2 i + 1 are made of the pairs i to i + 3.
    const size_t count = (height + 1) / 2 + kPairs - 1;
    CopyRows(0, source, height, source_stride);
    for (size_t pair = 0; pair < count; ++pair) {
      // One pair ahead: a vector that has just been written in parts is slow to read.
      CopyRows(pair + 1, source, height, source_stride);
      if (pair + 1 < kPairs) {
        MixRows<false>(pair, nullptr, nullptr);
        continue;
      }
      const size_t y = 2 * (pair + 1 - kPairs);
      uint8_t *const upper = target + y * target_stride;
      // The last row of an odd number is written twice.
      MixRows<true>(pair, upper, y + 1 < height ? upper + target_stride : upper);
    }
  }

 private:
  /// Vectors are interleaved and packed within blocks of 128 bits: after both, pixels are in their order again.
  using D8 = hn::CappedTag<uint8_t, HWY_ARCH_X86 ? 64 : 16>;
  using D16 = hn::Repartition<int16_t, D8>;
  using D32 = hn::Repartition<uint32_t, D8>;
  using V8 = hn::Vec<D8>;
  using V16 = hn::Vec<D16>;
  using V32 = hn::Vec<D32>;
  static constexpr size_t kLanes = hn::MaxLanes(D8()), kLanes32 = hn::MaxLanes(D32());
  static constexpr size_t kPairs = (kSevenTapsRadius * 2 + 2) / 2;
  static constexpr size_t kParts = 4;
  static constexpr uint8_t kBias = 0x80;

  size_t width_;
  uint8_t *rows_;   // [kSevenTapsRows]: source rows and what is mirrored beside them, minus kBias, as int8
  uint32_t *sums_;  // [kPairs][block][kParts][kLanes32]: the sums of a pair of rows, see RowSums
  /// Of the taps of every second pixel, and of those of the pixels between, which are one tap later.
  uint16_t row_weights_[2][kPairs];
  /// Of the rows of the upper one of two target rows, and of those of the lower one.
  uint32_t column_weights_[2][kPairs];

  /// Where the block that has pixel `x` starts: the last one ends where the row ends, and so repeats some pixels.
  HWY_INLINE size_t BlockStart(size_t x) const { return width_ < kLanes ? 0 : HWY_MIN(x, width_ - kLanes); }

  /// Where row i of a pair is copied to.
  HWY_INLINE uint8_t *Row(size_t pair, size_t i) const {
    return rows_ + (2 * pair + i) % kSevenTapsRows * SevenTapsRowBytes(width_);
  }

  HWY_INLINE void CopyRows(size_t pair, const uint8_t *source, size_t height, size_t stride) const {
    for (size_t i = 0; i < 2; ++i) {
      const int64_t y = static_cast<int64_t>(2 * pair + i) - static_cast<int64_t>(kSevenTapsRadius);
      CopyRow(source + Reflected(y, height) * stride, Row(pair, i));
    }
  }

  HWY_INLINE void CopyRow(const uint8_t *HWY_RESTRICT source, uint8_t *HWY_RESTRICT row) const {
    const D8 d;
    if (width_ < kLanes) {
      for (size_t x = 0; x < width_; ++x) row[x] = source[x] ^ kBias;
    }
    for (size_t x = 0; width_ >= kLanes && x < width_; x += kLanes) {
      const size_t start = BlockStart(x);
      hn::StoreU(hn::Xor(hn::LoadU(d, source + start), hn::Set(d, kBias)), d, row + start);
    }
    for (size_t k = 1; k <= kSevenTapsRadius; ++k) {
      const auto left = -static_cast<int64_t>(k), right = static_cast<int64_t>(width_ - 1 + k);
      *(row - k) = row[Reflected(left, width_)];
      row[right] = row[Reflected(right, width_)];
    }
  }

  /// What seven taps add up to, minus 2^15, so that they are int16: of kLanes pixels of a row every second one's, and
  /// those of the pixels between.
  struct RowSums {
    V16 even, odd;

    HWY_INLINE RowSums(const V16 (&weights)[2][kPairs], const uint8_t *pixels) {
      const V8 first = hn::LoadU(D8(), pixels - kSevenTapsRadius);
      even = BytePairProducts(first, weights[0][0]);
      odd = BytePairProducts(first, weights[1][0]);
      for (size_t p = 1; p < kPairs; ++p) {
        const V8 taps = hn::LoadU(D8(), pixels - kSevenTapsRadius + 2 * p);
        even = hn::Add(even, BytePairProducts(taps, weights[0][p]));
        odd = hn::Add(odd, BytePairProducts(taps, weights[1][p]));
      }
    }
  };

  /// Adds the sums of both rows to those kept; if asked for, writes the target rows of which they are the last.
  template <bool kWrites>
  HWY_INLINE void MixRows(size_t pair, uint8_t *upper, uint8_t *lower) const {
    const D16 d16;
    const D32 d32;
    V16 row_weights[2][kPairs];
    V32 column_weights[2][kPairs];
    for (size_t i = 0; i < 2; ++i) {
      for (size_t p = 0; p < kPairs; ++p) {
        row_weights[i][p] = hn::Set(d16, static_cast<int16_t>(row_weights_[i][p]));
        column_weights[i][p] = hn::Set(d32, column_weights_[i][p]);
      }
    }
    const size_t blocks = (width_ + kLanes - 1) / kLanes, pair_length = blocks * kParts * kLanes32;
    const uint8_t *const first_row = Row(pair, 0), *const second_row = Row(pair, 1);
    uint32_t *pairs[kPairs];
    for (size_t p = 0; p < kPairs; ++p) pairs[p] = sums_ + (pair + 1 + p) % kPairs * pair_length;
    for (size_t x = 0; x < width_; x += kLanes) {
      const size_t start = BlockStart(x);
      const RowSums first(row_weights, first_row + start), second(row_weights, second_row + start);
      const size_t place = x / kLanes * kParts * kLanes32;
      const V32 newest[kParts] = {
          hn::BitCast(d32, hn::InterleaveLower(d16, first.even, second.even)),
          hn::BitCast(d32, hn::InterleaveUpper(d16, first.even, second.even)),
          hn::BitCast(d32, hn::InterleaveLower(d16, first.odd, second.odd)),
          hn::BitCast(d32, hn::InterleaveUpper(d16, first.odd, second.odd)),
      };
      for (size_t part = 0; part < kParts; ++part) {
        hn::Store(newest[part], d32, pairs[kPairs - 1] + place + part * kLanes32);
      }
      if (!kWrites) continue;
      // The biases of all taps, and half a pixel.
      const V32 none = hn::Set(d32, (uint32_t{1} << 23) + (1u << 15));
      V32 upper_sums[kParts], lower_sums[kParts];
      for (size_t part = 0; part < kParts; ++part) {
        V32 upper_sum = none, lower_sum = none;
        for (size_t p = 0; p < kPairs; ++p) {
          const V32 sums = p + 1 < kPairs ? hn::Load(d32, pairs[p] + place + part * kLanes32) : newest[part];
          upper_sum = AddPairProducts(d32, upper_sum, sums, column_weights[0][p]);
          lower_sum = AddPairProducts(d32, lower_sum, sums, column_weights[1][p]);
        }
        upper_sums[part] = upper_sum;
        lower_sums[part] = lower_sum;
      }
      WritePixels(lower_sums, lower + start);
      WritePixels(upper_sums, upper + start);
    }
  }

  /// Writes kLanes pixels, or as many as a row has: bits 16 to 23 of the sums, whose higher bits are 0.
  HWY_INLINE void WritePixels(const V32 (&sums)[kParts], uint8_t *target) const {
    const V8 pixels = Pack(Joined(sums[0], sums[2]), Joined(sums[1], sums[3]));
    if (width_ >= kLanes) {
      hn::StoreU(pixels, D8(), target);
    } else {
      uint8_t row[kLanes];
      hn::StoreU(pixels, D8(), row);
      std::memcpy(target, row, width_);
    }
  }

  /// The upper halves of both, in turn.
  static HWY_INLINE V16 Joined(V32 even, V32 odd) {
    const D32 d;
    return hn::BitCast(D16(), hn::Or(hn::ShiftRight<16>(even), hn::And(odd, hn::Set(d, 0xFFFF0000u))));
  }

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  static HWY_INLINE V16 BytePairProducts(V8 values, V16 weights) {
    return V16{_mm512_maddubs_epi16(weights.raw, values.raw)};
  }
  static HWY_INLINE V8 Pack(V16 lower, V16 upper) { return V8{_mm512_packus_epi16(lower.raw, upper.raw)}; }
#elif HWY_TARGET == HWY_AVX2
  static HWY_INLINE V16 BytePairProducts(V8 values, V16 weights) {
    return V16{_mm256_maddubs_epi16(weights.raw, values.raw)};
  }
  static HWY_INLINE V8 Pack(V16 lower, V16 upper) { return V8{_mm256_packus_epi16(lower.raw, upper.raw)}; }
#else
  /// With an int8 in either half of each lane, and a weight up to 255 that goes with it: the sum of both products, which
  /// must be an int16.
  static HWY_INLINE V16 BytePairProducts(V8 values, V16 weights) {
    const D16 d;
    const V16 pairs = hn::BitCast(d, values);
    const V16 low = hn::Mul(hn::ShiftRight<8>(hn::ShiftLeft<8>(pairs)), hn::And(weights, hn::Set(d, 0xFF)));
    const V16 high_weights = hn::And(hn::ShiftRight<8>(weights), hn::Set(d, 0xFF));
    return hn::Add(low, hn::Mul(hn::ShiftRight<8>(pairs), high_weights));
  }
  /// Lanes of up to 255 as bytes.
  static HWY_INLINE V8 Pack(V16 lower, V16 upper) {
    const hn::Half<D8> half;
    return hn::Combine(D8(), hn::DemoteTo(half, upper), hn::DemoteTo(half, lower));
  }
#endif
};

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#endif  // FACSIMILE_GAUSSIAN_SEVEN_INL_H
