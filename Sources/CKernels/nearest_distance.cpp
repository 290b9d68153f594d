// Exact search for the distance to the nearest row of each query. Where nobody asks which row it is, nor for a second
// one, a minimum a lane is all there is to keep: this is what votes over many small sets of rows are made of.

#include "CKernels.h"
#include "packing.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nearest_distance.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "hamming_distance-inl.h"
#include "l2_distance-inl.h"
#include "row_scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class Metric>
struct Rows {
  using Pass = RowScan<Metric>;
  using D = typename Pass::D;
  using V = typename Pass::V;

  const uint8_t *blocks;
  size_t count;

  template <size_t kQueries>
  HWY_INLINE void Search(const typename Metric::Query *queries, uint32_t *out) const {
    Least<kQueries> least;
    Pass::template Scan<0, kQueries>(blocks, count, queries, least);
    for (size_t q = 0; q < kQueries; ++q) out[q] = hn::GetLane(hn::MinOfLanes(D(), least.distances[q]));
  }

 private:
  template <size_t kQueries>
  struct Least {
    V distances[kQueries];

    HWY_INLINE Least() {
      for (size_t q = 0; q < kQueries; ++q) distances[q] = hn::Set(D(), kNone);
    }

    HWY_INLINE void Take(size_t q, V distance) { distances[q] = hn::Min(distances[q], distance); }
  };
};

void NearestDistanceHamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                            uint32_t *out) {
  SearchGroups<kGroup, Hamming>(Rows<Hamming>{packed, count}, queries, query_count, out);
}

void NearestDistanceL2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                       uint32_t *out) {
  SearchGroups<kGroup, L2>(Rows<L2>{packed, count}, queries, query_count, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(NearestDistanceHamming);
HWY_EXPORT(NearestDistanceL2);

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
  fk::RequirePacked(packed_size, count, fk::kHammingRowBytes, __func__);
  fk::DispatchHamming(queries, query_count, packed, count, out);
}

void fk_nearest_distance_l2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                            size_t count, uint32_t *out) {
  fk::RequirePacked(packed_size, count, fk::kL2RowBytes, __func__);
  fk::DispatchL2(queries, query_count, packed, count, out);
}

#endif  // HWY_ONCE
