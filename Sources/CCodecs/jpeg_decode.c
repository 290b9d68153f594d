#include <string.h>

#include "jpeg_errors.h"

// A progressive file can make the decoder go over the picture once a scan, which takes the file a few bytes. Encoders
// write about ten scans; 500 is the limit of libjpeg-turbo's own fuzzers. Large pictures may have so many that all of
// them together go over so many pixels.
enum { usual_scans = 32, max_scans = 500, max_scanned_pixels = 1000000000 };

static const uint8_t exif_signature[6] = "Exif\0";

struct jpeg_reader {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_errors errors;
  struct jpeg_progress_mgr progress;
  const codec_options *options;
  // Whether the header is read, and what follows are pixels.
  bool has_begun;
  // Of a file of several scans: rows of blocks (of the largest sampling) in which each component has its means, and those
  // in which the first one has its coarse shape, too.
  unsigned mean_rows[MAX_COMPONENTS];
  unsigned shape_rows;
};

// Notes how far the current scan of a file of several has come.
static void note_rows(struct jpeg_reader *reader) {
  const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  if (jpeg->Ah != 0 && jpeg->progressive_mode) return;  // refines what is there
  const bool has_run_out = reader->errors.run_out_scan == jpeg->input_scan_number;
  const unsigned rows = has_run_out ? reader->errors.run_out_row : jpeg->input_iMCU_row;
  const bool has_means = !jpeg->progressive_mode || jpeg->Ss == 0;
  const bool has_shape = !jpeg->progressive_mode || (jpeg->Ss <= 1 && jpeg->Se >= 1);
  for (int i = 0; i < jpeg->comps_in_scan; i++) {
    const int component = jpeg->cur_comp_info[i]->component_index;
    if (has_means && reader->mean_rows[component] < rows) reader->mean_rows[component] = rows;
    if (has_shape && component == 0 && reader->shape_rows < rows) reader->shape_rows = rows;
  }
}

// libjpeg calls this for each row, and of a file of several scans for each row of blocks of each.
static void note_progress(j_common_ptr common) {
  j_decompress_ptr jpeg = (j_decompress_ptr)common;
  struct jpeg_reader *reader = jpeg->client_data;
  if (codec_is_stopped(reader->options)) codec_jpeg_fail(common, codec_status_stopped, "stopped");
  if (!jpeg_has_multiple_scans(jpeg)) return;
  const int scan = jpeg->input_scan_number;
  if (scan > usual_scans) {
    const uint64_t area = (uint64_t)jpeg->image_width * jpeg->image_height;
    if (scan > max_scans || area > max_scanned_pixels / (unsigned)scan) {
      codec_jpeg_fail(common, codec_status_unsupported, "it has too many scans");
    }
  }
  note_rows(reader);
}

static unsigned smaller(unsigned one, unsigned other) { return one < other ? one : other; }

// Whether the scans that were there leave nothing open. A cut within a scan is told by a warning, one between two scans
// by nothing else.
static bool has_all_scans(const struct jpeg_reader *reader) {
  const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  for (int component = 0; component < jpeg->num_components; component++) {
    if (reader->mean_rows[component] < jpeg->total_iMCU_rows) return false;
    for (int i = 0; jpeg->progressive_mode && i < DCTSIZE2; i++) {
      if (jpeg->coef_bits[component][i] != 0) return false;
    }
  }
  return true;
}

// Whether a part of the data is missing.
static bool is_cut(struct jpeg_reader *reader) {
  if (reader->errors.run_out_scan != 0) return true;
  return reader->errors.has_ended_early && jpeg_has_multiple_scans(&reader->jpeg) && !has_all_scans(reader);
}

// Rows of pixels, from the top, that the data at hand tell of. Of a file of several scans that was cut, those that have at
// least what its coarsest scans tell.
static unsigned known_rows(struct jpeg_reader *reader) {
  const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  if (!is_cut(reader)) return jpeg->output_height;
  unsigned rows = reader->errors.run_out_row;
  if (jpeg_has_multiple_scans(&reader->jpeg)) {
    rows = reader->shape_rows;
    for (int component = 0; component < jpeg->num_components; component++) {
      rows = smaller(rows, reader->mean_rows[component]);
    }
  }
  // No overflow: there are no more rows of blocks than of pixels, of which there are at most 65,535.
  return smaller(rows * (unsigned)jpeg->max_v_samp_factor * DCTSIZE, jpeg->output_height);
}

// Whether the end mark comes long after the last pixel, as where the data in between were exchanged: what was read of them
// are pixels of another place. A few bytes are padding; where something else than the end mark follows, nothing is known.
static bool has_data_left(const struct jpeg_reader *reader) {
  enum { most_padding = 16 };
  const struct jpeg_source_mgr *source = reader->jpeg.src;
  const uint8_t *bytes = source->next_input_byte;
  for (size_t i = 0; i + 1 < source->bytes_in_buffer; i++) {
    if (bytes[i] != 0xFF || bytes[i + 1] == 0 || bytes[i + 1] == 0xFF) continue;
    return bytes[i + 1] == JPEG_EOI && i > most_padding;
  }
  return false;
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
    struct jpeg_reader *reader, const uint8_t *bytes, size_t size, const codec_options *options,
    codec_picture *picture) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  jpeg->err = codec_jpeg_errors(&reader->errors, picture->message);
  reader->options = options;
  if (setjmp(reader->errors.escape)) return reader->errors.status;

  jpeg_create_decompress(jpeg);
  reader->progress.progress_monitor = note_progress;
  jpeg->progress = &reader->progress;
  jpeg->client_data = reader;
  jpeg_mem_src(jpeg, bytes, size);
  jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(jpeg, TRUE);

  const enum codec_status status = codec_set_size(picture, jpeg->image_width, jpeg->image_height, options);
  if (status != codec_status_ok) return status;
  copy_exif(jpeg, picture);

  if (jpeg->num_components == 4) {
    picture->kind = codec_kind_cmyk8;
    picture->is_inverted = true;  // with and without Adobe's marker, as other readers have it
    jpeg->out_color_space = JCS_CMYK;
  } else if (options->wants_gray || jpeg->num_components == 1) {
    picture->kind = codec_kind_gray8;
    jpeg->out_color_space = JCS_GRAYSCALE;
  } else {
    picture->kind = codec_kind_rgb8;
    jpeg->out_color_space = JCS_RGB;
  }
  reader->has_begun = true;
  jpeg_start_decompress(jpeg);
  const size_t channels = (size_t)jpeg->output_components;
  if (!codec_allocate_pixels(picture, channels)) return codec_status_out_of_memory;
  while (jpeg->output_scanline < known_rows(reader)) {
    JSAMPROW row = picture->pixels + (size_t)jpeg->output_scanline * picture->width * channels;
    jpeg_read_scanlines(jpeg, &row, 1);
  }
  // Not jpeg_finish_decompress, which looks for the end mark: some cameras put a trailer in its place.
  picture->row_count = known_rows(reader);
  if (is_cut(reader)) return codec_status_truncated;
  const bool is_damaged =
      reader->errors.has_bad_codes || (!jpeg_has_multiple_scans(jpeg) && jpeg->unread_marker == 0 && has_data_left(reader));
  if (!is_damaged) return codec_status_ok;
  codec_set_message(picture->message, "there are data that can't be what was written");
  return codec_status_corrupt;
}

enum codec_status codec_decode_jpeg(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  size = codec_size_without_zeros(bytes, size);
  for (bool is_second = false;; is_second = true) {
    struct jpeg_reader reader;
    memset(&reader, 0, sizeof reader);
    memset(picture, 0, sizeof *picture);
    enum codec_status status = decode(&reader, bytes, size, options, picture);
    // From where it lies: libjpeg has read its two bytes.
    const size_t left = reader.jpeg.src != NULL ? reader.jpeg.src->bytes_in_buffer + 2 : 0;
    jpeg_destroy_decompress(&reader.jpeg);
    // Where something impossible lies between two scans, those before it are worth as much as if the file ended there.
    const bool is_rescued = !is_second && reader.has_begun && status == codec_status_corrupt &&
                            picture->row_count == 0 && left < size;
    if (!is_rescued) return codec_finish(picture, status);
    codec_picture_free(picture);
    size -= left;
  }
}
