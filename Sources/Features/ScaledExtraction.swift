import Imaging
import Pyramid

extension FeatureExtractor {
  /// The features of `image`, found at the size that ``WorkingScale`` says for `maxSide`, in coordinates of `image`.
  ///
  /// A larger image is first reduced with area-correct weights, a small one is enlarged, and a long one may have several
  /// times as many features. They include the thumbnail.
  public func extract(from image: GrayImage, maxSide: Int) throws -> FeatureSet {
    try extract(from: image, at: WorkingScale(maxSide: maxSide), density: 1)
  }

  /// The same with `density` times as many features, at least 1.
  func extract(from image: GrayImage, at scale: WorkingScale, density: Double) throws -> FeatureSet {
    let size = scale.size(of: image.size)
    let scaled = image.resampled(to: size)
    let found = try extract(from: scaled, extent: density * scale.extent(of: image.size))
    // From a reduced image, which is faster and loses nothing, unless it is smaller than a thumbnail.
    let thumbnailSize = FeatureSet.thumbnailSize(of: image.size)
    let isReduced = size.area < image.size.area && size.area >= thumbnailSize.area
    let thumbnail = (isReduced ? scaled : image).resampled(to: thumbnailSize)
    return FeatureSet(
      imageSize: image.size, keypoints: found.keypoints.map { $0.rescaled(from: size, to: image.size) },
      descriptors: found.descriptors, thumbnail: thumbnail)
  }
}

extension Keypoint {
  /// A keypoint of an image of one size in the same image at another size.
  func rescaled(from size: ImageSize, to other: ImageSize) -> Keypoint {
    guard size != other else { return self }
    // A pixel's centre, not its corner, has integer coordinates: hence the halves.
    let scaleX = Float(other.width) / Float(size.width)
    let scaleY = Float(other.height) / Float(size.height)
    var keypoint = self
    keypoint.x = (x + 0.5) * scaleX - 0.5
    keypoint.y = (y + 0.5) * scaleY - 0.5
    keypoint.size *= (scaleX * scaleY).squareRoot()
    return keypoint
  }
}
