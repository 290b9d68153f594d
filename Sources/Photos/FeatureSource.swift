import Features
import Files
import Imaging
import Storage

/// A set of photos whose features are read, or found, when they are asked for.
///
/// Conformers: ``ExtractedPhotos`` (a folder, a list or a pack of photos), ``StoredFeatures`` (a feature store),
/// ``HeldFeatures`` (in memory) and ``JoinedFeatures`` (several of them, one after the other). ``PhotoFeatures`` opens
/// whatever a path stands for.
public protocol FeatureSource: Sendable {
  /// What messages call it: the path that it was made from.
  var path: String { get }
  /// One a photo, each different from all others.
  var ids: [String] { get }
  /// How the features are found; only those of equal options can be compared.
  var options: ExtractionOptions { get }
  /// Which photos are read; nil where features are stored.
  var decoding: DecodingOptions? { get }
  /// The files that it is read from, which no output may replace.
  var files: [String] { get }
  /// Whether it can tell the features of the photos' mirror images: histograms are mirrored without the photo, binary
  /// tests need to see it.
  var canMirror: Bool { get }

  /// Reads or finds the features of a photo.
  ///
  /// - Parameter mirrored: whether those of its mirror image are wanted, too; they are left out where ``canMirror`` is
  ///   false.
  /// - Returns: a photo that can't be used is an answer, not an error.
  /// - Throws: `StoreError` when a store can't be read.
  /// - Precondition: `index` is in `0..<ids.count`.
  func read(_ index: Int, mirrored: Bool) throws -> PhotoReading

  /// Whether photos can be looked at closer, since they are at hand: those of a store are not.
  var canLookCloser: Bool { get }

  /// Finds the features of a photo by a closer look.
  ///
  /// - Parameter mirrored: whether those of its mirror image are wanted, too.
  /// - Returns: nil where the photo isn't at hand.
  /// - Throws: `StoreError` when a pack can't be read.
  /// - Precondition: `index` is in `0..<ids.count`.
  func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading?

  /// Where a photo is, and how large its file is, as far as it is known.
  ///
  /// - Precondition: `index` is in `0..<ids.count`.
  func file(of index: Int) -> PhotoFile

  /// The photo itself, to be shown; nil where nobody knows of a file of it.
  ///
  /// - Precondition: `index` is in `0..<ids.count`.
  func photo(at index: Int) -> ImageEntry?

  /// A checksum of what is known of a photo without reading it (its id; sizes, or length and time of its file), which tells
  /// whether a stopped run may go on.
  func fingerprint(of index: Int) -> UInt64

  /// The same photos, ready to be read again and again: where finding features takes long, those of the photos that will
  /// be asked for are found now, and held in memory.
  ///
  /// - Throws: ``InputError`` when none of the photos that are needed can be used, `CancellationError`.
  func held(
    where isNeeded: (Int) -> Bool, mirrored: Bool, threads: Int, progress: any ProgressReporter
  ) async throws -> any FeatureSource

  /// Photos that are known to be of no use, unusable or without features, in their order.
  var failures: [Failure] { get }
}

/// What came of reading a photo.
public enum PhotoReading: Sendable {
  case found(FeatureViews)
  case skipped(Failure)

  /// The features; nil where the photo can't be used.
  public var views: FeatureViews? {
    if case .found(let views) = self { views } else { nil }
  }
}

extension FeatureSource {
  public var count: Int { ids.count }
  public var failures: [Failure] { [] }
  public var decoding: DecodingOptions? { nil }
  public var canLookCloser: Bool { false }
  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? { nil }
  public func photo(at index: Int) -> ImageEntry? { nil }

  public func held(
    where isNeeded: (Int) -> Bool, mirrored: Bool, threads: Int, progress: any ProgressReporter
  ) async throws -> any FeatureSource { self }

  /// A text that changes with what the photos or their features are, as far as that shows without reading them.
  package func identity(where isNeeded: (Int) -> Bool = { _ in true }) -> String {
    identityOfPhotos((0..<count).lazy.filter(isNeeded).map(fingerprint))
  }
}

/// A text that changes with the fingerprints of photos.
func identityOfPhotos(_ fingerprints: some Sequence<UInt64>) -> String {
  var checksum = FNV1a()
  var photos = 0
  for fingerprint in fingerprints {
    checksum.add(LittleEndian.bytes(of: fingerprint))
    photos += 1
  }
  return "\(photos) photos of checksum \(checksum.digits)"
}

extension FNV1a {
  mutating func add(_ numbers: Int...) {
    for number in numbers { add(LittleEndian.bytes(of: UInt64(bitPattern: Int64(number)))) }
  }

  mutating func add(_ stamp: FileStamp?) { add(stamp?.bytes ?? -1, stamp?.seconds ?? 0, stamp?.nanoseconds ?? 0) }
}
