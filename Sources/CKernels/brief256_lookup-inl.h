// BRIEF-256 on a patch of 32 x 32 pixels that is held in registers, for targets whose vectors look up single bytes.

#if defined(FACSIMILE_BRIEF256_LOOKUP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FACSIMILE_BRIEF256_LOOKUP_INL_H
#undef FACSIMILE_BRIEF256_LOOKUP_INL_H
#else
#define FACSIMILE_BRIEF256_LOOKUP_INL_H
#endif

#include <cstddef>
#include <cstdint>

#include "simd.h"

#undef FK_BRIEF_LOOKUP
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3_DL
#define FK_BRIEF_LOOKUP 1
#else
#define FK_BRIEF_LOOKUP 0
#endif

#if FK_BRIEF_LOOKUP

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The tests of one orientation as indices into the patch, whose pixels are numbered row by row: 512 of ten bits. The
/// first four vectors of 64 indices are the tests' first pixels, the other four their second ones.
class PatchLookup {
 public:
  static constexpr int kReach = 16;  // pixels to the left and above; to the right and below it is one less

  static bool Fits(int8_t least, int8_t greatest, size_t margin) {
    return least >= -kReach && greatest < kReach && margin >= kReach;
  }

  /// - pattern: [256, 4], the tests.
  explicit HWY_INLINE PatchLookup(const int8_t *pattern) {
    const hn::FixedTag<uint32_t, 16> d;
    const hn::FixedTag<int32_t, 16> signed32;
    const hn::FixedTag<uint8_t, 16> bytes;
    for (size_t i = 0; i < kTests; i += 16) {
      // x1, y1, x2, y2 of a test in a lane, counted from the patch's corner.
      const auto tests = hn::BitCast(d, hn::Add(hn::LoadU(Bytes(), reinterpret_cast<const uint8_t *>(pattern + 4 * i)),
                                                hn::Set(Bytes(), uint8_t{kReach})));
      for (size_t point = 0; point < 2; ++point) {
        const auto here = point == 0 ? tests : hn::ShiftRight<16>(tests);
        const auto x = hn::And(here, hn::Set(d, 31)), y = hn::And(hn::ShiftRight<8>(here), hn::Set(d, 31));
        const auto index = hn::Add(hn::ShiftLeft<5>(y), x);
        const size_t place = point * kTests + i;
        hn::StoreU(hn::DemoteTo(bytes, hn::BitCast(signed32, hn::And(index, hn::Set(d, 127)))), bytes, low_ + place);
        for (size_t bit = 0; bit < 3; ++bit) {
          hn::StoreMaskBits(d, hn::TestBit(index, hn::Set(d, 128u << bit)), high_[bit] + place / 8);
        }
      }
    }
  }

  /// - pixel: the patch's middle.
  HWY_INLINE void Describe(const uint8_t *pixel, size_t stride, uint8_t *descriptor) const {
    const Bytes d;
    const hn::Half<Bytes> half;
    Vector patch[kTables];
    const uint8_t *row = pixel - kReach * stride - kReach;
    for (size_t i = 0; i < kTables; ++i, row += 2 * stride) {
      patch[i] = hn::Combine(d, hn::LoadU(half, row + stride), hn::LoadU(half, row));
    }
    for (size_t i = 0; i < kVectors / 2; ++i) {
      const auto is_darker = hn::Lt(Pixels(patch, i), Pixels(patch, i + kVectors / 2));
      hn::StoreMaskBits(d, is_darker, descriptor + i * kLanes / 8);
    }
  }

 private:
  using Bytes = hn::FixedTag<uint8_t, 64>;
  using Vector = hn::Vec<Bytes>;
  static constexpr size_t kLanes = 64, kTests = 256, kVectors = 2 * kTests / kLanes, kTables = 16;

  uint8_t low_[kVectors * kLanes];          // the lowest seven bits: a place within two tables
  uint8_t high_[3][kVectors * kLanes / 8];  // the other bits

  HWY_INLINE Vector Pixels(const Vector (&patch)[kTables], size_t i) const {
    const Bytes d;
    const Vector low = hn::LoadU(d, low_ + i * kLanes);
    const auto first = Mask(i, 0), second = Mask(i, 1), third = Mask(i, 2);
    Vector found[kTables / 2];
    for (size_t t = 0; t < kTables / 2; ++t) {
      found[t] = Vector{_mm512_permutex2var_epi8(patch[2 * t].raw, low.raw, patch[2 * t + 1].raw)};
    }
    for (size_t t = 0; t < 4; ++t) found[t] = hn::IfThenElse(first, found[2 * t + 1], found[2 * t]);
    for (size_t t = 0; t < 2; ++t) found[t] = hn::IfThenElse(second, found[2 * t + 1], found[2 * t]);
    return hn::IfThenElse(third, found[1], found[0]);
  }

  HWY_INLINE hn::Mask<Bytes> Mask(size_t i, size_t bit) const {
    return hn::LoadMaskBits(Bytes(), high_[bit] + i * kLanes / 8);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#endif  // FK_BRIEF_LOOKUP

#endif  // FACSIMILE_BRIEF256_LOOKUP_INL_H
