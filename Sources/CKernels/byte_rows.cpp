// Rows of int8 as blocks of 16 photos, and lists of the best of them.

#include "byte_rows.h"

#include <algorithm>
#include <cstring>

namespace {

void PackRow(const int8_t *bytes, float scale, size_t dimension, int squares, uint8_t *lane) {
  constexpr size_t kStep = fk::kBlockRows * fk::kWordBytes;
  const size_t words = fk::Words(dimension);
  uint32_t sum = 0;
  for (size_t w = 0; w < words; ++w) {
    uint32_t word;
    std::memcpy(&word, bytes + w * fk::kWordBytes, sizeof(word));
    // +128 turns over the highest bit of each byte.
    word ^= 0x80808080u;
    std::memcpy(lane + w * kStep, &word, sizeof(word));
  }
  for (size_t i = 0; squares && i < words * fk::kWordBytes; ++i) {
    sum += static_cast<uint32_t>(bytes[i] * bytes[i]);
  }
  const float square = scale * scale * static_cast<float>(sum);
  std::memcpy(lane + words * kStep, &scale, sizeof(scale));
  std::memcpy(lane + (words + 1) * kStep, &square, sizeof(square));
}

}  // namespace

size_t fk_byte_row_stride(size_t dimension) {
  fk::Require(dimension <= FK_MAX_BYTE_DIMENSION, __func__, "dimension must be at most FK_MAX_BYTE_DIMENSION");
  return fk::Words(dimension) * fk::kWordBytes;
}

size_t fk_packed_bytes_size(size_t count, size_t views, size_t dimension) {
  fk::Require(dimension <= FK_MAX_BYTE_DIMENSION, __func__, "dimension must be at most FK_MAX_BYTE_DIMENSION");
  fk::Require(count <= FK_MAX_ROWS, __func__, "count must be at most 2^32 - 2");
  return (count + fk::kBlockRows - 1) / fk::kBlockRows * views * fk::ViewBytes(dimension);
}

void fk_pack_bytes(const int8_t *bytes, const float *scales, size_t count, size_t views, size_t dimension, int squares,
                   uint8_t *packed, size_t packed_size) {
  const size_t size = fk_packed_bytes_size(count, views, dimension);
  fk::Require(packed_size >= size, __func__, "packed_size is less than fk_packed_bytes_size");
  const size_t view_bytes = fk::ViewBytes(dimension), stride = fk_byte_row_stride(dimension);
  if (count % fk::kBlockRows != 0) std::memset(packed + size - views * view_bytes, 0, views * view_bytes);
  for (size_t i = 0; i < count; ++i) {
    for (size_t v = 0; v < views; ++v) {
      uint8_t *const view = packed + (i / fk::kBlockRows * views + v) * view_bytes;
      PackRow(bytes + (i * views + v) * stride, scales[i * views + v], dimension, squares,
              view + i % fk::kBlockRows * fk::kWordBytes);
    }
  }
}

void fk::PruneBest(fk_best *best, size_t kept) {
  if (best->count < kept || kept == 0) return;
  fk_ranked *const last = best->ranked + kept - 1;
  std::nth_element(best->ranked, last, best->ranked + best->count, IsBetter);
  best->count = kept;
  best->bound = last->key;
}

void fk_rank_best(fk_best *best, size_t kept) {
  fk::PruneBest(best, kept);
  std::sort(best->ranked, best->ranked + best->count, fk::IsBetter);
}
