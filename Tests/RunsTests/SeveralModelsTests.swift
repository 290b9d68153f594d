import CSV
import Options
import TestSupport
import Testing
import Vectors

@testable import Runs

@Suite("writeNeighbors by several models") struct SeveralModelsTests {
  private let folder = TemporaryFolder()

  private func random(
    _ letter: String, _ count: Int, views: [String] = VectorSet.wholePhoto, dimension: Int, seed: UInt64,
    model: VectorModel? = nil
  ) -> VectorSet {
    var generator = SeededGenerator(seed: seed)
    return VectorSet(
      ids: (0..<count).map { "\(letter)\($0)" }, views: views, dimension: dimension,
      values: (0..<dimension * views.count * count).map { _ in .random(in: -1...1, using: &generator) }, model: model)
  }

  private func inputs(_ side: String, _ sets: [VectorSet]) -> [VectorInput] {
    sets.enumerated().map { VectorInput(path: "\(side)-\($0.offset).h5", $0.element) }
  }

  @discardableResult
  private func write(
    _ queries: [VectorSet], _ references: [VectorSet], background: [VectorSet] = [], to name: String = "c.csv",
    shard: Shard? = nil, _ change: (inout NeighborOptions) -> Void = { _ in }
  ) async throws -> [CandidateRow] {
    var options = NeighborOptions()
    options.metric = .innerProduct
    change(&options)
    _ = try await writeNeighbors(
      of: inputs("q", queries), among: inputs("r", references), background: inputs("b", background),
      to: folder.file(name), options: options, shard: shard, threads: 2)
    var rows: [CandidateRow] = []
    try readCandidateRows(folder.file(name)) { rows.append($0) }
    return rows
  }

  private func product(_ one: ArraySlice<Float>, _ other: ArraySlice<Float>) -> Double {
    zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// The most similar views by one model.
  private func similarity(_ queries: VectorSet, _ query: Int, _ references: VectorSet, _ reference: Int) -> Double {
    queries.views.indices.map { product(queries[query, $0], references[reference, 0]) }.max() ?? 0
  }

  @Test("a model's numbers lie behind those of the one before, view by view")
  func concatenated() throws {
    let one = VectorSet(ids: ["a", "b"], views: ["full", "center"], dimension: 1, values: [1, 2, 3, 4])
    let other = VectorSet(
      ids: ["a", "b"], views: ["full", "center"], dimension: 2, values: [10, 11, 20, 21, 30, 31, 40, 41])
    let both = ConcatenatedVectors([one, other])
    #expect(both.dimension == 3 && both.ids == ["a", "b"] && both.views == ["full", "center"] && both.model == nil)
    #expect(try both.values(of: 0..<2) == [1, 10, 11, 2, 20, 21, 3, 30, 31, 4, 40, 41])
    #expect(try both.values(of: 1..<2) == [3, 30, 31, 4, 40, 41])
  }

  @Test("the score is the sum of the models' products, of two views that are the most alike by all together")
  func sums() async throws {
    let views = ["full", "center"]
    let queries = [
      random("q", 9, views: views, dimension: 3, seed: 1), random("q", 9, views: views, dimension: 5, seed: 2),
    ]
    let references = [random("r", 12, dimension: 3, seed: 3), random("r", 12, dimension: 5, seed: 4)]
    let rows = try await write(queries, references) { $0.candidates = 12 }
    #expect(rows.count == 9 * 12)
    for row in rows {
      let (query, reference) = (try #require(Int(row.query.dropFirst())), try #require(Int(row.reference.dropFirst())))
      let expected = views.indices.map { view in
        (0..<2).reduce(0) { $0 + product(queries[$1][query, view], references[$1][reference, 0]) }
      }.max()
      #expect(abs(try #require(row.score) - (expected ?? 0)) < 1e-5)
    }
    let other = try await write(queries, references) { ($0.candidates, $0.metric) = (12, .euclidean) }
    #expect(other.count == rows.count && other.allSatisfy { $0.score ?? 1 < 0 })
  }

  @Test("what is left is as similar as wanted by every model, or by any", arguments: ModelAgreement.allCases)
  func floors(agreement: ModelAgreement) async throws {
    let views = ["full", "center"]
    let queries = [
      random("q", 40, views: views, dimension: 3, seed: 1), random("q", 40, views: views, dimension: 4, seed: 2),
    ]
    // More than few references: they are found by int8.
    let references = [random("r", 2300, dimension: 3, seed: 3), random("r", 2300, dimension: 4, seed: 4)]
    let all = try await write(queries, references) { $0.candidates = 30 }
    for floors in [[1.0], [1.2, 0.9]] {
      let expected = try all.filter { row in
        let (query, reference) = (
          try #require(Int(row.query.dropFirst())), try #require(Int(row.reference.dropFirst()))
        )
        let alike = (0..<2).map {
          similarity(queries[$0], query, references[$0], reference) >= (floors.count == 1 ? floors[0] : floors[$0])
        }
        return agreement == .every ? alike == [true, true] : alike.contains(true)
      }
      let rows = try await write(queries, references) {
        ($0.candidates, $0.minSimilarities, $0.agreement) = (30, floors, agreement)
      }
      #expect(rows.map(\.reference) == expected.map(\.reference) && rows.map(\.query) == expected.map(\.query))
      #expect(rows.count < all.count && !rows.isEmpty)
    }
    // Each of the shards asks the models of its own queries.
    for number in 1...3 {
      try await write(queries, references, to: "part-\(number).csv", shard: Shard(number, of: 3)) {
        ($0.candidates, $0.minSimilarities, $0.agreement) = (30, [1.2, 0.9], agreement)
      }
    }
    _ = try mergePredictions(of: (1...3).map { folder.file("part-\($0).csv") }, to: folder.file("joined.csv"))
    #expect(try readCSV("joined.csv") == readCSV("c.csv"))
  }

  private func readCSV(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test("of one model, too, less similar ones are left out, before scores are lowered")
  func floorOfOne() async throws {
    let queries = VectorSet(ids: ["q"], dimension: 1, values: [2])
    let references = VectorSet(ids: ["a", "b", "c"], dimension: 1, values: [1, 3, 2])
    let rows = try await write([queries], [references], background: [VectorSet(ids: ["x"], dimension: 1, values: [1])])
    {
      ($0.minSimilarities, $0.normalizeScores) = ([4], 1)
    }
    #expect(rows.map(\.reference) == ["b", "c"] && rows.map(\.score) == [4, 2])
  }

  @Test("each model has a whitening and a background of its own")
  func transforms() async throws {
    let queries = [random("q", 5, dimension: 3, seed: 1), random("q", 5, dimension: 6, seed: 2)]
    let references = [random("r", 7, dimension: 3, seed: 3), random("r", 7, dimension: 6, seed: 4)]
    let background = [random("b", 60, dimension: 3, seed: 5), random("b", 60, dimension: 6, seed: 6)]
    let rows = try await write(queries, references, background: background) {
      ($0.candidates, $0.whiten, $0.normalize) = (7, 2, true)
    }
    // Two vectors of length 1.
    #expect(rows.allSatisfy { abs($0.score ?? 9) <= 2.0001 } && rows.contains { abs($0.score ?? 0) > 1 })
    await #expect(throws: IncomparableVectors.self) {
      try await write(queries, references, background: [background[0]]) { $0.whiten = 2 }
    }
  }

  @Test("files of a side that don't belong together are refused, with their names and what differs")
  func refusals() async throws {
    let (one, other) = (random("q", 3, dimension: 2, seed: 1), random("q", 3, dimension: 4, seed: 2))
    let cases: [([VectorSet], [VectorSet], String)] = [
      ([one, other], [one], "2 of queries, 1 of references; of each model there must be one of each"),
      ([], [], "0 of queries"),
      ([one, other], [other, one], "q-0.h5 has vectors of 2 numbers, but r-0.h5 of 4"),
      ([one, random("q", 4, dimension: 4, seed: 2)], [one, other], "q-0.h5 has 3 photos, but q-1.h5 4"),
      ([one, random("p", 3, dimension: 4, seed: 2)], [one, other], "q-0.h5 has q0 where q-1.h5 has p0"),
      (
        [one, other], [one, random("q", 3, views: ["center"], dimension: 4, seed: 2)],
        "r-0.h5 has the views full, but r-1.h5 center"
      ),
    ]
    for (queries, references, part) in cases {
      let error = await #expect(throws: IncomparableVectors.self) { try await write(queries, references) }
      #expect(error?.description.contains(part) ?? false, "\(String(describing: error))")
    }
    for floors in [[1, 2, 3], [.nan]] {
      let error = await #expect(throws: OptionsError.self) {
        try await write([one, other], [one, other]) { $0.minSimilarities = floors }
      }
      #expect(error?.field == "NeighborOptions.minSimilarities")
    }
    #expect(folder.contents == [])
  }
}
