// Kernels on grey images of 8 bits a pixel: reduction and Gaussian blur. Part of CKernels.h, whose rules hold here too.
//
// An image is `height` rows of `width` bytes; a row starts `stride` >= `width` bytes behind the one above. No byte
// beyond a row's `width` is read or written, and none beyond the last row. Source and target must not overlap. Sides
// are at most FK_MAX_SIDE.

#ifndef FACSIMILE_FK_IMAGE_H
#define FACSIMILE_FK_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Longest side of an image, in pixels: 2^22.
#define FK_MAX_SIDE ((size_t)1 << 22)

// -------------------------------------------------------------------------------------------------------- Reduction

/// Bytes of a resampler from source_width x source_height to target_width x target_height pixels.
/// 1 <= target_width <= source_width, and likewise for the heights.
size_t fk_resampler_size(size_t source_width, size_t source_height, size_t target_width, size_t target_height);

/// Writes the weights of a pair of sizes, bounded as for `fk_resampler_size`. O(source_width + source_height).
/// - resampler, size: at least `fk_resampler_size` bytes, aligned to 8. It may be moved by copying its bytes.
void fk_resampler_init(void *resampler, size_t size, size_t source_width, size_t source_height, size_t target_width,
                       size_t target_height);

/// Reduces an image: a target pixel is the mean over the stretch of the source that it covers, pixels that are covered
/// in part counting in part (cv::INTER_AREA).
///
/// In fixed point: weights of 14 bits a direction, which add up to 1 exactly; columns first, kept at 7 bits after the
/// point, then rows, rounded once. So one grey value stays what it is, and up to 32:1 no pixel is more than 1 off the
/// exact mean.
/// - resampler: from `fk_resampler_init`, which gives the sizes. It holds rows of scratch: one thread at a time.
/// - source: [source_height, source_width], source_stride bytes a row.
/// - target: [target_height, target_width], target_stride bytes a row.
/// O(source pixels) time, no allocation.
void fk_resample(void *resampler, const uint8_t *source, size_t source_stride, uint8_t *target, size_t target_stride);

/// Scalar reference of `fk_resample`; it takes the sizes themselves.
void fk_resample_reference(const uint8_t *source, size_t source_width, size_t source_height, size_t source_stride,
                           uint8_t *target, size_t target_width, size_t target_height, size_t target_stride);

// ---------------------------------------------------------------------------------------------------- Gaussian blur

/// Largest radius of a blur: 63 x 63 pixels.
#define FK_MAX_BLUR_RADIUS ((size_t)31)

/// Weights of a Gaussian in 1/256, those of cv::GaussianBlur on bytes: the error of rounding goes to the next weight.
/// - sigma: in pixels, finite, > 0. radius: at most FK_MAX_BLUR_RADIUS.
/// - weights: [radius + 1], the middle one first; weights[0] + 2 (weights[1] + ... + weights[radius]) = 256.
void fk_gaussian_weights(double sigma, size_t radius, uint16_t *weights);

/// Bytes of scratch that `fk_gaussian_blur` needs.
size_t fk_gaussian_scratch_size(size_t width, size_t radius);

/// Blurs an image along both axes by kernels of 2 radius + 1 weights. Beyond its border the image is mirrored about the
/// centres of its outermost pixels (cv::BORDER_REFLECT_101), as often as it takes where it is smaller than the radius.
/// The sum of all products is exact and rounded once, halves up.
/// - source: [height, width], source_stride bytes a row. target: likewise. Nothing is done where a side is 0.
/// - weights: [radius + 1], as from `fk_gaussian_weights`; they must add up to 256 as said there.
/// - scratch, scratch_size: at least `fk_gaussian_scratch_size(width, radius)` bytes, aligned to 2.
/// O(width x height x radius) time, no allocation.
void fk_gaussian_blur(const uint8_t *source, size_t width, size_t height, size_t source_stride, uint8_t *target,
                      size_t target_stride, const uint16_t *weights, size_t radius, void *scratch,
                      size_t scratch_size);

/// Scalar reference of `fk_gaussian_blur`, without scratch: O(width x height x radius^2).
void fk_gaussian_blur_reference(const uint8_t *source, size_t width, size_t height, size_t source_stride,
                                uint8_t *target, size_t target_stride, const uint16_t *weights, size_t radius);

#ifdef __cplusplus
}
#endif

#endif  // FACSIMILE_FK_IMAGE_H
