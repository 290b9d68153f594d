// Rotation of histograms, and their signatures: additions and comparisons of whole numbers, the same on every target.

#include "CKernels.h"

void fk_rotate(const uint8_t *rows, size_t count, const int8_t *signs, int16_t *out) {
  for (size_t row = 0; row < count; ++row) {
    int16_t *v = out + row * FK_SIGNATURE_BITS;
    for (size_t i = 0; i < FK_SIGNATURE_BITS; ++i) {
      v[i] = static_cast<int16_t>(rows[row * FK_SIGNATURE_BITS + i] * signs[i]);
    }
    for (size_t half = 1; half < FK_SIGNATURE_BITS; half *= 2) {
      for (size_t first = 0; first < FK_SIGNATURE_BITS; first += 2 * half) {
        for (size_t i = first; i < first + half; ++i) {
          const int a = v[i], b = v[i + half];
          v[i] = static_cast<int16_t>(a + b);
          v[i + half] = static_cast<int16_t>(a - b);
        }
      }
    }
  }
}

void fk_signature(const int16_t *row, const int16_t *word, uint64_t *out) {
  for (size_t half = 0; half < 2; ++half) {
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; ++i) {
      bits |= static_cast<uint64_t>(row[64 * half + i] > word[64 * half + i]) << i;
    }
    out[half] = bits;
  }
}

void fk_margins(const int16_t *row, const int16_t *word, uint8_t *out) {
  uint32_t magnitudes[FK_SIGNATURE_BITS];
  uint32_t sum = 0;
  for (size_t i = 0; i < FK_SIGNATURE_BITS; ++i) {
    const int difference = row[i] - word[i];
    magnitudes[i] = static_cast<uint32_t>(difference < 0 ? -difference : difference);
    sum += magnitudes[i];
  }
  // In 2^-16, so that there is one division. No magnitude is greater than their sum: the products fit.
  const uint32_t scale = sum == 0 ? 0 : (uint32_t{FK_MEAN_MARGIN * FK_SIGNATURE_BITS} << 16) / sum;
  for (size_t i = 0; i < FK_SIGNATURE_BITS; ++i) {
    const uint32_t margin = sum == 0 ? FK_MEAN_MARGIN : (magnitudes[i] * scale + 0x8000) >> 16;
    out[i] = static_cast<uint8_t>(margin < 255 ? margin : 255);
  }
}
