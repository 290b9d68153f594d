#include <stdlib.h>
#include <string.h>

#include "tiff_decode.h"

enum { inks = 4 };

// How the samples lie: in blocks (strips or tiles), each of all samples of its pixels or of one.
struct layout {
  uint16_t bits, samples, planes, samples_a_pixel;
  uint32_t width, height;      // of a block, in pixels
  uint64_t size, row_size;     // of a block, in bytes
};

static enum codec_status find_layout(struct tiff_reader *reader, struct layout *layout) {
  const struct tiff_functions *library = reader->library;
  TIFF *tiff = reader->tiff;
  uint16_t planar = 0, ink_set = 0, format = 0;
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout->bits);
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout->samples);
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_INKSET, &ink_set);
  library->TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  if (ink_set != INKSET_CMYK || layout->samples < inks) {
    return codec_tiff_fail(reader, codec_status_unsupported, "its inks are others than CMYK");
  }
  if ((layout->bits != 8 && layout->bits != 16) || format != SAMPLEFORMAT_UINT) {
    return codec_tiff_fail(reader, codec_status_unsupported, "its inks are no whole numbers of 8 or 16 bits");
  }
  layout->planes = planar == PLANARCONFIG_SEPARATE ? inks : 1;
  layout->samples_a_pixel = planar == PLANARCONFIG_SEPARATE ? 1 : layout->samples;
  if (library->TIFFIsTiled(tiff)) {
    library->TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &layout->width);
    library->TIFFGetField(tiff, TIFFTAG_TILELENGTH, &layout->height);
    layout->size = library->TIFFTileSize64(tiff);
    layout->row_size = library->TIFFTileRowSize64(tiff);
  } else {
    layout->width = reader->picture->width;
    library->TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &layout->height);
    if (layout->height > reader->picture->height) layout->height = reader->picture->height;
    layout->size = library->TIFFStripSize64(tiff);
    layout->row_size = library->TIFFScanlineSize64(tiff);
  }
  // Each row holds its samples, each block its rows.
  const uint64_t used = (uint64_t)layout->width * layout->samples_a_pixel * (layout->bits / 8);
  if (layout->width == 0 || layout->height == 0 || layout->row_size < used ||
      layout->size / layout->row_size < layout->height) {
    return codec_tiff_fail(reader, codec_status_corrupt, "its strips or tiles have an impossible size");
  }
  return codec_status_ok;
}

static uint32_t smaller(uint32_t one, uint32_t other) { return one < other ? one : other; }

static void copy_block(
    const struct layout *layout, const uint8_t *block, uint32_t left, uint32_t top, uint16_t plane,
    codec_picture *picture) {
  const uint32_t width = smaller(layout->width, picture->width - left);
  const uint32_t height = smaller(layout->height, picture->height - top);
  const uint16_t count = layout->planes == 1 ? inks : 1;
  const size_t step = layout->bits / 8;
  for (uint32_t y = 0; y < height; y++) {
    const uint8_t *row = block + y * layout->row_size;
    uint8_t *target = picture->pixels + ((size_t)(top + y) * picture->width + left) * inks + plane;
    for (uint32_t x = 0; x < width; x++, target += inks) {
      const uint8_t *samples = row + (size_t)x * layout->samples_a_pixel * step;
      for (uint16_t ink = 0; ink < count; ink++) {
        uint16_t value = samples[ink * step];
        if (step == 2) {
          memcpy(&value, samples + ink * step, sizeof value);
          value = (uint16_t)((value + 128u) / 257);  // rounded: 257 = 65535 / 255
        }
        target[ink] = (uint8_t)value;
      }
    }
  }
}

static enum codec_status read_blocks(struct tiff_reader *reader, const struct layout *layout, uint8_t *block) {
  const struct tiff_functions *library = reader->library;
  codec_picture *picture = reader->picture;
  const bool is_tiled = library->TIFFIsTiled(reader->tiff) != 0;
  for (uint16_t plane = 0; plane < layout->planes; plane++) {
    // Numbers of 64 bits: the last block may end behind 2³².
    for (uint64_t top = 0; top < picture->height; top += layout->height) {
      if (codec_is_stopped(reader->options)) return codec_status_stopped;
      for (uint64_t left = 0; left < picture->width; left += layout->width) {
        const uint32_t x = (uint32_t)left, y = (uint32_t)top;
        const tmsize_t count =
            is_tiled ? library->TIFFReadEncodedTile(
                           reader->tiff, library->TIFFComputeTile(reader->tiff, x, y, 0, plane), block,
                           (tmsize_t)layout->size)
                     : library->TIFFReadEncodedStrip(
                           reader->tiff, library->TIFFComputeStrip(reader->tiff, y, plane), block,
                           (tmsize_t)layout->size);
        const uint64_t rows = smaller(layout->height, picture->height - y);
        if (count < 0 || (uint64_t)count < rows * layout->row_size) {
          return codec_tiff_fail(reader, codec_status_corrupt, "its pixels can't be read");
        }
        copy_block(layout, block, x, y, plane, picture);
      }
    }
  }
  return codec_status_ok;
}

enum codec_status codec_tiff_read_inks(struct tiff_reader *reader) {
  struct layout layout = {0};
  enum codec_status status = find_layout(reader, &layout);
  if (status != codec_status_ok) return status;
  reader->picture->kind = codec_kind_cmyk8;
  if (!codec_allocate_pixels(reader->picture, inks)) return codec_status_out_of_memory;
  uint8_t *block = malloc(layout.size);
  if (block == NULL) return codec_status_out_of_memory;
  status = read_blocks(reader, &layout, block);
  free(block);
  return status;
}
