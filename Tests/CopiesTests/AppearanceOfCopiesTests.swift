import Features
import Imaging
import Matcher
import Recall
import TestSupport
import Testing

@testable import Copies

/// Whole pairs, from photos to a score: appearance refutes strangers, and not what geometry proves.
@Suite("appearance of copies") struct AppearanceOfCopiesTests {
  /// What one can rely on.
  static let believed = 2.0

  static func verdict(_ query: GrayImage, _ reference: GrayImage, by id: ExtractorID) throws -> CopyVerdict? {
    try Case(query, [reference], by: id).verdict(try CopyJudge(), on: 0)
  }

  static let extractors = [ExtractorID.orb, .sift]

  @Test("a part of a photo that is pasted onto another photo is believed", arguments: extractors)
  func paste(id: ExtractorID) throws {
    let part = try original(6).cropped(x: 120, y: 60, width: 150, height: 110)
    let query = try original(12).wearing(part, x: 30, y: 20)
    let verdict = try #require(try Self.verdict(query, try original(6), by: id))
    #expect(verdict.score >= Self.believed, "\(verdict.score)")
    // The other photo contradicts all the same.
    let appearance = try #require(verdict.report.models.first?.appearance)
    #expect(appearance.evidence.contradicting > appearance.evidence.agreeing)
  }

  @Test("a small part on another photo that few inliers prove is likelier a copy than not")
  func fourInliers() throws {
    guard let folder = Photos.shared("dev") else { return }
    let (query, reference) = try (
      GrayImage(contentsOf: folder + "/queries/Q00041.jpg"), GrayImage(contentsOf: folder + "/references/R000017.jpg")
    )
    let pair = Query(index: 0, id: "Q00041", views: try views(of: query, maxFeatures: 500))
    let judge = try CopyJudge()
    let evidence = judge.evidence(
      on: judge.prepare(pair), against: SearchableFeatures(try views(of: reference, maxFeatures: 500).plain), at: 0,
      id: "R000017")
    #expect(evidence.best.score >= 1, "\(evidence.best.score)")
  }

  @Test("two photos that wear one caption stay refuted, unless it is the same photo", arguments: extractors)
  func caption(id: ExtractorID) throws {
    let caption = Self.caption(width: 400)
    let (one, other) = try (
      original(0).wearing(caption, x: 0, y: 10), original(4).wearing(caption, x: 0, y: 10)
    )
    let strangers = try #require(try Self.verdict(one, other, by: id))
    let geometry = try #require(strangers.report.models.first).falseAlarmScore
    #expect(geometry > 20, "geometry can't tell: \(geometry)")
    #expect(strangers.score < Self.believed, "\(strangers.score)")
    // Nor where the one is a part on a larger ground, so that the frames no longer lie over one another.
    let ground = GrayImage(width: 600, height: 500, filledWith: 90).wearing(one, x: 150, y: 170)
    if let pasted = try Self.verdict(ground, other, by: id) { #expect(pasted.score < Self.believed, "\(pasted.score)") }
    let copy = try #require(try Self.verdict(one, try original(0), by: id))
    #expect(copy.score >= Self.believed, "\(copy.score)")
  }

  @Test("an object that was cut out is believed on every ground", arguments: extractors, [0, 128, 255] as [UInt8])
  func cutout(id: ExtractorID, ground: UInt8) throws {
    let object = try original(6).cropped(x: 80, y: 40, width: 240, height: 180)
    // Transparent parts are laid on white.
    let reference = GrayImage(width: 400, height: 300, filledWith: 255).wearing(object, x: 80, y: 60)
    let query = GrayImage(width: 400, height: 300, filledWith: ground).wearing(object, x: 80, y: 60)
    let verdict = try #require(try Self.verdict(query, reference, by: id))
    #expect(verdict.score >= Self.believed, "\(verdict.score)")
  }

  @Test(
    "a dark or a faint copy is believed where its features are found",
    arguments: [(0.125, 0.0), (0.1, 0), (0.125, 112), (0.1, 115)])
  func lowContrast(tone: (gain: Double, offset: Double)) throws {
    let photo = try original(6)
    var copy = photo
    copy.pixels = photo.pixels.map { UInt8(tone.gain * Double($0) + tone.offset) }
    let verdict = try #require(try Self.verdict(copy, photo, by: .orb))
    #expect(verdict.score >= Self.believed, "\(verdict.score)")
    let appearance = try #require(verdict.report.models.first?.appearance)
    #expect(appearance.evidence.contradicting < 0.1 * appearance.evidence.agreeing)
  }

  /// A band of black letters on white, each of three times five cells of its own.
  private static func caption(width: Int) -> GrayImage {
    var generator = SeededGenerator(seed: 21)
    var band = GrayImage(width: width, height: 40, filledWith: 255)
    for left in stride(from: 6, to: width - 12, by: 13) {
      for top in [3, 21] {
        for cell in 0..<15 where Bool.random(using: &generator) {
          for y in 0..<3 { for x in 0..<3 { band[left + cell % 3 * 3 + x, top + cell / 3 * 3 + y] = 0 } }
        }
      }
    }
    return band
  }
}
