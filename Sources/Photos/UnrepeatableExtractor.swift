import Features
import Imaging

/// Stands for what found the features of a store and is not to be had here: it serves runs over stores, and finds nothing
/// in photos.
struct UnrepeatableExtractor: FeatureExtractor {
  let reason: UnrepeatableFeatures

  var descriptorKind: DescriptorKind { reason.options.extractor.descriptorKind }

  func extract(from image: GrayImage) throws -> FeatureSet { throw reason }
}

/// Photos can't be compared with features that another tool, another version or another program's extractor has found.
public struct UnrepeatableFeatures: Error, Sendable, Hashable, CustomStringConvertible {
  /// The photos, where known.
  public let path: String?
  /// Those of the features.
  public let options: ExtractionOptions
  /// What can be run instead.
  public let registered: [ExtractorID]

  /// - Parameter extractors: those of the program, which can't find such features.
  public init(path: String? = nil, options: ExtractionOptions, extractors: ExtractorRegistry) {
    self.path = path
    self.options = options
    registered = extractors.ids
  }

  public var description: String {
    let photos = path.map { "\($0): " } ?? ""
    if let origin = options.origin {
      return "\(photos)features of \(origin) can't be found in photos here: import them, too, and give the store"
    }
    guard let current = registered.first(where: { $0 == options.extractor })?.revision else {
      return "\(photos)this program has no extractor \(options.extractor) for descriptors of "
        + "\(options.extractor.descriptorKind); it has \(registered.map(\.name).joined(separator: ", "))"
    }
    let advice = options.revision < current ? "extract the others anew" : "use the version that found the others"
    return "\(photos)the other features are of revision \(options.revision) of \(options.extractor), but this version "
      + "of Facsimile finds those of revision \(current): \(advice)"
  }
}
