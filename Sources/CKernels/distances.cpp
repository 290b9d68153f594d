// The distances of queries to all packed rows: what the nearest words of a codebook are chosen by.

#include "CKernels.h"
#include "packing.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "distances.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "hamming_distance-inl.h"
#include "l2_distance-inl.h"
#include "row_scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class Metric>
void Distances(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count, uint32_t *out) {
  using Pass = RowScan<Metric>;
  using D = typename Metric::D;
  const size_t stride = fk_distances_stride(count);

  /// Writes the keys of a step behind those of the step before.
  struct All {
    uint32_t *next[kGroup];

    HWY_INLINE void Take(size_t q, typename Metric::V distances) {
      hn::StoreU(distances, D(), next[q]);
      next[q] += Pass::kLanes;
    }
  };

  const auto scan = [&](auto queries_at_once, size_t first) {
    constexpr size_t kQueries = decltype(queries_at_once)::value;
    typename Metric::Query group[kQueries];
    All all;
    for (size_t i = 0; i < kQueries; ++i) {
      group[i].Load(queries + (first + i) * Metric::kRowBytes);
      all.next[i] = out + (first + i) * stride;
    }
    Pass::template Scan<0, kQueries>(packed, count, group, all);
    // The last block may have steps without a row.
    for (size_t i = 0; i < kQueries; ++i) {
      for (uint32_t *end = out + (first + i + 1) * stride; all.next[i] < end; ++all.next[i]) *all.next[i] = kNone;
    }
  };
  size_t q = 0;
  for (; q + kGroup <= query_count; q += kGroup) scan(std::integral_constant<size_t, kGroup>(), q);
  for (; q < query_count; ++q) scan(std::integral_constant<size_t, 1>(), q);
}

void DistancesHamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count,
                      uint32_t *out) {
  Distances<Hamming>(queries, query_count, packed, count, out);
}

void DistancesL2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count, uint32_t *out) {
  Distances<L2>(queries, query_count, packed, count, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(DistancesHamming);
HWY_EXPORT(DistancesL2);

// HWY_DYNAMIC_DISPATCH wants the namespace of its HWY_EXPORT.
void DispatchHamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count, uint32_t *out) {
  HWY_DYNAMIC_DISPATCH(DistancesHamming)(queries, query_count, packed, count, out);
}

void DispatchL2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t count, uint32_t *out) {
  HWY_DYNAMIC_DISPATCH(DistancesL2)(queries, query_count, packed, count, out);
}

}  // namespace
}  // namespace fk

size_t fk_distances_stride(size_t count) { return (count + fk::kBlockRows - 1) / fk::kBlockRows * fk::kBlockRows; }

void fk_distances_hamming(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                          size_t count, uint32_t *out) {
  fk::RequirePacked(packed_size, count, fk::kHammingRowBytes, __func__);
  fk::DispatchHamming(queries, query_count, packed, count, out);
}

void fk_distances_l2(const uint8_t *queries, size_t query_count, const uint8_t *packed, size_t packed_size,
                     size_t count, uint32_t *out) {
  fk::RequirePacked(packed_size, count, fk::kL2RowBytes, __func__);
  fk::DispatchL2(queries, query_count, packed, count, out);
}

#endif  // HWY_ONCE
