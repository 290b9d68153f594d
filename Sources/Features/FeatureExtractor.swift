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
}

/// An extractor that can tell how it finds features, so that they can be stored, and compared with others of equal options.
public protocol IdentifiedExtractor: FeatureExtractor {
  /// Its name, the most features of an image and its own settings; `maxSide` is whoever's who reduces the images.
  var extractionOptions: ExtractionOptions { get }
}
