import Features
import Foundation
import Imaging

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

  /// Sendable because the lock guards what is held. (An `NSLock`, since ThreadSanitizer recognises it.)
  private final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var readings: [Question: (reading: PhotoReading, time: Int)] = [:]
    /// How often was asked.
    private var time = 0

    func reading(_ question: Question) -> PhotoReading? {
      lock.withLock {
        time += 1
        readings[question]?.time = time
        return readings[question]?.reading
      }
    }

    /// Holds one more, in place of the one that nobody has asked for the longest where there are too many.
    func hold(_ reading: PhotoReading, of question: Question, atMost capacity: Int) {
      lock.withLock {
        readings[question] = (reading, time)
        guard readings.count > capacity, let oldest = readings.min(by: { $0.value.time < $1.value.time })?.key else {
          return
        }
        readings[oldest] = nil
      }
    }
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
    if let held = answers.reading(question) { return held }
    let reading = try source.read(index, mirrored: mirrored)
    answers.hold(reading, of: question, atMost: capacity)
    return reading
  }

  public func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    let question = Question(index: index, mirrored: mirrored, look: look)
    if let held = answers.reading(question) { return held }
    let reading = try source.lookCloser(at: index, look, mirrored: mirrored)
    if let reading { answers.hold(reading, of: question, atMost: capacity) }
    return reading
  }

  public func file(of index: Int) -> PhotoFile { source.file(of: index) }
  public func photo(at index: Int) -> ImageEntry? { source.photo(at: index) }
  public func fingerprint(of index: Int) -> UInt64 { source.fingerprint(of: index) }
}
