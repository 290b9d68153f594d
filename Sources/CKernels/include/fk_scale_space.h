// Kernels of a Gaussian scale space in 16-bit fixed point, row by row: doubling, halving, blur with the difference to the
// source, extrema of differences, and their refinement (Lowe, "Distinctive image features from scale-invariant
// keypoints", IJCV 2004, §3 and §4). Part of CKernels.h, whose rules hold here too.
//
// Grey value g is (g - 128) * FK_SCALE_UNIT. Half of the range of int16, so that neither the sum of two pixels nor
// their difference leaves it, and 7 bits after the point: rounding adds about 0.01 grey values to a difference.
//
// A row is `width` >= 1 pixels of int16. Around them lies memory of its own: FK_SCALE_PADDING elements before the first
// pixel, and behind the last one up to `fk_scale_row_end(width)`. Kernels may read and overwrite it; what it holds never
// matters. So there are whole vectors everywhere.

#ifndef FACSIMILE_FK_SCALE_SPACE_H
#define FACSIMILE_FK_SCALE_SPACE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Steps of a grey value.
#define FK_SCALE_UNIT 128
/// Elements before a row's first pixel and behind its last whole 32.
#define FK_SCALE_PADDING ((size_t)32)
/// Longest side of an image in a scale space: 2^23.
#define FK_MAX_SCALE_SIDE ((size_t)1 << 23)
/// Largest radius of a blur.
#define FK_MAX_SCALE_RADIUS ((size_t)31)

/// Elements from a row's first pixel to the end of its memory: `width` rounded up to 32, and FK_SCALE_PADDING.
size_t fk_scale_row_end(size_t width);

// ------------------------------------------------------------------------------------------------ Doubling, halving

/// Pixels of a grey image as a row. No SIMD of ours.
/// - pixels: [width].
void fk_scale_widen(const uint8_t *pixels, size_t width, int16_t *row);

/// A row of the doubled image, whose sample i lies at i / 2 of the image: pixels as they are, and means of neighbours
/// between them, exactly. No SIMD of ours.
/// - above, below: [width], the rows at both sides of the doubled row; the same one where it lies on a row.
/// - row: 2 * width - 1 pixels.
void fk_scale_double(const uint8_t *above, const uint8_t *below, size_t width, int16_t *row);

/// Every second pixel, the first one included: (width + 1) / 2 pixels. No SIMD of ours.
void fk_scale_halve(const int16_t *source, size_t width, int16_t *row);

// ------------------------------------------------------------------------------------------------------------- Blur

/// Weights of a Gaussian in 1/32768; as `fk_gaussian_weights` but for the unit. sigma: in pixels, at least 0.3.
/// - weights: [radius + 1], the middle one first; weights[0] + 2 (weights[1] + ... + weights[radius]) = 32768.
void fk_scale_weights(double sigma, size_t radius, int16_t *weights);

/// Elements of scratch that `fk_scale_blur` needs.
size_t fk_scale_scratch_size(size_t width);

/// Writes a row of the blurred image: the sums along the columns, then those along the row. Beyond its border a row is
/// mirrored about the centres of its outermost pixels, as often as it takes.
///
/// Each product is rounded to int16 (halves up), sums of two pixels and of products saturate.
/// - rows: [2 radius + 1], the source rows from `radius` above to `radius` below the target's; mirrored by the caller.
/// - weights: [radius + 1], as from `fk_scale_weights`.
/// - scratch, scratch_size: at least `fk_scale_scratch_size(width)` elements.
/// - target: may not be one of `rows`.
/// - difference: the target minus `rows[radius]`, saturated; may be NULL.
/// O(width x radius) time, no allocation.
void fk_scale_blur(const int16_t *const *rows, size_t width, const int16_t *weights, size_t radius, int16_t *scratch,
                   size_t scratch_size, int16_t *target, int16_t *difference);

/// Scalar reference of `fk_scale_blur`, without scratch; it writes the `width` pixels only.
void fk_scale_blur_reference(const int16_t *const *rows, size_t width, const int16_t *weights, size_t radius,
                             int16_t *target, int16_t *difference);

// ---------------------------------------------------------------------------------------------------------- Extrema

/// Finds the pixels of a row of differences that are extreme among their 26 neighbours in place and scale.
///
/// A maximum is above `threshold`, greater than the 13 neighbours before it (the finer scale; the row above; the pixel to
/// the left) and at least as great as the 13 behind it, so that of equal neighbours exactly one is found. Minima likewise.
/// - rows: [9], three rows of the finer scale, three of the row's own, three of the coarser one, each from the row above
///   to the row below.
/// - margin: pixels at each end of the row that are left out; at least 1.
/// - threshold: in 1/FK_SCALE_UNIT grey values; >= 0.
/// - columns: [width], where the extrema are, ascending; what lies behind the last one is unspecified.
/// Returns their number.
size_t fk_scale_extrema(const int16_t *const *rows, size_t width, size_t margin, int16_t threshold, uint32_t *columns);

/// Scalar reference of `fk_scale_extrema`.
size_t fk_scale_extrema_reference(const int16_t *const *rows, size_t width, size_t margin, int16_t threshold,
                                  uint32_t *columns);

/// Farthest that a refinement walks up or down, in rows.
#define FK_REFINE_REACH 3
/// Rows of each scale of differences that a refinement reads: its own, FK_REFINE_REACH + 1 above and as many below.
#define FK_REFINE_ROWS 9

/// An extremum between the samples of place and scale.
typedef struct {
  /// In pixels of the octave.
  float x;
  float y;
  /// In scales of the octave: `scale` plus an offset.
  float fine_scale;
  /// |difference| there, in grey values.
  float contrast;
  /// The sample next to it.
  uint32_t column;
  uint32_t row;
  uint32_t scale;
} fk_scale_extremum;

/// What `fk_scale_refine` accepts.
typedef struct {
  /// Least contrast, in grey values.
  float contrast;
  /// Largest ratio of the principal curvatures, at least 1.
  float edge_ratio;
  /// Fewest pixels from the border; at least 1.
  uint32_t margin;
} fk_scale_limits;

/// Fits a parabola in place and scale to an extremum and its neighbours, and moves to the neighbour that the top is
/// nearer to, up to four times (Lowe 2004, §4, eq. 2 and 3); after that, a top less than a sample away will do. Then
/// tests contrast and edges (§4.1). In double, no SIMD.
/// - rows: [scale_count, FK_REFINE_ROWS], rows of differences about row `y` of each scale; those beyond the image are
///   not read and may be NULL.
/// - column, y, scale: the sample, at least limits.margin from the border, 1 <= scale < scale_count - 1.
/// - height: rows of the octave.
/// Returns 1, or 0 where it is no stable extremum; `out` is unchanged then.
int fk_scale_refine(const int16_t *const *rows, size_t scale_count, size_t width, size_t height, size_t column,
                    size_t y, size_t scale, fk_scale_limits limits, fk_scale_extremum *out);

#ifdef __cplusplus
}
#endif

#endif  // FACSIMILE_FK_SCALE_SPACE_H
