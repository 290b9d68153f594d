#include <opencv2/imgproc.hpp>

#include "features.hpp"
#include "guard.hpp"

ocv_status ocv_resize_area(
    ocv_gray_image image, int32_t width, int32_t height, uint8_t *pixels, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    cv::Mat resized(height, width, CV_8UC1, pixels);
    cv::resize(ocv::matrix(image), resized, resized.size(), 0, 0, cv::INTER_AREA);
    CV_Assert(resized.data == pixels);
  });
}
