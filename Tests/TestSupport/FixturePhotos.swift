import Features
import Imaging
import Pyramid

/// A photo of the fixtures, smaller: what the tests make versions of.
public func original(_ number: Int) throws -> GrayImage {
  let digits = "\(number)"
  let name = "R" + String(repeating: "0", count: 6 - digits.count) + digits
  let photo = try GrayImage(contentsOf: Photos.fixtures + "/references/\(name).jpg")
  return photo.resampled(to: photo.size.fitted(into: 400))
}

extension GrayImage {
  /// The part that begins at (x, y).
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> GrayImage {
    var part = GrayImage(width: width, height: height, filledWith: 0)
    for row in 0..<height {
      for column in 0..<width { part[column, row] = self[x + column, y + row] }
    }
    return part
  }

  /// The photo with another picture on it, whose top-left pixel is at (x, y).
  public func wearing(_ picture: GrayImage, x: Int, y: Int) -> GrayImage {
    var photo = self
    for row in 0..<picture.height {
      for column in 0..<picture.width { photo[x + column, y + row] = picture[column, row] }
    }
    return photo
  }
}

/// Features by an extractor of ours.
public func features(of image: GrayImage, by id: ExtractorID, maxFeatures: Int = 1000) throws -> FeatureSet {
  var options = ExtractionOptions()
  options.extractor = id
  options.maxFeatures = maxFeatures
  return try ExtractorRegistry.standard.makeExtractor(options).extract(from: image, maxSide: options.maxSide)
}
