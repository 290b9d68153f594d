import Evaluation
import Features
import Foundation
import GlobalDescriptors
import Imaging
import Photos
import Recall
import Runs
import Vectors

/// What `search` adds to simpler ways: GIST's distances, votes of ORB's descriptors alone, and ORB's inliers of a homography.
enum BaselineBenchmarks {
  /// References that are listed for a query.
  private static let depths = [1, 10]

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    for folder in [BenchmarkPhotos.shared, BenchmarkPhotos.overlays, BenchmarkPhotos.data + "/trials"] {
      guard FileManager.default.fileExists(atPath: folder) else {
        print("\(folder) is missing: the baselines are not measured on it")
        continue
      }
      let orb = try await SearchedSet(folder, .orb)
      for depth in depths {
        let listed = "\(depth == 1 ? "the first" : "the first \(depth)") of each query"
        try reportQuality("GIST, \(listed)", await neighbors(in: folder, depth: depth), of: orb, report: report)
        try reportQuality(
          "orb, votes alone, \(listed)", await votes(in: orb, depth: depth), of: orb, report: report)
      }
      try reportQuality("orb, RANSAC, inliers", await orb.run(.votes, inliers).predictions(), of: orb, report: report)
      try reportQuality("orb", await orb.run().predictions(), of: orb, report: report)
      let sift = try await SearchedSet(folder, .sift)
      try reportQuality("sift", await sift.run().predictions(), of: sift, report: report)
    }
    try reportTime(photos, report: report)
  }

  /// Geometry alone, by the number of inliers.
  private static var inliers: CopyRunOptions {
    var options = CopyRunOptions()
    options.judge.verification.score = .inliers
    options.judge.verification.weighsAppearance = false
    options.judge.weighsDistinctiveness = false
    return options
  }

  private static func neighbors(in folder: String, depth: Int) async throws -> [Prediction] {
    let gist = GIST()
    func vectors(_ side: String) throws -> VectorSet {
      let entries = try listImages(at: "\(folder)/\(side)")
      return VectorSet(
        ids: entries.map(\.id), dimension: gist.dimension,
        values: try entries.flatMap { gist.vector(of: try ColorImage(contentsOf: $0.path)) }, model: gist.model)
    }
    let (queries, references) = (try vectors("queries"), try vectors("references"))
    var options = NeighborOptions()
    options.candidates = depth
    let found = try await ExactNeighbors(among: references, options: options).neighbors(of: queries)
    return zip(queries.ids, found).flatMap { id, neighbors in
      neighbors.map { Prediction(queryID: id, referenceID: references.ids[$0.index], score: $0.similarity) }
    }
  }

  /// The votes are the score.
  private static func votes(in set: SearchedSet, depth: Int) async throws -> [Prediction] {
    let source = try await ExactVotes(over: set.references, threads: SearchedSet.threads)
    var predictions: [Prediction] = []
    for (index, id) in set.queries.ids.enumerated() {
      guard let views = try set.queries.read(index, mirrored: true).views else { continue }
      let query = Query(index: index, id: id, views: views, itself: nil)
      for candidate in source.candidates(for: [query], limit: depth)[0] {
        predictions.append(
          Prediction(
            queryID: id, referenceID: set.references.ids[candidate.reference], score: candidate.score ?? 0))
      }
    }
    return predictions
  }

  private static func reportQuality(
    _ name: String, _ found: [Prediction], of set: SearchedSet, report: (Figure) -> Void
  ) throws {
    for half in QueryHalf.allCases {
      let truth = GroundTruth(pairs: set.truth.pairs.filter { half.holds($0.queryID) })
      let metrics = try evaluate(found.filter { half.holds($0.queryID) }, against: truth)
      let name = "\(set.name): \(name)\(half.suffix)"
      report(Figure(name: name, unit: "µAP", ours: metrics.microAveragePrecision))
      report(Figure(name: name, unit: "R@P90", ours: metrics.recallAtPrecision90 ?? 0))
    }
  }

  /// GIST of a decoded photo.
  private static func reportTime(_ photos: BenchmarkPhotos, report: (Figure) -> Void) throws {
    let gist = GIST()
    let images = try photos.references.prefix(50).map { try ColorImage(contentsOf: $0.path) }
    let times = (0..<5).map { _ in
      Comparison.time { for image in images { _ = gist.vector(of: image) } } / Double(images.count)
    }
    report(Figure(name: "GIST, without decoding", unit: "ms", ours: median(times) * 1e3))
  }
}
