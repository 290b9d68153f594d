import Features

/// A reference's features with its descriptors laid out for matching, once for all queries.
///
/// Memory: the descriptors twice.
public struct SearchableFeatures: Sendable {
  public let features: FeatureSet
  public let descriptors: SearchableDescriptors

  /// - Complexity: O(bytes of the descriptors).
  public init(_ features: FeatureSet) {
    self.features = features
    descriptors = SearchableDescriptors(features.descriptors)
  }
}
