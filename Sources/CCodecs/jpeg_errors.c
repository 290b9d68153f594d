#include "jpeg_errors.h"

#include <jerror.h>

_Static_assert(codec_message_size >= JMSG_LENGTH_MAX, "a message of libjpeg must fit");

_Noreturn void codec_jpeg_fail(j_common_ptr jpeg, enum codec_status status, const char *text) {
  struct jpeg_errors *errors = (struct jpeg_errors *)jpeg->err;
  errors->status = status;
  codec_set_message(errors->message, text);
  longjmp(errors->escape, 1);
}

static enum codec_status status_of(int code) {
  switch (code) {
    case JERR_OUT_OF_MEMORY:
      return codec_status_out_of_memory;
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF:
      return codec_status_truncated;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
      return codec_status_unsupported;
    default:
      return codec_status_corrupt;
  }
}

static void error_exit(j_common_ptr jpeg) {
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  enum codec_status status = status_of(jpeg->err->msg_code);
  const bool has_ended_early = ((struct jpeg_errors *)jpeg->err)->has_ended_early;
  codec_jpeg_fail(jpeg, status == codec_status_corrupt && has_ended_early ? codec_status_truncated : status, text);
}

// libjpeg fills missing data with grey and only warns. Such a picture would be matched by its grey part, so it is
// refused; other warnings (a stray byte before a marker, an unknown version) leave a whole picture. The end of the file
// is no more than noted: libjpeg reads ahead, so that it may come when every pixel is there.
static void emit_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  jpeg->err->num_warnings++;
  if (jpeg->err->msg_code == JWRN_JPEG_EOF) ((struct jpeg_errors *)jpeg->err)->has_ended_early = true;
  if (jpeg->err->msg_code == JWRN_HIT_MARKER) {
    char text[JMSG_LENGTH_MAX];
    jpeg->err->format_message(jpeg, text);
    codec_jpeg_fail(jpeg, codec_status_truncated, text);
  }
}

static void output_message(j_common_ptr jpeg) { (void)jpeg; }

struct jpeg_error_mgr *codec_jpeg_errors(struct jpeg_errors *errors, char *message) {
  struct jpeg_error_mgr *base = jpeg_std_error(&errors->base);
  base->error_exit = error_exit;
  base->emit_message = emit_message;
  base->output_message = output_message;
  errors->message = message;
  return base;
}
