#include <climits>
#include <cstdlib>
#include <cstring>

#include <opencv2/imgcodecs.hpp>

#include "include/COpenCVCodecs.h"

namespace {

void copyPixels(const cv::Mat &image, unsigned char *pixels) {
  if (image.channels() == 1) {
    for (int y = 0; y < image.rows; ++y) {
      std::memcpy(pixels + static_cast<size_t>(y) * image.cols, image.ptr(y), image.cols);
    }
    return;
  }
  for (int y = 0; y < image.rows; ++y) {
    const unsigned char *bgr = image.ptr(y);
    for (int x = 0; x < image.cols; ++x, bgr += 3, pixels += 3) {
      pixels[0] = bgr[2];
      pixels[1] = bgr[1];
      pixels[2] = bgr[0];
    }
  }
}

// No exception may cross into Swift.
int decode(
    const unsigned char *data, size_t size, int mode, int *width, int *height, unsigned char **pixels) noexcept {
  try {
    if (size == 0 || size > INT_MAX) return 1;
    const cv::Mat bytes(1, static_cast<int>(size), CV_8UC1, const_cast<unsigned char *>(data));
    const cv::Mat image = cv::imdecode(bytes, mode);
    if (image.empty()) return 1;
    auto *copy = static_cast<unsigned char *>(std::malloc(image.total() * image.elemSize()));
    if (copy == nullptr) return 1;
    copyPixels(image, copy);
    *width = image.cols;
    *height = image.rows;
    *pixels = copy;
    return 0;
  } catch (...) {
    return 1;
  }
}

}  // namespace

extern "C" int opencv_decode_gray(
    const unsigned char *data, size_t size, int *width, int *height, unsigned char **pixels) {
  return decode(data, size, cv::IMREAD_GRAYSCALE, width, height, pixels);
}

extern "C" int opencv_decode_color(
    const unsigned char *data, size_t size, int *width, int *height, unsigned char **pixels) {
  return decode(data, size, cv::IMREAD_COLOR, width, height, pixels);
}

extern "C" void opencv_pixels_free(unsigned char *pixels) { std::free(pixels); }
