// Reduction of grey images by area: for two target rows at a time, the columns of their source rows, then the taps along
// both.

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
  size_t first;
  V32 indices;  // of both taps of the first pair

  HWY_INLINE explicit TablePairs(const uint32_t *firsts) : first(firsts[0]) {
    const D32 d;
    const V32 distances = hn::Sub(hn::LoadU(d, firsts), hn::Set(d, firsts[0]));
    indices = hn::Add(hn::Or(distances, hn::ShiftLeft<16>(distances)), hn::Set(d, 0x10000));
  }

  HWY_INLINE V32 Pair(const int16_t *row, size_t p) const {
    const V32 here = hn::Add(indices, hn::Set(D32(), static_cast<uint32_t>(p) * 0x20002));
    return V32{_mm512_permutexvar_epi16(here.raw, hn::LoadU(D16(), row + first).raw)};
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
  size_t first;
  V32 halves;
  hn::Mask<D32> is_odd;

  HWY_INLINE explicit TablePairs(const uint32_t *firsts) : first(firsts[0]) {
    const D32 d;
    const V32 distances = hn::Sub(hn::LoadU(d, firsts), hn::Set(d, firsts[0]));
    halves = hn::ShiftRight<1>(distances);
    is_odd = hn::TestBit(distances, hn::Set(d, 1));
  }

  HWY_INLINE V32 Pair(const int16_t *row, size_t p) const {
    const D32 d;
    const auto indices = hn::IndicesFromVec(d, hn::Add(halves, hn::Set(d, static_cast<uint32_t>(p))));
    const V32 even = Load32(row + first), odd = Load32(row + first + 1);
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
  hn::Vec<DS32> offsets;

  HWY_INLINE explicit GatheredPairs(const uint32_t *firsts)
      : offsets(hn::BitCast(DS32(), hn::ShiftLeft<1>(hn::LoadU(D32(), firsts)))) {}

  HWY_INLINE V32 Pair(const int16_t *row, size_t p) const {
    return hn::GatherOffset(D32(), reinterpret_cast<const uint32_t *>(row + 2 * p), offsets);
  }
};

/// Two target rows, which may be the same one, and what MixRows has made of their source rows.
struct RowPair {
  int16_t *sums[2];
  uint8_t *targets[2];
};

/// Writes kLanes32 pixels, or those that the row has left.
HWY_INLINE void StorePixels(V32 sum, uint8_t *target, size_t left) {
  const hn::Rebind<uint8_t, D32> d8;
  const auto pixels = hn::DemoteTo(d8, hn::BitCast(DS32(), hn::ShiftRight<kAreaWeightBits + kAreaRowBits>(sum)));
  if (left >= kLanes32) {
    hn::StoreU(pixels, d8, target);
  } else {
    uint8_t last[kLanes32];
    hn::StoreU(pixels, d8, last);
    std::memcpy(target, last, left);
  }
}

/// Target pixels of two rows, whose weights and places along the row are the same. kPairs: columns.pairs, or 0 for any.
template <class Pairs, size_t kPairs>
HWY_INLINE void MixTaps(const ResamplePlan &plan, const RowPair &rows) {
  const D32 d;
  const uint32_t *firsts = plan.Firsts(plan.columns), *weights = plan.Weights(plan.columns);
  const size_t width = plan.columns.target, padded = plan.columns.padded;
  const size_t count = kPairs != 0 ? kPairs : plan.columns.pairs;
  const int16_t *const upper = rows.sums[0], *const lower = rows.sums[1];
  uint8_t *const upper_target = rows.targets[0], *const lower_target = rows.targets[1];
  for (size_t x = 0; x < width; x += kLanes32) {
    const Pairs pairs(firsts + x);
    V32 upper_sum = hn::Set(d, kPixelRound), lower_sum = upper_sum;
    for (size_t p = 0; p < count; ++p) {
      const V32 pair_weights = hn::LoadU(d, weights + p * padded + x);
      upper_sum = hn::Add(upper_sum, PairProducts(d, pairs.Pair(upper, p), pair_weights));
      lower_sum = hn::Add(lower_sum, PairProducts(d, pairs.Pair(lower, p), pair_weights));
    }
    StorePixels(upper_sum, upper_target + x, width - x);
    StorePixels(lower_sum, lower_target + x, width - x);
  }
}

HWY_INLINE void MixTaps(const ResamplePlan &plan, bool fits, const RowPair &rows) {
  if (!fits) {
    MixTaps<GatheredPairs, 0>(plan, rows);
  } else if (plan.columns.pairs == 1) {
    MixTaps<TablePairs, 1>(plan, rows);
  } else {
    MixTaps<TablePairs, 2>(plan, rows);
  }
}

/// The weighted sums of the source rows of target row `y`, for all columns.
HWY_INLINE void MixSourceRows(const ResamplePlan &plan, const uint8_t *source, size_t source_stride, size_t y,
                              int16_t *sums) {
  const size_t first = plan.Firsts(plan.rows)[y];
  Taps taps;
  taps.first = source + first * source_stride;
  taps.stride = source_stride;
  taps.last = plan.rows.source - 1 - first;
  taps.pairs = plan.rows.pairs;
  taps.weights = plan.Weights(plan.rows) + y;
  taps.weights_stride = plan.rows.padded;
  while (taps.pairs > 1 && taps.weights[(taps.pairs - 1) * taps.weights_stride] == 0) --taps.pairs;
  if (taps.pairs == 1) {
    MixRows<1>(taps, plan.columns.source, sums);
  } else if (taps.pairs == 2) {
    MixRows<2>(taps, plan.columns.source, sums);
  } else {
    MixRows<0>(taps, plan.columns.source, sums);
  }
}

}  // namespace

void Resample(const ResamplePlan &plan, const uint8_t *source, size_t source_stride, uint8_t *target,
              size_t target_stride) {
  const bool fits = TablePairs::Fits(plan.columns);
  for (size_t y = 0; y < plan.rows.target; y += 2) {
    RowPair rows;
    for (size_t i = 0; i < 2; ++i) {
      const size_t row = HWY_MIN(y + i, plan.rows.target - 1);  // repeats the last row of an odd number
      rows.sums[i] = plan.Row(i);
      rows.targets[i] = target + row * target_stride;
      MixSourceRows(plan, source, source_stride, row, rows.sums[i]);
    }
    MixTaps(plan, fits, rows);
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
