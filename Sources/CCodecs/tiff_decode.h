// What the parts of the TIFF decoder share. Inside of CCodecs only.

#ifndef CCODECS_TIFF_DECODE_H
#define CCODECS_TIFF_DECODE_H

#include "codec_memory.h"
#include "tiff_library.h"

struct tiff_reader {
  const struct tiff_functions *library;
  TIFF *tiff;
  const uint8_t *bytes;
  uint64_t size;
  uint64_t position;
  // Whether libtiff wanted bytes behind the end of the file.
  bool ran_out;
  // Where libtiff reads a tile to, if not to a buffer of its own; freed after it is closed.
  void *buffer;
  const codec_options *options;
  codec_picture *picture;
};

// The status of a failure, `status` unless the file ran out; `text` where libtiff has said nothing.
enum codec_status codec_tiff_fail(const struct tiff_reader *reader, enum codec_status status, const char *text);

// Reads CMYK of 8 or 16 bits as cmyk8, the inks as they are: 255 is full ink. Other samples are passed over.
enum codec_status codec_tiff_read_inks(struct tiff_reader *reader);

#endif
