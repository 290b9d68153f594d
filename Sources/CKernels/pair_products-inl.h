// Sums of the products of neighbouring int16, per SIMD target.

#if defined(FACSIMILE_PAIR_PRODUCTS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FACSIMILE_PAIR_PRODUCTS_INL_H
#undef FACSIMILE_PAIR_PRODUCTS_INL_H
#else
#define FACSIMILE_PAIR_PRODUCTS_INL_H
#endif

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// With two int16 in each 32-bit lane: a.low * b.low + a.high * b.high, modulo 2^32.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V PairProducts(D d, V a, V b) {
  const hn::RebindToSigned<D> di;
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_SSSE3
  const hn::Repartition<int16_t, D> d16;
  auto unused = hn::Zero(di);
  // pmaddwd. Elsewhere this function need not add neighbours.
  return hn::BitCast(
      d, hn::ReorderWidenMulAccumulate(di, hn::BitCast(d16, a), hn::BitCast(d16, b), hn::Zero(di), unused));
#else
  const auto sa = hn::BitCast(di, a), sb = hn::BitCast(di, b);
  const auto low = hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(sa)), hn::ShiftRight<16>(hn::ShiftLeft<16>(sb)));
  return hn::BitCast(d, hn::Add(low, hn::Mul(hn::ShiftRight<16>(sa), hn::ShiftRight<16>(sb))));
#endif
}

/// sum + PairProducts(a, b), in one instruction where there is one: compilers don't always find it.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V AddPairProducts(D d, V sum, V a, V b) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3_DL
  if constexpr (hn::MaxLanes(D()) == 16) return V{_mm512_dpwssd_epi32(sum.raw, a.raw, b.raw)};
#endif
  return hn::Add(sum, PairProducts(d, a, b));
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#endif  // FACSIMILE_PAIR_PRODUCTS_INL_H
