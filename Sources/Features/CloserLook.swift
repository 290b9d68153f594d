import Imaging
import Pyramid

/// How a photo is looked at again where the usual look, ``FeatureExtractor/extract(from:maxSide:)``, has found too little in
/// it. How the looks were chosen: docs/recall.md.
public enum CloserLook: String, Sendable, Hashable, Codable, CaseIterable {
  /// At the usual size, with ``denseFactor`` times as many features: more of those that a small copied area is proved by.
  case dense
  /// The usual look and, beside it, each of four overlapping parts enlarged to the usual size of a whole photo, with as many
  /// features as one: details that are too small for the usual look.
  case parts

  /// How the references that a query is compared with are looked at then, where their photos are at hand; nil for the usual look.
  public var lookAtReferences: CloserLook? { self == .parts ? .dense : nil }

  /// How many times as many features a dense look may find.
  public static let denseFactor = 4.0
}

extension FeatureExtractor {
  /// The features of `image` by a closer look, in coordinates of `image`; with the thumbnail.
  ///
  /// Only an extractor that implements ``extract(from:extent:)`` finds more in the photo as a whole.
  public func extract(from image: GrayImage, maxSide: Int, look: CloserLook) throws -> FeatureSet {
    let scale = WorkingScale(maxSide: maxSide)
    switch look {
    case .dense: return try extract(from: image, at: scale, density: CloserLook.denseFactor)
    case .parts:
      let whole = try extract(from: image, at: scale, density: 1)
      let parts = try PhotoPart.parts(of: image.size).map { try extract(from: $0, of: image, at: scale) }
      return FeatureSet(
        imageSize: image.size, keypoints: whole.keypoints + parts.flatMap(\.keypoints),
        descriptors: Descriptors(
          kind: descriptorKind, bytes: whole.descriptors.bytes + parts.flatMap(\.descriptors.bytes)),
        thumbnail: whole.thumbnail)
    }
  }

  /// The features of a part, in coordinates of `image`.
  private func extract(from part: PhotoPart, of image: GrayImage, at scale: WorkingScale) throws -> FeatureSet {
    let (size, extent) = scale.closeSize(ofPart: part.size)
    let found = try extract(from: part.cut(from: image).resampled(to: size), extent: extent)
    return FeatureSet(
      imageSize: image.size,
      keypoints: found.keypoints.map { $0.rescaled(from: size, to: part.size).moved(x: part.x, y: part.y) },
      descriptors: found.descriptors)
  }
}

/// A part of a photo that is looked at by itself.
struct PhotoPart: Hashable {
  /// Its top-left pixel.
  let x: Int
  let y: Int
  let size: ImageSize

  /// Two by two parts in the photo's corners, each of three fifths of its width and height, rounded up, so that they overlap
  /// by a third. Those of the mirror image are their mirror images. None of a photo without pixels.
  static func parts(of photo: ImageSize) -> [PhotoPart] {
    guard photo.area > 0 else { return [] }
    func share(_ side: Int) -> Int { side - side * 2 / 5 }
    let size = ImageSize(width: share(photo.width), height: share(photo.height))
    return [0, photo.height - size.height].flatMap { y in
      [0, photo.width - size.width].map { x in PhotoPart(x: x, y: y, size: size) }
    }
  }

  func cut(from image: GrayImage) -> GrayImage {
    let pixels = (y..<y + size.height).flatMap { row in
      image.pixels[row * image.width + x..<row * image.width + x + size.width]
    }
    return GrayImage(width: size.width, height: size.height, pixels: pixels)
  }
}

extension Keypoint {
  fileprivate func moved(x: Int, y: Int) -> Keypoint {
    var keypoint = self
    keypoint.x += Float(x)
    keypoint.y += Float(y)
    return keypoint
  }
}
