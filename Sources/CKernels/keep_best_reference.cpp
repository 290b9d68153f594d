// Scalar reference of the search by products of int8.

#include <algorithm>
#include <limits>
#include <vector>

#include "byte_rows.h"

// Every operation is rounded, as in the kernels.
#pragma STDC FP_CONTRACT OFF

namespace {

float Key(const int8_t *query, const fk_byte_query &terms, const int8_t *row, float scale, int squares, size_t stride) {
  int32_t sum = 0, square_sum = 0;
  for (size_t i = 0; i < stride; ++i) {
    sum += query[i] * row[i];
    square_sum += row[i] * row[i];
  }
  const float scaled = scale * static_cast<float>(sum);
  const float product = terms.factor * scaled;
  const float square = squares ? scale * scale * static_cast<float>(square_sum) : 0;
  const float difference = product - square;
  return difference - terms.offset;
}

}  // namespace

void fk_keep_best_reference(const int8_t *queries, const fk_byte_query *terms, size_t query_count, size_t query_views,
                            const int8_t *bytes, const float *scales, int squares, size_t count, size_t views,
                            size_t dimension, size_t kept, fk_ranked *ranked, size_t *counts) {
  const size_t stride = fk_byte_row_stride(dimension);
  for (size_t q = 0; q < query_count; ++q) {
    std::vector<fk_ranked> all(count);
    for (size_t r = 0; r < count; ++r) {
      float greatest = -std::numeric_limits<float>::infinity();
      for (size_t i = q * query_views; i < (q + 1) * query_views; ++i) {
        for (size_t j = r * views; j < (r + 1) * views; ++j) {
          greatest = std::max(
              greatest, Key(queries + i * stride, terms[i], bytes + j * stride, scales[j], squares, stride));
        }
      }
      all[r] = {greatest, static_cast<uint32_t>(r)};
    }
    std::sort(all.begin(), all.end(), fk::IsBetter);
    counts[q] = std::min(kept, count);
    std::copy_n(all.begin(), counts[q], ranked + q * kept);
  }
}
