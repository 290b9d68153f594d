// How libpng's errors become a status. Inside of CCodecs only.

#ifndef CCODECS_PNG_ERRORS_H
#define CCODECS_PNG_ERRORS_H

#include <png.h>

#include "codec_memory.h"

struct png_errors {
  enum codec_status status;
  // Of a block of pixels; the pixels are read all the same.
  bool has_wrong_checksum;
  char *message;
};

// For png_create_read_struct and png_create_write_struct, with a `struct png_errors` as the error pointer.
_Noreturn void codec_png_error(png_structp png, png_const_charp text);
void codec_png_warning(png_structp png, png_const_charp text);

// Ends the call with `status` and the text.
_Noreturn void codec_png_fail(png_structp png, enum codec_status status, const char *text);

#endif
