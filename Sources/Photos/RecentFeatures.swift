import Features
import Imaging
import Locks

/// A set of photos of which those that were read lately are held in memory, for whoever asks for a few of them again and again, in an
/// order that nobody knows beforehand.
///
/// A photo that several tasks ask for at once may be read several times.
public struct RecentFeatures: FeatureSource {
  /// What was asked for of a photo.
  private struct Question: Hashable {
    let index: Int
    let mirrored: Bool
    let look: CloserLook?
  }

  private let source: any FeatureSource
  private let answers: Guarded<RecentlyUsed<Question, PhotoReading>>

  /// - Parameter capacity: most answers that are held, at least 1.
  public init(_ source: any FeatureSource, capacity: Int = 256) {
    self.source = source
    answers = Guarded(RecentlyUsed(limit: max(1, capacity)))
  }

  public var path: String { source.path }
  public var ids: [String] { source.ids }
  public var options: ExtractionOptions { source.options }
  public var decoding: DecodingOptions? { source.decoding }
  public var files: [String] { source.files }
  public var canMirror: Bool { source.canMirror }
  public var failures: [Failure] { source.failures }
  public var canLookCloser: Bool { source.canLookCloser }

  public func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    let question = Question(index: index, mirrored: mirrored, look: nil)
    if let held = answers.withLock({ $0.value(of: question) }) { return held }
    let reading = try source.read(index, mirrored: mirrored)
    answers.withLock { $0.hold(reading, of: question) }
    return reading
  }

  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    let question = Question(index: index, mirrored: mirrored, look: look)
    if let held = answers.withLock({ $0.value(of: question) }) { return held }
    let reading = try source.lookCloser(at: index, look, mirrored: mirrored)
    if let reading { answers.withLock { $0.hold(reading, of: question) } }
    return reading
  }

  public func file(of index: Int) -> PhotoFile { source.file(of: index) }
  public func photo(at index: Int) -> ImageEntry? { source.photo(at: index) }
  public func fingerprint(of index: Int) -> UInt64 { source.fingerprint(of: index) }
}
