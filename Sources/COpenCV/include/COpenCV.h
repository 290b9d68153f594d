// OpenCV's feature extractors, matcher and homography as plain C functions.
//
// Every function returns an `ocv_status`; other than OCV_OK, it has written a message ended by a zero, cut to
// `message_capacity` bytes, and its results are not to be read. No exception leaves a function.
//
// Threads: the first call of any of them sets OpenCV's number of threads to 1 for the whole process, so that a baseline
// is measured on one core and its results do not depend on how a loop was split. The functions hold no state of their
// own: call them from several threads at once.
//
// Coordinates: (0, 0) is the centre of the top-left pixel, x to the right, y down.
#ifndef COPENCV_H
#define COPENCV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ocv_status {
  OCV_OK = 0,
  /// A cv::Exception.
  OCV_OPENCV_EXCEPTION = 1,
  /// Another std::exception, such as std::bad_alloc.
  OCV_STANDARD_EXCEPTION = 2,
  /// Something else was thrown.
  OCV_UNKNOWN_EXCEPTION = 3
} ocv_status;

/// Version of the OpenCV that the program runs with, such as "4.6.0".
void ocv_version(char *version, size_t capacity);

// MARK: Features

/// `height` rows of `width` grey bytes; a row starts `row_stride` bytes behind the one above.
typedef struct ocv_gray_image {
  const uint8_t *pixels;
  int32_t width;
  int32_t height;
  size_t row_stride;
} ocv_gray_image;

/// cv::KeyPoint as OpenCV has it: `size` is a diameter in pixels, `angle` in degrees, clockwise in the image as y
/// points down. `level` is the pyramid level of ORB; for SIFT the octave, −1 being the doubled image.
typedef struct ocv_keypoint {
  float x;
  float y;
  float size;
  float angle;
  float response;
  int32_t level;
} ocv_keypoint;

/// `count` keypoints in OpenCV's order and, row by row, their descriptors of `descriptor_length` elements: `bits` are
/// set by the binary extractors, `histogram` by SIFT; the other is NULL, and so is everything when `count` is 0.
typedef struct ocv_features {
  size_t count;
  size_t descriptor_length;
  ocv_keypoint *keypoints;
  uint8_t *bits;
  float *histogram;
} ocv_features;

/// Frees what an extractor has returned. Safe on zeroed features.
void ocv_features_free(ocv_features features);

/// The options of cv::ORB that matter here; its other ones stay at their defaults (31-pixel border and patch, first
/// level 0, WTA_K 2, ranked by Harris' measure).
typedef struct ocv_orb_options {
  int32_t max_features;
  float scale_factor;
  int32_t levels;
  int32_t fast_threshold;
} ocv_orb_options;

/// cv::ORB::detectAndCompute: 32 bytes a descriptor. Ties can make it return more than `max_features`.
ocv_status ocv_extract_orb(
    ocv_gray_image image, ocv_orb_options options, ocv_features *features, char *message, size_t message_capacity);

/// cv::ORB::detect, then cv::ORB::compute with every angle set to 0 degrees: upright BRIEF with ORB's tests. The
/// keypoints' angle is 0.
ocv_status ocv_extract_fast_brief(
    ocv_gray_image image, ocv_orb_options options, ocv_features *features, char *message, size_t message_capacity);

/// The options of cv::SIFT, all of them as of OpenCV 4.6.
typedef struct ocv_sift_options {
  int32_t max_features;
  int32_t layers_per_octave;
  double contrast_threshold;
  double edge_threshold;
  double sigma;
} ocv_sift_options;

/// cv::SIFT::detectAndCompute: 128 floats a descriptor, which OpenCV has already rounded to integers in 0...255.
ocv_status ocv_extract_sift(
    ocv_gray_image image, ocv_sift_options options, ocv_features *features, char *message, size_t message_capacity);

// MARK: Images

/// A pixel and its FAST score, the largest threshold at which it is a corner.
typedef struct ocv_corner {
  int32_t x;
  int32_t y;
  int32_t score;
} ocv_corner;

/// cv::FAST, FAST-9 on the circle of 16. Writes the number of corners to `count` and the first `capacity` of them, row
/// by row. OpenCV computes scores only to `suppress` corners that are not maxima; otherwise they are 0.
ocv_status ocv_fast9(
    ocv_gray_image image, int32_t threshold, bool suppress, ocv_corner *corners, size_t capacity, size_t *count,
    char *message, size_t message_capacity);

/// cv::resize with INTER_AREA to `width` × `height` pixels, written row by row without padding.
ocv_status ocv_resize_area(
    ocv_gray_image image, int32_t width, int32_t height, uint8_t *pixels, char *message, size_t message_capacity);

/// cv::GaussianBlur with a kernel of 2 `radius` + 1 pixels a side and BORDER_REFLECT_101, written row by row without
/// padding.
ocv_status ocv_gaussian_blur(
    ocv_gray_image image, double sigma, int32_t radius, uint8_t *pixels, char *message, size_t message_capacity);

// MARK: Matching

/// A row of the references and its distance; index −1 where there are too few references.
typedef struct ocv_neighbor {
  int32_t index;
  float distance;
} ocv_neighbor;

/// cv::BFMatcher::knnMatch with k = 2 and NORM_HAMMING on rows of `length` bytes. Writes 2 × `query_count` neighbours,
/// nearest first; of equally near references the one of the lower index comes first.
ocv_status ocv_two_nearest_hamming(
    const uint8_t *queries, size_t query_count, const uint8_t *references, size_t reference_count, size_t length,
    ocv_neighbor *neighbors, char *message, size_t message_capacity);

/// The same with NORM_L2 on rows of `length` floats; the distance is not squared.
ocv_status ocv_two_nearest_l2(
    const float *queries, size_t query_count, const float *references, size_t reference_count, size_t length,
    ocv_neighbor *neighbors, char *message, size_t message_capacity);

// MARK: Homography

typedef enum ocv_homography_method { OCV_RANSAC = 0, OCV_USAC_MAGSAC = 1 } ocv_homography_method;

/// cv::findHomography between `count` pairs of points (x, y, x, y …), which OpenCV rounds to 32-bit floats.
///
/// Both methods start from a seed fixed in OpenCV, whatever cv::theRNG() is: equal points in equal order give an equal
/// result. `max_error` is in pixels of the second image. Writes `found`, `second_from_first` (9 numbers, row by row,
/// the last one 1) and `inliers` (`count` times 0 or 1); all zeros when nothing was found. Throws when `count` < 4.
ocv_status ocv_find_homography(
    const double *first, const double *second, size_t count, ocv_homography_method method, double max_error,
    int32_t max_iterations, double confidence, bool *found, double *second_from_first, uint8_t *inliers, char *message,
    size_t message_capacity);

// MARK: Networks

/// A neural network that is ready to run for one caller at a time.
typedef struct ocv_network ocv_network;

enum { OCV_MOST_DIMENSIONS = 8 };

/// `count` numbers of a tensor whose first dimensions are told. `values` is owned.
typedef struct ocv_numbers {
  float *values;
  size_t count;
  int32_t rank;
  int32_t dimensions[OCV_MOST_DIMENSIONS];
} ocv_numbers;

/// Whether cv::dnn is there, which is loaded on the first call. Without it, the functions below fail.
bool ocv_has_networks(void);

/// cv::dnn::readNetFromONNX of a file, for OpenCV's own backend.
ocv_status ocv_network_open(const char *path, ocv_network **network, char *message, size_t message_capacity);
void ocv_network_free(ocv_network *network);

/// cv::dnn::Net::forward on the numbers of a tensor of `rank` dimensions, up to the layer of a name or, of "", the last.
ocv_status ocv_network_run(
    ocv_network *network, const float *input, const int32_t *dimensions, int32_t rank, const char *output,
    ocv_numbers *numbers, char *message, size_t message_capacity);

/// Frees what ocv_network_run has returned. Safe on zeroed numbers.
void ocv_numbers_free(ocv_numbers numbers);

#ifdef __cplusplus
}
#endif

#endif
