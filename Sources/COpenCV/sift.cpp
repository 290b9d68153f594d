#include <opencv2/features2d.hpp>

#include "features.hpp"
#include "guard.hpp"

ocv_status ocv_extract_sift(
    ocv_gray_image image, ocv_sift_options options, ocv_features *features, char *message, size_t message_capacity) {
  return ocv::guarded(message, message_capacity, [&] {
    // Later versions of OpenCV have `enable_precise_upscale`, off by default; 4.6 always behaves as if it were off.
    const auto sift = cv::SIFT::create(
        options.max_features, options.layers_per_octave, options.contrast_threshold, options.edge_threshold,
        options.sigma);
    std::vector<cv::KeyPoint> keypoints;
    cv::Mat descriptors;
    sift->detectAndCompute(ocv::matrix(image), cv::noArray(), keypoints, descriptors);
    *features = ocv::copied(keypoints, descriptors);
  });
}
