import Features
import Imaging
import Names
import Photos

/// The photos of both sides with the features that were found in them, for each way of finding them: what a larger part of the
/// photos or another way of matching needs again isn't found again.
actor FeatureMemory {
  private struct Entry {
    var queries: [PhotoReading?]
    var references: [PhotoReading?]
    var bytes = 0
    /// Rises with each use.
    var lastUse = 0
  }

  private let photos: TuningPhotos
  private let threads: Int
  /// Most bytes of features; those of one way are always held.
  private let capacity: Int
  private var entries: [ExtractionOptions: Entry] = [:]
  /// Remembered of all ways: there are few.
  private var unusable: [ExtractionOptions: [Failure]] = [:]
  private var uses = 0

  init(of photos: TuningPhotos, threads: Int, capacity: Int = 1 << 30) {
    self.photos = photos
    self.threads = threads
    self.capacity = capacity
  }

  /// The queries and references of these ids, ready to be read again and again.
  ///
  /// - Throws: `OptionsError`, `InputError` where none of the photos of a side can be used, `StoreError`, `CancellationError`.
  func sources(
    _ options: ExtractionOptions, queries: Set<ExactName>, references: Set<ExactName>
  ) async throws -> (queries: any FeatureSource, references: any FeatureSource) {
    let all = try photos.sources(by: options, threads: threads)
    var entry =
      entries[options]
      ?? Entry(
        queries: [PhotoReading?](repeating: nil, count: all.queries.count),
        references: [PhotoReading?](repeating: nil, count: all.references.count))
    let queryPlaces = try await read(all.queries, queries, mirrored: true, into: &entry.queries)
    let referencePlaces = try await read(all.references, references, mirrored: false, into: &entry.references)
    uses += 1
    entry.lastUse = uses
    entry.bytes = (entry.queries + entry.references).reduce(0) { $0 + ($1?.views?.byteCount ?? 0) }
    entries[options] = entry
    unusable[options] = (entry.queries + entry.references).compactMap { $0?.failure }
    forgetOldest(but: options)
    return (
      SelectedFeatures(HeldFeatures(all.queries, entry.queries), places: queryPlaces),
      SelectedFeatures(HeldFeatures(all.references, entry.references), places: referencePlaces)
    )
  }

  /// Photos that can't be used, of those that were read with these options, queries first.
  func unusablePhotos(_ options: ExtractionOptions) -> [Failure] {
    unusable[options] ?? []
  }

  /// How many ways of finding features are remembered.
  var count: Int { entries.count }

  private func forgetOldest(but kept: ExtractionOptions) {
    while entries.count > 1, entries.values.reduce(0, { $0 + $1.bytes }) > capacity {
      guard let oldest = entries.filter({ $0.key != kept }).min(by: { $0.value.lastUse < $1.value.lastUse }) else {
        return
      }
      entries[oldest.key] = nil
    }
  }

  /// Reads those of the photos that nobody has read yet; gives the places of all that are wanted.
  private func read(
    _ source: any FeatureSource, _ ids: Set<ExactName>, mirrored: Bool, into readings: inout [PhotoReading?]
  ) async throws -> [Int] {
    let places = source.ids.indices.filter { ids.contains(ExactName(source.ids[$0])) }
    // Histograms are mirrored when they are needed, without the photo.
    let looksTwice = mirrored && source.canMirror && !source.options.extractor.descriptorKind.canBeMirrored
    var found = readings
    try await mapInOrder(places.filter { readings[$0] == nil }, threads: threads) {
      try source.read($0, mirrored: looksTwice)
    } consume: {
      found[$0] = $1
    }
    readings = found
    try refuseEmpty(source.path, count: places.count, failures: places.compactMap { found[$0]?.failure })
    return places
  }
}

extension PhotoReading {
  /// Why the photo can't be used.
  fileprivate var failure: Failure? {
    if case .skipped(let failure) = self { failure } else { nil }
  }
}
