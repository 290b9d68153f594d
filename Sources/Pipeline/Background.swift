import Features
import Matcher

/// Photos that are no copies of the references: what a query has in common with them proves nothing.
///
/// Memory: the descriptors.
public struct Background: Sendable {
  private let photos: [SearchableDescriptors]
  private let places: [String: Int]
  /// Photos that could not be used.
  public let failures: [Failure]

  public init(_ features: FeatureCollection) {
    photos = features.features.map { SearchableDescriptors($0.descriptors) }
    places = Dictionary(uniqueKeysWithValues: zip(features.ids, features.ids.indices))
    failures = features.failures
  }

  /// Reads or finds the features of a catalog's photos.
  init(
    loading catalog: FeatureCatalog, using extraction: Extraction, progress: any ProgressReporter
  ) async throws {
    var parts: [(path: String, collection: FeatureCollection)] = []
    for (path, source) in catalog.sources {
      parts.append((path, try await source.load(using: extraction, progress: progress)))
    }
    self.init(try FeatureCollection(joining: parts))
  }

  /// The nearest of some descriptors in all photos but the one called `id`.
  func neighbors(of query: Descriptors, id: String) -> BackgroundNeighbors {
    let own = places[id]
    return BackgroundNeighbors(of: query, in: photos) { $0 == own }
  }

  /// Where a reference is itself one of the photos.
  func place(of id: String) -> Int? { places[id] }
}
