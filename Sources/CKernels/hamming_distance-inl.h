// Hamming distances of 256-bit rows, per SIMD target.

#if defined(FACSIMILE_HAMMING_DISTANCE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FACSIMILE_HAMMING_DISTANCE_INL_H
#undef FACSIMILE_HAMMING_DISTANCE_INL_H
#else
#define FACSIMILE_HAMMING_DISTANCE_INL_H
#endif

#include <cstring>

#include "packing.h"
#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Hamming {
  using D = hn::CappedTag<uint32_t, kBlockRows>;
  using V = hn::Vec<D>;
  static constexpr size_t kRowBytes = kHammingRowBytes;
  static constexpr size_t kWords = kRowBytes / kWordBytes;
  static constexpr uint32_t kMaxDistance = 8 * kRowBytes;
  /// 512 blocks are 256 KiB: a tile stays in the second-level cache while all queries pass over it.
  static constexpr size_t kTileBlocks = 512;
  /// Vectors that share the queries' loads.
  static constexpr size_t kVectors = 2;

  struct Query {
    uint32_t words[kWords];

    HWY_INLINE void Load(const uint8_t *row) { std::memcpy(words, row, kRowBytes); }
  };

  /// keys[q][v] = distance of queries[q] to the rows at vectors[v], << kStepBits, + steps[v].
  template <int kStepBits, size_t kQueries, size_t kVectors>
  static HWY_INLINE void Keys(const Query *queries, const uint8_t *const *vectors, const V *steps,
                              V (&keys)[kQueries][kVectors]) {
    for (size_t v = 0; v < kVectors; ++v) {
      V words[kWords];
      for (size_t w = 0; w < kWords; ++w) {
        words[w] = hn::LoadU(D(), reinterpret_cast<const uint32_t *>(vectors[v] + w * kBlockRows * kWordBytes));
      }
      for (size_t q = 0; q < kQueries; ++q) {
        V differences[kWords];
        for (size_t w = 0; w < kWords; ++w) differences[w] = hn::Xor(words[w], hn::Set(D(), queries[q].words[w]));
        keys[q][v] = hn::Add(Count<kStepBits>(differences), steps[v]);
      }
    }
  }

 private:
#if FK_X86_DL
  /// Set bits of the eight words in each lane, << kShift.
  template <int kShift>
  static HWY_INLINE V Count(const V (&words)[kWords]) {
    V counts[kWords];
    for (size_t w = 0; w < kWords; ++w) counts[w] = hn::PopulationCount(words[w]);
    return hn::ShiftLeft<kShift>(Sum(counts));
  }
#else
  using D8 = hn::Repartition<uint8_t, D>;
  using V8 = hn::Vec<D8>;

  template <int kShift>
  static HWY_INLINE V Count(const V (&words)[kWords]) {
    V8 bytes[kWords];
    for (size_t w = 0; w < kWords; ++w) bytes[w] = hn::BitCast(D8(), words[w]);
    return Widen<kShift>(hn::BitCast(D(), CountBytes(bytes)));
  }

#if HWY_ARCH_X86
  /// Set bits of the eight words in each byte: at most 64.
  ///
  /// Without an instruction that counts bits, full adders leave half of the words to look up: seven words become three,
  /// whose bits count one, two and four (Harley and Seal; Mula, Kurz & Lemire, "Faster population counts using AVX2
  /// instructions", 2018, section 3.2).
  static HWY_INLINE V8 CountBytes(const V8 (&w)[kWords]) {
    V8 ones, twos, fours, carries[3], sums[2];
    AddBits(w[0], w[1], w[2], sums[0], carries[0]);
    AddBits(w[3], w[4], w[5], sums[1], carries[1]);
    AddBits(sums[0], sums[1], w[6], ones, carries[2]);
    AddBits(carries[0], carries[1], carries[2], twos, fours);
    return hn::Add(hn::Add(LookUp<1>(ones), LookUp<1>(w[7])), hn::Add(LookUp<2>(twos), LookUp<4>(fours)));
  }

  /// a + b + c = sum + 2 carry, bit by bit.
  static HWY_INLINE void AddBits(V8 a, V8 b, V8 c, V8 &sum, V8 &carry) {
    const V8 half = hn::Xor(a, b);
    sum = hn::Xor(half, c);
    carry = hn::Or(hn::And(a, b), hn::And(half, c));
  }

  /// Set bits of each byte, times kWeight.
  template <uint8_t kWeight>
  static HWY_INLINE V8 LookUp(V8 bytes) {
    constexpr uint8_t k1 = kWeight, k2 = 2 * kWeight, k3 = 3 * kWeight, k4 = 4 * kWeight;
    alignas(16) static constexpr uint8_t kCounts[16] = {0, k1, k1, k2, k1, k2, k2, k3, k1, k2, k2, k3, k2, k3, k3, k4};
    const V8 counts = hn::LoadDup128(D8(), kCounts);
    const V8 low = hn::And(bytes, hn::Set(D8(), uint8_t{0x0F}));
    return hn::Add(hn::TableLookupBytes(counts, low), hn::TableLookupBytes(counts, hn::ShiftRight<4>(bytes)));
  }
#else
  static HWY_INLINE V8 CountBytes(const V8 (&words)[kWords]) {
    V8 counts[kWords];
    for (size_t w = 0; w < kWords; ++w) counts[w] = hn::PopulationCount(words[w]);
    return Sum(counts);
  }
#endif

  /// Sum of the four bytes of each lane, << kShift.
  template <int kShift>
  static HWY_INLINE V Widen(V bytes) {
    const V even = hn::And(bytes, hn::Set(D(), 0x00FF00FFu));
    const V odd = hn::BitCast(D(), hn::ShiftRight<8>(hn::BitCast(hn::Repartition<uint16_t, D>(), bytes)));
    return PairProducts(D(), hn::Add(even, odd), hn::Set(D(), 0x00010001u << kShift));
  }
#endif  // FK_X86_DL

  template <class T>
  static HWY_INLINE T Sum(const T (&t)[kWords]) {
    return hn::Add(hn::Add(hn::Add(t[0], t[1]), hn::Add(t[2], t[3])),
                   hn::Add(hn::Add(t[4], t[5]), hn::Add(t[6], t[7])));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#endif  // FACSIMILE_HAMMING_DISTANCE_INL_H
