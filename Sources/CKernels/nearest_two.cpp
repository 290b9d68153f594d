// Exact search for the two nearest rows of each query: queries in groups, packed references in tiles.

#include "CKernels.h"
#include "packing.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearest_two.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "hamming_distance-inl.h"
#include "l2_distance-inl.h"
#include "row_scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr int BitsFor(size_t values) { return values <= 1 ? 0 : 1 + BitsFor((values + 1) / 2); }

/// Searches one tile. Each lane keeps its two least keys, distance << kStepBits | step, so the order of keys is that of
/// (distance, row).
template <class Metric>
struct Tile {
  using Pass = RowScan<Metric>;
  using D = typename Pass::D;
  using V = typename Pass::V;
  static constexpr size_t kLanes = Pass::kLanes;
  // Narrow vectors take more steps a block; at four lanes the keys are just full.
  static constexpr size_t kBlocks = kLanes >= 4 ? Metric::kTileBlocks : Metric::kTileBlocks * kLanes / 4;
  static constexpr size_t kRows = kBlocks * kBlockRows;
  static constexpr int kStepBits = BitsFor(kBlocks * Pass::kBlockSteps);
  static_assert((uint64_t{Metric::kMaxDistance + 1} << kStepBits) - 1 < kNone, "a key must fit below kNone");

  const uint8_t *blocks;
  size_t rows;         // 1 to kRows
  uint32_t first_row;  // index of the tile's first row

  template <size_t kQueries>
  HWY_INLINE void Search(const typename Metric::Query *queries, fk_nearest_two *out) const {
    LeastTwo<kQueries> least;
    Pass::template Scan<kStepBits, kQueries>(blocks, rows, queries, least);
    for (size_t q = 0; q < kQueries; ++q) Merge(least.first[q], least.second[q], out + q);
  }

 private:
  template <size_t kQueries>
  struct LeastTwo {
    V first[kQueries], second[kQueries];

    HWY_INLINE LeastTwo() {
      for (size_t q = 0; q < kQueries; ++q) first[q] = second[q] = hn::Set(D(), kNone);
    }

    HWY_INLINE void Take(size_t q, V key) {
      second[q] = hn::Min(second[q], hn::Max(first[q], key));
      first[q] = hn::Min(first[q], key);
    }
  };

  /// Adds the two least rows of all lanes to `out`, which holds those of the tiles before.
  HWY_INLINE void Merge(V first, V second, fk_nearest_two *out) const {
    const D d;
    for (int i = 0; i < 2; ++i) {
      const uint32_t key = hn::GetLane(hn::MinOfLanes(d, first));
      const uint32_t distance = key >> kStepBits;
      // Rows of this tile come after those of the tiles before, which win where distances are equal.
      if (key == kNone || distance >= out->second_distance) return;
      const V keys = hn::Set(d, key);
      const size_t lane = hn::FindKnownFirstTrue(d, hn::Eq(first, keys));
      const uint32_t index = first_row + (key & ((1u << kStepBits) - 1)) * kLanes + static_cast<uint32_t>(lane);
      if (distance < out->distance) {
        *out = {index, distance, out->index, out->distance};
      } else {
        out->second_index = index;
        out->second_distance = distance;
      }
      // The lane's next row takes its place.
      const auto here = hn::Eq(hn::Iota(d, 0), hn::Set(d, static_cast<uint32_t>(lane)));
      first = hn::IfThenElse(here, second, first);
    }
  }
};

template <class Metric>
HWY_INLINE void NearestTwo(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                           fk_nearest_two *out) {
  using T = Tile<Metric>;
  for (size_t q = 0; q < query_count; ++q) out[q] = {kNone, kNone, kNone, kNone};
  for (size_t row = 0; row < count; row += T::kRows) {
    const size_t rows = count - row < T::kRows ? count - row : T::kRows;
    const T tile = {packed + row / kBlockRows * BlockBytes(Metric::kRowBytes), rows, static_cast<uint32_t>(row)};
    SearchGroups<kGroup, Metric>(tile, queries, query_count, out);
  }
}

void NearestTwoHamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                       fk_nearest_two *out) {
  NearestTwo<Hamming>(queries, query_count, packed, count, out);
}

void NearestTwoL2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                  fk_nearest_two *out) {
  NearestTwo<L2>(queries, query_count, packed, count, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(NearestTwoHamming);
HWY_EXPORT(NearestTwoL2);

void DispatchHamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                     fk_nearest_two *out) {
  HWY_DYNAMIC_DISPATCH(NearestTwoHamming)(queries, query_count, packed, count, out);
}

void DispatchL2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count, fk_nearest_two *out) {
  HWY_DYNAMIC_DISPATCH(NearestTwoL2)(queries, query_count, packed, count, out);
}

}  // namespace
}  // namespace fk

void fk_nearest_two_hamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                            size_t count, fk_nearest_two *out) {
  fk::RequirePacked(packed_size, count, fk::kHammingRowBytes, __func__);
  fk::DispatchHamming(queries, query_count, packed, count, out);
}

void fk_nearest_two_l2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                       size_t count, fk_nearest_two *out) {
  fk::RequirePacked(packed_size, count, fk::kL2RowBytes, __func__);
  fk::DispatchL2(queries, query_count, packed, count, out);
}

#endif  // HWY_ONCE
