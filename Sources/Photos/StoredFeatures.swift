import Features
import Files
import Names
import Storage

/// The features that a store holds; they stay in the file until they are asked for.
public struct StoredFeatures: FeatureSource {
  public let store: FeatureStore
  public let options: ExtractionOptions
  /// Of the file, and of what it says about how the features were found.
  private let identity: UInt64

  /// - Throws: `StoreError` when the store can't be read, or two of its photos have one name.
  public init(path: String) throws(StoreError) {
    let store = try FeatureStore(path: path)
    var rows: [ExactName: Int] = [:]
    for (row, name) in store.names.enumerated() {
      if let first = rows.updateValue(row, forKey: ExactName(name)) {
        throw StoreError(path, .image(index: row, name: name, reason: "image \(first) has that name, too"))
      }
    }
    self.init(store, options: try store.decodeOptions(as: ExtractionOptions.self))
  }

  private init(_ store: FeatureStore, options: ExtractionOptions) {
    self.store = store
    self.options = options
    var checksum = FNV1a()
    checksum.add(store.options.utf8)
    checksum.add(FileStamp(store.path))
    identity = checksum.value
  }

  public var path: String { store.path }
  public var ids: [String] { store.names }
  public var files: [String] { [store.path] }
  public var canMirror: Bool { store.descriptorKind.canBeMirrored }

  public var failures: [Failure] {
    ids.indices.filter { store.featureCount(at: $0) == 0 }.compactMap {
      Failure(read: file(of: $0), id: ids[$0], featureCount: 0)
    }
  }

  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    let features = try store.features(at: index)
    return .found(FeatureViews(plain: features, mirrored: mirrored && canMirror ? features.mirrored() : nil))
  }

  /// As it was when the features were found; the photo's id where the store doesn't tell.
  public func file(of index: Int) -> PhotoFile {
    PhotoFile(path: store.imagePath(at: index) ?? store.names[index], bytes: store.imageBytes(at: index))
  }

  /// That in the file in which the features were found, where one is there now.
  public func photo(at index: Int) -> ImageEntry? {
    guard let path = store.imagePath(at: index), FileStamp(path)?.kind == .regular else { return nil }
    return ImageEntry(path: path, id: store.names[index])
  }

  public func fingerprint(of index: Int) -> UInt64 {
    var checksum = FNV1a(seed: identity)
    checksum.add(store.names[index].utf8)
    let size = store.imageSize(at: index)
    checksum.add(size.width, size.height, store.featureCount(at: index))
    return checksum.value
  }
}
