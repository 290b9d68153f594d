// The reference photos of the greatest products with each query: query rows in groups, packed rows in tiles. A lane is a
// photo, so that no sum goes across lanes.

#include <algorithm>
#include <cstring>
#include <limits>

#include "byte_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keep_best.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<uint32_t, kBlockRows>;
using V = hn::Vec<D>;
using DI = hn::RebindToSigned<D>;
using DF = hn::RebindToFloat<D>;
using VF = hn::Vec<DF>;

constexpr size_t kLanes = hn::MaxLanes(D());
constexpr size_t kBlockSteps = kBlockRows / kLanes;
/// Vectors of a tile, which share the loads of a query.
constexpr size_t kVectors = 2;
/// Query rows that share the loads of a tile: as many sums as the registers have room for beside a word of each vector.
constexpr size_t kGroup = HWY_CAP_GE512 ? 12 : 4;
static_assert(kBlockRows % kLanes == 0, "a block must be whole vectors");

#if FK_X86_DL
/// A word of a tile's rows, unsigned bytes.
struct RowWord {
  V bytes;
  explicit HWY_INLINE RowWord(V word) : bytes(word) {}
};

/// The same word of a query, signed bytes.
struct QueryWord {
  V bytes;
  explicit HWY_INLINE QueryWord(uint32_t word) : bytes(hn::Set(D(), word)) {}
};

HWY_INLINE V AddProducts(V sum, const RowWord &row, const QueryWord &query) {
  return V{_mm512_dpbusd_epi32(sum.raw, row.bytes.raw, query.bytes.raw)};
}
#else
struct RowWord {
  V even, odd;  // two int16 in each lane: bytes 0 and 2, 1 and 3
  explicit HWY_INLINE RowWord(V word)
      : even(hn::And(word, hn::Set(D(), 0x00FF00FFu))),
        odd(hn::BitCast(D(), hn::ShiftRight<8>(hn::BitCast(hn::Repartition<uint16_t, D>(), word)))) {}
};

struct QueryWord {
  V even, odd;
  explicit HWY_INLINE QueryWord(uint32_t word) {
    const hn::Repartition<int16_t, D> d16;
    const auto both = hn::BitCast(d16, hn::Set(D(), word));
    even = hn::BitCast(D(), hn::ShiftRight<8>(hn::ShiftLeft<8>(both)));
    odd = hn::BitCast(D(), hn::ShiftRight<8>(both));
  }
};

HWY_INLINE V AddProducts(V sum, const RowWord &row, const QueryWord &query) {
  return AddPairProducts(D(), AddPairProducts(D(), sum, row.even, query.even), row.odd, query.odd);
}
#endif  // FK_X86_DL

/// Rows of queries with what makes keys of their sums.
struct QueryRows {
  const int8_t *bytes;
  const fk_byte_query *terms;
  size_t stride;

  HWY_INLINE uint32_t Word(size_t row, size_t w) const {
    uint32_t word;
    std::memcpy(&word, bytes + row * stride + w * kWordBytes, sizeof(word));
    return word;
  }
};

HWY_INLINE V Load(const uint8_t *vector, size_t word) {
  return hn::LoadU(D(), reinterpret_cast<const uint32_t *>(vector + word * kBlockRows * kWordBytes));
}

/// Raises best[photo][vector] to the keys of query rows `row`, ..., `row` + kRows - 1 with one view of a tile.
template <size_t kRows>
HWY_INLINE void RaiseKeys(const QueryRows &queries, size_t row, size_t query_views, const uint8_t *const *vectors,
                          size_t words, float (*best)[kVectors][kLanes]) {
  const D d;
  const DI di;
  const DF df;
  V sums[kRows][kVectors];
  HWY_UNROLL()
  for (size_t q = 0; q < kRows; ++q) {
    const V start = hn::Set(d, 0u - static_cast<uint32_t>(kByteOffset * queries.terms[row + q].byte_sum));
  HWY_UNROLL()
    for (size_t v = 0; v < kVectors; ++v) sums[q][v] = start;
  }
  for (size_t w = 0; w < words; ++w) {
    const RowWord first(Load(vectors[0], w)), second(Load(vectors[1], w));
  HWY_UNROLL()
    for (size_t q = 0; q < kRows; ++q) {
      const QueryWord query(queries.Word(row + q, w));
      sums[q][0] = AddProducts(sums[q][0], first, query);
      sums[q][1] = AddProducts(sums[q][1], second, query);
    }
  }
  HWY_UNROLL()
  for (size_t v = 0; v < kVectors; ++v) {
    const VF scale = hn::BitCast(df, Load(vectors[v], words)), square = hn::BitCast(df, Load(vectors[v], words + 1));
  HWY_UNROLL()
    for (size_t q = 0; q < kRows; ++q) {
      const fk_byte_query &terms = queries.terms[row + q];
      const VF scaled = hn::Mul(scale, hn::ConvertTo(df, hn::BitCast(di, sums[q][v])));
      const VF product = hn::Mul(hn::Set(df, terms.factor), scaled);
      const VF key = hn::Sub(hn::Sub(product, square), hn::Set(df, terms.offset));
      float *const place = best[(row + q) / query_views][v];
      hn::StoreU(hn::Max(hn::LoadU(df, place), key), df, place);
    }
  }
}

/// The same for any number of rows.
template <size_t kRows>
HWY_INLINE size_t RaiseRuns(const QueryRows &queries, size_t row, size_t row_count, size_t query_views,
                            const uint8_t *const *vectors, size_t words, float (*best)[kVectors][kLanes]) {
  while (row + kRows <= row_count) {
    RaiseKeys<kRows>(queries, row, query_views, vectors, words, best);
    row += kRows;
  }
  if constexpr (kRows > 1) {
    return RaiseRuns<kRows / 2>(queries, row, row_count, query_views, vectors, words, best);
  }
  return row;
}

/// Adds those photos of a vector whose key is above the bound.
HWY_INLINE void Add(const float *keys, size_t lanes, uint32_t index, size_t kept, fk_best *best) {
  const DF df;
  if (hn::AllFalse(df, hn::Gt(hn::LoadU(df, keys), hn::Set(df, best->bound)))) return;
  for (size_t lane = 0; lane < lanes; ++lane) {
    if (!(keys[lane] > best->bound)) continue;
    best->ranked[best->count++] = {keys[lane], index + static_cast<uint32_t>(lane)};
    if (best->count == 2 * kept) PruneBest(best, kept);
  }
}

void KeepBest(const int8_t *queries, const fk_byte_query *terms, size_t query_count, size_t query_views,
              const uint8_t *packed, size_t count, size_t views, size_t dimension, uint32_t first, size_t kept,
              fk_best *best) {
  const DF df;
  const size_t stride = fk_byte_row_stride(dimension), words = Words(dimension), view_bytes = ViewBytes(dimension);
  const size_t steps = (count + kLanes - 1) / kLanes;
  const size_t group = std::max<size_t>(1, kGroup / query_views);
  for (size_t step = 0; step < steps; step += kVectors) {
    const uint8_t *vectors[kVectors];
    size_t lanes[kVectors];
    for (size_t v = 0; v < kVectors; ++v) {
      // Beyond the last, the last once more, of which no photo is taken.
      const size_t at = std::min(step + v, steps - 1);
      vectors[v] = packed + at / kBlockSteps * views * view_bytes + at % kBlockSteps * kLanes * kWordBytes;
      lanes[v] = step + v < steps ? std::min(kLanes, count - at * kLanes) : 0;
    }
    for (size_t q = 0; q < query_count; q += group) {
      const size_t photos = std::min(group, query_count - q);
      const QueryRows rows = {queries + q * query_views * stride, terms + q * query_views, stride};
      float keys[kGroup][kVectors][kLanes];
      for (size_t i = 0; i < photos; ++i) {
        for (size_t v = 0; v < kVectors; ++v) {
          hn::StoreU(hn::Set(df, -std::numeric_limits<float>::infinity()), df, keys[i][v]);
        }
      }
      for (size_t view = 0; view < views; ++view) {
        const uint8_t *const places[kVectors] = {vectors[0] + view * view_bytes, vectors[1] + view * view_bytes};
        RaiseRuns<kGroup>(rows, 0, photos * query_views, query_views, places, words, keys);
      }
      for (size_t i = 0; i < photos; ++i) {
        for (size_t v = 0; v < kVectors; ++v) {
          Add(keys[i][v], lanes[v], first + static_cast<uint32_t>((step + v) * kLanes), kept, best + q + i);
        }
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(KeepBest);

void Dispatch(const int8_t *queries, const fk_byte_query *terms, size_t query_count, size_t query_views,
              const uint8_t *packed, size_t count, size_t views, size_t dimension, uint32_t first, size_t kept,
              fk_best *best) {
  HWY_DYNAMIC_DISPATCH(KeepBest)
  (queries, terms, query_count, query_views, packed, count, views, dimension, first, kept, best);
}

}  // namespace
}  // namespace fk

void fk_keep_best(const int8_t *queries, const fk_byte_query *terms, size_t query_count, size_t query_views,
                  const uint8_t *packed, size_t packed_size, size_t count, size_t views, size_t dimension,
                  uint32_t first, size_t kept, fk_best *best) {
  fk::Require(packed_size >= fk_packed_bytes_size(count, views, dimension), __func__,
              "packed_size is less than fk_packed_bytes_size");
  fk::Require(query_views >= 1 && views >= 1, __func__, "there must be at least one view");
  fk::Require(kept >= 1, __func__, "kept must be at least 1");
  for (size_t q = 0; q < query_count; ++q) {
    fk::Require(best[q].count <= 2 * kept - 1, __func__, "a list is full before anything is added");
  }
  fk::Dispatch(queries, terms, query_count, query_views, packed, count, views, dimension, first, kept, best);
}

#endif  // HWY_ONCE
