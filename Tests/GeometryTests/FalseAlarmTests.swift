import Foundation
import Geometry
import TestSupport
import Testing

@Suite("falseAlarmScore") struct FalseAlarmTests {
  static let area = 640.0 * 480

  @Test("equals the formula on a hand-computed case")
  func handComputed() {
    // n = 6, all six at 1 px: NFA(6) = 2 · C(6,6) · C(6,4) · (π / area)², which no smaller k undercuts.
    let expected = -(log10(2) + log10(15) + 2 * log10(Double.pi / Self.area))
    let score = falseAlarmScore(errors: Array(repeating: 1, count: 6), maxError: 3, referenceArea: Self.area)
    #expect(abs(score - expected) < 1e-9)
  }

  @Test("a similarity needs fewer matches than a homography")
  func similarity() {
    // n = 5, all five at 1 px: NFA(5) = 3 · C(5,5) · C(5,2) · (π / area)³.
    let expected = -(log10(3) + log10(10) + 3 * log10(Double.pi / Self.area))
    let errors = [Double](repeating: 1, count: 5)
    let score = falseAlarmScore(errors: errors, maxError: 3, referenceArea: Self.area, sampleSize: 2)
    #expect(abs(score - expected) < 1e-9)
    #expect(score > falseAlarmScore(errors: errors, maxError: 3, referenceArea: Self.area))
    #expect(fewestInliers(scoring: 2, among: 2, referenceArea: Self.area, sampleSize: 2) == nil)
  }

  @Test("grows with the number and with the precision of inliers, falls with the number of outliers")
  func monotone() {
    func score(_ inliers: Int, _ error: Double, _ outliers: Int) -> Double {
      falseAlarmScore(
        errors: Array(repeating: error, count: inliers) + Array(repeating: 200, count: outliers), maxError: 3,
        referenceArea: Self.area)
    }
    #expect(score(20, 1, 50) > score(15, 1, 50))
    #expect(score(20, 1, 50) > score(20, 2, 50))
    #expect(score(20, 1, 50) > score(20, 1, 100))
  }

  @Test("is 0 for nothing, for a minimal sample and for errors that are infinite")
  func nothing() {
    #expect(falseAlarmScore(errors: [], maxError: 3, referenceArea: Self.area) == 0)
    #expect(falseAlarmScore(errors: [0, 0, 0, 0], maxError: 3, referenceArea: Self.area) == 0)
    #expect(
      falseAlarmScore(errors: Array(repeating: .infinity, count: 50), maxError: 3, referenceArea: Self.area) == 0)
    #expect(falseAlarmScore(errors: Array(repeating: 1, count: 50), maxError: 3, referenceArea: 0) == 0)
  }

  @Test("the fewest inliers that could score are as many as exact ones that do", arguments: [5, 6, 20, 100, 400])
  func fewest(count: Int) throws {
    let fewest = try #require(fewestInliers(scoring: 2, among: count, referenceArea: Self.area))
    func score(_ inliers: Int) -> Double {
      falseAlarmScore(
        errors: Array(repeating: 0, count: inliers) + Array(repeating: 99, count: count - inliers), maxError: 3,
        referenceArea: Self.area)
    }
    #expect(score(fewest) >= 2)
    #expect(score(fewest - 1) < 2)
    #expect(fewestInliers(scoring: 2, among: 4, referenceArea: Self.area) == nil)
    #expect(fewestInliers(scoring: 1e9, among: count, referenceArea: Self.area) == nil)
  }

  @Test("on purely random matches fewer than 1 in 100 pairs score above 2", arguments: [10, 30, 100])
  func random(count: Int) throws {
    var (homographies, similarities) = (0, 0)
    for seed in 1...300 as ClosedRange<UInt64> {
      let matches = SyntheticPair(seed: seed, count: count, outlierRatio: 1).correspondences
      func isAbove(_ report: HomographyReport?, _ sampleSize: Int) -> Bool {
        guard let report else { return false }
        let errors = matches.map { transferError(of: $0, under: report.referenceFromQuery) }
        return falseAlarmScore(errors: errors, maxError: 3, referenceArea: Self.area, sampleSize: sampleSize) > 2
      }
      if isAbove(try estimateHomography(from: matches), 4) { homographies += 1 }
      if isAbove(try estimateSimilarity(from: matches), similaritySampleSize) { similarities += 1 }
    }
    #expect(homographies < 3, "seeds 1 to 300, \(count) matches")
    #expect(similarities < 3, "seeds 1 to 300, \(count) matches")
  }
}
