import Features
import Storage

/// The features of a set of photos, in memory.
public struct FeatureCollection: Sendable {
  public let options: ExtractionOptions
  public fileprivate(set) var ids: [String] = []
  public fileprivate(set) var features: [FeatureSet] = []
  public fileprivate(set) var failures: [Failure] = []
  /// Those of the mirror images, where they were found in the photos; else empty.
  fileprivate(set) var mirrored: [FeatureSet] = []

  public var count: Int { ids.count }

  /// Whether the features of the photos' mirror images are known: they were found, or follow from the photos' own.
  public var canBeMirrored: Bool {
    options.extractor.descriptorKind == .histogram128 || mirrored.count == features.count
  }

  /// The features of the mirror image of a photo.
  ///
  /// - Precondition: ``canBeMirrored``.
  func mirroredFeatures(at index: Int) -> FeatureSet {
    options.extractor.descriptorKind == .histogram128 ? features[index].mirrored() : mirrored[index]
  }

  init(options: ExtractionOptions) {
    self.options = options
  }
}

/// Where features come from: a store that holds them, or photos to find them in.
public enum FeatureSource: Sendable {
  case store(FeatureStore, ExtractionOptions)
  case images(path: String, [ImageEntry])

  /// - Throws: when the path can't be used; see ``listImages(at:)`` and `FeatureStore`.
  public init(path: String) throws {
    if FeatureStore.isFeatureStore(path) {
      let store = try FeatureStore(path: path)
      self = .store(store, try store.decodeOptions(as: ExtractionOptions.self))
    } else {
      self = .images(path: path, try listImages(at: path))
    }
  }

  /// How the features were found, where that is settled.
  public var options: ExtractionOptions? {
    if case .store(_, let options) = self { options } else { nil }
  }

  /// The files that it is read from, a list of images included.
  public var files: [String] {
    switch self {
    case .store(let store, _): [store.path]
    case .images(let path, let entries): [path] + entries.map(\.file)
    }
  }

  /// Whether the features of the photos' mirror images can be known: see ``FeatureCollection/canBeMirrored``.
  public var canBeMirrored: Bool {
    if case .store(let store, _) = self { store.descriptorKind == .histogram128 } else { true }
  }

  /// Reads or finds the features.
  ///
  /// - Parameter isMirrorNeeded: Whether those of the photos' mirror images are wanted, too. A store of binary
  ///   descriptors doesn't have them: see ``FeatureCollection/canBeMirrored``.
  /// - Precondition: a store's own options are those of `extraction`.
  public func load(
    using extraction: Extraction, isMirrorNeeded: Bool = false, progress: any ProgressReporter = NoProgress()
  ) async throws -> FeatureCollection {
    switch self {
    case .store(let store, let options):
      precondition(options == extraction.options)
      return try FeatureCollection(store, options: options)
    case .images(let path, let entries):
      var collection = FeatureCollection(options: extraction.options)
      // Histograms are mirrored when they are needed, without the photo.
      if isMirrorNeeded, extraction.options.extractor.descriptorKind == .binary256 {
        collection.failures = try await extraction.run(
          on: entries, progress: progress, extract: { try extraction.featuresOfBothSides(of: $0) },
          consume: { collection.append($0.id, $1.plain, mirrored: $1.mirrored) })
      } else {
        collection.failures = try await extraction.run(on: entries, progress: progress) { collection.append($0.id, $1) }
      }
      try refuseEmpty(path, entries: entries, failures: collection.failures)
      return collection
    }
  }
}

extension FeatureCollection {
  /// The photos of several collections, one collection after the other.
  ///
  /// - Parameter parts: with what to call each in errors: its path.
  /// - Throws: ``InputError`` when two photos have one id.
  /// - Precondition: there is at least one, and all have the same options.
  public init(joining parts: [(path: String, collection: FeatureCollection)]) throws(InputError) {
    self = parts[0].collection
    guard parts.count > 1 else { return }
    var origins = Dictionary(ids.map { ($0, parts[0].path) }, uniquingKeysWith: { first, _ in first })
    for (path, part) in parts.dropFirst() {
      precondition(part.options == options, "features of different options can't be compared")
      for id in part.ids {
        if let first = origins.updateValue(path, forKey: id) { throw .sameID(id: id, first: first, second: path) }
      }
      ids += part.ids
      features += part.features
      mirrored += part.mirrored
      failures += part.failures
    }
  }

  /// What several feature stores hold, one store after the other.
  ///
  /// - Throws: `StoreError` when one can't be read, ``IncomparableFeatures`` when their options differ, ``InputError`` when
  ///   two photos have one id.
  /// - Precondition: there is at least one path.
  public init(stores paths: [String]) throws {
    var parts: [(path: String, collection: FeatureCollection)] = []
    for path in paths {
      let store = try FeatureStore(path: path)
      let options = try store.decodeOptions(as: ExtractionOptions.self)
      if let first = parts.first, options != first.collection.options {
        throw IncomparableFeatures(
          path: path, found: options, expected: first.collection.options, origin: "\(first.path) has")
      }
      parts.append((path, try FeatureCollection(store, options: options)))
    }
    try self.init(joining: parts)
  }

  fileprivate init(_ store: FeatureStore, options: ExtractionOptions) throws(StoreError) {
    self.init(options: options)
    for index in 0..<store.count { append(store.names[index], try store.features(at: index)) }
  }

  fileprivate mutating func append(_ id: String, _ features: FeatureSet, mirrored: FeatureSet? = nil) {
    ids.append(id)
    self.features.append(features)
    if let mirrored { self.mirrored.append(mirrored) }
  }
}

/// Features that can't be compared with what was asked for.
public struct IncomparableFeatures: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let found: ExtractionOptions
  public let expected: ExtractionOptions
  /// Who expects it: "the command line asks for".
  public let origin: String

  public init(path: String, found: ExtractionOptions, expected: ExtractionOptions, origin: String) {
    self.path = path
    self.found = found
    self.expected = expected
    self.origin = origin
  }

  public var description: String {
    // Revisions of different extractors have nothing to do with each other.
    let differsInRevision =
      found.extractor == expected.extractor && found.origin == expected.origin && found.revision != expected.revision
    func text(_ options: ExtractionOptions, besides other: ExtractionOptions) -> String {
      let revision = differsInRevision ? " (revision \(options.revision))" : ""
      let name = "\(options.extractor)\(revision)\(options.origin.map { " of \($0)" } ?? "")"
      let settings = options.settings(differingFrom: other)
      return "\(name), \(options.maxFeatures) features, at \(options.maxSide) pixels"
        + (settings.isEmpty ? "" : ", \(settings)")
    }
    let advice = differsInRevision ? ": extract the photos of the lower revision anew" : ""
    return "\(path): its features were found with \(text(found, besides: expected)), but \(origin) "
      + "\(text(expected, besides: found)); only features of equal options can be compared\(advice)"
  }
}
