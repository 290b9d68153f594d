import Features
import Files
import Imaging
import Names

/// Some of the photos of a set.
public struct SelectedFeatures: FeatureSource {
  private let source: any FeatureSource
  /// Of the photos in the source; rising.
  private let places: [Int]
  public let ids: [String]

  /// - Precondition: `places` are indices of the source's photos, each once.
  public init(_ source: any FeatureSource, places: [Int]) {
    let ids = source.ids
    self.source = source
    self.places = places.sorted()
    self.ids = self.places.map { ids[$0] }
    precondition(zip(self.places, self.places.dropFirst()).allSatisfy { $0 < $1 }, "a photo is selected twice")
  }

  public var path: String { source.path }
  public var options: ExtractionOptions { source.options }
  public var decoding: DecodingOptions? { source.decoding }
  public var files: [String] { source.files }
  public var canMirror: Bool { source.canMirror }

  public var failures: [Failure] {
    let failures = source.failures
    guard !failures.isEmpty else { return [] }
    let selected = Set(ids.exactNames)
    return failures.filter { $0.id.map { selected.contains(ExactName($0)) } ?? true }
  }

  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    try source.read(places[index], mirrored: mirrored)
  }

  public var canLookCloser: Bool { source.canLookCloser }

  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    try source.lookCloser(at: places[index], look, mirrored: mirrored)
  }

  public func file(of index: Int) -> PhotoFile { source.file(of: places[index]) }
  public func photo(at index: Int) -> ImageEntry? { source.photo(at: places[index]) }
  public func fingerprint(of index: Int) -> UInt64 { source.fingerprint(of: places[index]) }

  public func held(
    where isNeeded: (Int) -> Bool, mirrored: Bool, threads: Int, progress: any ProgressReporter
  ) async throws -> any FeatureSource {
    var needed = [Bool](repeating: false, count: source.count)
    for (index, place) in places.enumerated() { needed[place] = isNeeded(index) }
    let held = try await source.held(where: { needed[$0] }, mirrored: mirrored, threads: threads, progress: progress)
    return SelectedFeatures(held, places: places)
  }
}

/// Sets without the photos that one before them has, too: those of one file, whatever it is called.
///
/// What a store says of a photo counts where a file of so many bytes is there now: another file may have taken its place, or lie
/// there from where the program runs now. Hard links are one file here, other than within a set.
/// - Returns: a set for each, those that have nothing in common with an earlier one as they are.
/// - Complexity: O(photos), a look at each photo's file included.
public func eachFileOnce(_ sets: [any FeatureSource]) -> [any FeatureSource] {
  var known: Set<KnownFile> = []
  return sets.map { set in
    let files = set.ids.indices.map { KnownFile(set.file(of: $0)) }
    let places = files.indices.filter { index in !(files[index].map(known.contains) ?? false) }
    known.formUnion(files.lazy.compactMap { $0 })
    return places.count == set.count ? set : SelectedFeatures(set, places: places)
  }
}

/// A file on the disk or, where there is none (a photo in a pack), what is known of it.
private enum KnownFile: Hashable {
  case onDisk(FileIdentity)
  case elsewhere(path: [UInt8], bytes: Int)

  /// nil where another file is in its place, or too little is known of it.
  init?(_ file: PhotoFile) {
    guard let stamp = FileStamp(file.path) else {
      guard let bytes = file.bytes else { return nil }
      self = .elsewhere(path: Array(file.path.utf8), bytes: bytes)
      return
    }
    guard file.bytes.map({ $0 == stamp.bytes }) ?? true else { return nil }
    self = .onDisk(stamp.identity)
  }
}
