// Rearranges rows into blocks of 16, so that a vector holds the same word of neighbouring rows.

#include "packing.h"

#include <cstring>

#include "CKernels.h"
#include "require.h"

namespace {

// The part of |x - q|^2 that depends on x alone, where the kernel adds the products x (127 - q): l2_distance-inl.h.
int32_t RowTerm(const uint8_t *row) {
  int32_t sum = 0;
  for (size_t i = 0; i < fk::kL2RowBytes; ++i) sum += row[i] * (row[i] - 254);
  return sum;
}

void PackBlock(const uint8_t *rows, size_t count, size_t row_bytes, uint8_t *block) {
  if (count < fk::kBlockRows) std::memset(block, 0, fk::BlockBytes(row_bytes));
  for (size_t r = 0; r < count; ++r) {
    const uint8_t *row = rows + r * row_bytes;
    uint8_t *lane = block + r * fk::kWordBytes;
    for (size_t w = 0; w < row_bytes / fk::kWordBytes; ++w) {
      std::memcpy(lane + w * fk::kBlockRows * fk::kWordBytes, row + w * fk::kWordBytes, fk::kWordBytes);
    }
    if (row_bytes == fk::kL2RowBytes) {
      const int32_t term = RowTerm(row);
      std::memcpy(lane + fk::kBlockRows * row_bytes, &term, sizeof(term));
    }
  }
}

}  // namespace

size_t fk_packed_size(size_t count, size_t row_bytes) {
  fk::Require(row_bytes == fk::kHammingRowBytes || row_bytes == fk::kL2RowBytes, __func__,
              "row_bytes must be 32 or 128");
  fk::Require(count <= FK_MAX_ROWS, __func__, "count must be at most 2^32 - 2");
  return (count + fk::kBlockRows - 1) / fk::kBlockRows * fk::BlockBytes(row_bytes);
}

void fk_pack(const uint8_t *rows, size_t count, size_t row_bytes, uint8_t *packed, size_t packed_size) {
  fk::RequirePacked(packed_size, count, row_bytes, __func__);
  for (size_t first = 0; first < count; first += fk::kBlockRows) {
    const size_t left = count - first;
    PackBlock(rows + first * row_bytes, left < fk::kBlockRows ? left : fk::kBlockRows, row_bytes,
              packed + first / fk::kBlockRows * fk::BlockBytes(row_bytes));
  }
}
