import Features
import Imaging

/// The features of the photos that a path stands for: a folder, a list, a pack, or a feature store.
///
/// ```swift
/// let originals = try PhotoFeatures(of: "originals/", by: SIFT())
/// ```
public struct PhotoFeatures: FeatureSource {
  private let source: any FeatureSource

  /// - Parameters:
  ///   - path: see ``ImageListing``; of a feature store, the extractor has to be the one that it was made with.
  ///   - maxSide: longest side, in pixels, at which features of a photo of usual proportions are found.
  ///   - ids: how the photos of a folder or a list get their ids.
  /// - Throws: when the path can't be used, ``IncomparableFeatures`` when a store has features of other options,
  ///   `OptionsError` when a setting is out of range.
  public init(
    of path: String, by extractor: any IdentifiedExtractor, maxSide: Int = ExtractionOptions().maxSide,
    decoding: DecodingOptions = .init(), ids: PhotoNaming = .auto
  ) throws {
    // Threads are those of whoever reads.
    let extraction = try Extraction(by: extractor, maxSide: maxSide, decoding: decoding, threads: 1)
    source = try PhotoSet(path: path, ids: ids).features(by: extraction)
  }

  public var path: String { source.path }
  public var ids: [String] { source.ids }
  public var options: ExtractionOptions { source.options }
  public var decoding: DecodingOptions? { source.decoding }
  public var files: [String] { source.files }
  public var canMirror: Bool { source.canMirror }
  public var failures: [Failure] { source.failures }

  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    try source.read(index, mirrored: mirrored)
  }

  public var canLookCloser: Bool { source.canLookCloser }

  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    try source.lookCloser(at: index, look, mirrored: mirrored)
  }

  public func file(of index: Int) -> PhotoFile { source.file(of: index) }
  public func photo(at index: Int) -> ImageEntry? { source.photo(at: index) }

  public func fingerprint(of index: Int) -> UInt64 { source.fingerprint(of: index) }

  public func held(
    where isNeeded: (Int) -> Bool, mirrored: Bool, threads: Int, progress: any ProgressReporter
  ) async throws -> any FeatureSource {
    try await source.held(where: isNeeded, mirrored: mirrored, threads: threads, progress: progress)
  }
}
