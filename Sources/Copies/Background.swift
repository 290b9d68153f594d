import Features
import Matcher
import Photos
import Recall

/// Knows which descriptors are common: what a query has in common with photos that it wasn't made from proves nothing.
public protocol CommonDescriptors: Sendable {
  /// The nearest of some descriptors in all photos but the one called `id`.
  func neighbors(of query: Descriptors, leavingOut id: String) -> BackgroundNeighbors
}

/// Photos that are no copies of the references, in memory: their descriptors.
public struct Background: CommonDescriptors {
  private let photos: [(id: String, descriptors: SearchableDescriptors)]
  /// Photos that could not be used.
  public let failures: [Failure]

  /// Reads the descriptors of all photos.
  ///
  /// - Throws: `StoreError` when a store can't be read, `InputError` when no photo can be used, `CancellationError`.
  public init(
    _ source: any FeatureSource, threads: Int, progress: any ProgressReporter = NoProgress()
  ) async throws {
    let (photos, failures) = try await readDescriptors(
      of: source, phase: "background", threads: threads, progress: progress)
    try refuseEmpty(source.path, count: source.count, failures: failures)
    self.photos = zip(source.ids, photos).compactMap { id, descriptors in descriptors.map { (id, $0) } }
    self.failures = failures
  }

  public func neighbors(of query: Descriptors, leavingOut id: String) -> BackgroundNeighbors {
    BackgroundNeighbors(of: query, in: photos, leavingOut: id)
  }
}
