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

static void note_end(struct jpeg_errors *errors, j_decompress_ptr jpeg) {
  if (errors->run_out_scan == jpeg->input_scan_number) return;
  errors->run_out_scan = jpeg->input_scan_number;
  errors->run_out_row = jpeg->input_iMCU_row;
}

// libjpeg fills missing data with grey and guesses at damaged ones, and only warns. Other warnings (a stray byte before a
// marker, an unknown version) leave a whole picture. The end of the file is no more than noted: libjpeg reads ahead, so
// that it may come when every pixel is there.
static void emit_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  jpeg->err->num_warnings++;
  struct jpeg_errors *errors = (struct jpeg_errors *)jpeg->err;
  j_decompress_ptr decompressor = (j_decompress_ptr)jpeg;  // compressing gives none of these warnings
  switch (jpeg->err->msg_code) {
    case JWRN_JPEG_EOF:
      errors->has_ended_early = true;
      // The arithmetic decoder goes on with zeros and doesn't say where.
      if (decompressor->arith_code) note_end(errors, decompressor);
      break;
    case JWRN_HIT_MARKER:
      note_end(errors, decompressor);
      break;
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      errors->has_bad_codes = true;
      break;
    default:
      break;
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
