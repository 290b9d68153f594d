#include <libheif/heif.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "codec_alpha.h"
#include "codec_library.h"
#include "codec_memory.h"

#define HEIF_FUNCTIONS(USE)                                                                         \
  USE(heif_context_alloc)                                                                           \
  USE(heif_context_free)                                                                            \
  USE(heif_context_get_primary_image_handle)                                                        \
  USE(heif_context_read_from_memory_without_copy)                                                   \
  USE(heif_context_set_maximum_image_size_limit)                                                    \
  USE(heif_decode_image)                                                                            \
  USE(heif_decoding_options_alloc)                                                                  \
  USE(heif_decoding_options_free)                                                                   \
  USE(heif_image_get_height)                                                                        \
  USE(heif_image_get_plane_readonly)                                                                \
  USE(heif_image_get_width)                                                                         \
  USE(heif_image_handle_get_height)                                                                 \
  USE(heif_image_handle_get_width)                                                                  \
  USE(heif_image_handle_has_alpha_channel)                                                          \
  USE(heif_image_handle_is_premultiplied_alpha)                                                     \
  USE(heif_image_handle_release)                                                                    \
  USE(heif_image_release)

struct heif_functions {
  HEIF_FUNCTIONS(CODEC_DECLARE_FUNCTION)
};

static struct heif_functions functions;
static bool is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
#ifdef __APPLE__
  static const char *const names[] = {CODEC_MACOS_NAMES("libheif.1.dylib"), NULL};
#else
  static const char *const names[] = {"libheif.so.1", NULL};
#endif
  const codec_function wanted[] = {HEIF_FUNCTIONS(CODEC_FIND_FUNCTION)};
  is_loaded = codec_load(names, wanted, sizeof wanted / sizeof *wanted);
}

// What libheif has made so far; the caller frees it, however far the decoding came.
struct decoded_heif {
  struct heif_context *context;
  struct heif_image_handle *handle;
  struct heif_decoding_options *options;
  struct heif_image *image;
};

static enum codec_status status_of(struct heif_error error, codec_picture *picture) {
  if (error.code == heif_error_Ok) return codec_status_ok;
  codec_set_message(picture->message, error.message != NULL ? error.message : "its data are damaged");
  if (error.subcode == heif_suberror_Unsupported_codec) {
    codec_set_message(
        picture->message,
        "libheif has no decoder for it (of HEIC: libheif-plugin-libde265, of AVIF: libheif-plugin-dav1d)");
  }
  switch (error.subcode) {
    case heif_suberror_End_of_data:
    case heif_suberror_No_meta_box:
      return codec_status_truncated;
    case heif_suberror_Security_limit_exceeded:
      return codec_status_unsupported;
    default:
      break;
  }
  switch (error.code) {
    case heif_error_Memory_allocation_error:
      return codec_status_out_of_memory;
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature:
      return codec_status_unsupported;
    default:
      return codec_status_corrupt;
  }
}

static uint64_t number_at(const uint8_t *bytes, size_t count) {
  uint64_t number = 0;
  for (size_t i = 0; i < count; i++) number = number << 8 | bytes[i];
  return number;
}

// Whether the file ends within one of its outermost boxes, each of which begins with its size.
static bool is_cut(const uint8_t *bytes, size_t size) {
  for (size_t start = 0; start < size;) {
    const size_t left = size - start;
    if (left < 16) return left < 8 || number_at(bytes + start, 4) > left;
    uint64_t length = number_at(bytes + start, 4);
    if (length == 1) length = number_at(bytes + start + 8, 8);  // 0 goes on to the end, other small ones are damage
    if (length < 8) return false;
    if (length > left) return true;
    start += (size_t)length;
  }
  return false;
}

static enum codec_status set_size(int width, int height, const codec_options *options, codec_picture *picture) {
  return codec_set_size(picture, width > 0 ? (uint64_t)width : 0, height > 0 ? (uint64_t)height : 0, options);
}

static enum codec_status copy_pixels(
    const struct heif_image *image, bool has_alpha, const codec_options *options, codec_picture *picture) {
  // The file's header needn't have told the truth.
  enum codec_status status = set_size(
      functions.heif_image_get_width(image, heif_channel_interleaved),
      functions.heif_image_get_height(image, heif_channel_interleaved), options, picture);
  if (status != codec_status_ok) return status;
  int stride = 0;
  const uint8_t *rows = functions.heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  const size_t row_size = picture->width * (has_alpha ? 4u : 3u);
  if (rows == NULL || stride < 0 || (size_t)stride < row_size) {
    codec_set_message(picture->message, "unexpected layout of the rows");
    return codec_status_corrupt;
  }
  picture->kind = has_alpha ? codec_kind_rgba8 : codec_kind_rgb8;
  if (!codec_allocate_pixels(picture, has_alpha ? 4 : 3)) return codec_status_out_of_memory;
  for (size_t y = 0; y < picture->height; y++) {
    memcpy(picture->pixels + y * row_size, rows + y * (size_t)stride, row_size);
  }
  return codec_status_ok;
}

static enum codec_status decode(
    struct decoded_heif *heif, const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  heif->context = functions.heif_context_alloc();
  heif->options = functions.heif_decoding_options_alloc();
  if (heif->context == NULL || heif->options == NULL) return codec_status_out_of_memory;
  enum codec_status status = status_of(
      functions.heif_context_read_from_memory_without_copy(heif->context, bytes, size, NULL), picture);
  if (status != codec_status_ok) return status;
  status = status_of(functions.heif_context_get_primary_image_handle(heif->context, &heif->handle), picture);
  if (status != codec_status_ok) return status;
  status = set_size(
      functions.heif_image_handle_get_width(heif->handle), functions.heif_image_handle_get_height(heif->handle),
      options, picture);
  if (status != codec_status_ok) return status;

  // Parts of a picture are larger than the whole by no more than a coder's rounding. The limit is on the square.
  const double side = 2 * ceil(sqrt((double)options->max_pixels)) + 64;
  functions.heif_context_set_maximum_image_size_limit(heif->context, side < 32768 ? (int)side : 32768);
  const bool has_alpha = functions.heif_image_handle_has_alpha_channel(heif->handle) != 0;
  heif->options->convert_hdr_to_8bit = 1;
  status = status_of(
      functions.heif_decode_image(
          heif->handle, &heif->image, heif_colorspace_RGB,
          has_alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, heif->options),
      picture);
  if (status != codec_status_ok) return status;
  status = copy_pixels(heif->image, has_alpha, options, picture);
  if (status != codec_status_ok) return status;
  if (has_alpha && functions.heif_image_handle_is_premultiplied_alpha(heif->handle)) {
    codec_unpremultiply(picture->pixels, (size_t)picture->width * picture->height);
  }
  picture->orientation = 1;  // libheif has turned it; what EXIF says is not to be applied again
  return codec_status_ok;
}

enum codec_status codec_decode_heif(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture) {
  memset(picture, 0, sizeof *picture);
  pthread_once(&once, load);
  if (!is_loaded) return codec_status_missing_library;
  struct decoded_heif heif = {NULL, NULL, NULL, NULL};
  enum codec_status status = decode(&heif, bytes, size, options, picture);
  if (heif.image != NULL) functions.heif_image_release(heif.image);
  if (heif.options != NULL) functions.heif_decoding_options_free(heif.options);
  if (heif.handle != NULL) functions.heif_image_handle_release(heif.handle);
  if (heif.context != NULL) functions.heif_context_free(heif.context);
  if (status == codec_status_corrupt && is_cut(bytes, size)) status = codec_status_truncated;
  return codec_finish(picture, status);
}
