// Squared Euclidean distances of rows of 128 unsigned bytes, per SIMD target.
//
// With x a reference row and q a query, |x - q|^2 = sum x (x - 254) + sum q^2 + 2 sum x (127 - q). The first sum lies
// beside the packed row, the second belongs to the query. 127 - q fits a signed byte, as VNNI's products want it.

#if defined(FACSIMILE_L2_DISTANCE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FACSIMILE_L2_DISTANCE_INL_H
#undef FACSIMILE_L2_DISTANCE_INL_H
#else
#define FACSIMILE_L2_DISTANCE_INL_H
#endif

#include <cstring>

#include "packing.h"
#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct L2 {
  using D = hn::CappedTag<uint32_t, kBlockRows>;
  using V = hn::Vec<D>;
  static constexpr size_t kRowBytes = kL2RowBytes;
  static constexpr size_t kWords = kRowBytes / kWordBytes;
  static constexpr uint32_t kMaxDistance = kRowBytes * 255 * 255;
  /// 128 blocks are 264 KiB: a tile stays in the second-level cache while all queries pass over it. More would not
  /// leave room for the step beside the distance in a key of 32 bits.
  static constexpr size_t kTileBlocks = 128;
  /// Vectors that share the queries' loads: as many as 32 or 16 registers can add up for 4 queries.
  static constexpr size_t kVectors = HWY_CAP_GE512 ? 2 : 1;

#if FK_X86_DL
  struct Query {
    uint32_t words[kWords];  // four int8 each: 127 - q
    uint32_t squares;        // sum q^2

    HWY_INLINE void Load(const uint8_t *row) {
      int8_t bytes[kRowBytes];
      squares = 0;
      for (size_t i = 0; i < kRowBytes; ++i) {
        bytes[i] = static_cast<int8_t>(127 - row[i]);
        squares += static_cast<uint32_t>(row[i]) * row[i];
      }
      std::memcpy(words, bytes, sizeof(words));
    }
  };

  /// A word of 16 rows, and what it adds to a sum of products.
  struct Word {
    V bytes;

    explicit HWY_INLINE Word(V word) : bytes(word) {}

    HWY_INLINE V Add(V sum, const Query &query, size_t w) const {
      return V{_mm512_dpbusd_epi32(sum.raw, bytes.raw, hn::Set(D(), query.words[w]).raw)};
    }
  };
#else
  struct Query {
    uint32_t even[kWords];  // two int16 each: 127 - q of bytes 0 and 2 of the word
    uint32_t odd[kWords];   // the same of bytes 1 and 3
    uint32_t squares;       // sum q^2

    HWY_INLINE void Load(const uint8_t *row) {
      squares = 0;
      for (size_t i = 0; i < kRowBytes; ++i) squares += static_cast<uint32_t>(row[i]) * row[i];
      for (size_t w = 0; w < kWords; ++w) {
        uint32_t word;
        std::memcpy(&word, row + w * kWordBytes, kWordBytes);
        even[w] = Pair(word);
        odd[w] = Pair(word >> 8);
      }
    }

    static HWY_INLINE uint32_t Pair(uint32_t word) {
      return ((127u - (word & 0xFFu)) & 0xFFFFu) | ((127u - (word >> 16 & 0xFFu)) << 16);
    }
  };

  /// A word of some rows, and what it adds to a sum of products.
  struct Word {
    V even, odd;  // two int16 in each lane

    explicit HWY_INLINE Word(V word)
        : even(hn::And(word, hn::Set(D(), 0x00FF00FFu))),
          odd(hn::BitCast(D(), hn::ShiftRight<8>(hn::BitCast(hn::Repartition<uint16_t, D>(), word)))) {}

    HWY_INLINE V Add(V sum, const Query &query, size_t w) const {
      return hn::Add(hn::Add(sum, PairProducts(D(), even, hn::Set(D(), query.even[w]))),
                     PairProducts(D(), odd, hn::Set(D(), query.odd[w])));
    }
  };
#endif  // FK_X86_DL

  /// keys[q][v] = distance of queries[q] to the rows at vectors[v], << kStepBits, + steps[v]. The parts of a distance
  /// may be negative; arithmetic modulo 2^32 makes them whole.
  template <int kStepBits, size_t kQueries, size_t kVectors>
  static HWY_INLINE void Keys(const Query *queries, const uint8_t *const *vectors, const V *steps,
                              V (&keys)[kQueries][kVectors]) {
    V sums[kQueries][kVectors];
    for (size_t q = 0; q < kQueries; ++q) {
      for (size_t v = 0; v < kVectors; ++v) sums[q][v] = hn::Zero(D());
    }
    for (size_t w = 0; w < kWords; ++w) {
      for (size_t v = 0; v < kVectors; ++v) {
        const Word word(Load(vectors[v], w));
        for (size_t q = 0; q < kQueries; ++q) sums[q][v] = word.Add(sums[q][v], queries[q], w);
      }
    }
    for (size_t v = 0; v < kVectors; ++v) {
      const V row_terms = hn::Add(hn::ShiftLeft<kStepBits>(Load(vectors[v], kWords)), steps[v]);
      for (size_t q = 0; q < kQueries; ++q) {
        const V terms = hn::Add(row_terms, hn::Set(D(), queries[q].squares << kStepBits));
        keys[q][v] = hn::Add(hn::ShiftLeft<kStepBits + 1>(sums[q][v]), terms);
      }
    }
  }

 private:
  static HWY_INLINE V Load(const uint8_t *vector, size_t word) {
    return hn::LoadU(D(), reinterpret_cast<const uint32_t *>(vector + word * kBlockRows * kWordBytes));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#endif  // FACSIMILE_L2_DISTANCE_INL_H
