import Imaging
import Pyramid

/// The local features of one image: its keypoints and, row by row, their descriptors.
public struct FeatureSet: Sendable, Hashable {
  /// Size of the image as stored in the file, to which the coordinates of the keypoints refer.
  public let imageSize: ImageSize
  public let keypoints: [Keypoint]
  public let descriptors: Descriptors
  /// The image at ``thumbnailSize(of:)``, for comparing two photos laid over each other; nil if it
  /// wasn't kept.
  public let thumbnail: GrayImage?

  /// - Precondition: there are as many descriptors as keypoints, and a thumbnail has that size.
  public init(
    imageSize: ImageSize, keypoints: [Keypoint], descriptors: Descriptors, thumbnail: GrayImage? = nil
  ) {
    precondition(
      keypoints.count == descriptors.count, "\(keypoints.count) keypoints, \(descriptors.count) descriptors")
    if let thumbnail {
      let size = Self.thumbnailSize(of: imageSize)
      precondition(thumbnail.size == size, "a thumbnail of \(thumbnail.size), not \(size)")
    }
    self.imageSize = imageSize
    self.keypoints = keypoints
    self.descriptors = descriptors
    self.thumbnail = thumbnail
  }

  /// The size of the thumbnail of an image: at most 128 pixels on its longest side, and so at most 16 KiB.
  public static func thumbnailSize(of imageSize: ImageSize) -> ImageSize {
    imageSize.area == 0 ? ImageSize(width: 0, height: 0) : imageSize.fitted(into: 128)
  }

  public var count: Int { keypoints.count }
  public var isEmpty: Bool { keypoints.isEmpty }
}
