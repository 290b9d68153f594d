import Features
import Matcher
import OpenCVExtractors
import Photos
import Recall

/// Recall by an index beside exact recall, over sets of several sizes: where the one becomes faster than the other, and
/// what it costs.
enum FLANNBenchmarks {
  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    try await run(photos, .orb, sizes: [100_000, 300_000, 1_000_000], report: report)
    // Finding features is what takes long here.
    try await run(photos, .openCVSIFT, sizes: [100_000, 300_000, 600_000], report: report)
  }

  private static func run(
    _ photos: BenchmarkPhotos, _ extractor: ExtractorID, sizes: [Int], report: (Figure) -> Void
  ) async throws {
    let set = try await LargeReferenceSet(photos, extractor: extractor, copies: 20, descriptors: sizes.last!)
    for size in sizes {
      try await run(set, name: "\(extractor.name), \(size / 1000)k descriptors", size: size, report: report)
    }
  }

  private static func run(
    _ set: LargeReferenceSet, name: String, size: Int, report: (Figure) -> Void
  ) async throws {
    let references = set.prefix(size)
    let counts = references.map(\.count)
    var all = Descriptors(kind: set.kind)
    for reference in references { all.append(reference.descriptors) }
    let exact = SearchableDescriptors(all)

    var index = try FLANNIndex(building: Descriptors(kind: set.kind))
    let seconds = try Comparison.time { index = try FLANNIndex(building: all) }
    report(Figure(name: "index \(name): build", unit: "s", ours: seconds))

    let timed = set.copies.prefix(6).map(\.features.descriptors)
    let queries = Double(timed.reduce(0) { $0 + $1.count })
    report(
      Comparison.figure(
        "nearest, \(name)", unit: "µs a query", scale: 1e-6 * queries / Double(timed.count),
        peerName: peerName(set.kind), on: timed, rounds: 1, ours: { _ = exact.nearestTwo(of: $0) },
        peer: { _ = index.nearest(of: $0) }))

    let held = HeldFeatures(ids: references.indices.map { "\($0)" }, features: references, options: set.options)
    let votes = (
      exact: try await ExactVotes(over: held, threads: SearchedSet.threads), index: IndexVotes(index, counts: counts)
    )
    let asked = set.copies.prefix(6).map {
      Query(index: 0, id: "copy", views: FeatureViews(plain: $0.features))
    }
    report(
      Comparison.figure(
        "candidates of a query, \(name)", unit: "ms", scale: 1e-3, peerName: peerName(set.kind), on: asked, rounds: 1,
        ours: { _ = votes.exact.candidates(for: [$0], limit: 20) },
        peer: { _ = votes.index.candidates(for: [$0], limit: 20) }))

    let owners = counts.enumerated().flatMap { repeatElement($0, count: $1) }
    var (total, found, trueTotal, trueFound, exactTop, indexTop) = (0, 0, 0, 0, 0, 0)
    for copy in set.copies {
      let descriptors = copy.features.descriptors
      for (nearest, neighbors) in zip(exact.nearestTwo(of: descriptors), index.nearest(of: descriptors)) {
        guard let nearest else { continue }
        // Another descriptor at the same distance is as near.
        let isFound = neighbors.first?.distance == nearest.distance
        let isTrue = owners[nearest.index] == copy.reference
        total += 1
        found += isFound ? 1 : 0
        trueTotal += isTrue ? 1 : 0
        trueFound += isTrue && isFound ? 1 : 0
      }
      let query = Query(index: 0, id: "copy", views: FeatureViews(plain: copy.features))
      func names(_ candidates: [[Candidate]]) -> Int {
        candidates[0].contains { $0.reference == copy.reference } ? 1 : 0
      }
      exactTop += names(votes.exact.candidates(for: [query], limit: 20))
      indexTop += names(votes.index.candidates(for: [query], limit: 20))
    }
    report(Figure(name: "recall@1, \(name)", unit: "of all", ours: Double(found) / Double(total)))
    // The neighbours that verification can use.
    report(
      Figure(
        name: "recall@1, \(name)", unit: "of true", ours: Double(trueFound) / Double(trueTotal), goal: .atLeast(0.9)))
    report(
      Figure(
        name: "truth in the 20 best, \(name)", unit: "of copies", ours: Double(exactTop) / Double(set.copies.count),
        peerName: peerName(set.kind), peer: Double(indexTop) / Double(set.copies.count)))
  }

  private static func peerName(_ kind: DescriptorKind) -> String {
    "FLANN \(FLANNIndex.libraryVersion) \(kind == .binary256 ? "LSH" : "KD-forest")"
  }
}
