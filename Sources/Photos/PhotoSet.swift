import Features
import Names
import Storage

/// What a path stands for: a feature store, or photos in which features are still to be found.
///
/// A store settles how features are found, which is why it is opened before anything is found in photos beside it.
public enum PhotoSet: Sendable {
  case store(StoredFeatures)
  case photos(ImageListing)

  /// - Parameter ids: how the photos of a folder or a list get their ids.
  /// - Throws: when the path can't be used; see ``ImageListing`` and `FeatureStore`.
  public init(path: String, ids: PhotoNaming = .auto) throws {
    self =
      FeatureStore.isFeatureStore(path)
      ? .store(try StoredFeatures(path: path)) : .photos(try ImageListing(at: path, ids: ids))
  }

  public var path: String {
    switch self {
    case .store(let features): features.path
    case .photos(let listing): listing.path
    }
  }

  /// The files that hold the photos, or what was found in them.
  package var files: [String] {
    switch self {
    case .store(let features): features.files
    case .photos(let listing): [listing.path] + Set(listing.entries.map { ExactName($0.file) }).sorted().map(\.text)
    }
  }

  /// What a user should hear of how photos were listed, a line each.
  public var notes: [String] {
    if case .photos(let listing) = self { listing.notes } else { [] }
  }

  /// How the features were found, where that is settled.
  public var options: ExtractionOptions? {
    if case .store(let features) = self { features.options } else { nil }
  }

  /// The features, those of photos as `extraction` finds them.
  ///
  /// - Throws: ``IncomparableFeatures`` when a store has features of other options.
  public func features(by extraction: Extraction) throws -> any FeatureSource {
    switch self {
    case .store(let features):
      guard features.options == extraction.options else {
        throw IncomparableFeatures(
          path: path, found: features.options, expected: extraction.options, origin: "the extractor has")
      }
      return features
    case .photos(let listing): return ExtractedPhotos(path: listing.path, listing.entries, by: extraction)
    }
  }

  /// The one set of options under which all sets can be compared: that of their stores, else `otherwise`.
  ///
  /// - Parameters:
  ///   - extractors: what the program can run.
  ///   - origin: who asks for the options, in errors: "the command line asks for".
  ///   - asked: what is asked for, given the options of the first store.
  /// - Throws: ``IncomparableFeatures`` where a store was made with others than those asked for, or than another store;
  ///   ``UnrepeatableFeatures`` where photos are to be compared with features that can't be found anew.
  public static func commonOptions(
    of sets: [PhotoSet], otherwise: ExtractionOptions, extractors: ExtractorRegistry = .standard, origin: String,
    asked: (_ settled: ExtractionOptions) throws -> ExtractionOptions = { $0 }
  ) throws -> ExtractionOptions {
    let stores = sets.compactMap { set in set.options.map { (path: set.path, options: $0) } }
    guard let first = stores.first else { return otherwise }
    let settled = first.options
    let wanted = try asked(settled)
    guard wanted == settled else {
      throw IncomparableFeatures(path: first.path, found: settled, expected: wanted, origin: origin)
    }
    for (path, options) in stores where options != settled {
      throw IncomparableFeatures(path: path, found: options, expected: settled, origin: "\(first.path) has")
    }
    if !extractors.canFind(settled), let photos = sets.first(where: { $0.options == nil }) {
      throw UnrepeatableFeatures(path: photos.path, options: settled, extractors: extractors)
    }
    return settled
  }
}
