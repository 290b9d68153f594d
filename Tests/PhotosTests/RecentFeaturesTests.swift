import Features
import Synchronization
import TestSupport
import Testing

@testable import Photos

/// Tells what it was asked for.
private final class Asked: FeatureSource {
  let base: HeldFeatures
  let questions = Mutex<[String]>([])

  init(_ base: HeldFeatures) { self.base = base }

  var path: String { base.path }
  var ids: [String] { base.ids }
  var options: ExtractionOptions { base.options }
  var files: [String] { [] }
  var canMirror: Bool { true }
  var canLookCloser: Bool { true }
  func file(of index: Int) -> PhotoFile { base.file(of: index) }
  func fingerprint(of index: Int) -> UInt64 { base.fingerprint(of: index) }

  func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    questions.withLock { $0.append("\(ids[index])\(mirrored ? " mirrored" : "")") }
    return try base.read(index, mirrored: mirrored)
  }

  func lookCloser(at index: Int, _ look: CloserLook, mirrored: Bool) throws -> PhotoReading? {
    questions.withLock { $0.append("\(ids[index]) \(look)") }
    return index == 0 ? nil : .skipped(Failure(input: ids[index], reason: "closer"))
  }

  /// Since the last time.
  var new: [String] {
    questions.withLock { questions in
      defer { questions = [] }
      return questions
    }
  }
}

@Suite("RecentFeatures") struct RecentFeaturesTests {
  @Test("reads again what it has not been asked for the longest, and nothing that it holds")
  func order() throws {
    let asked = Asked(SelectedFeaturesTests.set(["a", "b", "c", "d"]))
    let recent = RecentFeatures(asked, capacity: 3)
    func features(_ index: Int) throws -> FeatureSet? { try recent.read(index, mirrored: false).views?.plain }
    for index in [0, 1, 2, 0, 1, 0] {
      #expect(try features(index) == (try asked.base.read(index, mirrored: false).views?.plain))
    }
    #expect(asked.new == ["a", "b", "c"])
    _ = try features(3)
    for index in [0, 1, 3, 2] { _ = try features(index) }
    #expect(asked.new == ["d", "c"], "c had not been asked for the longest")
    #expect(recent.ids == asked.ids && recent.canLookCloser && recent.path == "memory")
  }

  @Test("views and looks are answers of their own; a look that isn't to be had is asked for again")
  func looks() throws {
    let asked = Asked(SelectedFeaturesTests.set(["a", "b"]))
    let recent = RecentFeatures(asked)
    for _ in 0..<2 {
      _ = try recent.read(0, mirrored: false)
      _ = try recent.read(0, mirrored: true)
      #expect(try recent.lookCloser(at: 0, .dense, mirrored: false) == nil)
      #expect(try recent.lookCloser(at: 1, .dense, mirrored: false) != nil)
      #expect(try recent.lookCloser(at: 1, .parts, mirrored: false) != nil)
    }
    #expect(asked.new == ["a", "a mirrored", "a dense", "b dense", "b parts", "a dense"])
  }
}
