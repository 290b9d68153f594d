// How libjpeg's errors become a status. Inside of CCodecs only.

#ifndef CCODECS_JPEG_ERRORS_H
#define CCODECS_JPEG_ERRORS_H

#include <setjmp.h>
#include <stdio.h>  // before jpeglib.h, which needs it

#include <jpeglib.h>

#include "codec_memory.h"

// `base` is first, so that a pointer to it is a pointer to the whole.
struct jpeg_errors {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  enum codec_status status;
  // Whether the file ended before its end mark.
  bool has_ended_early;
  // The last scan that ran out of data, which libjpeg goes on with what it makes up for, from 1; 0 for none. And the row
  // of its blocks (of the largest sampling) in which it did.
  int run_out_scan;
  unsigned run_out_row;
  // Whether there were data that can't be what was written.
  bool has_bad_codes;
  char *message;
};

// Sets `errors` up; fatal errors then jump to `escape`. `message` has codec_message_size bytes.
struct jpeg_error_mgr *codec_jpeg_errors(struct jpeg_errors *errors, char *message);

// Ends the call with `status` and the text.
_Noreturn void codec_jpeg_fail(j_common_ptr jpeg, enum codec_status status, const char *text);

#endif
