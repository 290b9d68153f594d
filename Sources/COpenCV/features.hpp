// Between OpenCV's types and those of COpenCV.h.
#ifndef COPENCV_FEATURES_HPP
#define COPENCV_FEATURES_HPP

#include <vector>

#include <opencv2/core.hpp>

#include "COpenCV.h"

namespace ocv {

/// A view of the pixels; OpenCV's extractors only read them.
cv::Mat matrix(ocv_gray_image image);

/// Copies keypoints and descriptors (CV_8U or CV_32F, a row a keypoint) to memory from malloc.
/// Throws std::bad_alloc, and cv::Exception when the numbers of rows differ.
ocv_features copied(const std::vector<cv::KeyPoint> &keypoints, const cv::Mat &descriptors);

}  // namespace ocv

#endif
