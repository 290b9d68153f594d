// OpenCV's image decoders: the oracle of tests and the peer of benchmarks. No part of `facsimile`.

#ifndef COPENCVCODECS_H
#define COPENCVCODECS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Decode with cv::imdecode and IMREAD_GRAYSCALE, or IMREAD_COLOR in the order RGB: rows without padding in `pixels`,
// which opencv_pixels_free frees. Give 0, or 1 when OpenCV can't decode the bytes; nothing is allocated then.
int opencv_decode_gray(const unsigned char *data, size_t size, int *width, int *height, unsigned char **pixels);
int opencv_decode_color(const unsigned char *data, size_t size, int *width, int *height, unsigned char **pixels);

void opencv_pixels_free(unsigned char *pixels);

#ifdef __cplusplus
}
#endif
#endif
