import CKernels
import Foundation
import Storage
import Vectors

/// Exact neighbours among many vectors: the time beside faiss, what int8 loses, and what `neighbors` takes of time and memory.
enum NeighborBenchmarks {
  private static let dimension = 512
  private static let candidates = 50
  private static let rounds = 5

  static func run(report: (Figure) -> Void) async throws {
    try await reportFloats(report: report)
    try await withTemporaryFolder { folder in
      let clusters = VectorClusters(dimension: dimension, seed: 1)
      try await reportTime(clusters, in: folder, report: report)
      let many = clusters.references(1_000_000)
      try await reportLosses(clusters, many, report: report)
      try reportProgram(clusters, many, in: folder, report: report)
    }
  }

  /// Few references are compared by floats alone.
  private static func reportFloats(report: (Figure) -> Void) async throws {
    let few = VectorClusters(dimension: 960, seed: 2)
    let (references, queries) = (few.references(2000), few.queries(64, near: few.references(2000)))
    let search = try ExactNeighbors(among: references)
    var times: [Double] = []
    for _ in 0..<rounds {
      times.append(try await processorSeconds { _ = try await search.neighbors(of: queries) } / Double(64 * 2000))
    }
    report(
      Figure(
        name: "nearest vectors of 960 numbers among 2,000, one thread", unit: "ns a pair", ours: median(times) * 1e9))
  }

  /// Ours and faiss' flat index on the same vectors, in turn, one thread each.
  private static func reportTime(
    _ clusters: VectorClusters, in folder: String, report: (Figure) -> Void
  ) async throws {
    let references = clusters.references(200_000)
    let queries = clusters.queries(500, near: references)
    let name = "nearest \(candidates) of 200,000 vectors of \(dimension) numbers, one thread"
    let pairs = Double(references.count * queries.count)
    let faiss = try FlatIndexOfFaiss(references, queries, candidates: candidates, in: folder)
    for metric in VectorMetric.allCases {
      var options = NeighborOptions()
      (options.candidates, options.metric) = (candidates, metric)
      let search = try ExactNeighbors(among: references, options: options)
      var (ours, peer): ([Double], [Double]) = ([], [])
      for round in 0...rounds {
        let seconds = try await processorSeconds { _ = try await search.neighbors(of: queries) }
        let others = try faiss?.processorSeconds(metric)
        // The first warms up.
        guard round > 0 else { continue }
        ours.append(seconds / pairs)
        if let others { peer.append(others / pairs) }
      }
      report(
        Figure(
          name: "\(name), \(metric.rawValue)", unit: "ns a pair", ours: median(ours) * 1e9,
          peerName: faiss.map { "IndexFlat of faiss \($0.version)" }, peer: peer.isEmpty ? nil : median(peer) * 1e9,
          ratio: peer.isEmpty ? nil : median(zip(ours, peer).map { $0 / $1 }), goal: .ratioAtMost(0.4)))
    }
  }

  /// How many queries have the same first 20 as by floats alone. The length of the shortlist was chosen on one half.
  private static func reportLosses(
    _ clusters: VectorClusters, _ references: VectorSet, report: (Figure) -> Void
  ) async throws {
    let (depth, half) = (20, 150)
    let queries = clusters.queries(2 * half, near: references)
    for metric in VectorMetric.allCases {
      var options = NeighborOptions()
      (options.candidates, options.metric) = (depth, metric)
      let found = try await ExactNeighbors(among: references, options: options).neighbors(of: queries, threads: 2)
      let same = found.indices.map { row in
        found[row].map(\.index) == nearest(depth, to: Array(queries[row]), among: references, metric)
      }
      for (part, rows) in [("chosen on", 0..<half), ("the other half", half..<2 * half)] {
        report(
          Figure(
            name: "the same first \(depth) of 1,000,000 as by floats, \(metric.rawValue), \(part)", unit: "of queries",
            ours: Double(same[rows].count { $0 }) / Double(half), goal: .atLeast(0.99)))
      }
    }
  }

  private static func nearest(
    _ depth: Int, to query: [Float], among references: VectorSet, _ metric: VectorMetric
  ) -> [Int] {
    var sums = [Float](repeating: 0, count: references.count)
    switch metric {
    case .euclidean: fk_square_sums(query, references.values, references.count, dimension, &sums)
    case .innerProduct: fk_product_sums(query, references.values, references.count, dimension, &sums)
    }
    var nearest: [(sum: Float, index: Int)] = []
    for (index, sum) in sums.enumerated() {
      let sum = metric == .euclidean ? sum : -sum
      if nearest.count == depth, sum >= nearest[depth - 1].sum { continue }
      let place = nearest.firstIndex { $0.sum > sum } ?? nearest.count
      nearest.insert((sum, index), at: place)
      if nearest.count > depth { nearest.removeLast() }
    }
    return nearest.map(\.index)
  }

  /// A tenth of 50,000 queries among a million references, by the program.
  private static func reportProgram(
    _ clusters: VectorClusters, _ references: VectorSet, in folder: String, report: (Figure) -> Void
  ) throws {
    let program = MeasuredProgram.built
    guard program.isThere(for: "neighbors among a million") else { return }
    let queries = clusters.queries(5000, near: references)
    for (name, set) in [("q.h5", queries), ("r.h5", references)] {
      let writer = try VectorFileWriter(
        path: "\(folder)/\(name)", model: VectorModel("invented"), dimension: dimension)
      for (index, id) in set.ids.enumerated() {
        try writer.append(name: id, size: .init(width: 1, height: 1), vector: Array(set[index]))
      }
      try writer.finish()
    }
    let arguments = [
      "neighbors", "--queries", folder + "/q.h5", "--references", folder + "/r.h5", "-k", "\(candidates)", "-o",
      folder + "/c.csv", "--quiet", "--threads", "2",
    ]
    let times = try program.times(arguments)
    report(Figure(name: "neighbors, 5,000 × 1,000,000 × 512, two threads", unit: "s", ours: times.wall))
    report(
      Figure(
        name: "neighbors, 50,000 × 1,000,000 × 512, ten times that", unit: "s of processor on each of two cores",
        ours: times.processor * 10 / 2, goal: .atMost(180)))
    report(
      Figure(
        name: "neighbors, 5,000 × 1,000,000 × 512, peak memory", unit: "MB",
        ours: try program.peakMegabytes(arguments), goal: .atMost(2147)))
  }

  private static func processorSeconds(_ work: () async throws -> Void) async rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try await work()
    return now() - start
  }
}
