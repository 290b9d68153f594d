import Imaging

/// Finds and describes the local features of an image: the one interface of all extractors.
///
/// An extractor holds its settings and nothing else: extracting changes nothing in it, so that one may serve several
/// tasks at once and the same image always gives the same features.
public protocol FeatureExtractor: Sendable {
  /// What the descriptors' bytes mean.
  var descriptorKind: DescriptorKind { get }

  /// The features of `image` in its own pixel coordinates.
  ///
  /// An image in which nothing is found (one colour, smaller than a patch) gives an empty set: an answer, no error.
  func extract(from image: GrayImage) throws -> FeatureSet

  /// The same, but of a long image, which may have `extent` times as many features as the extractor's settings allow.
  ///
  /// An extractor that doesn't implement it finds no more than in any image.
  /// - Parameter extent: at least 1; see ``WorkingScale/extent(of:)``.
  func extract(from image: GrayImage, extent: Double) throws -> FeatureSet
}

extension FeatureExtractor {
  public func extract(from image: GrayImage, extent: Double) throws -> FeatureSet { try extract(from: image) }
}

/// An extractor that can tell how it finds features, so that they can be stored, and compared with others of equal options.
public protocol IdentifiedExtractor: FeatureExtractor {
  /// Its name, the most features of an image and its own settings; `maxSide` is whoever's who reduces the images.
  var extractionOptions: ExtractionOptions { get }
}
