// Memory that the codecs share. Inside of CCodecs only.

#ifndef CCODECS_CODEC_MEMORY_H
#define CCODECS_CODEC_MEMORY_H

#include "include/CCodecs.h"

// Whether width × height is over the limit; can't overflow.
bool codec_exceeds(uint32_t width, uint32_t height, uint64_t max_pixels);

// Gives `picture` room for its width × height pixels of `channels` bytes.
bool codec_allocate_pixels(codec_picture *picture, size_t channels);

// Keeps a copy of the EXIF block; without memory the picture has none.
void codec_copy_exif(codec_picture *picture, const uint8_t *bytes, size_t size);

// Makes room for `count` more bytes at the end of the file.
bool codec_reserve(codec_file *file, size_t count);

void codec_set_message(char *message, const char *text);

#endif
