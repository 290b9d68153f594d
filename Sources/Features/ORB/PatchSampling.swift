import Imaging

/// Keypoints with smoothed pixels around them, for learning which tests describe them best.
package struct SampledPatches {
  package let keypoints: [Keypoint]
  /// Row by row, one a keypoint: the pixels at the points asked for, turned with the keypoint.
  package let values: [UInt8]
}

extension ORB {
  /// The keypoints of `image` and, of each, the smoothed pixels of its level at `points` (x right, y down, within a
  /// radius of 15), exactly as the descriptor's tests would read them.
  package func samplePatches(of image: GrayImage, at points: [SIMD2<Int>]) throws -> SampledPatches {
    try ORBWorkspace().samplePatches(of: image, at: points, options: options)
  }
}
