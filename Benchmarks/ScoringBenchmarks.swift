import Evaluation
import Features
import Matcher
import Runs

/// What appearance and distinctiveness do to the score: quality of `search` with and without, on photos that share
/// overlays and on others, and the time that a verified pair takes.
///
/// Constants were chosen on queries with even numbers: both halves are told apart.
enum ScoringBenchmarks {
  private struct Variant {
    let name: String
    let weighsAppearance: Bool
    let weighsDistinctiveness: Bool
  }

  private static let variants = [
    Variant(name: "geometry", weighsAppearance: false, weighsDistinctiveness: false),
    Variant(name: "and appearance", weighsAppearance: true, weighsDistinctiveness: false),
    Variant(name: "and distinctiveness", weighsAppearance: false, weighsDistinctiveness: true),
    Variant(name: "and both", weighsAppearance: true, weighsDistinctiveness: true),
  ]

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    try reportTime(photos, report: report)
    guard photos.folder == BenchmarkPhotos.shared else {
      print("quality is measured on \(BenchmarkPhotos.data), which is not there")
      return
    }
    for folder in [BenchmarkPhotos.overlays, BenchmarkPhotos.shared] {
      for extractor in [ExtractorID.sift, .orb] { try await reportQuality(folder, extractor, report: report) }
    }
  }

  private static func reportQuality(
    _ folder: String, _ extractor: ExtractorID, report: (Figure) -> Void
  ) async throws {
    let set = try await SearchedSet(folder, extractor)
    var geometry: [String: Double] = [:]
    for variant in variants {
      var options = CopyRunOptions()
      options.judge.verification.weighsAppearance = variant.weighsAppearance
      options.judge.weighsDistinctiveness = variant.weighsDistinctiveness
      let found = try await set.run(.votes, options).predictions()
      for half in QueryHalf.allCases {
        let metrics = try evaluate(
          found.filter { half.holds($0.queryID) },
          against: GroundTruth(pairs: set.truth.pairs.filter { half.holds($0.queryID) }))
        for (unit, value) in [("µAP", metrics.microAveragePrecision), ("R@P90", metrics.recallAtPrecision90 ?? 0)] {
          let key = "\(half)\(unit)"
          if geometry[key] == nil { geometry[key] = value }
          let isFinal = variant.weighsAppearance && variant.weighsDistinctiveness && half == .all
          report(
            Figure(
              name: "\(set.name), \(extractor.name), \(variant.name)\(half.suffix)", unit: unit, ours: value,
              goal: isFinal ? goal(set.name, extractor, unit, geometry: geometry[key] ?? 0) : nil))
        }
      }
    }
  }

  private static func goal(_ set: String, _ extractor: ExtractorID, _ unit: String, geometry: Double) -> Goal? {
    switch (set, extractor, unit) {
    case ("overlays", .sift, "µAP"): .atLeast(0.92)
    case ("overlays", .sift, "R@P90"): .atLeast(0.85)
    case ("overlays", .orb, "µAP"): .atLeast(0.8)
    case ("dev", _, _): .atLeast(geometry - 0.005)
    default: nil
    }
  }

  private static func reportTime(_ photos: BenchmarkPhotos, report: (Figure) -> Void) throws {
    for extractor in [ExtractorID.orb, .sift] {
      let pairs = try photos.pairMix(extractor, truePairs: 12).map { ($0, SearchableFeatures($1)) }
      let weighing = try Verifier()
      var options = VerificationOptions()
      options.weighsAppearance = false
      let plain = try Verifier(options)
      let workspace = MatchingWorkspace()
      report(
        Comparison.figure(
          "verify a pair, \(extractor.name), with appearance", unit: "ms", scale: 1e-3, peerName: "without",
          on: pairs, rounds: 5, goal: .ratioAtMost(1.3),
          ours: { _ = weighing.verify(query: $0, reference: $1, workspace: workspace) },
          peer: { _ = plain.verify(query: $0, reference: $1, workspace: workspace) }))
    }
  }
}
