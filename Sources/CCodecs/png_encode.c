#include <string.h>

#include "png_errors.h"

struct png_writer {
  struct png_errors errors;
  png_structp png;
  png_infop info;
  codec_file *file;
};

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  struct png_writer *writer = png_get_io_ptr(png);
  if (!codec_reserve(writer->file, count)) {
    codec_png_fail(png, codec_status_out_of_memory, "out of memory");
  }
  memcpy(writer->file->bytes + writer->file->size, bytes, count);
  writer->file->size += count;
}

static void flush_nothing(png_structp png) { (void)png; }

static enum codec_status encode(
    struct png_writer *writer, const uint8_t *pixels, uint32_t width, uint32_t height, int channels) {
  writer->png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer->errors, codec_png_error, codec_png_warning);
  if (writer->png == NULL) return codec_status_out_of_memory;
  png_structp png = writer->png;
  if (setjmp(png_jmpbuf(png))) return writer->errors.status;

  writer->info = png_create_info_struct(png);
  if (writer->info == NULL) return codec_status_out_of_memory;
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_write_fn(png, writer, write_bytes, flush_nothing);
  png_set_IHDR(
      png, writer->info, width, height, 8, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
      PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, writer->info);
  for (size_t y = 0; y < height; y++) png_write_row(png, pixels + y * width * (size_t)channels);
  png_write_end(png, writer->info);
  return codec_status_ok;
}

enum codec_status codec_encode_png(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, codec_file *file) {
  struct png_writer writer;
  memset(&writer, 0, sizeof writer);
  memset(file, 0, sizeof *file);
  writer.errors.message = file->message;
  writer.file = file;
  enum codec_status status = encode(&writer, pixels, width, height, channels);
  png_destroy_write_struct(&writer.png, &writer.info);
  if (status != codec_status_ok) codec_file_free(file);
  return status;
}
