// Scalar references of the sums of floats.

#include "CKernels.h"

// Every operation is rounded, as in the kernels.
#pragma STDC FP_CONTRACT OFF

namespace {

template <class Term>
void Sum(const float *query, const float *rows, size_t count, size_t dimension, float *sums, Term term) {
  for (size_t r = 0; r < count; ++r) {
    float eight[8] = {};
    for (size_t i = 0; i < dimension; ++i) {
      const float added = term(query[i], rows[r * dimension + i]);
      eight[i % 8] = eight[i % 8] + added;
    }
    // Numbers that are missing in the last eight count as zeros.
    float sum = eight[0];
    for (size_t i = 1; i < 8; ++i) sum = sum + eight[i];
    sums[r] = sum;
  }
}

}  // namespace

void fk_product_sums_reference(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  Sum(query, rows, count, dimension, sums, [](float a, float b) { return a * b; });
}

void fk_square_sums_reference(const float *query, const float *rows, size_t count, size_t dimension, float *sums) {
  Sum(query, rows, count, dimension, sums, [](float a, float b) {
    const float difference = a - b;
    return difference * difference;
  });
}
