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
    _ queries: VectorSet, _ references: VectorSet, _ candidates: Int, _ metric: VectorMetric = .euclidean,
    memory: Int = ExactNeighbors.defaultMemory, threads: Int = 1
  ) async throws -> [[VectorNeighbor]] {
    var options = NeighborOptions()
    (options.candidates, options.metric) = (candidates, metric)
    return try await ExactNeighbors(among: references, options: options, memory: memory)
      .neighbors(of: queries, threads: threads)
  }

  /// By definition, and sorted as a whole.
  private func slow(
    _ queries: VectorSet, _ references: VectorSet, _ candidates: Int, _ metric: VectorMetric
  ) -> [[VectorNeighbor]] {
    (0..<queries.count).map { row in
      let all = (0..<references.count).map { index in
        var best = VectorNeighbor(index: index, similarity: -.infinity)
        for view in queries.views.indices {
          for other in references.views.indices {
            let pairs = zip(queries[row, view], references[index, other]).map { (Double($0), Double($1)) }
            let similarity =
              switch metric {
              case .euclidean: -pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
              case .innerProduct: pairs.reduce(0) { $0 + $1.0 * $1.1 }
              }
            guard similarity > best.similarity else { continue }
            best = VectorNeighbor(index: index, similarity: similarity, queryView: view, referenceView: other)
          }
        }
        return best
      }
      return Array(all.sorted { ($1.similarity, $0.index) < ($0.similarity, $1.index) }.prefix(candidates))
    }
  }

  @Test("are those by definition, whatever the dimension", arguments: [1, 7, 8, 9, 64, 83], VectorMetric.allCases)
  func definition(dimension: Int, metric: VectorMetric) async throws {
    let (queries, references) = (
      random(13, dimension: dimension, seed: 1), random(200, dimension: dimension, seed: 2)
    )
    expectEqual(try await found(queries, references, 20, metric), slow(queries, references, 20, metric), dimension)
  }

  /// Of double and single precision the order may differ where two are alike to the last bits: none are, by these seeds.
  private func expectEqual(
    _ ours: [[VectorNeighbor]], _ expected: [[VectorNeighbor]], _ dimension: Int,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(ours.map { $0.map(\.index) } == expected.map { $0.map(\.index) }, sourceLocation: location)
    for (one, other) in zip(ours.joined(), expected.joined()) {
      #expect(abs(one.similarity - other.similarity) < 1e-5 * Double(dimension), sourceLocation: location)
      #expect(
        one.queryView == other.queryView && one.referenceView == other.referenceView, sourceLocation: location)
    }
  }

  /// References in groups, some of which have long vectors and some short ones, and queries near them.
  private func groups(
    _ count: Int, dimension: Int, views: Int, queryViews: Int, seed: UInt64
  ) -> (queries: VectorSet, references: VectorSet) {
    var generator = SeededGenerator(seed: seed)
    let centres = (0..<20).map { _ in
      let size = Float.random(in: 0.1...3, using: &generator)
      return (0..<dimension).map { _ in size * Float.random(in: -1...1, using: &generator) }
    }
    func set(_ letter: String, _ count: Int, views: Int) -> VectorSet {
      var values: [Float] = []
      for _ in 0..<count * views {
        values += centres.randomElement(using: &generator)!.map { $0 + .random(in: -0.5...0.5, using: &generator) }
      }
      return VectorSet(
        ids: (0..<count).map { "\(letter)\($0)" }, views: (0..<views).map { "view-\($0)" }, dimension: dimension,
        values: values)
    }
    return (set("q", 9, views: queryViews), set("r", count, views: views))
  }

  @Test(
    "among many are found by int8 and ranked by floats: those by definition, for vectors of any length and several views",
    arguments: [(1, 1), (3, 1), (1, 2), (2, 3)], VectorMetric.allCases)
  func many(views: (query: Int, reference: Int), metric: VectorMetric) async throws {
    let seed = UInt64(10 * views.query + views.reference)
    let (queries, references) = groups(
      2500, dimension: 40, views: views.reference, queryViews: views.query, seed: seed)
    let ours = try await found(queries, references, 20, metric)
    expectEqual(ours, slow(queries, references, 20, metric), 40)
  }

  @Test("don't depend on threads, on what is held in memory, and on other queries", arguments: VectorMetric.allCases)
  func independent(metric: VectorMetric) async throws {
    // Four blocks of references.
    let references = random(12_000, dimension: 1200, seed: 5)
    var queries = random(130, dimension: 1200, seed: 6)
    // One that int8 can't stand for is looked for by floats.
    queries = VectorSet(
      ids: queries.ids, dimension: 1200,
      values: Array(queries[0]) + queries[1].map { $0 * 1e-20 } + queries.values[2400...])
    let whole = try await found(queries, references, 5, metric)
    for (memory, threads) in [(ExactNeighbors.defaultMemory, 3), (0, 2), (6_000_000, 1)] {
      #expect(try await found(queries, references, 5, metric, memory: memory, threads: threads) == whole)
    }
    for rows in [0..<1, 1..<2, 1..<90] {
      let some = VectorSet(
        ids: Array(queries.ids[rows]), dimension: 1200, values: queries.values(of: rows))
      #expect(try await found(some, references, 5, metric) == Array(whole[rows]))
    }
  }

  @Test("of equal similarity come by index among many, too", arguments: VectorMetric.allCases)
  func manyTies(metric: VectorMetric) async throws {
    let pattern: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    let references = VectorSet(
      ids: (0..<3000).map { "r\($0)" }, dimension: 3, values: (0..<1000).flatMap { _ in pattern })
    let query = VectorSet(ids: ["q"], dimension: 3, values: [0, 2, 0])
    #expect(try await found(query, references, 30, metric)[0].map(\.index) == (0..<30).map { 3 * $0 + 1 })
  }

  @Test(
    "among references that are nearly equal are those by definition, though int8 can't tell them apart",
    arguments: VectorMetric.allCases)
  func nearlyEqual(metric: VectorMetric) async throws {
    let (queries, others) = groups(500, dimension: 32, views: 1, queryViews: 1, seed: 21)
    var generator = SeededGenerator(seed: 22)
    var values = others.values
    // Five hundred near each of the first queries, as frames of a film are.
    for query in 0..<4 {
      for _ in 0..<500 { values += queries[query].map { $0 + 1e-3 * .random(in: -1...1, using: &generator) } }
    }
    let references = VectorSet(ids: (0..<2500).map { "r\($0)" }, dimension: 32, values: values)
    let ours = try await found(queries, references, 20, metric)
    let expected = slow(queries, references, 20, metric)
    // The last bits of single precision decide the order of some.
    for (one, other) in zip(ours.joined(), expected.joined()) {
      #expect(abs(one.similarity - other.similarity) < 2e-5, "\(one), \(other)")
    }
  }

  @Test("of few numbers are found by int8 as well", arguments: [1, 2, 3, 65], VectorMetric.allCases)
  func fewNumbers(dimension: Int, metric: VectorMetric) async throws {
    let (queries, references) = groups(2500, dimension: dimension, views: 1, queryViews: 1, seed: 23)
    let (ours, expected) = (
      try await found(queries, references, 5, metric), slow(queries, references, 5, metric)
    )
    // Of so few numbers many are alike to the last bits, so that the order may differ.
    for (one, other) in zip(ours.joined(), expected.joined()) {
      #expect(abs(one.similarity - other.similarity) < 1e-5 * Double(dimension))
    }
  }

  @Test("of numbers whose squares are too small for single precision are told apart", arguments: VectorMetric.allCases)
  func tiny(metric: VectorMetric) async throws {
    let (queries, references) = (random(4, dimension: 8, seed: 24), random(50, dimension: 8, seed: 25))
    func scaled(_ set: VectorSet) -> VectorSet {
      VectorSet(ids: set.ids, dimension: 8, values: set.values.map { $0 * 1e-25 })
    }
    let ours = try await found(scaled(queries), scaled(references), 10, metric)
    #expect(ours.map { $0.map(\.index) } == slow(queries, references, 10, metric).map { $0.map(\.index) })
  }

  @Test(
    "are found where all vectors have much in common, of which int8 would see nothing else",
    arguments: [(VectorMetric.euclidean, 300 as Float), (.innerProduct, 30)], [1, 2])
  func common(of: (metric: VectorMetric, size: Float), queryViews: Int) async throws {
    let (queries, references) = groups(2500, dimension: 24, views: 1, queryViews: queryViews, seed: 12)
    func moved(_ set: VectorSet) -> VectorSet {
      VectorSet(
        ids: set.ids, views: set.views, dimension: 24,
        values: set.values.enumerated().map { $1 + of.size * (1 + Float($0 % 24) / 24) })
    }
    expectEqual(
      try await found(moved(queries), moved(references), 5, of.metric),
      slow(moved(queries), moved(references), 5, of.metric), 24 * 30 * 30)
  }

  @Test("of references that int8 can't stand for are found by floats", arguments: [1e-20, 1e20] as [Float])
  func beyondBytes(scale: Float) async throws {
    let references = random(2500, dimension: 8, seed: 7)
    let scaled = VectorSet(
      ids: references.ids, dimension: 8, values: references.values.enumerated().map { $0 < 8 ? $1 * scale : $1 })
    let queries = random(3, dimension: 8, seed: 8)
    expectEqual(try await found(queries, scaled, 4), slow(queries, scaled, 4, .euclidean), 8)
  }

  @Test("of equal vectors, the distance is 0 and not -0")
  func equal() async throws {
    let some = VectorSet(ids: ["a"], dimension: 2, values: [1, 2])
    #expect("\(try await found(some, some, 1)[0][0].similarity)" == "0.0")
  }

  @Test("of equal similarity come by index, and the last places go to the first of them")
  func ties() async throws {
    let references = VectorSet(ids: ["a", "b", "c", "d", "e"], dimension: 1, values: [2, 0, 2, 1, 0])
    let queries = VectorSet(ids: ["q"], dimension: 1, values: [1])
    #expect(try await found(queries, references, 3)[0].map(\.index) == [3, 0, 1])
    #expect(try await found(queries, references, 9)[0].map(\.index) == [3, 0, 1, 2, 4])
    #expect(try await found(queries, references, 9)[0].map(\.similarity) == [0, -1, -1, -1, -1])
  }

  @Test("numbers whose squares Float can't hold are compared all the same", arguments: VectorMetric.allCases)
  func huge(metric: VectorMetric) async throws {
    let most = Float.greatestFiniteMagnitude
    let references = VectorSet(ids: ["a", "b", "c"], dimension: 2, values: [-most, most, most, most / 2, most, most])
    let queries = VectorSet(ids: ["q"], dimension: 2, values: [most, most])
    let neighbors = try await found(queries, references, 3, metric)[0]
    #expect(neighbors.map(\.index) == [2, 1, 0] && neighbors.allSatisfy { $0.similarity.isFinite })
  }

  @Test("none among no references, and no numbers are all alike; as many as there are where more are wanted")
  func empty() async throws {
    let query = VectorSet(ids: ["q"], dimension: 3, values: [1, 2, 3])
    #expect(try await found(query, VectorSet(ids: [], dimension: 3, values: []), 5) == [[]])
    #expect(try await found(VectorSet(ids: [], dimension: 3, values: []), query, 5) == [])
    let none = VectorSet(ids: ["a", "b"], dimension: 0, values: [])
    #expect(try await found(none, none, 5).map { $0.map(\.index) } == [[0, 1], [0, 1]])
    #expect(try await found(query, random(2100, dimension: 3, seed: 9), 1_000_000)[0].count == 2100)
  }

  @Test("what can't be read is an error of the source's")
  func unreadable() async throws {
    struct Unreadable: Error {}
    struct Source: VectorSource {
      let ids = (0..<2500).map { "r\($0)" }
      let views = VectorSet.wholePhoto
      let dimension = 4
      let model: VectorModel? = nil
      let isReadOnce: Bool
      func values(of photos: Range<Int>) throws -> [Float] {
        guard isReadOnce, photos.count > 1000 else { throw Unreadable() }
        return [Float](repeating: 1, count: photos.count * 4)
      }
    }
    #expect(throws: Unreadable.self) { try ExactNeighbors(among: Source(isReadOnce: false)) }
    // Also where the shortlist is read.
    let search = try ExactNeighbors(among: Source(isReadOnce: true))
    await #expect(throws: Unreadable.self) {
      try await search.neighbors(of: VectorSet(ids: ["q"], dimension: 4, values: [1, 2, 3, 4]))
    }
  }

  @Test("options out of range are refused by name")
  func options() {
    let cases: [(String, (inout NeighborOptions) -> Void)] = [
      ("candidates", { $0.candidates = 0 }), ("whiten", { $0.whiten = 0 }),
      ("normalizeScores", { $0.normalizeScores = 0 }),
    ]
    for (field, change) in cases {
      var options = NeighborOptions()
      change(&options)
      let error = #expect(throws: OptionsError.self) {
        try ExactNeighbors(among: VectorSet(ids: [], dimension: 1, values: []), options: options)
      }
      #expect(error?.field == "NeighborOptions.\(field)" && error?.value == "0")
    }
  }
}
