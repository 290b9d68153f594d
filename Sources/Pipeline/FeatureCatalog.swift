import Features
import Files
import Imaging
import Storage

/// The photos of one side, queries or references, by name: those of stores stay in the files, those in folders are not
/// looked at until they are needed.
public struct FeatureCatalog: Sendable {
  /// The paths it was made from.
  public let path: String
  /// One source after the other, each in its own order.
  public let ids: [String]
  let sources: [(path: String, source: FeatureSource)]
  /// The first photo of each source.
  private let starts: [Int]
  private let indices: [String: Int]

  /// - Throws: ``InputError`` when two photos have one id.
  /// - Complexity: O(photos) time and memory.
  public init(_ sources: [(path: String, source: FeatureSource)]) throws(InputError) {
    self.sources = sources
    path = sources.map(\.path).joined(separator: ", ")
    var ids: [String] = []
    var starts: [Int] = []
    var indices: [String: Int] = [:]
    for (path, source) in sources {
      starts.append(ids.count)
      for id in source.ids {
        if let first = indices.updateValue(ids.count, forKey: id) {
          let origin = starts.lastIndex { $0 <= first }!
          throw .sameID(id: id, first: sources[origin].path, second: path)
        }
        ids.append(id)
      }
    }
    self.ids = ids
    self.starts = starts
    self.indices = indices
  }

  public var count: Int { ids.count }

  /// The files that it is read from.
  var files: [String] { sources.flatMap(\.source.files) }

  /// The photo of that id, or whose id the name has without folder and extension.
  func index(of name: String) -> Int? {
    indices[name] ?? indices[ImageEntry(path: name).id]
  }

  /// A text that changes with what the photos or their features are, as far as that shows without reading them: names,
  /// numbers, sizes, and length and time of the files.
  ///
  /// - Parameters:
  ///   - isNeeded: for each photo, whether it counts where it is in no store.
  ///   - decoding: decides which photos can be used.
  func identity(of isNeeded: [Bool], decoding: DecodingOptions) -> String {
    var checksum = FNV1a()
    func add(_ numbers: Int...) {
      for number in numbers {
        checksum.add(withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian, Array.init))
      }
    }
    func add(_ stamp: FileStamp?) { add(stamp?.bytes ?? -1, stamp?.seconds ?? 0, stamp?.nanoseconds ?? 0) }
    var photos = 0
    for (start, entry) in zip(starts, sources) {
      switch entry.source {
      case .store(let store, _):
        checksum.add(store.options.utf8)
        add(FileStamp(store.path))
        for index in 0..<store.count {
          checksum.add(store.names[index].utf8)
          let size = store.imageSize(at: index)
          add(size.width, size.height, store.featureCount(at: index))
        }
        photos += store.count
      case .images(_, let entries):
        add(decoding.maxPixels)
        for (offset, entry) in entries.enumerated() where isNeeded[start + offset] {
          checksum.add(entry.id.utf8)
          add(FileStamp(entry.file))
          photos += 1
        }
      }
    }
    return "\(photos) photos of checksum \(checksum.digits)"
  }

  /// Finds the features of those photos that are in no store.
  ///
  /// - Parameters:
  ///   - isNeeded: for each photo, whether it will be asked for.
  ///   - isMirrorNeeded: see ``FeatureSource/load(using:isMirrorNeeded:progress:)``.
  /// - Throws: ``InputError`` when none of a source's photos that are needed can be used.
  func load(
    _ isNeeded: [Bool], using extraction: Extraction, isMirrorNeeded: Bool, progress: any ProgressReporter
  ) async throws -> CatalogFeatures {
    var parts: [CatalogFeatures.Part] = []
    var failures: [Failure] = []
    for (start, (path, source)) in zip(starts, sources) {
      switch source {
      case .store(let store, let options):
        precondition(options == extraction.options, "features of different options can't be compared")
        parts.append(.store(store))
      case .images(_, let entries):
        let needed = entries.enumerated().filter { isNeeded[start + $0.offset] }.map(\.element)
        var collection = FeatureCollection(options: extraction.options)
        if !needed.isEmpty {
          collection = try await FeatureSource.images(path: path, needed).load(
            using: extraction, isMirrorNeeded: isMirrorNeeded, progress: progress)
        }
        let places = Dictionary(uniqueKeysWithValues: zip(collection.ids, 0...))
        parts.append(.photos(collection, places: entries.map { places[$0.id] }))
        failures += collection.failures
      }
    }
    return CatalogFeatures(
      ids: ids, options: extraction.options, failures: failures, starts: starts, parts: parts,
      isMirrorNeeded: isMirrorNeeded)
  }
}

extension FeatureSource {
  /// The photos' ids, in the order of the source.
  var ids: [String] {
    switch self {
    case .store(let store, _): store.names
    case .images(_, let entries): entries.map(\.id)
    }
  }
}
