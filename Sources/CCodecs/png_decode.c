#include <stdlib.h>
#include <string.h>

#include "png_errors.h"

struct png_reader {
  struct png_errors errors;
  png_structp png;
  png_infop info;
  png_bytepp rows;
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
static bool read_size(const uint8_t *bytes, size_t size, codec_picture *picture) {
  if (size < 24 || memcmp(bytes + 12, "IHDR", 4) != 0) return false;
  picture->width = png_get_uint_32(bytes + 16);
  picture->height = png_get_uint_32(bytes + 20);
  return true;
}

// The caller owns the reader and the picture, so that no local variable has to survive the jump.
static enum codec_status decode(struct png_reader *reader, uint64_t max_pixels, codec_picture *picture) {
  reader->png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader->errors, codec_png_error, codec_png_warning);
  if (reader->png == NULL) return codec_status_out_of_memory;
  png_structp png = reader->png;
  if (setjmp(png_jmpbuf(png))) return reader->errors.status;

  reader->info = png_create_info_struct(png);
  if (reader->info == NULL) return codec_status_out_of_memory;
  png_infop info = reader->info;
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // ours answers
  png_set_read_fn(png, reader, read_bytes);
  png_read_info(png, info);

  picture->width = png_get_image_width(png, info);
  picture->height = png_get_image_height(png, info);
  if (codec_exceeds(picture->width, picture->height, max_pixels)) return codec_status_too_large;

  picture->kind = choose_layout(png, info);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const size_t channels = png_get_channels(png, info);
  const size_t row_size = picture->width * channels;
  if (png_get_bit_depth(png, info) != 8 || png_get_rowbytes(png, info) != row_size) {
    png_error(png, "unexpected layout of the rows");
  }
  if (!codec_allocate_pixels(picture, channels)) return codec_status_out_of_memory;
  reader->rows = calloc(picture->height, sizeof *reader->rows);
  if (reader->rows == NULL) return codec_status_out_of_memory;
  for (size_t y = 0; y < picture->height; y++) reader->rows[y] = picture->pixels + y * row_size;
  png_read_image(png, reader->rows);
  png_read_end(png, info);  // checks the last bytes, and EXIF data may lie behind the pixels

  png_bytep exif = NULL;
  png_uint_32 exif_size = 0;
  if (png_get_eXIf_1(png, info, &exif_size, &exif) != 0) codec_copy_exif(picture, exif, exif_size);
  return codec_status_ok;
}

enum codec_status codec_decode_png(const uint8_t *bytes, size_t size, uint64_t max_pixels, codec_picture *picture) {
  memset(picture, 0, sizeof *picture);
  if (read_size(bytes, size, picture) && codec_exceeds(picture->width, picture->height, max_pixels)) {
    return codec_status_too_large;
  }
  struct png_reader reader;
  memset(&reader, 0, sizeof reader);
  reader.errors.message = picture->message;
  reader.next = bytes;
  reader.remaining = size;
  enum codec_status status = decode(&reader, max_pixels, picture);
  png_destroy_read_struct(&reader.png, &reader.info, NULL);
  free(reader.rows);
  if (status != codec_status_ok) codec_picture_free(picture);
  return status;
}
