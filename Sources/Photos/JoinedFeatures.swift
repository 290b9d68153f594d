import Features
import Files
import Imaging
import Names

/// The photos of several sources, one source after the other. To hold them, each source has to have a photo of use among
/// those that are needed.
///
/// An id that several sources have gets the source's name before it, the last part of its path without extension:
/// `spring/IMG_0001` and `summer/IMG_0001`.
public struct JoinedFeatures: FeatureSource {
  public let path: String
  public let ids: [String]
  public let options: ExtractionOptions
  private let sources: [any FeatureSource]
  /// The first photo of each source.
  private let starts: [Int]

  /// - Throws: ``InputError`` when a source is there twice, ``IncomparableFeatures`` when options differ.
  /// - Precondition: there is at least one source.
  /// - Complexity: O(photos) time and memory.
  public init(_ sources: [any FeatureSource]) throws {
    precondition(!sources.isEmpty, "no source to read from")
    for source in sources {
      guard source.options == sources[0].options else {
        throw IncomparableFeatures(
          path: source.path, found: source.options, expected: sources[0].options, origin: "\(sources[0].path) has")
      }
    }
    self.init(sources, ids: try JointIDs.settle(sources.map { ($0.path, $0.ids) }).flatMap { $0 })
  }

  private init(_ sources: [any FeatureSource], ids: [String]) {
    self.sources = sources
    self.ids = ids
    var starts: [Int] = []
    var end = 0
    for source in sources {
      starts.append(end)
      end += source.count
    }
    self.starts = starts
    options = sources[0].options
    path = sources.map(\.path).joined(separator: ", ")
  }

  /// A set of which photos may be among these, under the ids that they have here: one photo has one id on both sides of a search.
  ///
  /// A photo is the same where its id and its file are, or where the set is one of the sources.
  public func sharingIDs(with set: any FeatureSource) -> any FeatureSource {
    var renamed: [ExactName: [Int]] = [:]
    for (source, start) in zip(sources, starts) {
      for (offset, id) in source.ids.enumerated() where ExactName(ids[start + offset]) != ExactName(id) {
        renamed[ExactName(id), default: []].append(start + offset)
      }
    }
    guard !renamed.isEmpty else { return set }
    let isSet = sources.map { nameOneFile($0.path, set.path) }
    // Files that are gone, or lie in packs, have their names alone.
    func isOneFile(_ one: String, _ other: String) -> Bool {
      ExactName(one) == ExactName(other) || nameOneFile(one, other)
    }
    let shared = set.ids.indices.map { index -> String in
      let id = set.ids[index]
      guard let places = renamed[ExactName(id)] else { return id }
      let own =
        places.first { isSet[place(of: $0).source] }
        ?? places.first { isOneFile(file(of: $0).path, set.file(of: index).path) }
      return own.map { ids[$0] } ?? id
    }
    // A photo of the set may be called so already.
    guard Set(shared.exactNames).count == shared.count else { return set }
    return JoinedFeatures([set], ids: shared)
  }

  public var files: [String] { sources.flatMap(\.files) }
  public var decoding: DecodingOptions? { sources.lazy.compactMap(\.decoding).first }
  public var canMirror: Bool { sources.allSatisfy(\.canMirror) }
  public var failures: [Failure] {
    zip(sources, starts).flatMap { source, start in
      let failures = source.failures
      let places =
        failures.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: zip(source.ids.exactNames, start...))
      return failures.map { failure in
        failure.id.flatMap { places[ExactName($0)] }.map { failure.called(ids[$0]) } ?? failure
      }
    }
  }

  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    let (source, offset) = place(of: index)
    return called(ids[index], try sources[source].read(offset, mirrored: mirrored))
  }

  /// Whether those of all sources can.
  public var canLookCloser: Bool { sources.allSatisfy(\.canLookCloser) }

  /// That of the first source whose photos are not at hand; nil where all are.
  package var pathWithoutPhotos: String? { sources.first { !$0.canLookCloser }?.path }

  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    let (source, offset) = place(of: index)
    return try sources[source].lookCloser(at: offset, look, mirrored: mirrored).map { called(ids[index], $0) }
  }

  private func called(_ id: String, _ reading: PhotoReading) -> PhotoReading {
    if case .skipped(let failure) = reading { return .skipped(failure.called(id)) }
    return reading
  }

  public func file(of index: Int) -> PhotoFile {
    let (source, offset) = place(of: index)
    return sources[source].file(of: offset)
  }

  public func photo(at index: Int) -> ImageEntry? {
    let (source, offset) = place(of: index)
    return sources[source].photo(at: offset)
  }

  public func fingerprint(of index: Int) -> UInt64 {
    let (source, offset) = place(of: index)
    let fingerprint = sources[source].fingerprint(of: offset)
    guard ExactName(ids[index]) != ExactName(sources[source].ids[offset]) else { return fingerprint }
    var checksum = FNV1a(seed: fingerprint)
    checksum.add(ids[index].utf8)
    return checksum.value
  }

  public func held(
    where isNeeded: (Int) -> Bool, mirrored: Bool, threads: Int, progress: any ProgressReporter
  ) async throws -> any FeatureSource {
    var held: [any FeatureSource] = []
    for (source, start) in zip(sources, starts) {
      held.append(
        try await source.held(
          where: { isNeeded(start + $0) }, mirrored: mirrored, threads: threads, progress: progress))
    }
    return JoinedFeatures(held, ids: ids)
  }

  private func place(of index: Int) -> (source: Int, offset: Int) {
    // The last source that begins at or before it; sources without photos have the start of the next.
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= index { low = middle } else { high = middle }
    }
    return (low, index - starts[low])
  }
}
