import Options
import TestSupport
import Testing

@testable import Vectors

@Suite("ExactNeighbors") struct ExactNeighborsTests {
  private func random(_ count: Int, dimension: Int, seed: UInt64) -> VectorSet {
    var generator = SeededGenerator(seed: seed)
    return VectorSet(
      ids: (0..<count).map { "v\($0)" }, dimension: dimension,
      values: (0..<count * dimension).map { _ in Float.random(in: -1...1, using: &generator) })
  }

  private func found(
    _ queries: VectorSet, _ references: VectorSet, _ candidates: Int, _ metric: VectorMetric = .euclidean
  ) throws -> [[VectorNeighbor]] {
    var options = NeighborOptions()
    (options.candidates, options.metric) = (candidates, metric)
    return try ExactNeighbors(among: references, options: options).neighbors(of: queries, rows: 0..<queries.count)
  }

  /// By definition, and sorted as a whole.
  private func slow(
    _ queries: VectorSet, _ references: VectorSet, _ candidates: Int, _ metric: VectorMetric
  ) -> [[VectorNeighbor]] {
    (0..<queries.count).map { row in
      let all = (0..<references.count).map { index in
        let pairs = zip(queries[row], references[index]).map { (Double($0), Double($1)) }
        let similarity =
          switch metric {
          case .euclidean: -pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
          case .innerProduct: pairs.reduce(0) { $0 + $1.0 * $1.1 }
          }
        return VectorNeighbor(index: index, similarity: similarity)
      }
      return Array(all.sorted { ($1.similarity, $0.index) < ($0.similarity, $1.index) }.prefix(candidates))
    }
  }

  @Test("are those by definition, whatever the dimension", arguments: [1, 7, 8, 9, 64, 83], VectorMetric.allCases)
  func definition(dimension: Int, metric: VectorMetric) throws {
    let (queries, references) = (
      random(13, dimension: dimension, seed: 1), random(200, dimension: dimension, seed: 2)
    )
    let (ours, expected) = (
      try found(queries, references, 20, metric), slow(queries, references, 20, metric)
    )
    #expect(ours.map { $0.map(\.index) } == expected.map { $0.map(\.index) })
    for (one, other) in zip(ours.joined(), expected.joined()) {
      #expect(abs(one.similarity - other.similarity) < 1e-5 * Double(dimension))
    }
  }

  @Test("of equal vectors, the distance is 0 and not -0")
  func equal() throws {
    let some = VectorSet(ids: ["a"], dimension: 2, values: [1, 2])
    #expect("\(try found(some, some, 1)[0][0].similarity)" == "0.0")
  }

  @Test("of equal similarity come by index, and the last places go to the first of them")
  func ties() throws {
    let references = VectorSet(ids: ["a", "b", "c", "d", "e"], dimension: 1, values: [2, 0, 2, 1, 0])
    let queries = VectorSet(ids: ["q"], dimension: 1, values: [1])
    #expect(try found(queries, references, 3)[0].map(\.index) == [3, 0, 1])
    #expect(try found(queries, references, 9)[0].map(\.index) == [3, 0, 1, 2, 4])
    #expect(try found(queries, references, 9)[0].map(\.similarity) == [0, -1, -1, -1, -1])
  }

  @Test("don't depend on how queries are divided into blocks")
  func blocks() throws {
    let (queries, references) = (random(11, dimension: 33, seed: 3), random(90, dimension: 33, seed: 4))
    let search = try ExactNeighbors(among: references)
    let whole = search.neighbors(of: queries, rows: 0..<11)
    #expect(search.neighbors(of: queries, rows: 0..<4) + search.neighbors(of: queries, rows: 4..<11) == whole)
  }

  @Test("numbers whose squares Float can't hold are compared all the same", arguments: VectorMetric.allCases)
  func huge(metric: VectorMetric) throws {
    let most = Float.greatestFiniteMagnitude
    let references = VectorSet(ids: ["a", "b", "c"], dimension: 2, values: [-most, most, most, most / 2, most, most])
    let queries = VectorSet(ids: ["q"], dimension: 2, values: [most, most])
    let neighbors = try found(queries, references, 3, metric)[0]
    #expect(neighbors.map(\.index) == [2, 1, 0] && neighbors.allSatisfy { $0.similarity.isFinite })
  }

  @Test("none among no references, and no numbers are all alike")
  func empty() throws {
    let query = VectorSet(ids: ["q"], dimension: 3, values: [1, 2, 3])
    #expect(try found(query, VectorSet(ids: [], dimension: 3, values: []), 5) == [[]])
    let none = VectorSet(ids: ["a", "b"], dimension: 0, values: [])
    #expect(try found(none, none, 5).map { $0.map(\.index) } == [[0, 1], [0, 1]])
  }

  @Test("no candidates at all are refused by name")
  func options() {
    var options = NeighborOptions()
    options.candidates = 0
    let error = #expect(throws: OptionsError.self) {
      try ExactNeighbors(among: VectorSet(ids: [], dimension: 1, values: []), options: options)
    }
    #expect(error?.field == "NeighborOptions.candidates" && error?.value == "0")
  }
}
