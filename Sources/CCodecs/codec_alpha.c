#include "codec_alpha.h"

void codec_unpremultiply(uint8_t *pixels, size_t count) {
  for (uint8_t *pixel = pixels; count > 0; count--, pixel += 4) {
    const unsigned alpha = pixel[3];
    if (alpha == 255) continue;
    for (int channel = 0; channel < 3; channel++) {
      const unsigned value = alpha > 0 ? (pixel[channel] * 255u + alpha / 2) / alpha : 0;
      pixel[channel] = value < 255 ? (uint8_t)value : 255;
    }
  }
}
