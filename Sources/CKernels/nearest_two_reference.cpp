// Scalar references of the nearest-two kernels.

#include <limits>

#include "CKernels.h"
#include "packing.h"

namespace {

uint32_t HammingDistance(const uint8_t *a, const uint8_t *b) {
  uint32_t sum = 0;
  for (size_t i = 0; i < fk::kHammingRowBytes; ++i) sum += __builtin_popcount(a[i] ^ b[i]);
  return sum;
}

uint32_t SquaredL2Distance(const uint8_t *a, const uint8_t *b) {
  uint32_t sum = 0;
  for (size_t i = 0; i < fk::kL2RowBytes; ++i) {
    const int difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

template <size_t kRowBytes, uint32_t (*distance)(const uint8_t *, const uint8_t *)>
void NearestTwo(const uint8_t *queries, size_t query_count, const uint8_t *rows, size_t count, fk_nearest_two *out) {
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  for (size_t q = 0; q < query_count; ++q) {
    fk_nearest_two two = {kNone, kNone, kNone, kNone};
    // Rows come in ascending order, so "less than" alone lets the lower index win.
    for (size_t r = 0; r < count; ++r) {
      const uint32_t d = distance(queries + q * kRowBytes, rows + r * kRowBytes);
      if (d < two.distance) {
        two = {static_cast<uint32_t>(r), d, two.index, two.distance};
      } else if (d < two.second_distance) {
        two.second_index = static_cast<uint32_t>(r);
        two.second_distance = d;
      }
    }
    out[q] = two;
  }
}

}  // namespace

void fk_nearest_two_hamming_reference(const uint8_t *queries, size_t query_count, const uint8_t *rows, size_t count,
                                      fk_nearest_two *out) {
  NearestTwo<fk::kHammingRowBytes, HammingDistance>(queries, query_count, rows, count, out);
}

void fk_nearest_two_l2_reference(const uint8_t *queries, size_t query_count, const uint8_t *rows, size_t count,
                                 fk_nearest_two *out) {
  NearestTwo<fk::kL2RowBytes, SquaredL2Distance>(queries, query_count, rows, count, out);
}
