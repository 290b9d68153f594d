import Features
import Files
import Imaging
import Names
import Storage

/// The features of a set of photos, in memory.
public struct HeldFeatures: FeatureSource {
  public let path: String
  public let ids: [String]
  public let options: ExtractionOptions
  public let files: [String]
  public let canMirror: Bool
  /// nil where nobody needs the photo.
  private let readings: [PhotoReading?]
  private let fingerprints: [UInt64]
  /// What they were read from; nil where they were found elsewhere.
  private let source: (any FeatureSource)?

  /// Features that were found elsewhere.
  ///
  /// - Parameters:
  ///   - mirrored: those of the photos' mirror images; nil where they aren't known, which histograms don't need.
  ///   - path: what messages call the set.
  /// - Precondition: as many ids as features, each different from all others.
  public init(
    ids: [String], features: [FeatureSet], mirrored: [FeatureSet]? = nil, options: ExtractionOptions,
    path: String = "memory"
  ) {
    precondition(ids.count == features.count, "\(ids.count) ids of \(features.count) photos")
    precondition(mirrored.map { $0.count == ids.count } ?? true, "mirror images of \(mirrored?.count ?? 0) photos")
    precondition(Set(ids.exactNames).count == ids.count, "two photos of one id")
    self.path = path
    self.ids = ids
    self.options = options
    files = []
    source = nil
    canMirror = options.extractor.descriptorKind.canBeMirrored || mirrored != nil
    readings = features.indices.map { .found(FeatureViews(plain: features[$0], mirrored: mirrored?[$0])) }
    fingerprints = features.indices.map { index in
      var checksum = FNV1a()
      checksum.add(ids[index].utf8)
      for features in [features[index]] + (mirrored.map { [$0[index]] } ?? []) {
        checksum.add(FeatureRecord.bytes(of: features))
      }
      return checksum.value
    }
  }

  /// What was read from a source, photo by photo; nil for photos that nobody needs.
  package init(_ source: some FeatureSource, _ readings: [PhotoReading?]) {
    path = source.path
    ids = source.ids
    options = source.options
    files = source.files
    canMirror = source.canMirror
    self.readings = readings
    self.source = source
    fingerprints = source.ids.indices.map(source.fingerprint)
  }

  public var failures: [Failure] {
    readings.enumerated().compactMap { index, reading in
      switch reading {
      case .skipped(let failure)?: failure
      case .found(let views)?:
        Failure(
          read: file(of: index), id: ids[index], featureCount: views.plain.count, damage: views.damage?.description)
      case nil: nil
      }
    }
  }

  /// - Precondition: the photo is one of those that were said to be needed.
  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    guard let reading = readings[index] else { preconditionFailure("nobody needed \(ids[index])") }
    guard case .found(let views) = reading else { return reading }
    guard mirrored else { return .found(FeatureViews(plain: views.plain, damage: views.damage)) }
    guard views.mirrored == nil, options.extractor.descriptorKind.canBeMirrored else { return reading }
    return .found(FeatureViews(plain: views.plain, mirrored: views.plain.mirrored(), damage: views.damage))
  }

  public var decoding: DecodingOptions? { source?.decoding }
  public var canLookCloser: Bool { source?.canLookCloser ?? false }

  /// Each time in the photo itself, where it is at hand: what is found is not held.
  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    try source?.lookCloser(at: index, look, mirrored: mirrored)
  }

  public func file(of index: Int) -> PhotoFile {
    source?.file(of: index) ?? PhotoFile(path: ids[index], bytes: nil)
  }

  public func photo(at index: Int) -> ImageEntry? { source?.photo(at: index) }

  public func fingerprint(of index: Int) -> UInt64 { fingerprints[index] }
}
