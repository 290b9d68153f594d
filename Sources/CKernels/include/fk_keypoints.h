// Kernels of detection and description by ORB (Rublee et al., "ORB: an efficient alternative to SIFT or SURF", ICCV
// 2011): FAST-9 corners, Harris' response, intensity centroids, BRIEF.
//
// An image is `height` rows of `width` grey bytes, at most FK_MAX_CORNER_SIDE each; a row starts `stride` >= `width`
// bytes behind the one above, and no byte beyond the last row's last pixel is read. x points right, y down, (0, 0) is the
// top-left pixel. As everywhere in CKernels, equal bytes on every SIMD target; arguments that would make a kernel leave
// a buffer end the process before it happens; nothing is allocated.

#ifndef FACSIMILE_FK_KEYPOINTS_H
#define FACSIMILE_FK_KEYPOINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Most pixels of an image's side.
#define FK_MAX_CORNER_SIDE ((size_t)65535)

/// A pixel and its FAST-9 score. 6 bytes without padding.
typedef struct {
  uint16_t x;
  uint16_t y;
  /// Largest threshold at which the pixel is still a corner, 0 to 254.
  uint16_t score;
} fk_corner;

// --------------------------------------------------------------------------------------------------- FAST-9 corners

/// Bytes of scratch that `fk_fast9` needs for an area of so many columns, at most FK_MAX_CORNER_SIDE.
size_t fk_fast9_scratch_size(size_t columns);

/// Finds the FAST-9 corners of an area: pixels with nine neighbours in a row, on the circle of 16 of radius 3, that are
/// all brighter than the pixel + threshold, or all darker than the pixel - threshold (Rosten & Drummond, "Machine
/// learning for high-speed corner detection", ECCV 2006).
/// - x_begin, y_begin, x_end, y_end: the area, ends excluded; what lies beyond the image or less than 3 pixels from its
///   border holds no corners. Pixels around the area are read, so areas side by side give the whole's corners.
/// - threshold: 0 to 255; 255 finds nothing.
/// - suppress: whether only corners are given whose score is greater than that of each of the 8 pixels around, as
///   cv::FAST does: pixels that are no corners, or outside the area, have score 0, equal neighbours suppress each other,
///   and score 0 is never kept.
/// - scratch, scratch_size: at least `fk_fast9_scratch_size` bytes for the area's columns; need not be initialised.
/// - corners: [capacity], written in row-major order, with scores. May be NULL if capacity is 0.
/// Returns the number of corners in the area; if it is more than `capacity`, only the first `capacity` were written.
size_t fk_fast9(const uint8_t *pixels, size_t width, size_t height, size_t stride, size_t x_begin, size_t y_begin,
                size_t x_end, size_t y_end, uint8_t threshold, bool suppress, void *scratch, size_t scratch_size,
                fk_corner *corners, size_t capacity);

/// Scalar reference of `fk_fast9`, without scratch.
size_t fk_fast9_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, size_t x_begin,
                          size_t y_begin, size_t x_end, size_t y_end, uint8_t threshold, bool suppress,
                          fk_corner *corners, size_t capacity);

// -------------------------------------------------------------------------------------------------------- Shortlist

/// Bytes of scratch that `fk_shortlist` needs.
size_t fk_shortlist_scratch_size(size_t count, size_t cell_count);

/// Keeps the corners of the highest scores in each cell of a grid: of a cell as many as `limit` and all that score the
/// same as the last of them, or all that it has. `limit` is `wanted`, shared out among the cells that have corners and
/// rounded up, but at least `least_per_cell`.
/// - corners: [count], of any order, within the grid, with scores up to 255; at most 65535 of a score in a cell.
/// - cell_bits: cells have a side of 2^cell_bits pixels, at most 2^16; cell (c, r) has the pixels (x, y) with
///   x >> cell_bits = c and y >> cell_bits = r.
/// - columns, rows: of the grid.
/// - scratch, scratch_size: at least `fk_shortlist_scratch_size(count, columns * rows)` bytes, aligned to 4.
/// - kept: [count], written cell by cell, row by row of cells; within a cell in the order of `corners`. Must not overlap
///   `corners`.
/// - cell_ends: [rows, columns], the end of each cell's part of `kept`.
/// Returns the number of corners kept. O(count + cells) time; no SIMD.
size_t fk_shortlist(const fk_corner *corners, size_t count, size_t cell_bits, size_t columns, size_t rows,
                    size_t least_per_cell, size_t wanted, void *scratch, size_t scratch_size, fk_corner *kept,
                    uint32_t *cell_ends);

// ------------------------------------------------------------------------------------------------- Harris' response

/// Fewest pixels between a corner and the image's border, for `fk_harris`: 4 <= x < width - 4, and so for y.
#define FK_HARRIS_MARGIN 4

/// Writes Harris' response at each corner: (a b - c^2 - k (a + b)^2) s^4, where a, b and c are the sums of Ix^2, Iy^2
/// and Ix Iy over the 7 x 7 pixels around the corner, Ix and Iy 3 x 3 Sobel gradients of grey values 0 to 255, and
/// s = 1 / (4 * 7 * 255) as in cv::ORB. The sums are exact, the formula is evaluated in double and rounded once.
/// - corners: [count], at least FK_HARRIS_MARGIN pixels from the border.
/// - k: 0.04 in cv::ORB.
/// - responses: [count].
void fk_harris(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
               size_t count, float k, float *responses);

/// Scalar reference of `fk_harris`.
void fk_harris_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                         size_t count, float k, float *responses);

// ----------------------------------------------------------------------------------------------- Intensity centroids

/// Fewest pixels between a corner and the image's border, for `fk_moments`: 16 <= x < width - 16, and so for y.
#define FK_MOMENTS_MARGIN 16

/// First moments of a patch: sums of w(u, v) u I(x + u, y + v) and w(u, v) v I(x + u, y + v). atan2(m01, m10) is ORB's
/// orientation, clockwise as seen.
typedef struct {
  int32_t m10;
  int32_t m01;
} fk_moment;

/// Writes the first moments at each corner, of the patch of 31 x 31 pixels under a Gaussian window: w(u, v) = g(u) g(v),
/// where g(u) = 90 exp(-u^2 / (2 * 6^2)), rounded. cv::ORB weighs all pixels within radius 15 alike, so that those at the
/// rim, which a small shift or change of scale replaces, decide.
/// - corners: [count], at least FK_MOMENTS_MARGIN pixels from the border.
/// - moments: [count].
void fk_moments(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                size_t count, fk_moment *moments);

/// Scalar reference of `fk_moments`.
void fk_moments_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                          size_t count, fk_moment *moments);

// ------------------------------------------------------------------------------------------------------------- BRIEF

/// Fewest pixels between a corner and the image's border, for `fk_brief256`: 16 <= x < width - 16, and so for y.
#define FK_BRIEF_MARGIN 16

/// How far from the corner tests reach, in half pixels.
#define FK_BRIEF_REACH 30

/// Where a test's two places are in the patch around a corner. To be made by `fk_brief256_tests` alone.
typedef struct {
  uint16_t first;
  uint16_t second;
} fk_brief_test;

/// Lays out tests for `fk_brief256`.
/// - patterns: [orientation_count, 256, 4] as x1, y1, x2, y2 in half pixels from the corner, each from -FK_BRIEF_REACH to
///   FK_BRIEF_REACH.
/// - tests: [orientation_count, 256].
void fk_brief256_tests(const int8_t *patterns, size_t orientation_count, fk_brief_test *tests);

/// Writes the 256-bit BRIEF descriptor of each corner from a smoothed image (Calonder et al., "BRIEF: binary robust
/// independent elementary features", ECCV 2010). Bit i % 8 of byte i / 8 is 1 where I(x + x1 / 2, y + y1 / 2) <
/// I(x + x2 / 2, y + y2 / 2), for test i = (x1, y1, x2, y2) of the pattern of the corner's orientation. Between pixels I is
/// the mean of the two or four pixels around, rounded, halves up.
/// - corners: [count], at least FK_BRIEF_MARGIN pixels from the border.
/// - orientations: [count], each less than `orientation_count`.
/// - tests: [orientation_count, 256], made by `fk_brief256_tests`.
/// - descriptors: [count, 32].
void fk_brief256(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                 const uint16_t *orientations, size_t count, const fk_brief_test *tests, size_t orientation_count,
                 uint8_t *descriptors);

/// Plain reference of `fk_brief256`, straight from the patterns.
void fk_brief256_reference(const uint8_t *pixels, size_t width, size_t height, size_t stride, const fk_corner *corners,
                           const uint16_t *orientations, size_t count, const int8_t *patterns,
                           size_t orientation_count, uint8_t *descriptors);

#ifdef __cplusplus
}
#endif

#endif  // FACSIMILE_FK_KEYPOINTS_H
