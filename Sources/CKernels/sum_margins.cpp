// Tells how far the signatures that a scan found lie from a query, by how surely each of the query's bits is what it is.

#include "CKernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sum_margins.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void SumMargins(const uint64_t *query, const uint8_t *margins, const uint64_t *lows, const uint64_t *highs,
                const uint32_t *found, size_t count, uint16_t *out) {
#if HWY_TARGET == HWY_SCALAR
  fk_sum_margins_reference(query, margins, lows, highs, found, count, out);
#else
  const hn::CappedTag<uint8_t, 64> d;
  const hn::Repartition<uint64_t, decltype(d)> d64;
  const size_t lanes = hn::Lanes(d);
  for (size_t hit = 0; hit < count; ++hit) {
    const size_t place = found[hit] & (FK_MAX_SCANNED - 1);
    const uint64_t differing[2] = {query[0] ^ lows[place], query[1] ^ highs[place]};
    const uint8_t *bits = reinterpret_cast<const uint8_t *>(differing);
    auto sums = hn::Zero(d64);
    for (size_t i = 0; i < FK_SIGNATURE_BITS; i += lanes) {
      const auto differs = hn::LoadMaskBits(d, bits + i / 8);
      sums = hn::Add(sums, hn::SumsOf8(hn::IfThenElseZero(differs, hn::LoadU(d, margins + i))));
    }
    out[hit] = static_cast<uint16_t>(hn::GetLane(hn::SumOfLanes(d64, sums)));
  }
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(SumMargins);

// HWY_DYNAMIC_DISPATCH wants the namespace of its HWY_EXPORT.
void Dispatch(const uint64_t *query, const uint8_t *margins, const uint64_t *lows, const uint64_t *highs,
              const uint32_t *found, size_t count, uint16_t *out) {
  HWY_DYNAMIC_DISPATCH(SumMargins)(query, margins, lows, highs, found, count, out);
}

}  // namespace
}  // namespace fk

void fk_sum_margins(const uint64_t *query, const uint8_t *margins, const uint64_t *lows, const uint64_t *highs,
                    const uint32_t *found, size_t count, uint16_t *out) {
  fk::Dispatch(query, margins, lows, highs, found, count, out);
}

void fk_sum_margins_reference(const uint64_t *query, const uint8_t *margins, const uint64_t *lows,
                              const uint64_t *highs, const uint32_t *found, size_t count, uint16_t *out) {
  for (size_t hit = 0; hit < count; ++hit) {
    const size_t place = found[hit] & (FK_MAX_SCANNED - 1);
    const uint64_t differing[2] = {query[0] ^ lows[place], query[1] ^ highs[place]};
    unsigned sum = 0;
    for (size_t i = 0; i < FK_SIGNATURE_BITS; ++i) {
      if (differing[i / 64] >> (i % 64) & 1) sum += margins[i];
    }
    out[hit] = static_cast<uint16_t>(sum);
  }
}

#endif  // HWY_ONCE
