#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "codec_memory.h"

static enum codec_status status_of(VP8StatusCode code, codec_picture *picture) {
  switch (code) {
    case VP8_STATUS_OK:
      return codec_status_ok;
    case VP8_STATUS_OUT_OF_MEMORY:
      return codec_status_out_of_memory;
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      return codec_status_truncated;
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      codec_set_message(picture->message, "it uses a feature that libwebp does not read");
      return codec_status_unsupported;
    default:
      codec_set_message(picture->message, "its data are damaged");
      return codec_status_corrupt;
  }
}

static void copy_exif(const WebPData *data, codec_picture *picture) {
  WebPDemuxer *demuxer = WebPDemux(data);
  if (demuxer == NULL) return;
  WebPChunkIterator chunk;
  if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
    codec_copy_exif(picture, chunk.chunk.bytes, chunk.chunk.size);
    WebPDemuxReleaseChunkIterator(&chunk);
  }
  WebPDemuxDelete(demuxer);
}

static enum codec_status decode(const uint8_t *bytes, size_t size, uint64_t max_pixels, codec_picture *picture) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) {
    codec_set_message(picture->message, "the installed libwebp does not fit");
    return codec_status_unsupported;
  }
  enum codec_status status = status_of(WebPGetFeatures(bytes, size, &config.input), picture);
  if (status != codec_status_ok) return status;
  picture->width = (uint32_t)config.input.width;
  picture->height = (uint32_t)config.input.height;
  if (codec_exceeds(picture->width, picture->height, max_pixels)) return codec_status_too_large;
  if (config.input.has_animation) {
    codec_set_message(picture->message, "it is animated");
    return codec_status_unsupported;
  }

  const size_t channels = config.input.has_alpha ? 4 : 3;
  picture->kind = config.input.has_alpha ? codec_kind_rgba8 : codec_kind_rgb8;
  if (!codec_allocate_pixels(picture, channels)) return codec_status_out_of_memory;
  config.output.colorspace = config.input.has_alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = picture->pixels;
  config.output.u.RGBA.stride = (int)(picture->width * channels);
  config.output.u.RGBA.size = picture->width * channels * picture->height;
  status = status_of(WebPDecode(bytes, size, &config), picture);
  WebPFreeDecBuffer(&config.output);
  if (status == codec_status_ok) copy_exif(&(WebPData){bytes, size}, picture);
  return status;
}

enum codec_status codec_decode_webp(const uint8_t *bytes, size_t size, uint64_t max_pixels, codec_picture *picture) {
  memset(picture, 0, sizeof *picture);
  enum codec_status status = decode(bytes, size, max_pixels, picture);
  if (status != codec_status_ok) codec_picture_free(picture);
  return status;
}
