// Memory that the codecs share. Inside of CCodecs only.

#ifndef CCODECS_CODEC_MEMORY_H
#define CCODECS_CODEC_MEMORY_H

#include "include/CCodecs.h"

// Whether the caller no longer wants the picture.
bool codec_is_stopped(const codec_options *options);

// What a decoder does last: notes that all rows are there where `status` is ok, and frees a picture that is of no use.
// Returns `status`.
enum codec_status codec_finish(codec_picture *picture, enum codec_status status);

// The size of a file without the zeros at its end: what was copied in part often ends with many, which would be taken for
// pixels. For formats of which no file ends with a zero.
size_t codec_size_without_zeros(const uint8_t *bytes, size_t size);

// Gives `picture` room for its width × height pixels of `channels` bytes.
bool codec_allocate_pixels(codec_picture *picture, size_t channels);

// Keeps a copy of the EXIF block; without memory the picture has none.
void codec_copy_exif(codec_picture *picture, const uint8_t *bytes, size_t size);

// Makes room for `count` more bytes at the end of the file.
bool codec_reserve(codec_file *file, size_t count);

void codec_set_message(char *message, const char *text);

#endif
