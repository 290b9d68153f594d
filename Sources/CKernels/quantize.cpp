// Rows of floats as rows of int8.

#include <cstring>

#include "byte_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "quantize.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::CappedTag<float, 16>;
using VF = hn::Vec<DF>;
constexpr size_t kLanes = hn::MaxLanes(DF());

HWY_INLINE VF Part(const float *numbers, size_t count) {
  float part[kLanes] = {};
  std::memcpy(part, numbers, count * sizeof(float));
  return hn::LoadU(DF(), part);
}

HWY_INLINE void Round(VF numbers, VF factor, int8_t *bytes) {
  const hn::Rebind<int8_t, DF> d8;
  hn::StoreU(hn::DemoteTo(d8, hn::NearestInt(hn::Mul(numbers, factor))), d8, bytes);
}

size_t Quantize(const float *rows, size_t count, size_t dimension, int8_t *bytes, float *scales) {
  const DF df;
  const size_t whole = dimension / kLanes * kLanes, rest = dimension - whole, stride = fk_byte_row_stride(dimension);
  size_t beyond = 0;
  for (size_t r = 0; r < count; ++r) {
    const float *row = rows + r * dimension;
    int8_t *out = bytes + r * stride;
    VF greatest = hn::Zero(df);
    for (size_t i = 0; i < whole; i += kLanes) greatest = hn::Max(greatest, hn::Abs(hn::LoadU(df, row + i)));
    if (rest > 0) greatest = hn::Max(greatest, hn::Abs(Part(row + whole, rest)));
    const float magnitude = hn::GetLane(hn::MaxOfLanes(df, greatest));
    if (!CanBeBytes(magnitude)) {
      ++beyond;
      std::memset(out, 0, stride);
      scales[r] = 0;
      continue;
    }
    scales[r] = magnitude / 127;
    const VF factor = hn::Set(df, magnitude > 0 ? 127 / magnitude : 0);
    for (size_t i = 0; i < whole; i += kLanes) Round(hn::LoadU(df, row + i), factor, out + i);
    if (rest > 0) {
      int8_t part[kLanes];
      Round(Part(row + whole, rest), factor, part);
      std::memcpy(out + whole, part, rest);
    }
    std::memset(out + dimension, 0, stride - dimension);
  }
  return beyond;
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(Quantize);

size_t DispatchQuantize(const float *rows, size_t count, size_t dimension, int8_t *bytes, float *scales) {
  return HWY_DYNAMIC_DISPATCH(Quantize)(rows, count, dimension, bytes, scales);
}

}  // namespace
}  // namespace fk

size_t fk_quantize(const float *rows, size_t count, size_t dimension, int8_t *bytes, float *scales) {
  return fk::DispatchQuantize(rows, count, dimension, bytes, scales);
}

#endif  // HWY_ONCE
