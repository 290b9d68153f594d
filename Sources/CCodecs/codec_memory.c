#include "codec_memory.h"

#include <stdlib.h>
#include <string.h>

bool codec_exceeds(uint32_t width, uint32_t height, uint64_t max_pixels) {
  return (uint64_t)width * height > max_pixels;
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
}

void codec_file_free(codec_file *file) {
  free(file->bytes);
  file->bytes = NULL;
  file->size = 0;
  file->capacity = 0;
}
