import Imaging

/// The local features of one image: its keypoints and, row by row, their descriptors.
public struct FeatureSet: Sendable, Hashable {
  /// Size of the image as it is stored in the file, which is what the keypoints' coordinates refer to.
  public let imageSize: ImageSize
  public let keypoints: [Keypoint]
  public let descriptors: Descriptors

  /// - Precondition: there are as many descriptors as keypoints.
  public init(imageSize: ImageSize, keypoints: [Keypoint], descriptors: Descriptors) {
    precondition(
      keypoints.count == descriptors.count, "\(keypoints.count) keypoints, \(descriptors.count) descriptors")
    self.imageSize = imageSize
    self.keypoints = keypoints
    self.descriptors = descriptors
  }

  public var count: Int { keypoints.count }
  public var isEmpty: Bool { keypoints.isEmpty }
}
