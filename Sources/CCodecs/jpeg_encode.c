#include <string.h>

#include "jpeg_errors.h"

enum { block_size = 1 << 16 };

// Not jpeg_mem_dest: when an error comes after its buffer has grown, the pointer that it gave out dangles.
struct jpeg_writer {
  struct jpeg_compress_struct jpeg;
  struct jpeg_errors errors;
  struct jpeg_destination_mgr destination;
  codec_file *file;
};

static void open_block(j_compress_ptr jpeg) {
  struct jpeg_writer *writer = jpeg->client_data;
  codec_file *file = writer->file;
  if (!codec_reserve(file, block_size)) {
    codec_jpeg_fail((j_common_ptr)jpeg, codec_status_out_of_memory, "out of memory");
  }
  writer->destination.next_output_byte = file->bytes + file->size;
  writer->destination.free_in_buffer = block_size;
}

// libjpeg calls this when the whole block is full, whatever `free_in_buffer` says.
static boolean next_block(j_compress_ptr jpeg) {
  struct jpeg_writer *writer = jpeg->client_data;
  writer->file->size += block_size;
  open_block(jpeg);
  return TRUE;
}

static void close_block(j_compress_ptr jpeg) {
  struct jpeg_writer *writer = jpeg->client_data;
  writer->file->size += block_size - writer->destination.free_in_buffer;
}

static enum codec_status encode(
    struct jpeg_writer *writer, const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int quality) {
  struct jpeg_compress_struct *jpeg = &writer->jpeg;
  jpeg->err = codec_jpeg_errors(&writer->errors, writer->file->message);
  if (setjmp(writer->errors.escape)) return writer->errors.status;

  jpeg_create_compress(jpeg);
  jpeg->client_data = writer;
  writer->destination.init_destination = open_block;
  writer->destination.empty_output_buffer = next_block;
  writer->destination.term_destination = close_block;
  jpeg->dest = &writer->destination;
  jpeg->image_width = width;
  jpeg->image_height = height;
  jpeg->input_components = channels;
  jpeg->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  jpeg_start_compress(jpeg, TRUE);
  while (jpeg->next_scanline < jpeg->image_height) {
    // libjpeg's type lacks the const; it only reads the row.
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)jpeg->next_scanline * width * (size_t)channels);
    jpeg_write_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_compress(jpeg);
  return codec_status_ok;
}

enum codec_status codec_encode_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int quality, codec_file *file) {
  struct jpeg_writer writer;
  memset(&writer, 0, sizeof writer);
  memset(file, 0, sizeof *file);
  writer.file = file;
  enum codec_status status = encode(&writer, pixels, width, height, channels, quality);
  jpeg_destroy_compress(&writer.jpeg);
  if (status != codec_status_ok) codec_file_free(file);
  return status;
}
