import CSV
import Evaluation
import Features
import Foundation
import Names
import Photos
import Runs

/// What closer looks find and cost: copies that are listed, quality and time of `search` by each effort.
enum EffortBenchmarks {
  static func run(report: (Figure) -> Void) async throws {
    for name in ["trials", "dev", "overlays"] {
      let folder = BenchmarkPhotos.data + "/" + name
      guard FileManager.default.fileExists(atPath: folder) else {
        print("\(folder) is missing: efforts are not measured on it")
        continue
      }
      for extractor in [ExtractorID.orb, .sift] {
        let set = try await SearchedSet(folder, extractor)
        let strengths = try readQueryTags(folder + "/queries.csv", columns: ["strength"], for: set.truth)[0]
        for effort in Effort.allCases { try await reportFound(set, effort, strengths, report: report) }
        try await withTemporaryFolder { try reportTime(set, in: $0, report: report) }
      }
    }
  }

  private static func name(_ set: SearchedSet, _ effort: Effort) -> String {
    "\(set.name), \(set.extraction.options.extractor.name), \(effort.rawValue)"
  }

  private static func reportFound(
    _ set: SearchedSet, _ effort: Effort, _ strengths: QueryTags, report: (Figure) -> Void
  ) async throws {
    var options = CopyRunOptions()
    options.effort = effort
    let found = try await set.run(.votes, options).predictions()
    let listed = Set(found.map { TruePair(queryID: $0.queryID, referenceID: $0.referenceID) })
    for half in QueryHalf.allCases {
      let pairs = set.truth.pairs.filter { half.holds($0.queryID) }
      let name = name(set, effort)
      for (strength, pairs) in Dictionary(grouping: pairs, by: { strengths.tags[ExactName($0.queryID)]?.first ?? "" })
        .sorted(by: { $0.key < $1.key })
      {
        report(
          Figure(
            name: "\(name): listed, \(strength)\(half.suffix)", unit: "of \(pairs.count)",
            ours: Double(pairs.count(where: listed.contains))))
      }
      let metrics = try evaluate(
        found.filter { half.holds($0.queryID) }, against: GroundTruth(pairs: pairs))
      report(Figure(name: name + half.suffix, unit: "µAP", ours: metrics.microAveragePrecision))
      report(Figure(name: name + half.suffix, unit: "R@P90", ours: metrics.recallAtPrecision90 ?? 0))
    }
  }

  private static let rounds = 3

  /// Each effort beside the fast one, of the program as users run it: in turn, so that the machine's other work tells on all.
  private static func reportTime(_ set: SearchedSet, in folder: String, report: (Figure) -> Void) throws {
    let program = MeasuredProgram.built
    guard program.isThere(for: "what efforts cost") else { return }
    var times: [Effort: [Double]] = [:]
    for _ in 0..<rounds {
      for effort in Effort.allCases {
        let time = try program.times([
          "search", "--queries", set.folder + "/queries", "--references", set.folder + "/references", "--extractor",
          set.extraction.options.extractor.name, "--effort", effort.rawValue, "-o", folder + "/out.csv", "--quiet",
        ])
        times[effort, default: []].append(time.processor)
      }
    }
    guard let fast = times[.fast] else { return }
    for effort in Effort.allCases.dropFirst() {
      guard let own = times[effort] else { continue }
      report(
        Figure(
          name: name(set, effort), unit: "s of processor", ours: median(own), peerName: "--effort fast",
          peer: median(fast), ratio: median(zip(own, fast).map { $0 / $1 }),
          goal: effort == .normal ? .ratioAtMost(1.15) : nil))
    }
  }
}
