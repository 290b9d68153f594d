#include <opencv2/features2d.hpp>

#include "guard.hpp"

namespace {

/// A view of `rows` × `columns` elements; the matcher only reads them.
template <typename T>
cv::Mat matrix(const T *elements, size_t rows, size_t columns) {
  const auto height = cv::saturate_cast<int>(static_cast<uint64_t>(rows));
  const auto width = cv::saturate_cast<int>(static_cast<uint64_t>(columns));
  return cv::Mat(height, width, cv::DataType<T>::type, const_cast<T *>(elements));
}

void find_two_nearest(const cv::Mat &queries, const cv::Mat &references, int norm, ocv_neighbor *neighbors) {
  std::vector<std::vector<cv::DMatch>> matches;
  cv::BFMatcher(norm).knnMatch(queries, references, matches, 2);
  for (int query = 0; query < queries.rows; ++query) {
    for (size_t rank = 0; rank < 2; ++rank) {
      ocv_neighbor &neighbor = neighbors[2 * static_cast<size_t>(query) + rank];
      neighbor = {-1, 0};
      const auto row = static_cast<size_t>(query);
      if (row < matches.size() && rank < matches[row].size()) {
        neighbor = {matches[row][rank].trainIdx, matches[row][rank].distance};
      }
    }
  }
}

}  // namespace

ocv_status ocv_two_nearest_hamming(
    const uint8_t *queries, size_t query_count, const uint8_t *references, size_t reference_count, size_t length,
    ocv_neighbor *neighbors, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    find_two_nearest(
        matrix(queries, query_count, length), matrix(references, reference_count, length), cv::NORM_HAMMING, neighbors);
  });
}

ocv_status ocv_two_nearest_l2(
    const float *queries, size_t query_count, const float *references, size_t reference_count, size_t length,
    ocv_neighbor *neighbors, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    find_two_nearest(
        matrix(queries, query_count, length), matrix(references, reference_count, length), cv::NORM_L2, neighbors);
  });
}
