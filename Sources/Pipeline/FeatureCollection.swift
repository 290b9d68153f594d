import Features
import Storage

/// The features of a set of photos, in memory.
public struct FeatureCollection: Sendable {
  public let options: ExtractionOptions
  public fileprivate(set) var ids: [String] = []
  public fileprivate(set) var features: [FeatureSet] = []
  public fileprivate(set) var failures: [Failure] = []

  public var count: Int { ids.count }

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

  /// Reads or finds the features.
  ///
  /// - Precondition: a store's own options are those of `extraction`.
  public func load(
    using extraction: Extraction, progress: any ProgressReporter = NoProgress()
  ) async throws -> FeatureCollection {
    var collection = FeatureCollection(options: extraction.options)
    switch self {
    case .store(let store, let options):
      precondition(options == extraction.options)
      for index in 0..<store.count { collection.append(store.names[index], try store.features(at: index)) }
    case .images(let path, let entries):
      collection.failures = try await extraction.run(on: entries, progress: progress) { collection.append($0.id, $1) }
      try refuseEmpty(path, entries: entries, failures: collection.failures)
    }
    return collection
  }
}

extension FeatureCollection {
  fileprivate mutating func append(_ id: String, _ features: FeatureSet) {
    ids.append(id)
    self.features.append(features)
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
    func text(_ options: ExtractionOptions) -> String {
      "\(options.extractor.rawValue), \(options.maxFeatures) features, at \(options.maxSide) pixels"
    }
    return "\(path): its features were found with \(text(found)), but \(origin) \(text(expected)); only features of "
      + "equal options can be compared"
  }
}
