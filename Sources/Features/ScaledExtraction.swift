import Imaging
import Pyramid

extension FeatureExtractor {
  /// The features of `image`, found at a longest side of at most `maxSide` pixels, in coordinates of `image`.
  ///
  /// A larger image is first reduced with area-correct weights; a smaller one is used as it is. The features include the
  /// thumbnail.
  public func extract(from image: GrayImage, maxSide: Int) throws -> FeatureSet {
    let size = image.size.fitted(into: maxSide)
    let scaled = image.resampled(to: size)
    let found = try extract(from: scaled)
    // From the reduced image, which is faster and loses nothing, unless it is smaller than a thumbnail.
    let thumbnailSize = FeatureSet.thumbnailSize(of: image.size)
    let thumbnail = (size.area < thumbnailSize.area ? image : scaled).resampled(to: thumbnailSize)
    guard size != image.size else {
      return FeatureSet(
        imageSize: size, keypoints: found.keypoints, descriptors: found.descriptors, thumbnail: thumbnail)
    }

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
    return FeatureSet(
      imageSize: image.size, keypoints: keypoints, descriptors: found.descriptors, thumbnail: thumbnail)
  }
}
