// Exact search for the distance to the nearest row of each query. Where nobody asks which row it is, nor for a second
// one, a minimum a lane is all there is to keep: this is what votes over many small sets of rows are made of.

#include "CKernels.h"
#include "packing.h"
#include "require.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearest_distance.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "hamming_distance-inl.h"
#include "l2_distance-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A vector covers the kLanes rows of one step, as in nearest_two.cpp.
template <class Metric>
struct Rows {
  using D = typename Metric::D;
  using V = hn::Vec<D>;
  using Query = typename Metric::Query;
  static constexpr size_t kLanes = hn::MaxLanes(D());
  static constexpr size_t kBlockSteps = kBlockRows / kLanes;
  static constexpr uint32_t kNone = UINT32_MAX;
  static_assert(kBlockRows % kLanes == 0, "a block must be whole vectors");

  const uint8_t *blocks;
  size_t count;

  template <size_t kQueries>
  HWY_INLINE void Search(const Query *queries, uint32_t *out) const {
    const D d;
    V least[kQueries];
    for (size_t q = 0; q < kQueries; ++q) least[q] = hn::Set(d, kNone);

    constexpr size_t kVectors = Metric::kVectors;
    const size_t whole = count / kLanes;
    size_t step = 0;
    for (; step + kVectors <= whole; step += kVectors) Advance<kQueries, kVectors>(queries, step, kLanes, least);
    if constexpr (kVectors > 1) {
      for (; step < whole; ++step) Advance<kQueries, 1>(queries, step, kLanes, least);
    }
    if (count % kLanes != 0) Advance<kQueries, 1>(queries, step, count % kLanes, least);
    for (size_t q = 0; q < kQueries; ++q) out[q] = hn::GetLane(hn::MinOfLanes(d, least[q]));
  }

 private:
  template <size_t kQueries, size_t kVectors>
  HWY_INLINE void Advance(const Query *queries, size_t step, size_t lanes, V *least) const {
    const D d;
    const uint8_t *vectors[kVectors];
    V zeros[kVectors], distances[kQueries][kVectors];
    for (size_t v = 0; v < kVectors; ++v) {
      vectors[v] = blocks + (step + v) / kBlockSteps * BlockBytes(Metric::kRowBytes) +
                   (step + v) % kBlockSteps * kLanes * kWordBytes;
      zeros[v] = hn::Zero(d);
    }
    Metric::template Keys<0>(queries, vectors, zeros, distances);
    for (size_t q = 0; q < kQueries; ++q) {
      for (size_t v = 0; v < kVectors; ++v) {
        V distance = distances[q][v];
        // The padding of the last block must not win.
        if (lanes < kLanes) distance = hn::IfThenElse(hn::FirstN(d, lanes), distance, hn::Set(d, kNone));
        least[q] = hn::Min(least[q], distance);
      }
    }
  }
};

/// Searches queries [0, query_count) in groups of kQueries, the rest in smaller ones.
template <size_t kQueries, class Metric>
HWY_INLINE void SearchRows(const Rows<Metric> &rows, const uint8_t *queries, size_t query_count, uint32_t *out) {
  size_t q = 0;
  for (; q + kQueries <= query_count; q += kQueries) {
    typename Metric::Query group[kQueries];
    for (size_t i = 0; i < kQueries; ++i) group[i].Load(queries + (q + i) * Metric::kRowBytes);
    rows.template Search<kQueries>(group, out + q);
  }
  if constexpr (kQueries > 1) {
    SearchRows<kQueries / 2>(rows, queries + q * Metric::kRowBytes, query_count - q, out + q);
  }
}

/// Queries that share the rows' loads.
constexpr size_t kSharing = 4;

void NearestDistanceHamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                            uint32_t *out) {
  SearchRows<kSharing>(Rows<Hamming>{packed, count}, queries, query_count, out);
}

void NearestDistanceL2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                       uint32_t *out) {
  SearchRows<kSharing>(Rows<L2>{packed, count}, queries, query_count, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(NearestDistanceHamming);
HWY_EXPORT(NearestDistanceL2);

constexpr char kTooSmall[] = "packed_size is less than fk_packed_size(count, row bytes)";

// HWY_DYNAMIC_DISPATCH wants the namespace of its HWY_EXPORT.
void DispatchHamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count, uint32_t *out) {
  HWY_DYNAMIC_DISPATCH(NearestDistanceHamming)(queries, query_count, packed, count, out);
}

void DispatchL2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count, uint32_t *out) {
  HWY_DYNAMIC_DISPATCH(NearestDistanceL2)(queries, query_count, packed, count, out);
}

}  // namespace
}  // namespace fk

void fk_nearest_distance_hamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                                 size_t count, uint32_t *out) {
  fk::Require(packed_size >= fk_packed_size(count, fk::kHammingRowBytes), __func__, fk::kTooSmall);
  fk::DispatchHamming(queries, query_count, packed, count, out);
}

void fk_nearest_distance_l2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                            size_t count, uint32_t *out) {
  fk::Require(packed_size >= fk_packed_size(count, fk::kL2RowBytes), __func__, fk::kTooSmall);
  fk::DispatchL2(queries, query_count, packed, count, out);
}

#endif  // HWY_ONCE
