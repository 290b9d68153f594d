import Features
import Matcher
import Photos

/// Knows which descriptors are common: what a query has in common with photos that it wasn't made from proves nothing.
public protocol CommonDescriptors: Sendable {
  /// The nearest of some descriptors in all photos but the one called `id`.
  func neighbors(of query: Descriptors, leavingOut id: String) -> BackgroundNeighbors
}

/// Photos that are no copies of the references, in memory: their descriptors.
public struct Background: CommonDescriptors {
  private let photos: [(id: String, descriptors: SearchableDescriptors)]
  /// How many photos there are, usable or not.
  public let count: Int
  /// Photos that could not be used.
  public let failures: [Failure]

  /// Reads the descriptors of all photos.
  ///
  /// - Throws: `StoreError` when a store can't be read, `InputError` when no photo can be used, `CancellationError`.
  public init(
    _ source: any FeatureSource, threads: Int, progress: any ProgressReporter = NoProgress()
  ) async throws {
    var photos: [(id: String, descriptors: SearchableDescriptors)] = []
    var failures: [Failure] = []
    progress.begin("background", total: source.count)
    defer { progress.end() }
    try await mapInOrder(Array(0..<source.count), threads: threads) { index in
      try source.read(index, mirrored: false)
    } consume: { index, reading in
      switch reading {
      case .found(let views): photos.append((source.ids[index], SearchableDescriptors(views.plain.descriptors)))
      case .skipped(let failure): failures.append(failure)
      }
      progress.advance()
    }
    try refuseEmpty(source.path, count: source.count, failures: failures)
    self.photos = photos
    self.failures = failures
    count = source.count
  }

  public func neighbors(of query: Descriptors, leavingOut id: String) -> BackgroundNeighbors {
    BackgroundNeighbors(of: query, in: photos.lazy.filter { $0.id != id })
  }
}
