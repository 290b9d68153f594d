import Features
import Options
import TestSupport
import Testing

@testable import Pipeline

@Suite("ScoreNormalization") struct ScoreNormalizationTests {
  @Test(
    "takes off so many times the score of that rank, nothing where there are fewer",
    arguments: [(1, 1.0, 9.0), (2, 1.0, 5.0), (2, 0.5, 2.5), (3, 2.0, 2.0), (4, 1.0, 0.0), (1, 0.0, 0.0)])
  func reduction(rank: Int, factor: Double, expected: Double) {
    var normalization = ScoreNormalization()
    normalization.rank = rank
    normalization.factor = factor
    #expect(normalization.reduction(for: [5, 9, 1]) == expected)
    #expect(normalization.reduction(for: []) == 0)
  }

  @Test("settings out of range are named")
  func range() {
    var normalization = ScoreNormalization()
    normalization.rank = 0
    #expect(throws: OptionsError("ScoreNormalization.rank", 0, mustBe: "at least 1")) { try normalization.validate() }
    normalization.rank = 1
    for factor in [-1, .infinity, .nan] {
      normalization.factor = factor
      #expect(throws: OptionsError.self) { try normalization.validate() }
    }
  }

  @Test("a query's scores fall by those against the background, one's that has none there stay")
  func search() async throws {
    let extraction = try Extraction(ExtractionOptions(), threads: 2)
    func load(_ side: String) async throws -> FeatureCollection {
      try await FeatureSource(path: Photos.fixtures + "/" + side).load(using: extraction)
    }
    let (queries, references) = (try await load("queries"), try await load("references"))
    var options = SearchOptions()
    options.normalization.rank = 1
    let plain = try await Pipeline.search(queries, in: references, options: options, threads: 2)
    // The references as their own background: the best pair of each query is left with nothing.
    let own = try await Pipeline.search(queries, in: references, options: options, background: references, threads: 2)
    #expect(own.map(\.referenceID) == plain.map(\.referenceID))
    for (before, after) in zip(plain, own) {
      let best = plain.filter { $0.queryID == before.queryID }.map(\.score).max() ?? 0
      #expect(after.score == before.score - best)
    }
    options.normalization.rank = 18
    let beyond = try await Pipeline.search(
      queries, in: references, options: options, background: references, threads: 2)
    #expect(beyond == plain)
  }
}
