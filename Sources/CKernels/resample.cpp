// Reduction of grey images by area: for each target row, the columns of its source rows, then the taps along it.

#include "fk_image.h"
#include "require.h"
#include "resample_plan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "resample.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include <cstring>

#include "pair_products-inl.h"
#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

using D32 = hn::CappedTag<uint32_t, kMaxRowLanes / 2>;
using D16 = hn::Repartition<int16_t, D32>;
using DS32 = hn::RebindToSigned<D32>;
using V32 = hn::Vec<D32>;

constexpr size_t kLanes32 = hn::MaxLanes(D32());
constexpr size_t kLanes16 = hn::MaxLanes(D16());
constexpr uint32_t kRowRound = 1u << (kAreaWeightBits - kAreaRowBits - 1);
constexpr uint32_t kPixelRound = 1u << (kAreaWeightBits + kAreaRowBits - 1);

/// The source rows of a target row.
struct Taps {
  const uint8_t *first;
  size_t stride;
  size_t last;  // rows behind `first` in the image: taps of weight 0 may lie beyond it
  size_t pairs;
  const uint32_t *weights;
  size_t weights_stride;

  HWY_INLINE const uint8_t *Row(size_t tap) const { return first + (tap < last ? tap : last) * stride; }
};

/// Weighted sums of the columns from `x` on, with 7 bits after the point. kPairs: taps.pairs, or 0 for any.
template <size_t kPairs>
HWY_INLINE hn::Vec<D16> MixColumns(const Taps &taps, size_t x) {
  const D32 d32;
  const D16 d16;
  const hn::Rebind<uint8_t, D16> d8;
  V32 lower = hn::Set(d32, kRowRound), upper = lower;
  const size_t pairs = kPairs != 0 ? kPairs : taps.pairs;
  for (size_t p = 0; p < pairs; ++p) {
    const auto a = hn::PromoteTo(d16, hn::LoadU(d8, taps.Row(2 * p) + x));
    const auto b = hn::PromoteTo(d16, hn::LoadU(d8, taps.Row(2 * p + 1) + x));
    const V32 weights = hn::Set(d32, taps.weights[p * taps.weights_stride]);
    lower = hn::Add(lower, PairProducts(d32, hn::BitCast(d32, hn::InterleaveLower(d16, a, b)), weights));
    upper = hn::Add(upper, PairProducts(d32, hn::BitCast(d32, hn::InterleaveUpper(d16, a, b)), weights));
  }
  const DS32 ds;
  constexpr int kShift = kAreaWeightBits - kAreaRowBits;
  // Within blocks of 128 bits, as the interleaving: the order is that of the columns.
  return hn::ReorderDemote2To(d16, hn::BitCast(ds, hn::ShiftRight<kShift>(lower)),
                              hn::BitCast(ds, hn::ShiftRight<kShift>(upper)));
}

HWY_INLINE int16_t MixColumn(const Taps &taps, size_t x) {
  uint32_t sum = kRowRound;
  for (size_t p = 0; p < taps.pairs; ++p) {
    const uint32_t weights = taps.weights[p * taps.weights_stride];
    sum += taps.Row(2 * p)[x] * (weights & 0xFFFF) + taps.Row(2 * p + 1)[x] * (weights >> 16);
  }
  return static_cast<int16_t>(sum >> (kAreaWeightBits - kAreaRowBits));
}

template <size_t kPairs>
HWY_INLINE void MixRows(const Taps &taps, size_t width, int16_t *HWY_RESTRICT row) {
  if (width < kLanes16) {
    for (size_t x = 0; x < width; ++x) row[x] = MixColumn(taps, x);
    return;
  }
  size_t x = 0;
  for (; x + kLanes16 <= width; x += kLanes16) hn::StoreU(MixColumns<kPairs>(taps, x), D16(), row + x);
  // The last vector ends where the row ends, and so repeats some columns.
  x = width - kLanes16;
  hn::StoreU(MixColumns<kPairs>(taps, x), D16(), row + x);
}

HWY_INLINE V32 Load32(const int16_t *row) {
  return hn::LoadU(D32(), reinterpret_cast<const uint32_t *>(row));
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
/// Taps 2 p and 2 p + 1 of kLanes32 target pixels, looked up in one vector of source pixels.
struct TablePairs {
  hn::Vec<D16> pixels;
  V32 indices;  // of both taps of the first pair

  HWY_INLINE TablePairs(const int16_t *row, const uint32_t *firsts) {
    const D32 d;
    const V32 distances = hn::Sub(hn::LoadU(d, firsts), hn::Set(d, firsts[0]));
    indices = hn::Add(hn::Or(distances, hn::ShiftLeft<16>(distances)), hn::Set(d, 0x10000));
    pixels = hn::LoadU(D16(), row + firsts[0]);
  }

  HWY_INLINE V32 Pair(size_t p) const {
    const V32 here = hn::Add(indices, hn::Set(D32(), static_cast<uint32_t>(p) * 0x20002));
    return V32{_mm512_permutexvar_epi16(here.raw, pixels.raw)};
  }

  /// Whether all pairs of any kLanes32 neighbouring target pixels lie within that vector.
  static bool Fits(const AreaAxis &axis) {
    const uint64_t farthest = uint64_t{kLanes32 - 1} * axis.source / axis.target + 1;
    return axis.pairs <= 2 && farthest + 2 * axis.pairs <= kLanes16;
  }
};
#else
/// Taps 2 p and 2 p + 1 of kLanes32 target pixels, from two vectors of source pixels: one holds the pairs that start at
/// even distances from the first source pixel, the other those at odd distances.
struct TablePairs {
  V32 even, odd, halves;
  hn::Mask<D32> is_odd;

  HWY_INLINE TablePairs(const int16_t *row, const uint32_t *firsts) {
    const D32 d;
    const V32 distances = hn::Sub(hn::LoadU(d, firsts), hn::Set(d, firsts[0]));
    halves = hn::ShiftRight<1>(distances);
    is_odd = hn::TestBit(distances, hn::Set(d, 1));
    even = Load32(row + firsts[0]);
    odd = Load32(row + firsts[0] + 1);
  }

  HWY_INLINE V32 Pair(size_t p) const {
    const D32 d;
    const auto indices = hn::IndicesFromVec(d, hn::Add(halves, hn::Set(d, static_cast<uint32_t>(p))));
    return hn::IfThenElse(is_odd, hn::TableLookupLanes(odd, indices), hn::TableLookupLanes(even, indices));
  }

  /// Whether all pairs of any kLanes32 neighbouring target pixels lie within these vectors.
  static bool Fits(const AreaAxis &axis) {
    const uint64_t farthest = uint64_t{kLanes32 - 1} * axis.source / axis.target + 1;
    return axis.pairs <= 2 && farthest / 2 + axis.pairs - 1 < kLanes32;
  }
};
#endif

/// The same for any ratio: pairs are gathered one by one.
struct GatheredPairs {
  const int16_t *row;
  hn::Vec<DS32> offsets;

  HWY_INLINE GatheredPairs(const int16_t *row, const uint32_t *firsts)
      : row(row), offsets(hn::BitCast(DS32(), hn::ShiftLeft<1>(hn::LoadU(D32(), firsts)))) {}

  HWY_INLINE V32 Pair(size_t p) const {
    return hn::GatherOffset(D32(), reinterpret_cast<const uint32_t *>(row + 2 * p), offsets);
  }
};

/// Target pixels of one row. kPairs: columns.pairs, or 0 for any.
template <class Pairs, size_t kPairs>
HWY_INLINE void MixTaps(const ResamplePlan &plan, const int16_t *row, uint8_t *HWY_RESTRICT target) {
  const D32 d;
  const hn::Rebind<uint8_t, D32> d8;
  const uint32_t *firsts = plan.Firsts(plan.columns), *weights = plan.Weights(plan.columns);
  const size_t width = plan.columns.target, padded = plan.columns.padded;
  const size_t count = kPairs != 0 ? kPairs : plan.columns.pairs;
  for (size_t x = 0; x < width; x += kLanes32) {
    const Pairs pairs(row, firsts + x);
    V32 sum = hn::Set(d, kPixelRound);
    for (size_t p = 0; p < count; ++p) {
      sum = hn::Add(sum, PairProducts(d, pairs.Pair(p), hn::LoadU(d, weights + p * padded + x)));
    }
    const auto pixels =
        hn::DemoteTo(d8, hn::BitCast(DS32(), hn::ShiftRight<kAreaWeightBits + kAreaRowBits>(sum)));
    if (x + kLanes32 <= width) {
      hn::StoreU(pixels, d8, target + x);
    } else {
      uint8_t last[kLanes32];
      hn::StoreU(pixels, d8, last);
      std::memcpy(target + x, last, width - x);
    }
  }
}

HWY_INLINE void MixTaps(const ResamplePlan &plan, bool fits, const int16_t *row, uint8_t *target) {
  if (!fits) {
    MixTaps<GatheredPairs, 0>(plan, row, target);
  } else if (plan.columns.pairs == 1) {
    MixTaps<TablePairs, 1>(plan, row, target);
  } else {
    MixTaps<TablePairs, 2>(plan, row, target);
  }
}

}  // namespace

void Resample(const ResamplePlan &plan, const uint8_t *source, size_t source_stride, uint8_t *target,
              size_t target_stride) {
  const bool fits = TablePairs::Fits(plan.columns);
  const uint32_t *firsts = plan.Firsts(plan.rows), *weights = plan.Weights(plan.rows);
  int16_t *row = plan.Row();
  for (size_t y = 0; y < plan.rows.target; ++y) {
    Taps taps;
    taps.first = source + firsts[y] * source_stride;
    taps.stride = source_stride;
    taps.last = plan.rows.source - 1 - firsts[y];
    taps.pairs = plan.rows.pairs;
    taps.weights = weights + y;
    taps.weights_stride = plan.rows.padded;
    while (taps.pairs > 1 && taps.weights[(taps.pairs - 1) * taps.weights_stride] == 0) --taps.pairs;
    if (taps.pairs == 1) {
      MixRows<1>(taps, plan.columns.source, row);
    } else {
      MixRows<0>(taps, plan.columns.source, row);
    }
    MixTaps(plan, fits, row, target + y * target_stride);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(Resample);

void DispatchResample(const ResamplePlan &plan, const uint8_t *source, size_t source_stride, uint8_t *target,
                      size_t target_stride) {
  HWY_DYNAMIC_DISPATCH(Resample)(plan, source, source_stride, target, target_stride);
}

}  // namespace
}  // namespace fk

void fk_resample(void *resampler, const uint8_t *source, size_t source_stride, uint8_t *target, size_t target_stride) {
  const auto &plan = *static_cast<const fk::ResamplePlan *>(resampler);
  fk::Require(plan.tag == fk::ResamplePlan::kTag, __func__, "resampler is not from fk_resampler_init");
  fk::Require(source_stride >= plan.columns.source && target_stride >= plan.columns.target, __func__,
              "a stride is below the width");
  fk::DispatchResample(plan, source, source_stride, target, target_stride);
}

#endif  // HWY_ONCE
