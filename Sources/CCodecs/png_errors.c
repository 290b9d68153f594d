#include "png_errors.h"

#include <string.h>
#include <strings.h>

_Noreturn void codec_png_fail(png_structp png, enum codec_status status, const char *text) {
  struct png_errors *errors = png_get_error_ptr(png);
  errors->status = status;
  codec_set_message(errors->message, text);
  png_longjmp(png, 1);
}

_Noreturn void codec_png_error(png_structp png, png_const_charp text) {
  // libpng has no codes.
  bool is_memory = strcasecmp(text, "out of memory") == 0 || strcasecmp(text, "insufficient memory") == 0;
  codec_png_fail(png, is_memory ? codec_status_out_of_memory : codec_status_corrupt, text);
}

void codec_png_warning(png_structp png, png_const_charp text) {
  if (strstr(text, "CRC error") == NULL && strstr(text, "incorrect data check") == NULL) return;
  // Of the size or the palette: whatever follows would be unpacked by it.
  if (strncmp(text, "IDAT", 4) != 0) codec_png_fail(png, codec_status_corrupt, text);
  ((struct png_errors *)png_get_error_ptr(png))->has_wrong_checksum = true;
}
