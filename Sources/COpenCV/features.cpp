#include "features.hpp"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "guard.hpp"

namespace {

struct Free {
  void operator()(void *memory) const noexcept { std::free(memory); }
};

template <typename T>
using Buffer = std::unique_ptr<T[], Free>;

template <typename T>
Buffer<T> allocated(size_t count) {
  void *const memory = std::calloc(count, sizeof(T));
  if (memory == nullptr) throw std::bad_alloc();
  return Buffer<T>(static_cast<T *>(memory));
}

template <typename T>
Buffer<T> copied_rows(const cv::Mat &matrix) {
  const auto rows = static_cast<size_t>(matrix.rows);
  const auto columns = static_cast<size_t>(matrix.cols);
  auto copy = allocated<T>(rows * columns);
  for (size_t row = 0; row < rows; ++row) {
    std::memcpy(copy.get() + row * columns, matrix.ptr<T>(static_cast<int>(row)), columns * sizeof(T));
  }
  return copy;
}

}  // namespace

cv::Mat ocv::matrix(ocv_gray_image image) {
  return cv::Mat(image.height, image.width, CV_8UC1, const_cast<uint8_t *>(image.pixels), image.row_stride);
}

ocv_features ocv::copied(const std::vector<cv::KeyPoint> &keypoints, const cv::Mat &descriptors) {
  CV_Assert(keypoints.size() == static_cast<size_t>(descriptors.rows));
  ocv_features features = {};
  if (keypoints.empty()) return features;
  CV_Assert(descriptors.type() == CV_8UC1 || descriptors.type() == CV_32FC1);

  auto copies = allocated<ocv_keypoint>(keypoints.size());
  for (size_t index = 0; index < keypoints.size(); ++index) {
    const cv::KeyPoint &keypoint = keypoints[index];
    // SIFT packs octave (signed), layer and sub-layer offset into one byte each; ORB's level fits the lowest byte.
    const auto level = static_cast<int8_t>(keypoint.octave & 255);
    copies[index] = {keypoint.pt.x, keypoint.pt.y, keypoint.size, keypoint.angle, keypoint.response, level};
  }
  if (descriptors.type() == CV_8UC1) {
    features.bits = copied_rows<uint8_t>(descriptors).release();
  } else {
    features.histogram = copied_rows<float>(descriptors).release();
  }
  features.keypoints = copies.release();
  features.count = keypoints.size();
  features.descriptor_length = static_cast<size_t>(descriptors.cols);
  return features;
}

void ocv_features_free(ocv_features features) {
  std::free(features.keypoints);
  std::free(features.bits);
  std::free(features.histogram);
}

void ocv_version(char *version, size_t capacity) {
  std::snprintf(
      version, capacity, "%d.%d.%d", cv::getVersionMajor(), cv::getVersionMinor(), cv::getVersionRevision());
}
