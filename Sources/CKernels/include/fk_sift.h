// Kernels of SIFT (Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004): orientations (§5) and
// descriptors (§6) from a plane of a Gaussian scale space. Part of CKernels.h, whose rules hold here too.
//
// A plane is `height` rows of `width` pixels of int16, at least 2 a side, rows `stride` >= `width` elements apart; no
// element beyond a row's `width` is read. Units of grey values don't matter.
//
// Both kernels resample the plane by bilinear interpolation on a square grid around the keypoint whose step is
// proportional to sigma, where Lowe takes the plane's own pixels: the plane is smooth enough for it, all keypoints cost
// the same, and a sample's weights depend on its place in the grid alone. Samples beyond the plane don't count.

#ifndef FACSIMILE_FK_SIFT_H
#define FACSIMILE_FK_SIFT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes of a descriptor: 4 x 4 cells x 8 orientations.
#define FK_SIFT_BYTES ((size_t)128)
/// Most orientations of a place: every second of 36 bins.
#define FK_SIFT_MAX_ORIENTATIONS ((size_t)18)
/// Largest sigma of a keypoint, in pixels of its plane.
#define FK_SIFT_MAX_SIGMA 8.0f

/// A keypoint in its plane, in pixels; (0, 0) is the centre of the top-left one.
typedef struct {
  /// On the plane: 0 <= x <= width - 1, and so for y.
  float x;
  float y;
  /// Scale of the keypoint, above 0 and at most FK_SIFT_MAX_SIGMA.
  float sigma;
  /// Radians, clockwise as seen (y points down).
  float angle;
} fk_sift_point;

/// Writes the main orientations about a place: the peaks of a smoothed histogram of 36 gradient directions within 4.5
/// sigma, weighted by a Gaussian of 1.5 sigma, that reach `peak_ratio` of the highest; each refined by a parabola.
/// - point: its angle is not read.
/// - peak_ratio: 0.8 in Lowe's paper.
/// - angles: [FK_SIFT_MAX_ORIENTATIONS], in radians from 0 to 2 pi, of the highest peak first.
/// Returns their number; 0 where there is no gradient.
size_t fk_sift_orientations(const int16_t *pixels, size_t width, size_t height, size_t stride, fk_sift_point point,
                            float peak_ratio, float *angles);

/// Scalar reference of `fk_sift_orientations`.
size_t fk_sift_orientations_reference(const int16_t *pixels, size_t width, size_t height, size_t stride,
                                      fk_sift_point point, float peak_ratio, float *angles);

/// Writes the descriptor of a keypoint: byte (4 r + c) 8 + o is orientation o of the cell in row r and column c of the
/// patch turned by the keypoint's angle; orientations are counted against the clock, as in Lowe's implementation and
/// cv::SIFT. Cells are 3 sigma a side; each gradient counts in the nearest cells and orientations by trilinear weights,
/// times a Gaussian of 6 sigma. The histogram is brought to norm 1, cut at 0.2, and then:
/// - is_root 0: brought to norm 512 again; otherwise: to sum 1, and the square roots times 512 are taken (Arandjelovic
///   & Zisserman, "Three things everyone should know to improve object retrieval", CVPR 2012). Rounded, at most 255.
/// - descriptor: [FK_SIFT_BYTES]; zeros where there is no gradient.
void fk_sift_describe(const int16_t *pixels, size_t width, size_t height, size_t stride, fk_sift_point point,
                      int is_root, uint8_t *descriptor);

/// Scalar reference of `fk_sift_describe`.
void fk_sift_describe_reference(const int16_t *pixels, size_t width, size_t height, size_t stride,
                                fk_sift_point point, int is_root, uint8_t *descriptor);

#ifdef __cplusplus
}
#endif

#endif  // FACSIMILE_FK_SIFT_H
