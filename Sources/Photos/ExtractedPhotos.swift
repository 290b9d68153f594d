import Features
import Files
import Imaging
import Names

/// Photos of a folder, a list or a pack, in which features are found when they are asked for.
public struct ExtractedPhotos: FeatureSource {
  public let path: String
  public let ids: [String]
  let entries: [ImageEntry]
  let extraction: Extraction

  /// - Parameter path: what the photos were listed from: see ``ImageListing``.
  public init(path: String, _ entries: [ImageEntry], by extraction: Extraction) {
    self.path = path
    self.entries = entries
    self.extraction = extraction
    ids = entries.map(\.id)
  }

  public var options: ExtractionOptions { extraction.options }
  public var files: [String] { [path] + Set(entries.map { ExactName($0.file) }).sorted().map(\.text) }
  public var decoding: DecodingOptions? { extraction.decoding }
  public var canMirror: Bool { true }
  public var canLookCloser: Bool { true }

  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    try reading(of: index) { try extraction.views(of: $0, mirrored: mirrored) }
  }

  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    try reading(of: index) { try extraction.views(of: $0, mirrored: mirrored, look: look) }
  }

  private func reading(of index: Int, _ views: (ImageEntry) throws -> FeatureViews) throws -> PhotoReading {
    do {
      return .found(try views(entries[index]))
    } catch let error as UnrepeatableFeatures {
      throw error
    } catch {
      // What was cut short for that reason is no failure of the photo.
      try Task.checkCancellation()
      return .skipped(Failure(entries[index], error))
    }
  }

  /// Looks at the file each time, which takes microseconds.
  public func file(of index: Int) -> PhotoFile { entries[index].photoFile }
  public func photo(at index: Int) -> ImageEntry? { entries[index] }

  public func fingerprint(of index: Int) -> UInt64 { entries[index].fingerprint }

  public func held(
    where isNeeded: (Int) -> Bool, mirrored: Bool, threads: Int, progress: any ProgressReporter
  ) async throws -> any FeatureSource {
    let needed = entries.indices.filter(isNeeded)
    if !needed.isEmpty { try extraction.requireExtractor() }
    // Histograms are mirrored when they are needed, without the photo.
    let looksTwice = mirrored && !options.extractor.descriptorKind.canBeMirrored
    var readings = [PhotoReading?](repeating: nil, count: entries.count)
    var failures: [Failure] = []
    progress.begin("extracting", total: needed.count)
    defer { progress.end() }
    try await mapInOrder(needed, threads: threads) {
      try read($0, mirrored: looksTwice)
    } consume: { index, reading in
      readings[index] = reading
      if case .skipped(let failure) = reading { failures.append(failure) }
      progress.advance()
    }
    try refuseEmpty(path, count: needed.count, failures: failures)
    return HeldFeatures(self, readings)
  }
}

/// - Throws: ``InputError`` when there were photos, and all of them failed.
package func refuseEmpty(_ path: String, count: Int, failures: [Failure]) throws(InputError) {
  let unusable = failures.unusable
  if let first = unusable.first, unusable.count == count {
    throw .noneReadable(path: path, count: count, firstReason: first.description)
  }
}
