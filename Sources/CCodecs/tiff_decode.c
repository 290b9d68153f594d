#include "tiff_decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec_alpha.h"

static tmsize_t read_bytes(thandle_t handle, void *target, tmsize_t count) {
  struct tiff_reader *reader = handle;
  if (count < 0) return -1;
  const uint64_t left = reader->position < reader->size ? reader->size - reader->position : 0;
  if ((uint64_t)count > left) {
    reader->ran_out = true;
    count = (tmsize_t)left;
  }
  if (count > 0) memcpy(target, reader->bytes + reader->position, (size_t)count);
  reader->position += (uint64_t)count;
  return count;
}

static tmsize_t write_nothing(thandle_t handle, void *bytes, tmsize_t count) {
  (void)handle;
  (void)bytes;
  (void)count;
  return -1;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  struct tiff_reader *reader = handle;
  const uint64_t base = whence == SEEK_CUR ? reader->position : whence == SEEK_END ? reader->size : 0;
  reader->position = base + offset;  // wraps where it is negative, as unsigned numbers may
  return reader->position;
}

static int keep_open(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((struct tiff_reader *)handle)->size; }

static int map_nothing(thandle_t handle, void **bytes, toff_t *size) {
  (void)handle;
  (void)bytes;
  (void)size;
  return 0;
}

static void unmap_nothing(thandle_t handle, void *bytes, toff_t size) {
  (void)handle;
  (void)bytes;
  (void)size;
}

enum codec_status codec_tiff_fail(const struct tiff_reader *reader, enum codec_status status, const char *text) {
  codec_picture *picture = reader->picture;
  if (picture->message[0] == 0) codec_set_message(picture->message, text);
  return reader->ran_out ? codec_status_truncated : status;
}

// Rows that are read at a time: of whole strips or tiles, as libtiff begins a strip anew for each part of it.
static uint32_t rows_at_a_time(const struct tiff_reader *reader) {
  enum { pixels = 1 << 20 };
  const codec_picture *picture = reader->picture;
  uint32_t block = 0;
  if (reader->library->TIFFIsTiled(reader->tiff)) {
    reader->library->TIFFGetField(reader->tiff, TIFFTAG_TILELENGTH, &block);
  } else {
    reader->library->TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_ROWSPERSTRIP, &block);
  }
  if (block == 0 || block > picture->height) return picture->height;
  const uint64_t wanted = pixels / picture->width / block * (uint64_t)block;
  return wanted < block ? block : wanted < picture->height ? (uint32_t)wanted : picture->height;
}

// Reads all pixels to the picture's, 4 bytes each.
static enum codec_status read_raster(struct tiff_reader *reader, TIFFRGBAImage *image) {
  const codec_picture *picture = reader->picture;
  uint32_t *raster = (uint32_t *)(void *)picture->pixels;  // aligned for every type, as malloc gives it
  const uint32_t step = rows_at_a_time(reader);
  for (uint32_t top = 0, rows; top < picture->height; top += rows) {
    if (codec_is_stopped(reader->options)) return codec_status_stopped;
    rows = step < picture->height - top ? step : picture->height - top;
    image->row_offset = (int)top;
    if (!reader->library->TIFFRGBAImageGet(image, raster + (size_t)top * picture->width, picture->width, rows)) {
      return codec_tiff_fail(reader, codec_status_corrupt, "its pixels can't be read");
    }
  }
  return codec_status_ok;
}

// libtiff's own conversion to RGBA: every depth up to 16 bits, palettes, YCbCr, L*a*b*, strips and tiles.
static enum codec_status read_colors(struct tiff_reader *reader) {
  const struct tiff_functions *library = reader->library;
  codec_picture *picture = reader->picture;
  char text[1024] = "";
  if (!library->TIFFRGBAImageOK(reader->tiff, text)) return codec_tiff_fail(reader, codec_status_unsupported, text);
  TIFFRGBAImage image;
  if (!library->TIFFRGBAImageBegin(&image, reader->tiff, 1, text)) {
    return codec_tiff_fail(reader, codec_status_corrupt, text);
  }
  // Rows and columns stay as they are stored: libtiff can turn rows round, but not rows into columns.
  image.req_orientation = image.orientation;
  const bool has_alpha = image.alpha != 0;
  const size_t count = (size_t)picture->width * picture->height;
  enum codec_status status = codec_status_out_of_memory;
  if (codec_allocate_pixels(picture, 4)) {
    memset(picture->pixels, 0, 4 * count);
    status = read_raster(reader, &image);
  }
  library->TIFFRGBAImageEnd(&image);
  if (status != codec_status_ok) return status;

  // From numbers of 32 bits to bytes in place, which never overtakes the reading.
  const size_t channels = has_alpha ? 4 : 3;
  for (size_t i = 0; i < count; i++) {
    uint32_t pixel;
    memcpy(&pixel, picture->pixels + 4 * i, sizeof pixel);
    uint8_t *target = picture->pixels + channels * i;
    target[0] = (uint8_t)TIFFGetR(pixel);
    target[1] = (uint8_t)TIFFGetG(pixel);
    target[2] = (uint8_t)TIFFGetB(pixel);
    if (has_alpha) target[3] = (uint8_t)TIFFGetA(pixel);
  }
  if (has_alpha) codec_unpremultiply(picture->pixels, count);
  picture->kind = has_alpha ? codec_kind_rgba8 : codec_kind_rgb8;
  return codec_status_ok;
}

// For tiles that are not compressed: libtiff takes the size of its own buffer for the tile's, although it rounds it up
// to 1,024 bytes, and then refuses the tile. So it gets one of just the right size.
static bool set_buffer(struct tiff_reader *reader, uint64_t size) {
  uint16_t compression = 0;
  reader->library->TIFFGetFieldDefaulted(reader->tiff, TIFFTAG_COMPRESSION, &compression);
  if (compression != COMPRESSION_NONE || !reader->library->TIFFIsTiled(reader->tiff)) return true;
  reader->buffer = malloc(size > 0 ? size : 1);
  return reader->buffer != NULL && reader->library->TIFFReadBufferSetup(reader->tiff, reader->buffer, (tmsize_t)size);
}

static uint64_t smaller_size(uint64_t one, uint64_t other) { return one < other ? one : other; }

static enum codec_status decode(struct tiff_reader *reader) {
  const struct tiff_functions *library = reader->library;
  codec_picture *picture = reader->picture;
  TIFF *tiff = reader->tiff;
  uint32_t width = 0, height = 0, kind_of_page = 0;
  uint16_t orientation = 0, photometric = 0;
  if (!library->TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width) ||
      !library->TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height)) {
    return codec_tiff_fail(reader, codec_status_corrupt, "its first page has no size");
  }
  const enum codec_status status = codec_set_size(picture, width, height, reader->options);
  if (status != codec_status_ok) return status;
  library->TIFFGetField(tiff, TIFFTAG_SUBFILETYPE, &kind_of_page);
  if ((kind_of_page & FILETYPE_REDUCEDIMAGE) != 0) {
    return codec_tiff_fail(reader, codec_status_unsupported, "its first page is only a preview, as of camera raw");
  }
  // One strip or tile is held decoded: it may be as large as the picture, or as a tile of a million pixels.
  uint16_t bits = 1, samples = 1;
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  // Samples that nobody shows are held, too: of thousands a pixel, compressed, a file of some kilobytes would take gigabytes.
  enum { most_bytes_a_pixel = 32 };
  const uint64_t area = (uint64_t)picture->width * picture->height;
  const uint64_t bytes = smaller_size(((uint64_t)bits * samples + 7) / 8, most_bytes_a_pixel);
  const uint64_t most = smaller_size((area > 1 << 20 ? area : 1 << 20) * bytes, 8 * reader->options->max_pixels + (64 << 20));
  const uint64_t block =
      library->TIFFIsTiled(tiff) ? library->TIFFTileSize64(tiff) : library->TIFFStripSize64(tiff);
  if (block > most) {
    return codec_tiff_fail(reader, codec_status_unsupported, "its strips or tiles are far larger than the picture");
  }

  if (!set_buffer(reader, block)) return codec_status_out_of_memory;
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
  picture->orientation = orientation >= 1 && orientation <= 8 ? (uint8_t)orientation : 1;
  if (library->TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric) && photometric == PHOTOMETRIC_SEPARATED) {
    return codec_tiff_read_inks(reader);
  }
  return read_colors(reader);
}

enum codec_status codec_decode_tiff(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  memset(picture, 0, sizeof *picture);
  struct tiff_reader reader = {.library = codec_tiff_functions(), .bytes = bytes, .size = size, .options = options, .picture = picture};
  if (reader.library == NULL) return codec_status_missing_library;
  codec_tiff_set_message_target(picture->message);
  reader.tiff = reader.library->TIFFClientOpen(
      "", "rm", &reader, read_bytes, write_nothing, seek, keep_open, size_of, map_nothing, unmap_nothing);
  enum codec_status status = reader.tiff != NULL
                                 ? decode(&reader)
                                 : codec_tiff_fail(&reader, codec_status_corrupt, "its directory can't be read");
  if (reader.tiff != NULL) reader.library->TIFFClose(reader.tiff);
  free(reader.buffer);
  codec_tiff_set_message_target(NULL);
  return codec_finish(picture, status);
}
