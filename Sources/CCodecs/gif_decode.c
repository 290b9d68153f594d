#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "codec_memory.h"

struct gif_reader {
  const uint8_t *next;
  size_t remaining;
  // Whether giflib wanted bytes behind the end of the file.
  bool ran_out;
};

static int read_bytes(GifFileType *gif, GifByteType *bytes, int count) {
  struct gif_reader *reader = gif->UserData;
  if (count < 0) return 0;
  const size_t length = (size_t)count < reader->remaining ? (size_t)count : reader->remaining;
  memcpy(bytes, reader->next, length);
  reader->next += length;
  reader->remaining -= length;
  reader->ran_out |= length < (size_t)count;
  return (int)length;
}

static enum codec_status fail(const struct gif_reader *reader, int code, codec_picture *picture) {
  if (code == D_GIF_ERR_NOT_ENOUGH_MEM) return codec_status_out_of_memory;
  if (reader->ran_out) return codec_status_truncated;
  const char *text = GifErrorString(code);
  codec_set_message(picture->message, text != NULL ? text : "its data are damaged");
  return codec_status_corrupt;
}

static enum codec_status contradict(codec_picture *picture, const char *text) {
  codec_set_message(picture->message, text);
  return codec_status_corrupt;
}

// Reads on to the first picture; `transparent` becomes the index that it leaves out, or −1.
static enum codec_status find_picture(
    GifFileType *gif, int *transparent, const codec_options *options, codec_picture *picture) {
  *transparent = NO_TRANSPARENT_COLOR;
  for (unsigned count = 1;; count++) {
    if (count % 4096 == 0 && codec_is_stopped(options)) return codec_status_stopped;
    GifRecordType type;
    if (DGifGetRecordType(gif, &type) == GIF_ERROR) return fail(gif->UserData, gif->Error, picture);
    if (type == IMAGE_DESC_RECORD_TYPE) {
      return DGifGetImageDesc(gif) == GIF_ERROR ? fail(gif->UserData, gif->Error, picture) : codec_status_ok;
    }
    if (type != EXTENSION_RECORD_TYPE) return contradict(picture, "it holds no picture");
    int code;
    GifByteType *block;
    if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return fail(gif->UserData, gif->Error, picture);
    while (block != NULL) {
      GraphicsControlBlock control;
      if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
        *transparent = control.TransparentColor;
      }
      if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return fail(gif->UserData, gif->Error, picture);
    }
  }
}

static void paint_row(
    const GifByteType *indices, const GifImageDesc *frame, const ColorMapObject *colors, int transparent,
    size_t channels, uint8_t *target) {
  for (int x = 0; x < frame->Width; x++, target += channels) {
    const int index = indices[x];
    if (index == transparent) continue;
    if (index < colors->ColorCount) {
      const GifColorType *color = &colors->Colors[index];
      target[0] = color->Red;
      target[1] = color->Green;
      target[2] = color->Blue;
    }
    if (channels == 4) target[3] = 255;
  }
}

static enum codec_status paint(
    GifFileType *gif, const ColorMapObject *colors, int transparent, size_t channels, GifByteType *indices,
    const codec_options *options, codec_picture *picture) {
  // Interlaced rows come in four passes.
  static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  const GifImageDesc *frame = &gif->Image;
  for (int pass = 0; pass < (frame->Interlace ? 4 : 1); pass++) {
    const int step = frame->Interlace ? steps[pass] : 1;
    for (int y = frame->Interlace ? starts[pass] : 0; y < frame->Height; y += step) {
      if (y / step % 64 == 0 && codec_is_stopped(options)) return codec_status_stopped;
      if (DGifGetLine(gif, indices, frame->Width) == GIF_ERROR) return fail(gif->UserData, gif->Error, picture);
      const size_t start = (size_t)(frame->Top + y) * picture->width + (size_t)frame->Left;
      paint_row(indices, frame, colors, transparent, channels, picture->pixels + start * channels);
    }
  }
  return codec_status_ok;
}

static enum codec_status decode(GifFileType *gif, const codec_options *options, codec_picture *picture) {
  int transparent;
  enum codec_status status = find_picture(gif, &transparent, options, picture);
  if (status != codec_status_ok) return status;
  const GifImageDesc *frame = &gif->Image;
  if (frame->Width <= 0 || frame->Height <= 0 || frame->Left < 0 || frame->Top < 0) {
    return contradict(picture, "its first picture has no pixels");
  }
  // All four are numbers of 16 bits. As in browsers, a picture that juts out enlarges the canvas.
  const int right = frame->Left + frame->Width, bottom = frame->Top + frame->Height;
  status = codec_set_size(
      picture, (uint64_t)(right > gif->SWidth ? right : gif->SWidth),
      (uint64_t)(bottom > gif->SHeight ? bottom : gif->SHeight), options);
  if (status != codec_status_ok) return status;
  const ColorMapObject *colors = frame->ColorMap != NULL ? frame->ColorMap : gif->SColorMap;
  if (colors == NULL) return contradict(picture, "it has no colours");

  const bool fills = (uint32_t)frame->Width == picture->width && (uint32_t)frame->Height == picture->height;
  const bool is_opaque = fills && transparent == NO_TRANSPARENT_COLOR;
  const size_t channels = is_opaque ? 3 : 4;
  picture->kind = is_opaque ? codec_kind_rgb8 : codec_kind_rgba8;
  if (!codec_allocate_pixels(picture, channels)) return codec_status_out_of_memory;
  memset(picture->pixels, 0, channels * picture->width * picture->height);
  GifByteType *indices = malloc((size_t)frame->Width);
  if (indices == NULL) return codec_status_out_of_memory;
  status = paint(gif, colors, transparent, channels, indices, options, picture);
  free(indices);
  return status;
}

enum codec_status codec_decode_gif(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  memset(picture, 0, sizeof *picture);
  struct gif_reader reader = {bytes, size, false};
  int code = 0;
  GifFileType *gif = DGifOpen(&reader, read_bytes, &code);
  if (gif == NULL) return fail(&reader, code, picture);
  enum codec_status status = decode(gif, options, picture);
  DGifCloseFile(gif, &code);
  return codec_finish(picture, status);
}
