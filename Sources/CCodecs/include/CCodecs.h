// Decoding of JPEG, PNG, WebP, GIF, TIFF, HEIC and AVIF, and encoding of JPEG and PNG, in memory: a thin C face on
// libjpeg-turbo, libpng, libwebp, giflib, libtiff and libheif. The last two are loaded when first needed.
// No longjmp leaves a function of this header. All of them may be called from several threads at once.

#ifndef CCODECS_H
#define CCODECS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#define CODEC_ENUM __attribute__((enum_extensibility(closed)))
#else
#define CODEC_ENUM
#endif

enum { codec_message_size = 200 };

// The longest side of a picture that is read. A file of some kilobytes can claim a hundred million rows of one pixel, and
// each row costs, however short it is.
enum { codec_longest_side = 1000000 };

enum CODEC_ENUM codec_status {
  codec_status_ok = 0,
  codec_status_truncated,      // a part of the data is missing
  codec_status_corrupt,        // the data contradict the format
  codec_status_too_large,      // more pixels than asked for; `width` and `height` are filled in
  codec_status_unsupported,    // sound, but not of a kind that is read or written here
  codec_status_out_of_memory,
  codec_status_missing_library,  // the library that reads the format isn't installed
  codec_status_stopped,          // `is_stopped` said so
};

enum CODEC_ENUM codec_kind {
  codec_kind_gray8 = 0,
  codec_kind_rgb8,
  codec_kind_rgba8,  // alpha is not premultiplied
  codec_kind_cmyk8,
};

// A decoded picture: `height` rows of `width` pixels, top row first, without padding.
typedef struct {
  enum codec_kind kind;
  // CMYK as JPEGs hold it: 255 is no ink.
  bool is_inverted;
  // How the rows and columns lie, 1 to 8 as in tag 274 of TIFF; 0 where the EXIF block has to tell.
  uint8_t orientation;
  uint32_t width;
  uint32_t height;
  // Rows from the top that are there: `height` where the status is ok. Of a JPEG or PNG that is truncated or corrupt, as
  // many as could be read before, 0 where that is not one.
  uint32_t row_count;
  uint8_t *pixels;  // owned; NULL where `row_count` is 0
  // Owned; the TIFF block of the EXIF data, or NULL.
  uint8_t *exif;
  size_t exif_size;
  // Why it failed, in the words of the library; ends with a 0.
  char message[codec_message_size];
} codec_picture;

// An encoded file.
typedef struct {
  uint8_t *bytes;  // owned; NULL unless the status is ok
  size_t size;
  size_t capacity;
  char message[codec_message_size];
} codec_file;

// How to decode.
typedef struct {
  uint64_t max_pixels;
  // Lets a JPEG give its luma plane as gray8, except from CMYK and YCCK, which stay cmyk8.
  bool wants_gray;
  // Asked now and then, where decoding may take long; NULL to go on whatever comes.
  bool (*is_stopped)(void);
} codec_options;

// Decode a file of `size` bytes. The picture's previous contents are not freed. More than `max_pixels` pixels, or a side of
// more than `codec_longest_side`, are refused after the header, before anything of the picture's size is allocated.
enum codec_status codec_decode_jpeg(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture);
enum codec_status codec_decode_png(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture);
// Of an animation, the first frame on its canvas.
enum codec_status codec_decode_webp(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture);
enum codec_status codec_decode_gif(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture);
// The first page.
enum codec_status codec_decode_tiff(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture);
// HEIC and AVIF: the primary image.
enum codec_status codec_decode_heif(
    const uint8_t *bytes, size_t size, const codec_options *options, codec_picture *picture);

// Notes the size that a file claims; whether a picture of it is read.
enum codec_status codec_set_size(
    codec_picture *picture, uint64_t width, uint64_t height, const codec_options *options);

// Whether so many bytes of memory are to be had now.
bool codec_has_memory(size_t size);

// Frees what a picture owns; the message and the size stay.
void codec_picture_free(codec_picture *picture);

// Encode `height` rows of `width` pixels of `channels` (1 or 3) bytes.
enum codec_status codec_encode_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int quality, codec_file *file);
enum codec_status codec_encode_png(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, codec_file *file);

// Frees what an encoded file owns; the message stays.
void codec_file_free(codec_file *file);

#ifdef __cplusplus
}
#endif
#endif
