// Sums of floats in a fixed order: eight running sums a row, and several rows at a time, as each addition waits for the
// one before it.

#include <cstring>

#include "CKernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "float_sums.cpp"
#include "hwy/foreach_target.h"  // must come before highway.h

#include "simd.h"

HWY_BEFORE_NAMESPACE();
namespace fk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr size_t kSums = 8;
/// Rows at a time.
constexpr size_t kRows = 8;

using D = hn::CappedTag<float, kSums>;
using V = hn::Vec<D>;
constexpr size_t kLanes = hn::MaxLanes(D());
constexpr size_t kParts = kSums / kLanes;

struct Product {
  static HWY_INLINE V Term(V a, V b) { return hn::Mul(a, b); }
};

struct Square {
  static HWY_INLINE V Term(V a, V b) {
    const V difference = hn::Sub(a, b);
    return hn::Mul(difference, difference);
  }
};

template <class Op, size_t kCount>
HWY_INLINE void SumRows(const float *query, const float *rows, size_t dimension, float *sums) {
  const D d;
  V running[kCount][kParts];
  HWY_UNROLL()
  for (size_t r = 0; r < kCount; ++r) {
    HWY_UNROLL()
    for (size_t p = 0; p < kParts; ++p) running[r][p] = hn::Zero(d);
  }
  const size_t whole = dimension / kSums * kSums;
  for (size_t i = 0; i < whole; i += kSums) {
    HWY_UNROLL()
    for (size_t p = 0; p < kParts; ++p) {
      const V q = hn::LoadU(d, query + i + p * kLanes);
      HWY_UNROLL()
      for (size_t r = 0; r < kCount; ++r) {
        const V term = Op::Term(q, hn::LoadU(d, rows + r * dimension + i + p * kLanes));
        running[r][p] = hn::Add(running[r][p], term);
      }
    }
  }
  float last_query[kSums] = {};
  std::memcpy(last_query, query + whole, (dimension - whole) * sizeof(float));
  for (size_t r = 0; r < kCount; ++r) {
    float eight[kSums];
    float last[kSums] = {};
    std::memcpy(last, rows + r * dimension + whole, (dimension - whole) * sizeof(float));
    for (size_t p = 0; p < kParts; ++p) {
      const size_t at = p * kLanes;
      const V term = Op::Term(hn::LoadU(d, last_query + at), hn::LoadU(d, last + at));
      hn::StoreU(whole < dimension ? hn::Add(running[r][p], term) : running[r][p], d, eight + at);
    }
    float sum = eight[0];
    for (size_t i = 1; i < kSums; ++i) sum += eight[i];
    sums[r] = sum;
  }
}

template <class Op, size_t kCount>
HWY_INLINE void Sum(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  size_t r = 0;
  for (; r + kCount <= count; r += kCount) SumRows<Op, kCount>(query, rows + r * dimension, dimension, sums + r);
  if constexpr (kCount > 1) Sum<Op, kCount / 2>(query, rows + r * dimension, count - r, dimension, sums + r);
}

void ProductSums(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  Sum<Product, kRows>(query, rows, count, dimension, sums);
}

void SquareSums(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  Sum<Square, kRows>(query, rows, count, dimension, sums);
}

}  // namespace HWY_NAMESPACE
}  // namespace fk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace fk {
namespace {

HWY_EXPORT(ProductSums);
HWY_EXPORT(SquareSums);

void DispatchProducts(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  HWY_DYNAMIC_DISPATCH(ProductSums)(query, rows, count, dimension, sums);
}

void DispatchSquares(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  HWY_DYNAMIC_DISPATCH(SquareSums)(query, rows, count, dimension, sums);
}

}  // namespace
}  // namespace fk

void fk_product_sums(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  fk::DispatchProducts(query, rows, count, dimension, sums);
}

void fk_square_sums(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  fk::DispatchSquares(query, rows, count, dimension, sums);
}

#endif  // HWY_ONCE
