#include <algorithm>

#include <opencv2/features2d.hpp>

#include "features.hpp"
#include "guard.hpp"

ocv_status ocv_fast9(
    ocv_gray_image image, int32_t threshold, bool suppress, ocv_corner *corners, size_t capacity, size_t *count,
    char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    std::vector<cv::KeyPoint> keypoints;
    cv::FAST(ocv::matrix(image), keypoints, threshold, suppress, cv::FastFeatureDetector::TYPE_9_16);
    *count = keypoints.size();
    std::transform(
        keypoints.begin(), keypoints.begin() + static_cast<ptrdiff_t>(std::min(capacity, keypoints.size())), corners,
        [](const cv::KeyPoint &keypoint) {
          return ocv_corner{
              static_cast<int32_t>(keypoint.pt.x), static_cast<int32_t>(keypoint.pt.y),
              static_cast<int32_t>(keypoint.response)};
        });
  });
}
