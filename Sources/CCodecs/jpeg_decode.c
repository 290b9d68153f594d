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
  // One bit for each component that a scan was there for.
  unsigned scanned_components;
};

// libjpeg calls this in every scan of a file of several.
static void note_scan(j_common_ptr common) {
  j_decompress_ptr jpeg = (j_decompress_ptr)common;
  if (jpeg->input_scan_number > max_scans) {
    codec_jpeg_fail(common, codec_status_unsupported, "it has more than 500 scans");
  }
  struct jpeg_reader *reader = jpeg->client_data;
  for (int i = 0; i < jpeg->comps_in_scan; i++) {
    reader->scanned_components |= 1u << jpeg->cur_comp_info[i]->component_index;
  }
}

// Whether the scans that were there leave nothing open. A cut within a scan is told by a warning, one between two scans
// by nothing else.
static bool has_all_scans(const struct jpeg_reader *reader) {
  const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  if (jpeg->progressive_mode) {
    for (int component = 0; component < jpeg->num_components; component++) {
      for (int i = 0; i < DCTSIZE2; i++) {
        if (jpeg->coef_bits[component][i] != 0) return false;
      }
    }
    return true;
  }
  return reader->scanned_components == (1u << jpeg->num_components) - 1;
}

// Whether a part of the pixels may be missing from a file without an end mark.
static bool is_cut(struct jpeg_reader *reader) {
  if (!reader->errors.has_ended_early) return false;
  // The arithmetic decoder goes on with zeros and doesn't say where.
  if (reader->jpeg.arith_code) return true;
  return jpeg_has_multiple_scans(&reader->jpeg) && !has_all_scans(reader);
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
  reader->progress.progress_monitor = note_scan;
  jpeg->progress = &reader->progress;
  jpeg->client_data = reader;
  jpeg_mem_src(jpeg, bytes, size);
  jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(jpeg, TRUE);

  picture->width = jpeg->image_width;
  picture->height = jpeg->image_height;
  if (codec_exceeds(picture->width, picture->height, max_pixels)) return codec_status_too_large;
  copy_exif(jpeg, picture);

  if (jpeg->num_components == 4) {
    picture->kind = codec_kind_cmyk8;
    picture->is_inverted = true;  // with and without Adobe's marker, as other readers have it
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
  // Not jpeg_finish_decompress, which looks for the end mark: some cameras put a trailer in its place.
  if (is_cut(reader)) return codec_status_truncated;
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
