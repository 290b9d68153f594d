#include <string.h>

#include "jpeg_errors.h"

// A progressive file can make the decoder go over the picture once a scan, which takes the file a few bytes: the limit
// that libjpeg-turbo's own fuzzers use. Encoders write about ten scans.
enum { max_scans = 500 };

static const uint8_t exif_signature[6] = "Exif\0";

struct jpeg_reader {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_errors errors;
  struct jpeg_progress_mgr progress;
};

static void count_scans(j_common_ptr jpeg) {
  if (((j_decompress_ptr)jpeg)->input_scan_number > max_scans) {
    codec_jpeg_fail(jpeg, codec_status_unsupported, "it has more than 500 scans");
  }
}

static void copy_exif(const struct jpeg_decompress_struct *jpeg, codec_picture *picture) {
  const size_t skipped = sizeof exif_signature;
  for (jpeg_saved_marker_ptr marker = jpeg->marker_list; marker != NULL; marker = marker->next) {
    if (marker->marker != JPEG_APP0 + 1 || marker->data_length <= skipped) continue;
    if (memcmp(marker->data, exif_signature, skipped) != 0) continue;
    codec_copy_exif(picture, marker->data + skipped, marker->data_length - skipped);
    return;
  }
}

// The caller owns the reader and the picture, so that no local variable has to survive the jump.
static enum codec_status decode(
    struct jpeg_reader *reader, const uint8_t *bytes, size_t size, uint64_t max_pixels, bool wants_gray,
    codec_picture *picture) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg->err = codec_jpeg_errors(&reader->errors, picture->message);
  if (setjmp(reader->errors.escape)) return reader->errors.status;

  jpeg_create_decompress(jpeg);
  reader->progress.progress_monitor = count_scans;
  jpeg->progress = &reader->progress;
  jpeg_mem_src(jpeg, bytes, size);
  jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(jpeg, TRUE);

  picture->width = jpeg->image_width;
  picture->height = jpeg->image_height;
  if (codec_exceeds(picture->width, picture->height, max_pixels)) return codec_status_too_large;
  copy_exif(jpeg, picture);

  if (jpeg->num_components == 4) {
    picture->kind = codec_kind_cmyk8;
    picture->is_inverted = jpeg->saw_Adobe_marker;
    jpeg->out_color_space = JCS_CMYK;
  } else if (wants_gray || jpeg->num_components == 1) {
    picture->kind = codec_kind_gray8;
    jpeg->out_color_space = JCS_GRAYSCALE;
  } else {
    picture->kind = codec_kind_rgb8;
    jpeg->out_color_space = JCS_RGB;
  }
  jpeg_start_decompress(jpeg);
  const size_t channels = (size_t)jpeg->output_components;
  if (!codec_allocate_pixels(picture, channels)) return codec_status_out_of_memory;
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = picture->pixels + (size_t)jpeg->output_scanline * picture->width * channels;
    jpeg_read_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_decompress(jpeg);
  picture->warning_count = jpeg->err->num_warnings;
  return codec_status_ok;
}

enum codec_status codec_decode_jpeg(
    const uint8_t *bytes, size_t size, uint64_t max_pixels, bool wants_gray, codec_picture *picture) {
  struct jpeg_reader reader;
  memset(&reader, 0, sizeof reader);
  memset(picture, 0, sizeof *picture);
  enum codec_status status = decode(&reader, bytes, size, max_pixels, wants_gray, picture);
  jpeg_destroy_decompress(&reader.jpeg);
  if (status != codec_status_ok) codec_picture_free(picture);
  return status;
}
