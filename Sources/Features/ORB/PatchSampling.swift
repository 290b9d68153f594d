import Imaging

/// Keypoints with the smoothed pixels around them, for learning which tests describe them best.
package struct SampledPatches {
  package let keypoints: [Keypoint]
  /// One row per keypoint: the pixels at the requested points, rotated with the keypoint.
  package let values: [UInt8]
}

extension ORB {
  /// The keypoints of `image` and, of each, the smoothed pixels of its level at `points` (x right, y down, within a
  /// radius of 15), exactly as the descriptor's tests would read them.
  package func samplePatches(of image: GrayImage, at points: [SIMD2<Int>]) throws -> SampledPatches {
    try ORBWorkspace().samplePatches(of: image, at: points, options: options)
  }
}
