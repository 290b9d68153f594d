import Imaging
import Pyramid

extension FeatureExtractor {
  /// The features of `image`, found at the size that ``WorkingScale`` says for `maxSide`, in coordinates of `image`.
  ///
  /// A larger image is first reduced with area-correct weights, a small one is enlarged, and a long one may have several
  /// times as many features. They include the thumbnail.
  public func extract(from image: GrayImage, maxSide: Int) throws -> FeatureSet {
    let scale = WorkingScale(maxSide: maxSide)
    let size = scale.size(of: image.size)
    let scaled = image.resampled(to: size)
    let found = try extract(from: scaled, extent: scale.extent(of: image.size))
    // From a reduced image, which is faster and loses nothing, unless it is smaller than a thumbnail.
    let thumbnailSize = FeatureSet.thumbnailSize(of: image.size)
    let isReduced = size.area < image.size.area && size.area >= thumbnailSize.area
    let thumbnail = (isReduced ? scaled : image).resampled(to: thumbnailSize)
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
