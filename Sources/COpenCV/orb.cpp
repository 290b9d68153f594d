#include <opencv2/features2d.hpp>

#include "features.hpp"
#include "guard.hpp"

namespace {

constexpr int patch_size = 31;

cv::Ptr<cv::ORB> extractor(ocv_orb_options options) {
  const int edge_threshold = patch_size, first_level = 0, wta_k = 2;
  return cv::ORB::create(
      options.max_features, options.scale_factor, options.levels, edge_threshold, first_level, wta_k,
      cv::ORB::HARRIS_SCORE, patch_size, options.fast_threshold);
}

}  // namespace

ocv_status ocv_extract_orb(
    ocv_gray_image image, ocv_orb_options options, ocv_features *features, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    std::vector<cv::KeyPoint> keypoints;
    cv::Mat descriptors;
    extractor(options)->detectAndCompute(ocv::matrix(image), cv::noArray(), keypoints, descriptors);
    *features = ocv::copied(keypoints, descriptors);
  });
}

ocv_status ocv_extract_fast_brief(
    ocv_gray_image image, ocv_orb_options options, ocv_features *features, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    const auto orb = extractor(options);
    const cv::Mat pixels = ocv::matrix(image);
    std::vector<cv::KeyPoint> keypoints;
    cv::Mat descriptors;
    orb->detect(pixels, keypoints);
    for (cv::KeyPoint &keypoint : keypoints) keypoint.angle = 0;
    // compute() reorders the keypoints and may drop some; it does so in place, so rows and keypoints stay aligned.
    orb->compute(pixels, keypoints, descriptors);
    *features = ocv::copied(keypoints, descriptors);
  });
}
