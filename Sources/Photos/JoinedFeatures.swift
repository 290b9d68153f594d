import Features

/// The photos of several sources, one source after the other. To hold them, each source has to have a photo of use among
/// those that are needed.
public struct JoinedFeatures: FeatureSource {
  public let path: String
  public let ids: [String]
  public let options: ExtractionOptions
  private let sources: [any FeatureSource]
  /// The first photo of each source.
  private let starts: [Int]

  /// - Throws: ``InputError`` when two photos have one id, ``IncomparableFeatures`` when options differ.
  /// - Precondition: there is at least one source.
  /// - Complexity: O(photos) time and memory.
  public init(_ sources: [any FeatureSource]) throws {
    precondition(!sources.isEmpty, "no source to read from")
    var ids: [String] = []
    var starts: [Int] = []
    var owners: [String: Int] = [:]
    for (index, source) in sources.enumerated() {
      guard source.options == sources[0].options else {
        throw IncomparableFeatures(
          path: source.path, found: source.options, expected: sources[0].options, origin: "\(sources[0].path) has")
      }
      starts.append(ids.count)
      // A source has no id twice.
      if sources.count > 1 {
        for id in source.ids {
          if let first = owners.updateValue(index, forKey: id) {
            throw InputError.sameID(id: id, first: sources[first].path, second: source.path)
          }
        }
      }
      ids += source.ids
    }
    self.sources = sources
    self.starts = starts
    self.ids = ids
    options = sources[0].options
    path = sources.map(\.path).joined(separator: ", ")
  }

  public var files: [String] { sources.flatMap(\.files) }
  public var canMirror: Bool { sources.allSatisfy(\.canMirror) }
  public var failures: [Failure] { sources.flatMap(\.failures) }

  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    let (source, offset) = place(of: index)
    return try sources[source].read(offset, mirrored: mirrored)
  }

  public func file(of index: Int) -> PhotoFile {
    let (source, offset) = place(of: index)
    return sources[source].file(of: offset)
  }

  public func fingerprint(of index: Int) -> UInt64 {
    let (source, offset) = place(of: index)
    return sources[source].fingerprint(of: offset)
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
    return try JoinedFeatures(held)
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
