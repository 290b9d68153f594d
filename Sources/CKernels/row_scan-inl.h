// How packed rows are passed over, per SIMD target: what the kernels of nearest rows have in common.

#if defined(FACSIMILE_ROW_SCAN_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FACSIMILE_ROW_SCAN_INL_H
#undef FACSIMILE_ROW_SCAN_INL_H
#else
#define FACSIMILE_ROW_SCAN_INL_H
#endif

#include "packing.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Queries that share the rows' loads.
constexpr size_t kGroup = 4;

/// What no key and no distance is.
constexpr uint32_t kNone = UINT32_MAX;

/// A vector covers the kLanes rows of one step; lane l of step s is row s * kLanes + l.
template <class Metric>
struct RowScan {
  using D = typename Metric::D;
  using V = hn::Vec<D>;
  using Query = typename Metric::Query;
  static constexpr size_t kLanes = hn::MaxLanes(D());
  static constexpr size_t kBlockSteps = kBlockRows / kLanes;
  // A vector lies within the 16 words of its block: no byte beyond the block of the last row is read.
  static_assert(kBlockRows % kLanes == 0, "a block must be whole vectors");

  /// Hands the keys of all rows to `least`, step by step: distance << kStepBits | step, or the distance where kStepBits is
  /// 0; kNone for the padding of the last block, which must not win.
  ///
  /// - least: `Take(q, key)` is called for each query with a key a lane.
  template <int kStepBits, size_t kQueries, class Least>
  static HWY_INLINE void Scan(const uint8_t *blocks, size_t rows, const Query *queries, Least &least) {
    constexpr size_t kVectors = Metric::kVectors;
    const size_t whole = rows / kLanes;
    size_t step = 0;
    for (; step + kVectors <= whole; step += kVectors) {
      Advance<kStepBits, kQueries, kVectors>(blocks, queries, step, kLanes, least);
    }
    if constexpr (kVectors > 1) {
      for (; step < whole; ++step) Advance<kStepBits, kQueries, 1>(blocks, queries, step, kLanes, least);
    }
    if (rows % kLanes != 0) Advance<kStepBits, kQueries, 1>(blocks, queries, step, rows % kLanes, least);
  }

 private:
  template <int kStepBits, size_t kQueries, size_t kVectors, class Least>
  static HWY_INLINE void Advance(const uint8_t *blocks, const Query *queries, size_t step, size_t lanes,
                                 Least &least) {
    const D d;
    const uint8_t *vectors[kVectors];
    V steps[kVectors], keys[kQueries][kVectors];
    for (size_t v = 0; v < kVectors; ++v) {
      vectors[v] = blocks + (step + v) / kBlockSteps * BlockBytes(Metric::kRowBytes) +
                   (step + v) % kBlockSteps * kLanes * kWordBytes;
      steps[v] = kStepBits == 0 ? hn::Zero(d) : hn::Set(d, static_cast<uint32_t>(step + v));
    }
    Metric::template Keys<kStepBits>(queries, vectors, steps, keys);
    for (size_t q = 0; q < kQueries; ++q) {
      for (size_t v = 0; v < kVectors; ++v) {
        V key = keys[q][v];
        if (lanes < kLanes) key = hn::IfThenElse(hn::FirstN(d, lanes), key, hn::Set(d, kNone));
        least.Take(q, key);
      }
    }
  }
};

/// Searches `rows` for queries [0, query_count) in groups of kQueries, the rest in smaller ones.
template <size_t kQueries, class Metric, class Rows, class Out>
HWY_INLINE void SearchGroups(const Rows &rows, const uint8_t *queries, size_t query_count, Out *out) {
  size_t q = 0;
  for (; q + kQueries <= query_count; q += kQueries) {
    typename Metric::Query group[kQueries];
    for (size_t i = 0; i < kQueries; ++i) group[i].Load(queries + (q + i) * Metric::kRowBytes);
    rows.template Search<kQueries>(group, out + q);
  }
  if constexpr (kQueries > 1) {
    SearchGroups<kQueries / 2, Metric>(rows, queries + q * Metric::kRowBytes, query_count - q, out + q);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#endif  // FACSIMILE_ROW_SCAN_INL_H
