// Passes over the signatures of a word and picks those that are near a query's.

#include "CKernels.h"
#include "require.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scan.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D64 = hn::ScalableTag<uint64_t>;
using V64 = hn::Vec<D64>;

/// Set bits of two words a lane.
HWY_INLINE V64 CountBits(V64 low, V64 high) {
#if FK_X86_DL || HWY_TARGET == HWY_SCALAR
  return hn::Add(hn::PopulationCount(low), hn::PopulationCount(high));
#else
  // Bytes count at most 16 bits, and are summed once.
  const hn::Repartition<uint8_t, D64> d8;
  return hn::SumsOf8(hn::Add(hn::PopulationCount(hn::BitCast(d8, low)), hn::PopulationCount(hn::BitCast(d8, high))));
#endif
}

size_t Scan(const uint64_t *query, const uint64_t *lows, const uint64_t *highs, size_t count, uint32_t bound,
            uint32_t *out) {
  const D64 d;
  const size_t lanes = hn::Lanes(d);
  const V64 low = hn::Set(d, query[0]), high = hn::Set(d, query[1]), most = hn::Set(d, bound);
  HWY_ALIGN uint64_t distances[hn::MaxLanes(D64())];
  size_t found = 0, first = 0;
  for (; first + lanes <= count; first += lanes) {
    const V64 distance = CountBits(hn::Xor(hn::LoadU(d, lows + first), low), hn::Xor(hn::LoadU(d, highs + first), high));
    if (HWY_LIKELY(hn::AllTrue(d, hn::Gt(distance, most)))) continue;
    hn::Store(distance, d, distances);
    for (size_t lane = 0; lane < lanes; ++lane) {
      // found <= first + lane: there is room for one more, to be overwritten where it is too far.
      out[found] = static_cast<uint32_t>(distances[lane] << 24 | (first + lane));
      found += distances[lane] <= bound;
    }
  }
  const size_t rest = fk_scan_reference(query, lows + first, highs + first, count - first, bound, out + found);
  for (size_t i = found; i < found + rest; ++i) out[i] += static_cast<uint32_t>(first);
  return found + rest;
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(Scan);

// HWY_DYNAMIC_DISPATCH wants the namespace of its HWY_EXPORT.
size_t Dispatch(const uint64_t *query, const uint64_t *lows, const uint64_t *highs, size_t count, uint32_t bound,
                uint32_t *out) {
  return HWY_DYNAMIC_DISPATCH(Scan)(query, lows, highs, count, bound, out);
}

}  // namespace
}  // namespace fk

size_t fk_scan(const uint64_t *query, const uint64_t *lows, const uint64_t *highs, size_t count, uint32_t bound,
               uint32_t *out) {
  fk::Require(count <= FK_MAX_SCANNED, __func__, "count is more than FK_MAX_SCANNED");
  return fk::Dispatch(query, lows, highs, count, bound, out);
}

size_t fk_scan_reference(const uint64_t *query, const uint64_t *lows, const uint64_t *highs, size_t count,
                         uint32_t bound, uint32_t *out) {
  size_t found = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t distance = static_cast<uint32_t>(__builtin_popcountll(query[0] ^ lows[i])) +
                              static_cast<uint32_t>(__builtin_popcountll(query[1] ^ highs[i]));
    if (distance <= bound) out[found++] = distance << 24 | static_cast<uint32_t>(i);
  }
  return found;
}

#endif  // HWY_ONCE
