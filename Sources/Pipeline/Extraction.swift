import Features
import Imaging
import Options

/// Finds the features of many photos on several threads.
public struct Extraction: Sendable {
  public let options: ExtractionOptions
  public let decoding: DecodingOptions
  public let threads: Int
  private let extractor: any FeatureExtractor

  /// - Parameter extractors: what can be run. Options that it can't find features of serve runs over stores alone; photos
  ///   are refused with ``UnrepeatableFeatures``.
  /// - Throws: `OptionsError` when a setting is out of range.
  public init(
    _ options: ExtractionOptions, extractors: ExtractorRegistry = .standard, decoding: DecodingOptions = .init(),
    threads: Int
  ) throws {
    guard threads >= 1 else { throw OptionsError("threads", threads, mustBe: "at least 1") }
    try decoding.validate()
    try options.validate()
    self.options = options
    self.decoding = decoding
    self.threads = threads
    extractor =
      extractors.canFind(options)
      ? try extractors.makeExtractor(options)
      : UnrepeatableExtractor(reason: UnrepeatableFeatures(options: options, extractors: extractors))
  }

  /// - Throws: ``UnrepeatableFeatures`` where no photo can be used, since nothing here finds such features.
  func requireExtractor() throws(UnrepeatableFeatures) {
    if let extractor = extractor as? UnrepeatableExtractor { throw extractor.reason }
  }

  /// The features of one photo.
  public func features(of entry: ImageEntry) throws -> FeatureSet {
    try extractor.extract(from: entry.grayImage(decoding), maxSide: options.maxSide)
  }

  /// The features of the photo in a file.
  public func features(of path: String) throws -> FeatureSet { try features(of: ImageEntry(path: path)) }

  /// The features of one photo and of its mirror image.
  ///
  /// Histograms are mirrored themselves; binary tests can't be, so that the mirror image is looked at, too.
  public func featuresOfBothSides(of entry: ImageEntry) throws -> (plain: FeatureSet, mirrored: FeatureSet) {
    let image = try entry.grayImage(decoding)
    let plain = try extractor.extract(from: image, maxSide: options.maxSide)
    switch extractor.descriptorKind {
    case .histogram128: return (plain, plain.mirrored())
    case .binary256: return (plain, try extractor.extract(from: image.mirrored(), maxSide: options.maxSide))
    }
  }

  /// Hands over the features of each photo in the order of `entries`; memory doesn't grow with their number.
  ///
  /// - Returns: the photos that could not be used. Only errors of `consume` and cancellation end the run.
  /// - Throws: ``UnrepeatableFeatures``, before the first photo, when nothing here finds such features.
  public func run(
    on entries: [ImageEntry], progress: any ProgressReporter = NoProgress(),
    consume: (ImageEntry, FeatureSet) throws -> Void
  ) async throws -> [Failure] {
    try await run(on: entries, progress: progress, extract: { try features(of: $0) }, consume: consume)
  }

  /// The same for what `extract` makes of each photo.
  func run<Output: Sendable>(
    on entries: [ImageEntry], progress: any ProgressReporter,
    extract: @escaping @Sendable (ImageEntry) throws -> Output, consume: (ImageEntry, Output) throws -> Void
  ) async throws -> [Failure] {
    if !entries.isEmpty { try requireExtractor() }
    return try await forEachPhoto(
      of: entries, phase: "extracting", threads: threads, progress: progress, work: extract, consume: consume)
  }
}

func refuseEmpty(_ path: String, entries: [ImageEntry], failures: [Failure]) throws(InputError) {
  if let first = failures.first, failures.count == entries.count {
    throw .noneReadable(path: path, count: entries.count, firstReason: first.reason)
  }
}
