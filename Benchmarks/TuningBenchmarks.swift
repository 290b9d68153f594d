import CSV
import Evaluation
import Features
import OpenCVExtractors
import Photos
import Runs
import Tuning

/// What `tune` finds in ten minutes: µAP on queries that had no part in choosing the settings, and of the settings that it
/// writes, beside that of the usual ones.
enum TuningBenchmarks {
  private static let minutes = 10

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    let truth = try readGroundTruth(photos.groundTruth)
    for extractor in [ExtractorID.orb, .sift] {
      var base = SearchSettings()
      base.extraction.extractor = extractor
      let space = try TuningSpace(base: base, extractors: .withOpenCV)
      var options = TuningOptions()
      options.budget = .time(.seconds(60 * minutes))
      let found = try await tune(
        space,
        on: TuningPhotos(
          queries: try PhotoSet(path: photos.folder + "/queries"),
          references: [try PhotoSet(path: photos.folder + "/references")], extractors: .withOpenCV),
        against: truth, options: options)
      let usual = found.base.microAveragePrecision
      for (name, metrics, goal) in [
        ("held out", found.heldOut, nil), ("written", found.chosenMetrics, Goal.atLeastPeer(times: 1)),
      ] {
        report(
          Figure(
            name: "tune, \(extractor.name), \(minutes) minutes, \(name)", unit: "µAP",
            ours: metrics.microAveragePrecision,
            peerName: "usual settings", peer: usual, goal: goal))
      }
      let settings = found.chosen.values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      print("  \(settings.isEmpty ? "the usual settings" : settings.joined(separator: ", "))")
      for effect in found.effects where effect.range > 0 {
        let outcomes = effect.outcomes.map {
          "\($0.value) \(($0.microAveragePrecision * 1000).rounded() / 1000)\($0.isTold ? "*" : "")"
        }
        print("  \(effect.name) (\(effect.pairs) pairs): \(outcomes.joined(separator: ", "))")
      }
    }
  }
}
