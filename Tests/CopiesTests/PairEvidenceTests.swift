import Geometry
import Scoring
import TestSupport
import Testing

@testable import Copies
@testable import Matcher

@Suite("PairEvidence") struct PairEvidenceTests {
  /// What was found out about a view of which one model is known.
  private static func report(_ evidence: Evidence, isMirrored: Bool) -> VerificationReport {
    VerificationReport(
      matching: MatchingReport(tentativeCount: 0, afterRatioCount: 0, matches: []),
      models: [
        VerifiedModel(
          referenceFromQuery: .identity, inliers: [], distinctInlierCount: 0,
          overlap: PhotoOverlap(.identity, querySize: SIMD2(9, 9), referenceSize: SIMD2(9, 9)), appearance: nil,
          evidence: evidence, kind: .calibrated)
      ], isMirrored: isMirrored)
  }

  private static func evidence(geometry: Double, share: Double, spread: Double = 0.7) -> Evidence {
    Evidence(geometry: geometry, distinctiveSpread: spread, shareOfQuery: share, shareOfReference: share)
  }

  private static func best(plain: Evidence?, mirrored: Evidence?) -> VerificationReport {
    PairEvidence(
      reference: 0, id: "r", plain: plain.map { report($0, isMirrored: false) } ?? VerificationReport(),
      mirrored: mirrored.map { report($0, isMirrored: true) }, plainDistances: [], mirroredDistances: [],
      features: randomFeatures(.binary256, count: 0, seed: 0)
    ).best
  }

  @Test("of two views that score alike, the one of the better geometry explains the pair")
  func geometryDecides() {
    // A part that is its own mirror image, in a photo that lies over the other as a whole.
    let (whole, part) = (Self.evidence(geometry: 1300, share: 1, spread: 0.4), Self.evidence(geometry: 10, share: 1))
    let scores = [whole, part].map { ScoreTable.fitting($0).score(of: $0) }
    #expect(scores[1] > scores[0] && scores[1] < scores[0] + 1, "\(scores)")
    #expect(!Self.best(plain: whole, mirrored: part).isMirrored)
    #expect(Self.best(plain: part, mirrored: whole).isMirrored)
    #expect(!Self.best(plain: whole, mirrored: whole).isMirrored, "of equal ones the query as it is")
  }

  @Test("a score that is much better decides, whatever the geometry: of a caption and a mirrored photo, the photo")
  func scoreDecides() {
    let (caption, photo) = (
      Self.evidence(geometry: 900, share: 0.1, spread: 0.05), Self.evidence(geometry: 50, share: 1)
    )
    let scores = [caption, photo].map { ScoreTable.fitting($0).score(of: $0) }
    #expect(scores[1] > scores[0] + 1, "\(scores)")
    #expect(Self.best(plain: caption, mirrored: photo).isMirrored)
    #expect(!Self.best(plain: photo, mirrored: caption).isMirrored)
  }

  @Test("a view that proves nothing explains nothing")
  func nothing() {
    let some = Self.evidence(geometry: 5, share: 0.5)
    #expect(Self.best(plain: nil, mirrored: some).isMirrored)
    #expect(!Self.best(plain: some, mirrored: nil).isMirrored)
    #expect(Self.best(plain: nil, mirrored: nil).models.isEmpty)
  }
}
