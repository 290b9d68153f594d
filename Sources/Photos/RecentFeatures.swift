import Features
import Imaging
import Synchronization

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

  private final class Answers: Sendable {
    /// By when they were last asked for.
    let known = Mutex<(answers: [Question: (reading: PhotoReading, time: Int)], time: Int)>(([:], 0))
  }

  private let source: any FeatureSource
  private let capacity: Int
  private let answers = Answers()

  /// - Parameter capacity: most answers that are held, at least 1.
  public init(_ source: any FeatureSource, capacity: Int = 256) {
    self.source = source
    self.capacity = max(1, capacity)
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
    if let held = held(question) { return held }
    let reading = try source.read(index, mirrored: mirrored)
    hold(reading, of: question)
    return reading
  }

  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    let question = Question(index: index, mirrored: mirrored, look: look)
    if let held = held(question) { return held }
    let reading = try source.lookCloser(at: index, look, mirrored: mirrored)
    if let reading { hold(reading, of: question) }
    return reading
  }

  public func file(of index: Int) -> PhotoFile { source.file(of: index) }
  public func photo(at index: Int) -> ImageEntry? { source.photo(at: index) }
  public func fingerprint(of index: Int) -> UInt64 { source.fingerprint(of: index) }

  private func held(_ question: Question) -> PhotoReading? {
    answers.known.withLock { known in
      known.time += 1
      known.answers[question]?.time = known.time
      return known.answers[question]?.reading
    }
  }

  private func hold(_ reading: PhotoReading, of question: Question) {
    answers.known.withLock { known in
      known.answers[question] = (reading, known.time)
      guard known.answers.count > capacity,
        let oldest = known.answers.min(by: { $0.value.time < $1.value.time })?.key
      else { return }
      known.answers[oldest] = nil
    }
  }
}
