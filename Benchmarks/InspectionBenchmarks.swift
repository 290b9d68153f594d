import Evaluation
import Features
import Foundation
import Labels
import Runs

/// What a person waits for who looks at pairs: a pair's story, told anew with all that its score depends on, and the labels.
enum InspectionBenchmarks {
  static func run(report: (Figure) -> Void) async throws {
    for folder in [BenchmarkPhotos.overlays, "fixtures"] {
      guard FileManager.default.fileExists(atPath: folder) else {
        print("\(folder) is missing: stories of its pairs are not measured")
        continue
      }
      for extractor in [ExtractorID.orb, .sift] {
        try await reportStories(of: SearchedSet(folder, extractor), report: report)
      }
    }
    try await withTemporaryFolder { try reportLabels(in: $0, report: report) }
  }

  /// Up to 200 listed pairs, each asked for once, in the order in which a list shows them.
  private static func reportStories(of set: SearchedSet, report: (Figure) -> Void) async throws {
    let run = set.run()
    let predictions = try await run.predictions()
    func places(_ ids: [String]) -> [String: Int] { Dictionary(uniqueKeysWithValues: zip(ids, 0...)) }
    let (queries, references) = (places(run.queries.ids), places(run.references.ids))
    let pairs = predictions.map { (query: queries[$0.queryID]!, reference: references[$0.referenceID]!) }
    let explainer = try await PairExplainer(run, listed: pairs)
    let shown = zip(predictions, pairs).sorted { $0.0.score > $1.0.score }.prefix(200)
    var times: [Double] = []
    var differing = 0
    for (prediction, pair) in shown {
      let start = ContinuousClock.now
      let story = try await explainer.explanation(of: pair.query, pair.reference)
      _ = story.matches()
      times.append(start.duration(to: .now) / .milliseconds(1))
      if story.listing?.score != Float(prediction.score) { differing += 1 }
    }
    times.sort()
    let name = "\(set.name), \(set.extraction.options.extractor.name)"
    for (part, goal) in [(0.5, 50.0), (0.95, 150)] {
      report(
        Figure(
          name: "\(name): a pair's story, p\(Int(100 * part))", unit: "ms",
          ours: times[Int(part * Double(times.count - 1))],
          goal: .atMost(goal)))
    }
    report(
      Figure(
        name: "\(name): stories with another score than the listed one", unit: "of \(times.count)",
        ours: Double(differing), goal: .atMost(0)))
  }

  private static func reportLabels(in folder: String, report: (Figure) -> Void) throws {
    let path = folder + "/p.labels.jsonl"
    let log = try LabelLog(path: path)
    let line = ContinuousClock.now
    for index in 0..<100 { try log.append(label(index)) }
    let append = line.duration(to: .now) / .milliseconds(100)
    report(Figure(name: "a label, until it is on the disk", unit: "ms", ours: append))
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let many =
      lines[0] + "\n" + (0..<100_000).map { lines[1 + $0 % 100].replacing("Q0", with: "Q\($0 / 100)") + "\n" }.joined()
    try many.write(toFile: path + "2", atomically: false, encoding: .utf8)
    let times = try (0..<5).map { _ in
      let start = ContinuousClock.now
      _ = try LabelFile(path: path + "2")
      return start.duration(to: .now) / .seconds(1)
    }.sorted()
    report(Figure(name: "100,000 labels read", unit: "s", ours: times[2], goal: .atMost(1)))
  }

  private static func label(_ index: Int) -> PairLabel {
    PairLabel(
      TruePair(queryID: "Q0\(index)", referenceID: "R\(index)"), .notCopy, reason: "shared_overlay", score: 12.5,
      by: "me",
      predictions: "crc32 00000000")
  }
}
