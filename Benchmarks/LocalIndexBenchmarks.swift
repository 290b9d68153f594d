import Evaluation
import Features
import Foundation
import LocalIndex
import Photos
import Recall
import Runs

/// The index over local features beside exact votes: what it finds among thousands of pieces of other photos, and what it costs.
///
/// Odd queries alone: the constants of its votes were chosen on the others.
enum LocalIndexBenchmarks {
  private static let half = QueryHalf.odd
  private static let setNames = ["trials", "dev", "overlays"]
  private static let depths = [20, 50]
  private static let (small, large) = (10_000, 50_000)

  static func run(report: (Figure) -> Void) async throws {
    let folders = setNames.map { "\(BenchmarkPhotos.data)/\($0)" }
    guard folders.allSatisfy(FileManager.default.fileExists(atPath:)), MeasuredProgram.built.isThere(for: "the index")
    else {
      print("\(BenchmarkPhotos.data) is missing: there are no photos to make many references of")
      return
    }
    try await withTemporaryFolder { folder in
      var sets: [SearchedSet] = []
      for path in folders {
        let set = half.of(try await SearchedSet(path, .sift))
        sets.append(set)
        _ = try await extractFeatures(
          of: path + "/references", to: "\(folder)/\(set.name).h5", using: set.extraction)
      }
      let found = try await [small, large].mapInTurn { count in
        try await IndexedPieces(count, sets: sets, in: folder)
      }
      let exact = try await ExactVotes(over: found[0].references, threads: SearchedSet.threads)
      try reportTimes(sets, found, exact, report: report)
      try reportRecall(sets, found, exact, report: report)
      reportBuild(found, report: report)
      try reportStart(sets[0], found[0], in: folder, report: report)
    }
    for folder in folders { try await reportQuality(of: folder, report: report) }
  }

  // MARK: What is found

  private static func reportRecall(
    _ sets: [SearchedSet], _ pieces: [IndexedPieces], _ exact: ExactVotes, report: (Figure) -> Void
  ) throws {
    for set in sets {
      let queries = try pieces.map { try $0.copies(of: set) }
      var shares: [[Double]] = []
      for (pieces, queries) in zip(pieces, queries) {
        shares.append(
          share(of: queries) { pieces.votes.excluding($1).candidates(for: [$0], limit: depths.max()!)[0] })
      }
      let exactShares = share(of: queries[0]) { exact.excluding($1).candidates(for: [$0], limit: depths.max()!)[0] }
      for (place, depth) in depths.enumerated() {
        let name = "\(set.name), sift: true reference among the first \(depth)"
        report(
          Figure(
            name: "\(name) of \(small) pieces", unit: "of \(queries[0].count)", ours: shares[0][place],
            peerName: "exact votes", peer: exactShares[place],
            goal: .atLeast(exactShares[place] - (depth == 50 ? 0.01 : 0.02))))
        report(
          Figure(
            name: "\(name) of \(large) pieces", unit: "of \(queries[1].count)", ours: shares[1][place],
            peerName: "of \(small)", peer: shares[0][place], goal: .atLeast(shares[0][place] - 0.03)))
      }
    }
  }

  /// For each of the depths the share of the copies whose reference is named among so many.
  private static func share(
    of copies: [IndexedPieces.Copy], candidates: (Query, Set<Int>) -> [Candidate]
  ) -> [Double] {
    let ranks = copies.map { copy in
      candidates(copy.query, copy.excluded).firstIndex { $0.reference == copy.reference } ?? .max
    }
    return depths.map { depth in Double(ranks.count { $0 < depth }) / Double(copies.count) }
  }

  // MARK: What it costs

  private static func reportTimes(
    _ sets: [SearchedSet], _ pieces: [IndexedPieces], _ exact: ExactVotes, report: (Figure) -> Void
  ) throws {
    let copies = try sets.flatMap { try pieces[0].copies(of: $0).prefix(4) }.map(\.query)
    report(
      Comparison.figure(
        "votes of a query, both views, \(small) pieces, sift", unit: "ms", scale: 1e-3, peerName: "exact votes",
        on: copies,
        rounds: 1, goal: .ratioAtMost(0.01), ours: { _ = pieces[0].votes.candidates(for: [$0], limit: 50) },
        peer: { _ = exact.candidates(for: [$0], limit: 50) }))
    let other = try sets.flatMap { set in try pieces[1].copies(of: set).prefix(4) }.map(\.query)
    report(
      Comparison.figure(
        "votes of a query, both views, \(large) pieces, sift", unit: "ms", scale: 1e-3, peerName: "\(small) pieces",
        on: Array(zip(other, copies)), rounds: 5, goal: .ratioAtMost(3),
        ours: { _ = pieces[1].votes.candidates(for: [$0.0], limit: 50) },
        peer: { _ = pieces[0].votes.candidates(for: [$0.1], limit: 50) }))
  }

  private static func reportBuild(_ pieces: [IndexedPieces], report: (Figure) -> Void) {
    let (small, large) = (pieces[0], pieces[1])
    report(
      Figure(
        name: "index: peak memory of building, \(self.large) pieces", unit: "MB", ours: large.peakMegabytes,
        peerName: "\(self.small) pieces", peer: small.peakMegabytes, ratio: large.peakMegabytes / small.peakMegabytes,
        goal: .ratioAtMost(1.2)))
    report(
      Figure(
        name: "index: peak memory of building, \(self.large) pieces", unit: "MB", ours: large.peakMegabytes,
        goal: .atMost(2147)))
    for (count, pieces) in zip([self.small, self.large], pieces) {
      let descriptors = Double(pieces.index.descriptorCount)
      report(
        Figure(
          name: "index: on disk, \(count) pieces", unit: "bytes a descriptor",
          ours: Double(pieces.index.byteCount) / descriptors, goal: .atMost(24)))
      report(
        Figure(
          name: "index: building, \(count) pieces", unit: "µs a descriptor",
          ours: 1e6 * pieces.processorSeconds / descriptors,
          goal: .atMost(8)))
    }
  }

  /// From the start of the program to its end, with one query.
  private static func reportStart(
    _ set: SearchedSet, _ pieces: IndexedPieces, in folder: String, report: (Figure) -> Void
  ) throws {
    let photo = "\(set.folder)/queries/\(set.queries.ids[0]).jpg"
    let arguments =
      ["search", "--queries", photo, "--references"] + pieces.stores
      + ["--index", pieces.index.path, "--extractor", "sift", "-o", folder + "/one.csv", "--quiet"]
    let seconds = try (0..<5).map { _ in try MeasuredProgram.built.times(arguments).wall }
    report(
      Figure(
        name: "search with an index, \(small) pieces: start to first answer", unit: "s", ours: median(seconds),
        goal: .atMost(1)))
  }

  // MARK: What search makes of it

  private static func reportQuality(of folder: String, report: (Figure) -> Void) async throws {
    let set = try await SearchedSet(folder, .sift)
    try await withTemporaryFolder { temporary in
      let path = temporary + "/refs.index"
      _ = try await buildLocalIndex(of: set.references, to: path, threads: SearchedSet.threads)
      let exact = try await set.run().predictions()
      let found = try await set.run(.localIndex(path)).predictions()
      for half in QueryHalf.allCases {
        let truth = half.of(set.truth)
        let (ours, peer) = (
          try evaluate(half.of(found), against: truth).microAveragePrecision,
          try evaluate(half.of(exact), against: truth).microAveragePrecision
        )
        report(
          Figure(
            name: "search with an index, \(set.name), sift\(half.suffix)", unit: "µAP", ours: ours,
            peerName: "exact votes",
            peer: peer, goal: .atLeast(peer - 0.005)))
      }
    }
  }
}

extension Sequence {
  /// The results, one after the other.
  fileprivate func mapInTurn<Result>(_ transform: (Element) async throws -> Result) async throws -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
