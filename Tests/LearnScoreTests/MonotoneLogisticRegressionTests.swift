import Foundation
import Scoring
import TestSupport
import Testing

@testable import LearnScore

@Suite("MonotoneLogisticRegression") struct MonotoneLogisticRegressionTests {
  /// Pairs whose log10 odds are −2 where 0.3 of the query is contained and 2 at 0.8, evenly between.
  private static func pairs(
    _ count: Int, seed: UInt64, logOdds: (Double) -> Double
  ) -> [(evidence: Evidence, isCopy: Bool, weight: Double)] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let share = Double.random(in: 0...1, using: &generator)
      let probability = 1 / (1 + pow(10, -logOdds(share)))
      let evidence = Evidence(geometry: 100, distinctiveSpread: 0.5, shareOfQuery: share, shareOfReference: 0)
      return (evidence, Double.random(in: 0..<1, using: &generator) < probability, 1)
    }
  }

  private static func evidence(share: Double) -> Evidence {
    Evidence(geometry: 100, distinctiveSpread: 0.5, shareOfQuery: share, shareOfReference: 0)
  }

  @Test("finds the odds that pairs were drawn with", arguments: [1, 2] as [UInt64])
  func recovers(seed: UInt64) {
    let pairs = Self.pairs(20_000, seed: seed) { -2 + 4 * min(max(($0 - 0.3) / 0.5, 0), 1) }
    let table = MonotoneLogisticRegression(ridge: 0.01, terms: [.contained]).fit(pairs)
    for (share, expected) in [(0.02, -2.0), (0.3, -2), (0.5, -0.4), (0.8, 2), (0.95, 2)] {
      let found = table.logOdds(of: Self.evidence(share: share))
      #expect(abs(found - expected) < 0.3, "\(found) instead of \(expected), seed \(seed)")
    }
  }

  @Test("where the pairs say that odds fall with a term that must rise, it says nothing")
  func monotone() {
    let table = MonotoneLogisticRegression(ridge: 0.01, terms: [.contained]).fit(
      Self.pairs(4000, seed: 3) { 1 - 2 * $0 })
    #expect(table.rows[.contained]?.allSatisfy { $0 == 0 } == true)
    #expect(abs(table.base) < 0.1, "half of them are copies: \(table.base)")
  }

  @Test("others that count a tenth raise the odds tenfold")
  func weights() {
    let pairs = Self.pairs(4000, seed: 4) { _ in 0 }
    let alike = MonotoneLogisticRegression(ridge: 0.01, terms: [.contained]).fit(pairs)
    let weighted = MonotoneLogisticRegression(ridge: 0.01, terms: [.contained])
      .fit(pairs.map { ($0.evidence, $0.isCopy, $0.isCopy ? 1 : 0.1) })
    let rise = weighted.logOdds(of: Self.evidence(share: 0.5)) - alike.logOdds(of: Self.evidence(share: 0.5))
    #expect(abs(rise - 1) < 0.1, "\(rise)")
  }

  @Test("geometry tells at least so much, whatever the pairs say")
  func least() throws {
    let table = MonotoneLogisticRegression(ridge: 0.01, terms: [.geometry]).fit(Self.pairs(500, seed: 5) { _ in 0 })
    let row = try #require(table.rows[.geometry])
    #expect(row.last ?? 0 >= 0.44)
  }
}
