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
    try options.validate()
    try self.init(
      options,
      extractor: extractors.canFind(options)
        ? try extractors.makeExtractor(options)
        : UnrepeatableExtractor(reason: UnrepeatableFeatures(options: options, extractors: extractors)),
      decoding: decoding, threads: threads)
  }

  private init(
    _ options: ExtractionOptions, extractor: any FeatureExtractor, decoding: DecodingOptions, threads: Int
  ) throws(OptionsError) {
    guard (1...4096).contains(threads) else { throw OptionsError("threads", threads, mustBe: "in 1...4096") }
    try decoding.validate()
    self.options = options
    self.decoding = decoding
    self.threads = threads
    self.extractor = extractor
  }

  /// - Parameter maxSide: longest side, in pixels, at which features of a photo of usual proportions are found.
  /// - Throws: `OptionsError` when a setting is out of range.
  public init(
    by extractor: any IdentifiedExtractor, maxSide: Int = ExtractionOptions().maxSide,
    decoding: DecodingOptions = .init(),
    threads: Int
  ) throws(OptionsError) {
    var options = extractor.extractionOptions
    options.maxSide = maxSide
    try options.validate()
    try self.init(options, extractor: extractor, decoding: decoding, threads: threads)
  }

  /// - Throws: ``UnrepeatableFeatures`` where no photo can be used, since nothing here finds such features.
  package func requireExtractor() throws(UnrepeatableFeatures) {
    if let extractor = extractor as? UnrepeatableExtractor { throw extractor.reason }
  }

  /// The features of one photo.
  public func features(of entry: ImageEntry) throws -> FeatureSet {
    try views(of: entry, mirrored: false).plain
  }

  /// The features of the photo in a file.
  public func features(of path: String) throws -> FeatureSet { try features(of: ImageEntry(path: path)) }

  /// The features of one photo and, where they are wanted, of its mirror image.
  ///
  /// Histograms are mirrored themselves; binary tests can't be, so that the mirror image is looked at, too.
  /// - Parameter look: nil for the usual one.
  public func views(of entry: ImageEntry, mirrored: Bool = true, look: CloserLook? = nil) throws -> FeatureViews {
    func features(_ image: GrayImage) throws -> FeatureSet {
      guard let look else { return try extractor.extract(from: image, maxSide: options.maxSide) }
      return try extractor.extract(from: image, maxSide: options.maxSide, look: look)
    }
    let photo = try entry.grayImage(decoding)
    let plain = try features(photo.image)
    guard mirrored else { return FeatureViews(plain: plain, damage: photo.damage) }
    return FeatureViews(
      plain: plain,
      mirrored: plain.descriptors.kind.canBeMirrored ? plain.mirrored() : try features(photo.image.mirrored()),
      damage: photo.damage)
  }

  /// Hands over the features of each photo in the order of `entries`; memory doesn't grow with their number.
  ///
  /// - Returns: the photos that could not be used. Only errors of `consume` and cancellation end the run.
  /// - Throws: ``UnrepeatableFeatures``, before the first photo, when nothing here finds such features.
  public func run(
    on entries: [ImageEntry], progress: any ProgressReporter = NoProgress(),
    consume: (ImageEntry, FeatureSet) throws -> Void
  ) async throws -> [Failure] {
    if !entries.isEmpty { try requireExtractor() }
    return try await forEachPhoto(
      of: entries, phase: "extracting", threads: threads, progress: progress, work: { try features(of: $0) },
      consume: consume)
  }
}
