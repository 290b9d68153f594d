// Picks the least of many distances, of which nearly all are larger than those that are kept.

#include "CKernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keep_nearest.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void KeepNearest(const uint32_t *distances, size_t count, uint32_t first, uint64_t *keys, size_t depth) {
  const hn::ScalableTag<uint32_t> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    // Numbers rise: of equal distances the one that is there already has the lower.
    const auto bound = hn::Set(d, static_cast<uint32_t>(keys[depth - 1] >> 32));
    if (HWY_LIKELY(hn::AllFalse(d, hn::Lt(hn::LoadU(d, distances + i), bound)))) continue;
    fk_keep_nearest_reference(distances + i, lanes, first + static_cast<uint32_t>(i), keys, depth);
  }
  fk_keep_nearest_reference(distances + i, count - i, first + static_cast<uint32_t>(i), keys, depth);
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(KeepNearest);

// HWY_DYNAMIC_DISPATCH wants the namespace of its HWY_EXPORT.
void Dispatch(const uint32_t *distances, size_t count, uint32_t first, uint64_t *keys, size_t depth) {
  HWY_DYNAMIC_DISPATCH(KeepNearest)(distances, count, first, keys, depth);
}

}  // namespace
}  // namespace fk

void fk_keep_nearest(const uint32_t *distances, size_t count, uint32_t first, uint64_t *keys, size_t depth) {
  fk::Dispatch(distances, count, first, keys, depth);
}

void fk_keep_nearest_reference(const uint32_t *distances, size_t count, uint32_t first, uint64_t *keys, size_t depth) {
  for (size_t i = 0; i < count; ++i) {
    if (distances[i] == UINT32_MAX) continue;
    const uint64_t key = static_cast<uint64_t>(distances[i]) << 32 | (first + static_cast<uint32_t>(i));
    if (key >= keys[depth - 1]) continue;
    size_t place = depth - 1;
    for (; place > 0 && keys[place - 1] > key; --place) keys[place] = keys[place - 1];
    keys[place] = key;
  }
}

#endif  // HWY_ONCE
