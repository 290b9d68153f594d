import Features
import Storage

/// The features of a ``FeatureCatalog``, by index: read from stores whenever they are asked for, or in memory.
struct CatalogFeatures: Sendable {
  enum Part: Sendable {
    case store(FeatureStore)
    /// For each photo, where the collection has it; nil where it was not needed or could not be used.
    case photos(FeatureCollection, places: [Int?])
  }

  let ids: [String]
  let options: ExtractionOptions
  /// Photos that could not be used.
  let failures: [Failure]
  /// The first photo of each part.
  let starts: [Int]
  let parts: [Part]
  let isMirrorNeeded: Bool

  /// Reads the features of a photo; nil where it could not be used.
  ///
  /// - Throws: `StoreError` when a store can't be read.
  func features(at index: Int) throws(StoreError) -> FeatureSet? {
    let (part, offset) = place(of: index)
    switch part {
    case .store(let store): return try store.features(at: offset)
    case .photos(let collection, let places): return places[offset].map { collection.features[$0] }
    }
  }

  /// The same with those of the mirror image, where they are needed and can be known.
  func sides(at index: Int) throws(StoreError) -> QuerySides? {
    let (part, offset) = place(of: index)
    switch part {
    case .store(let store):
      let features = try store.features(at: offset)
      let canBeMirrored = isMirrorNeeded && store.descriptorKind == .histogram128
      return QuerySides(plain: features, mirrored: canBeMirrored ? features.mirrored() : nil)
    case .photos(let collection, let places):
      guard let place = places[offset] else { return nil }
      let mirrored = isMirrorNeeded && collection.canBeMirrored ? collection.mirroredFeatures(at: place) : nil
      return QuerySides(plain: collection.features[place], mirrored: mirrored)
    }
  }

  func isUsable(_ index: Int) -> Bool {
    switch place(of: index) {
    case (.store, _): true
    case (.photos(_, let places), let offset): places[offset] != nil
    }
  }

  /// Memory that the result of ``sides(at:)`` takes, in bytes, about; known without reading.
  func sidesByteCount(at index: Int) -> Int {
    let (part, offset) = place(of: index)
    let kind = options.extractor.descriptorKind
    let side: Int
    switch part {
    case .store(let store):
      side = store.featureCount(at: offset) * (kind.byteCount + MemoryLayout<Keypoint>.stride)
    case .photos(let collection, let places):
      side =
        (places[offset].map { collection.features[$0].count } ?? 0) * (kind.byteCount + MemoryLayout<Keypoint>.stride)
    }
    // Thumbnails have at most 16 KiB.
    return (side + 1 << 14) * (isMirrorNeeded && kind == .histogram128 ? 2 : 1)
  }

  private func place(of index: Int) -> (part: Part, offset: Int) {
    let part = starts.lastIndex { $0 <= index }!
    return (parts[part], index - starts[part])
  }
}
