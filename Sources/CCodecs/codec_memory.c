#include "codec_memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum codec_status codec_set_size(
    codec_picture *picture, uint64_t width, uint64_t height, const codec_options *options) {
  if (width == 0 || height == 0) {
    codec_set_message(picture->message, "it has no pixels");
    return codec_status_corrupt;
  }
  if (width > codec_longest_side || height > codec_longest_side) {
    snprintf(
        picture->message, codec_message_size, "%" PRIu64 " × %" PRIu64 " pixels, but no side may be longer than %d", width,
        height, codec_longest_side);
    return codec_status_unsupported;
  }
  picture->width = (uint32_t)width;
  picture->height = (uint32_t)height;
  return width * height > options->max_pixels ? codec_status_too_large : codec_status_ok;
}

bool codec_is_stopped(const codec_options *options) { return options->is_stopped != NULL && options->is_stopped(); }

enum codec_status codec_finish(codec_picture *picture, enum codec_status status) {
  if (status == codec_status_ok) picture->row_count = picture->height;
  const bool is_partial = (status == codec_status_truncated || status == codec_status_corrupt) && picture->row_count > 0;
  if (status == codec_status_ok || is_partial) return status;
  codec_picture_free(picture);
  return status;
}

size_t codec_size_without_zeros(const uint8_t *bytes, size_t size) {
  while (size > 0 && bytes[size - 1] == 0) size--;
  return size;
}

bool codec_has_memory(size_t size) {
  // Volatile, as a compiler may leave out what is only taken and given back.
  void *volatile memory = malloc(size);
  const bool is_there = memory != NULL;
  free(memory);
  return is_there;
}

bool codec_allocate_pixels(codec_picture *picture, size_t channels) {
  size_t size;
  if (__builtin_mul_overflow((size_t)picture->width, (size_t)picture->height, &size)) return false;
  if (__builtin_mul_overflow(size, channels, &size)) return false;
  picture->pixels = malloc(size > 0 ? size : 1);
  return picture->pixels != NULL;
}

void codec_copy_exif(codec_picture *picture, const uint8_t *bytes, size_t size) {
  if (picture->exif != NULL || size == 0) return;
  picture->exif = malloc(size);
  if (picture->exif == NULL) return;
  memcpy(picture->exif, bytes, size);
  picture->exif_size = size;
}

bool codec_reserve(codec_file *file, size_t count) {
  if (count <= file->capacity - file->size) return true;
  if (count > SIZE_MAX / 2 - file->size) return false;
  size_t capacity = 2 * (file->size + count);
  uint8_t *bytes = realloc(file->bytes, capacity);
  if (bytes == NULL) return false;
  file->bytes = bytes;
  file->capacity = capacity;
  return true;
}

void codec_set_message(char *message, const char *text) {
  strncpy(message, text, codec_message_size - 1);
  message[codec_message_size - 1] = 0;
}

void codec_picture_free(codec_picture *picture) {
  free(picture->pixels);
  free(picture->exif);
  picture->pixels = NULL;
  picture->exif = NULL;
  picture->exif_size = 0;
  picture->row_count = 0;
}

void codec_file_free(codec_file *file) {
  free(file->bytes);
  file->bytes = NULL;
  file->size = 0;
  file->capacity = 0;
}
