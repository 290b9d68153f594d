#include <opencv2/imgproc.hpp>

#include "features.hpp"
#include "guard.hpp"

ocv_status ocv_gaussian_blur(
    ocv_gray_image image, double sigma, int32_t radius, uint8_t *pixels, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    cv::Mat blurred(image.height, image.width, CV_8UC1, pixels);
    const int side = 2 * radius + 1;
    cv::GaussianBlur(ocv::matrix(image), blurred, cv::Size(side, side), sigma, sigma, cv::BORDER_REFLECT_101);
    CV_Assert(blurred.data == pixels);
  });
}
