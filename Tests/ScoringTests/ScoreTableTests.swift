import Foundation
import TestSupport
import Testing

@testable import Scoring

@Suite("ScoreTable") struct ScoreTableTests {
  static func random(using generator: inout SeededGenerator) -> Evidence {
    func share() -> Double { Double.random(in: 0...1, using: &generator) }
    return Evidence(
      geometry: pow(10, Double.random(in: -1.5...3, using: &generator)), distinctiveShare: share(),
      distinctiveSpread: share(), shareOfQuery: share(), shareOfReference: share(),
      sharedQueries: Double(Int.random(in: 0...12, using: &generator)),
      recurringCount: Double.random(in: 0...500, using: &generator).rounded(), unevenness: 1 + 5 * share(),
      appearance: AppearanceEvidence(
        agreeing: share(), contradicting: share(),
        regionBlocks: Double.random(in: 0...150, using: &generator).rounded(),
        regionContrast: Double.random(in: 0...80, using: &generator), regionFlatShare: share()))
  }

  @Test("a term adds what its row says at its knots, evenly between them, and no more beyond them")
  func shares() {
    let table = ScoreTable(base: -3, rows: [.contained: [0, 1, 1.5, 2], .flatness: [1, 0.5, 0]])
    func evidence(share: Double, flat: Double? = nil) -> Evidence {
      Evidence(
        geometry: 5, distinctiveSpread: 0.5, shareOfQuery: share, shareOfReference: 0,
        appearance: flat.map {
          AppearanceEvidence(
            agreeing: 0.5, contradicting: 0, regionBlocks: 9, regionContrast: 20, regionFlatShare: $0)
        })
    }
    for (share, expected) in [(0.0, 0.0), (0.3, 0), (0.45, 0.5), (0.6, 1), (0.7, 1.25), (0.875, 1.75), (1, 2)] {
      #expect(abs(table.share(of: .contained, in: evidence(share: share)) - expected) < 1e-12, "\(share)")
    }
    #expect(table.share(of: .flatness, in: evidence(share: 1)) == 0, "unknown")
    #expect(table.share(of: .flatness, in: evidence(share: 1, flat: 0)) == 1)
    #expect(abs(table.share(of: .flatness, in: evidence(share: 1, flat: 0.125)) - 0.25) < 1e-12)
    #expect(table.share(of: .geometry, in: evidence(share: 1)) == 0, "there is no row")
    #expect(abs(table.logOdds(of: evidence(share: 0.6, flat: 0)) - -1) < 1e-12)
  }

  @Test("the score is −log10 of the probability that chance or likeness explains the model, not a copy")
  func score() {
    let table = ScoreTable(base: 2, rows: [:])
    func score(_ geometry: Double) -> Double {
      table.score(of: Evidence(geometry: geometry, distinctiveSpread: 0, shareOfQuery: 0, shareOfReference: 0))
    }
    // One in 101 is no copy.
    #expect(abs(score(300) - log10(101)) < 1e-12)
    // The odds of either are 1 : 100.
    #expect(abs(score(2) - log10(51)) < 1e-12)
    #expect(score(0.001) > 0 && score(0.001) < 0.31)
    let even = ScoreTable(base: 0, rows: [:])
    #expect(
      abs(
        even.score(of: Evidence(geometry: 300, distinctiveSpread: 0, shareOfQuery: 0, shareOfReference: 0)) - log10(2))
        < 1e-12)
  }

  @Test("scores are above 0 and finite, and rise with what speaks for a copy", arguments: [1, 2, 3] as [UInt64])
  func monotone(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let evidence = Self.random(using: &generator)
      for table in [ScoreTable.learnt, .withoutAppearance] {
        let score = table.score(of: evidence)
        #expect(score > 0 && score.isFinite, "seed \(seed)")
        func expectNoLess(_ change: (inout Evidence) -> Void, _ name: String) {
          var better = evidence
          change(&better)
          #expect(table.score(of: better) >= score, "\(name), seed \(seed), \(evidence)")
        }
        expectNoLess({ $0.geometry *= 1.5 }, "geometry")
        expectNoLess({ $0.distinctiveShare = min(1, $0.distinctiveShare + 0.1) }, "distinctive share")
        expectNoLess({ $0.distinctiveSpread = min(1, $0.distinctiveSpread + 0.1) }, "spread")
        expectNoLess({ $0.appearance?.agreeing += 0.1 }, "agreeing")
        expectNoLess({ $0.appearance?.contradicting *= 0.8 }, "contradicting")
        expectNoLess({ $0.unevenness = 1 + 0.8 * ($0.unevenness - 1) }, "unevenness")
        expectNoLess({ $0.appearance?.regionBlocks += 5 }, "region")
        expectNoLess({ $0.appearance?.regionContrast *= 0.8 }, "contrast")
        expectNoLess({ $0.appearance?.regionFlatShare *= 0.8 }, "flatness")
        expectNoLess({ $0.sharedQueries *= 0.5 }, "hub")
      }
    }
  }

  @Test(
    "a photo that was saved again scores above a copy of it that was pasted into another, and above one that differs")
  func identity() {
    func score(shown: Double, contradicting: Double = 0) -> Double {
      let evidence = Evidence(
        geometry: 1000, distinctiveSpread: 0.8, shareOfQuery: shown, shareOfReference: 1, recurringCount: 300,
        unevenness: 1.2,
        appearance: AppearanceEvidence(
          agreeing: 1 - contradicting, contradicting: contradicting, regionBlocks: 150, regionContrast: 20,
          regionFlatShare: 0))
      return ScoreTable.learnt.score(of: evidence)
    }
    for shown in [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] { #expect(score(shown: 1) > score(shown: shown), "\(shown)") }
    #expect(score(shown: 1) > score(shown: 1, contradicting: 0.1))
  }

  @Test("what lies on a fiftieth of the reference, and shows nothing there, is not believed", arguments: [4.0, 9, 30])
  func littleEvidence(geometry: Double) {
    for share in [0.01, 0.02, 0.05] {
      for agreeing in [0, 0.01] {
        let evidence = Evidence(
          geometry: geometry, distinctiveSpread: 0.1, shareOfQuery: share, shareOfReference: share,
          appearance: AppearanceEvidence(
            agreeing: agreeing, contradicting: 0, regionBlocks: 100 * agreeing, regionContrast: 40, regionFlatShare: 0.5
          ))
        #expect(ScoreTable.learnt.score(of: evidence) < 1, "\(share), \(agreeing)")
      }
    }
  }

  @Test("pages that differ in their text are less believed than a copy of a page, and a sky is no page")
  func unevenness() {
    func score(unevenness: Double, flat: Double) -> Double {
      let evidence = Evidence(
        geometry: 300, distinctiveSpread: 0.6, shareOfQuery: 1, shareOfReference: 0.8, recurringCount: 300,
        unevenness: unevenness,
        appearance: AppearanceEvidence(
          agreeing: 0.55, contradicting: 0, regionBlocks: 80, regionContrast: 20, regionFlatShare: flat))
      return ScoreTable.learnt.score(of: evidence)
    }
    #expect(score(unevenness: 1.3, flat: 0.3) > 2)
    #expect(score(unevenness: 4, flat: 0.3) < score(unevenness: 1.3, flat: 0.3) - 0.5)
    #expect(score(unevenness: 4, flat: 0) > score(unevenness: 4, flat: 0.3))
  }

  @Test("the learnt tables have a row for each term that they can know")
  func rows() {
    #expect(Set(ScoreTable.learnt.rows.keys) == Set(EvidenceTerm.allCases))
    #expect(Set(ScoreTable.withoutAppearance.rows.keys) == Set(EvidenceTerm.allCases.filter { !$0.needsAppearance }))
    var evidence = Evidence(geometry: 9, distinctiveSpread: 0.4, shareOfQuery: 1, shareOfReference: 0.5)
    #expect(ScoreTable.fitting(evidence) == .withoutAppearance)
    evidence.appearance = AppearanceEvidence(
      agreeing: 0.5, contradicting: 0, regionBlocks: 9, regionContrast: 20, regionFlatShare: 0)
    #expect(ScoreTable.fitting(evidence) == .learnt)
  }

  @Test("docs/scoring.md shows the learnt tables")
  func documentation() throws {
    let text = try String(contentsOfFile: "docs/scoring.md", encoding: .utf8)
    func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
    func line(_ name: String, _ term: EvidenceTerm, _ table: ScoreTable) -> String? {
      table.rows[term].map { row in
        "| \(name) | " + zip(term.knots, row).map { "\(number($0)): \(number($1))" }.joined(separator: ", ") + " |"
      }
    }
    for term in EvidenceTerm.allCases {
      for (name, table) in [("\(term)", ScoreTable.learnt), ("\(term), without appearance", .withoutAppearance)] {
        if let line = line(name, term, table) { #expect(text.contains(line), "missing: \(line)") }
      }
    }
    for (name, table) in [("base", ScoreTable.learnt), ("base, without appearance", .withoutAppearance)] {
      #expect(text.contains("| \(name) | \(number(table.base)) |"))
    }
  }

  @Test("queries that have the same in common sink a model, as far as appearance is known")
  func hub() {
    func score(_ queries: Double, isCompared: Bool = true) -> Double {
      let evidence = Evidence(
        geometry: 50, distinctiveSpread: 0.5, shareOfQuery: 1, shareOfReference: 1, sharedQueries: queries,
        appearance: isCompared
          ? AppearanceEvidence(
            agreeing: 0.4, contradicting: 0.3, regionBlocks: 30, regionContrast: 20, regionFlatShare: 0)
          : nil)
      return ScoreTable.fitting(evidence).score(of: evidence)
    }
    #expect(score(0) > score(1) && score(1) >= score(3) && score(3) >= score(9))
    #expect(score(9) == score(90))
    #expect(score(9, isCompared: false) == score(0, isCompared: false))
  }

  @Test("evidence goes into columns and back", arguments: [4] as [UInt64])
  func columns(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var evidence = Self.random(using: &generator)
    #expect(evidence.numbers.count == Evidence.columns.count)
    #expect(Evidence(numbers: evidence.numbers) == evidence)
    evidence.appearance = nil
    #expect(Evidence(numbers: evidence.numbers) == evidence)
  }
}
