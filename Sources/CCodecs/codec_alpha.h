// Transparency as libraries give it, turned into ours. Inside of CCodecs only.

#ifndef CCODECS_CODEC_ALPHA_H
#define CCODECS_CODEC_ALPHA_H

#include <stddef.h>
#include <stdint.h>

// Divides the colours of `count` pixels of RGBA by their alpha, rounded; what is transparent becomes black.
void codec_unpremultiply(uint8_t *pixels, size_t count);

#endif
