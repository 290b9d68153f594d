import Imaging
import Pyramid

extension FeatureExtractor {
  /// The features of `image`, found at a longest side of at most `maxSide` pixels and given in its own coordinates.
  ///
  /// A larger image is reduced with area-correct weights first; a smaller one is taken as it is.
  public func extract(from image: GrayImage, maxSide: Int) throws -> FeatureSet {
    let size = image.size.fitted(into: maxSide)
    guard size != image.size else { return try extract(from: image) }
    let found = try extract(from: image.resampled(to: size))

    // A pixel's centre, not its corner, has integer coordinates: hence the halves.
    let scaleX = Float(image.width) / Float(size.width)
    let scaleY = Float(image.height) / Float(size.height)
    let sizeScale = (scaleX * scaleY).squareRoot()
    let keypoints = found.keypoints.map { keypoint in
      var keypoint = keypoint
      keypoint.x = (keypoint.x + 0.5) * scaleX - 0.5
      keypoint.y = (keypoint.y + 0.5) * scaleY - 0.5
      keypoint.size *= sizeScale
      return keypoint
    }
    return FeatureSet(imageSize: image.size, keypoints: keypoints, descriptors: found.descriptors)
  }
}
