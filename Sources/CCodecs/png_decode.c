#include <string.h>

#include "png_errors.h"

struct png_reader {
  struct png_errors errors;
  png_structp png;
  png_infop info;
  const uint8_t *next;
  size_t remaining;
};

static void read_bytes(png_structp png, png_bytep bytes, size_t count) {
  struct png_reader *reader = png_get_io_ptr(png);
  if (count > reader->remaining) codec_png_fail(png, codec_status_truncated, "the file ends early");
  memcpy(bytes, reader->next, count);
  reader->next += count;
  reader->remaining -= count;
}

// Asks libpng for 8 bits a channel: grey, RGB or RGBA.
static enum codec_kind choose_layout(png_structp png, png_infop info) {
  const int color = png_get_color_type(png, info);
  const bool is_transparent = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  const bool has_alpha = (color & PNG_COLOR_MASK_ALPHA) != 0 || is_transparent;
  png_set_scale_16(png);
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (color == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (is_transparent) png_set_tRNS_to_alpha(png);
  if (!(color & PNG_COLOR_MASK_COLOR)) {
    if (!has_alpha) return codec_kind_gray8;
    png_set_gray_to_rgb(png);
  }
  return has_alpha ? codec_kind_rgba8 : codec_kind_rgb8;
}

// The size lies at a fixed place, so that a picture too large is named so even where the rest of the file is missing.
static enum codec_status read_size(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  if (size < 24 || memcmp(bytes + 12, "IHDR", 4) != 0) return codec_status_ok;
  return codec_set_size(picture, png_get_uint_32(bytes + 16), png_get_uint_32(bytes + 20), options);
}

// Of all that may lie around the pixels, only what tells the orientation is unpacked and kept: profiles and texts of some
// kilobytes unpack to megabytes. What is passed over needs no checksum either.
static void pass_over_chunks(png_structp png) {
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep) "eXIf", 1);
  png_set_crc_action(png, PNG_CRC_WARN_USE, PNG_CRC_QUIET_USE);
}

// Interlaced rows come in seven passes, of which the last one fills every second row. A row counts as there with its last
// pass.
static enum codec_status read_rows(
    struct png_reader *reader, size_t row_size, int pass_count, const codec_options *options, codec_picture *picture) {
  for (int pass = 1; pass <= pass_count; pass++) {
    for (uint32_t y = 0; y < picture->height; y++) {
      if (y % 256 == 0 && codec_is_stopped(options)) return codec_status_stopped;
      png_read_row(reader->png, picture->pixels + y * row_size, NULL);
      if (pass == pass_count) picture->row_count = y + 1;
    }
  }
  return codec_status_ok;
}

// The status of a picture of which each row is there.
static enum codec_status status_of_pixels(const struct png_reader *reader, codec_picture *picture) {
  if (!reader->errors.has_wrong_checksum) return codec_status_ok;
  codec_set_message(picture->message, "a checksum of its pixels is wrong");
  return codec_status_corrupt;
}

static void copy_exif(const struct png_reader *reader, codec_picture *picture) {
  png_bytep exif = NULL;
  png_uint_32 size = 0;
  if (png_get_eXIf_1(reader->png, reader->info, &size, &exif) != 0) codec_copy_exif(picture, exif, size);
}

// The caller owns the reader and the picture, so that no local variable has to survive the jump.
static enum codec_status decode(struct png_reader *reader, const codec_options *options, codec_picture *picture) {
  reader->png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader->errors, codec_png_error, codec_png_warning);
  if (reader->png == NULL) return codec_status_out_of_memory;
  png_structp png = reader->png;
  if (setjmp(png_jmpbuf(png))) {
    // What is wrong behind the last row is no matter.
    return picture->row_count > 0 && picture->row_count == picture->height ? status_of_pixels(reader, picture)
                                                                           : reader->errors.status;
  }

  reader->info = png_create_info_struct(png);
  if (reader->info == NULL) return codec_status_out_of_memory;
  png_infop info = reader->info;
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // ours answers
  png_set_read_fn(png, reader, read_bytes);
  pass_over_chunks(png);
  png_read_info(png, info);

  enum codec_status status =
      codec_set_size(picture, png_get_image_width(png, info), png_get_image_height(png, info), options);
  if (status != codec_status_ok) return status;

  picture->kind = choose_layout(png, info);
  const int pass_count = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const size_t channels = png_get_channels(png, info);
  const size_t row_size = picture->width * channels;
  if (png_get_bit_depth(png, info) != 8 || png_get_rowbytes(png, info) != row_size) {
    png_error(png, "unexpected layout of the rows");
  }
  if (!codec_allocate_pixels(picture, channels)) return codec_status_out_of_memory;
  status = read_rows(reader, row_size, pass_count, options, picture);
  if (status != codec_status_ok) return status;
  png_read_end(png, info);  // EXIF data may lie behind the pixels
  return status_of_pixels(reader, picture);
}

enum codec_status codec_decode_png(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  memset(picture, 0, sizeof *picture);
  enum codec_status status = read_size(bytes, size, options, picture);
  if (status != codec_status_ok) return status;
  struct png_reader reader;
  memset(&reader, 0, sizeof reader);
  reader.errors.message = picture->message;
  reader.next = bytes;
  reader.remaining = codec_size_without_zeros(bytes, size);
  status = decode(&reader, options, picture);
  if (picture->row_count > 0) copy_exif(&reader, picture);
  png_destroy_read_struct(&reader.png, &reader.info, NULL);
  return codec_finish(picture, status);
}
