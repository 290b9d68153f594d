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

// Gives a decoder more and more of a file, and asks in between whether to go on.
static enum codec_status feed(
    WebPIDecoder *decoder, const WebPData *data, const codec_options *options, codec_picture *picture) {
  enum { first_step = 4096, steps = 64 };
  // What comes before the pixels of a lossless file is read anew with every step until it is whole, hence as much again each
  // time; from the first row on steps are even.
  for (size_t size = first_step;;) {
    if (codec_is_stopped(options)) return codec_status_stopped;
    if (size > data->size) size = data->size;
    const VP8StatusCode code = WebPIUpdate(decoder, data->bytes, size);
    if (code != VP8_STATUS_SUSPENDED || size == data->size) return status_of(code, picture);
    int rows = 0;
    WebPIDecGetRGB(decoder, &rows, NULL, NULL, NULL);
    size += rows > 0 ? data->size / steps + first_step : size;
  }
}

// Decodes a still picture to `target`, where `size` bytes are, `stride` from row to row.
static enum codec_status decode_still(
    const WebPData *data, WebPDecoderConfig *config, uint8_t *target, size_t stride, size_t size,
    const codec_options *options, codec_picture *picture) {
  config->output.colorspace = picture->kind == codec_kind_rgba8 ? MODE_RGBA : MODE_RGB;
  config->output.is_external_memory = 1;
  config->output.u.RGBA.rgba = target;
  config->output.u.RGBA.stride = (int)stride;
  config->output.u.RGBA.size = size;
  WebPIDecoder *decoder = WebPIDecode(NULL, 0, config);
  if (decoder == NULL) return codec_status_out_of_memory;
  const enum codec_status status = feed(decoder, data, options, picture);
  WebPIDelete(decoder);
  WebPFreeDecBuffer(&config->output);
  return status;
}

// The first frame of an animation, on a canvas that is transparent elsewhere.
static enum codec_status decode_first_frame(
    WebPDemuxer *demuxer, WebPDecoderConfig *config, const codec_options *options, codec_picture *picture) {
  WebPIterator frame;
  if (!WebPDemuxGetFrame(demuxer, 1, &frame)) {
    codec_set_message(picture->message, "it has no frame");
    return codec_status_corrupt;
  }
  enum codec_status status =
      status_of(WebPGetFeatures(frame.fragment.bytes, frame.fragment.size, &config->input), picture);
  const size_t stride = 4 * (size_t)picture->width, size = stride * picture->height;
  const int64_t width = config->input.width, height = config->input.height;
  if (status == codec_status_ok &&
      (frame.x_offset < 0 || frame.y_offset < 0 || frame.x_offset + width > picture->width ||
       frame.y_offset + height > picture->height)) {
    codec_set_message(picture->message, "its first frame juts out of the canvas");
    status = codec_status_corrupt;
  }
  if (status == codec_status_ok) {
    picture->kind = codec_kind_rgba8;
    if (codec_allocate_pixels(picture, 4)) {
      memset(picture->pixels, 0, size);
      const size_t start = (size_t)frame.y_offset * stride + 4 * (size_t)frame.x_offset;
      status = decode_still(&frame.fragment, config, picture->pixels + start, stride, size - start, options, picture);
    } else {
      status = codec_status_out_of_memory;
    }
  }
  WebPDemuxReleaseIterator(&frame);
  return status;
}

static enum codec_status decode_animation(
    const WebPData *data, WebPDecoderConfig *config, const codec_options *options, codec_picture *picture) {
  WebPDemuxState state;
  WebPDemuxer *demuxer = WebPDemuxPartial(data, &state);
  enum codec_status status = codec_status_truncated;
  if (state == WEBP_DEMUX_PARSE_ERROR) {
    codec_set_message(picture->message, "its data are damaged");
    status = codec_status_corrupt;
  } else if (demuxer != NULL && state == WEBP_DEMUX_DONE) {
    status = decode_first_frame(demuxer, config, options, picture);
  }
  WebPDemuxDelete(demuxer);
  return status;
}

// Whether a file is shorter than it says, which a decoder that is given more and more of it doesn't mind.
static bool is_cut(const WebPData *data) {
  enum { header = 8 };
  if (data->size < header) return true;
  uint32_t length = 0;
  for (int i = 7; i >= 4; i--) length = length << 8 | data->bytes[i];
  return length > data->size - header;
}

static enum codec_status decode(const WebPData *data, const codec_options *options, codec_picture *picture) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) {
    codec_set_message(picture->message, "the installed libwebp does not fit");
    return codec_status_unsupported;
  }
  enum codec_status status = status_of(WebPGetFeatures(data->bytes, data->size, &config.input), picture);
  if (status != codec_status_ok) return status;
  // libwebp has checked that neither is negative.
  status = codec_set_size(picture, (uint64_t)config.input.width, (uint64_t)config.input.height, options);
  if (status != codec_status_ok) return status;
  if (config.input.has_animation) {
    status = decode_animation(data, &config, options, picture);
  } else {
    if (is_cut(data)) return codec_status_truncated;
    const size_t channels = config.input.has_alpha ? 4 : 3;
    picture->kind = config.input.has_alpha ? codec_kind_rgba8 : codec_kind_rgb8;
    if (!codec_allocate_pixels(picture, channels)) return codec_status_out_of_memory;
    const size_t stride = picture->width * channels;
    status = decode_still(data, &config, picture->pixels, stride, stride * picture->height, options, picture);
  }
  if (status == codec_status_ok) copy_exif(data, picture);
  return status;
}

enum codec_status codec_decode_webp(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  memset(picture, 0, sizeof *picture);
  return codec_finish(picture, decode(&(WebPData){bytes, size}, options, picture));
}
