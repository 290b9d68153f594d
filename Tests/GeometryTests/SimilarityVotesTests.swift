import Foundation
import TestSupport
import Testing

@testable import Geometry

@Suite("similarityVotes") struct SimilarityVotesTests {
  /// Matches of a copy that is turned by 50° and half as large, then wrong ones with random turns.
  func matches(right: Int, wrong: Int, seed: UInt64) -> [Correspondence] {
    var generator = SeededGenerator(seed: seed)
    func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    func point() -> SIMD2<Double> { SIMD2(number(0...639), number(0...479)) }
    func turn(_ degrees: Double, _ scale: Double) -> SIMD2<Double> {
      scale * SIMD2(cos(degrees * .pi / 180), sin(degrees * .pi / 180))
    }
    let exact = turn(50, 0.5)
    let copies = (0..<right).map { _ in
      let query = point()
      return Correspondence(
        query: query,
        reference: SIMD2(exact.x * query.x - exact.y * query.y, exact.y * query.x + exact.x * query.y) + 100,
        localSimilarity: turn(50 + number(-15...15), 0.5 * exp2(number(-0.3...0.3))))
    }
    return copies
      + (0..<wrong).map { _ in
        Correspondence(query: point(), reference: point(), localSimilarity: turn(number(0...360), exp2(number(-2...2))))
      }
  }

  @Test("tells right matches from wrong ones", arguments: 1...10 as ClosedRange<UInt64>)
  func separates(seed: UInt64) throws {
    let votes = try #require(similarityVotes(among: matches(right: 30, wrong: 100, seed: seed)[...], minDistance: 3))
    #expect(votes[..<30].min()! >= 20, "seed \(seed)")
    // A wrong match may end near its right place by chance.
    #expect(votes[30...].reduce(0, +) <= 2 * 100, "seed \(seed)")
    let first = votes.indices.sorted { (votes[$1], $0) < (votes[$0], $1) }.prefix(30)
    #expect(first.count { $0 < 30 } >= 28, "seed \(seed)")
  }

  @Test("equals a count of agreeing pairs taken one by one, whatever the group of eight", arguments: [1, 7, 8, 9, 40])
  func everyGroup(count: Int) throws {
    let all = matches(right: count, wrong: 5, seed: 4)
    let votes = try #require(similarityVotes(among: all[...], minDistance: 3))
    for (index, one) in all.enumerated() {
      let pairs = all.enumerated().count { other in
        other.offset != index && similarityVotes(among: [one, other.element][...], minDistance: 3)?.first == 1
      }
      #expect(Int(votes[index]) == pairs)
    }
  }

  @Test("matches that lie together don't support each other")
  func minDistance() {
    let one = Correspondence(query: SIMD2(5, 5), reference: SIMD2(9, 9), localSimilarity: SIMD2(1, 0))
    var near = one
    near.query.x += 2
    near.reference.x += 2
    #expect(similarityVotes(among: [one, near, one], minDistance: 3) == [0, 0, 0])
    #expect(similarityVotes(among: [one, near, one], minDistance: 1) == [1, 2, 1])
  }

  @Test("says nothing where a keypoint tells nothing")
  func unknown() {
    let point = SIMD2(1.0, 2)
    #expect(similarityVotes(among: [Correspondence(query: point, reference: point)], minDistance: 3) == nil)
  }
}
