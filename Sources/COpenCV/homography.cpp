#include <algorithm>

#include <opencv2/calib3d.hpp>

#include "guard.hpp"

ocv_status ocv_find_homography(
    const double *first, const double *second, size_t count, ocv_homography_method method, double max_error,
    int32_t max_iterations, double confidence, bool *found, double *second_from_first, uint8_t *inliers, char *message,
    size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    *found = false;
    std::fill_n(second_from_first, 9, 0.0);
    std::fill_n(inliers, count, uint8_t{0});

    const auto rows = static_cast<int>(count);
    const cv::Mat source(rows, 1, CV_64FC2, const_cast<double *>(first));
    const cv::Mat target(rows, 1, CV_64FC2, const_cast<double *>(second));
    const int flag = method == OCV_RANSAC ? static_cast<int>(cv::RANSAC) : static_cast<int>(cv::USAC_MAGSAC);
    cv::Mat mask;
    const cv::Mat model = cv::findHomography(source, target, flag, max_error, mask, max_iterations, confidence);
    if (model.empty()) return;

    CV_Assert(model.isContinuous() && model.total() == 9 && model.type() == CV_64FC1);
    CV_Assert(mask.isContinuous() && mask.total() == count && mask.type() == CV_8UC1);
    std::copy_n(model.ptr<double>(), 9, second_from_first);
    std::transform(
        mask.ptr<uint8_t>(), mask.ptr<uint8_t>() + count, inliers,
        [](uint8_t value) { return static_cast<uint8_t>(value != 0); });
    *found = true;
  });
}
