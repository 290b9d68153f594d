import Geometry
import TestSupport
import Testing

@Suite("distinctErrors") struct DistinctErrorsTests {
  @Test("matches that lie together are counted once, by the match that fits best")
  func oneSpot() {
    let one = Correspondence(query: SIMD2(10, 10), reference: SIMD2(50, 50))
    var near = one
    near.query.x += 1.5
    near.reference.y -= 1.5
    #expect(distinctErrors([2, 1, 3], of: [one, near, one], mergeRadius: 2) == [1])
    #expect(distinctErrors([2, 1, 3], of: [one, near, one], mergeRadius: 1) == [1, 2])
    #expect(distinctErrors([2, 1, 3], of: [one, near, one], mergeRadius: 0) == [1, 2])
  }

  @Test("near in one photo is enough: what shrinks onto a spot proves nothing")
  func oneSide() {
    let one = Correspondence(query: SIMD2(10, 10), reference: SIMD2(50, 50))
    let sameQuery = Correspondence(query: SIMD2(10, 10), reference: SIMD2(90, 50))
    let sameReference = Correspondence(query: SIMD2(90, 10), reference: SIMD2(50, 51))
    let other = Correspondence(query: SIMD2(90, 90), reference: SIMD2(90, 90))
    #expect(distinctErrors([1, .infinity], of: [one, sameQuery], mergeRadius: 2) == [1])
    #expect(distinctErrors([2, 1], of: [one, sameReference], mergeRadius: 2) == [1])
    #expect(distinctErrors([2, 1], of: [one, other], mergeRadius: 2) == [1, 2])
  }

  @Test("each photo is measured at its own scale")
  func units() {
    let one = Correspondence(query: SIMD2(0, 0), reference: SIMD2(0, 0))
    let two = Correspondence(query: SIMD2(15, 0), reference: SIMD2(3, 0))
    #expect(distinctErrors([1, 1], of: [one, two], mergeRadius: 2).count == 2)
    #expect(distinctErrors([1, 1], of: [one, two], mergeRadius: 2, queryUnit: 10).count == 1)
  }

  @Test("a match that is found ten times scores as one", arguments: 1...5 as ClosedRange<UInt64>)
  func score(seed: UInt64) throws {
    func score(_ correspondences: [Correspondence]) throws -> Double {
      let model = try #require(try estimateHomography(from: correspondences)).referenceFromQuery
      let errors = correspondences.map { transferError(of: $0, under: model) }
      return falseAlarmScore(
        errors: distinctErrors(errors, of: correspondences, mergeRadius: 2), maxError: 3, referenceArea: 640 * 480)
    }
    let pair = SyntheticPair(seed: seed, count: 60, outlierRatio: 0.5)
    let tenTimes = pair.correspondences + Array(repeating: pair.correspondences, count: 9).flatMap { $0 }
    #expect(abs(try score(tenTimes) - score(pair.correspondences)) < 1, "seed \(seed)")
  }
}
