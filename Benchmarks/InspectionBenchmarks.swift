import Evaluation
import Features
import Foundation
import Inspection
import Labels
import Photos
import Runs

/// What a person waits for who looks at pairs: the list, a pair's story, told anew with all that its score depends on, the photos and
/// the labels.
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
    try reportPictures(report: report)
    try reportTable(report: report)
    try await withTemporaryFolder { try reportLabels(in: $0, report: report) }
  }

  /// Up to 200 listed pairs, each asked for once, in the order in which a list shows them; features of queries are found in the
  /// photos meanwhile.
  private static func reportStories(of set: SearchedSet, report: (Figure) -> Void) async throws {
    var run = set.run()
    let table = try PairTable(PredictionTable(try await run.predictions()), truth: set.truth)
    run.queries = try PhotoSet(path: set.folder + "/queries").features(by: set.extraction)
    func places(_ ids: [String]) -> [String: Int] { Dictionary(uniqueKeysWithValues: zip(ids, 0...)) }
    let (queries, references) = (places(run.queries.ids), places(run.references.ids))
    let pairs = (0..<table.listedCount).map { row in
      let pair = table.pair(ofRow: row)
      return (query: queries[pair.queryID]!, reference: references[pair.referenceID]!)
    }
    let explainer = try await PairExplainer(run, listed: pairs)
    let stories = PairStories(table: table, explainer: explainer, extraction: set.extraction.options)
    var (first, again, encoding): ([Double], [Double], [Double]) = ([], [], [])
    var differing = 0
    for row in 0..<min(200, pairs.count) {
      first.append(try await milliseconds { _ = try await stories.json(ofRow: row) })
      // As the story of the query's next pair.
      let pair = try await explainer.explanation(of: pairs[row].query, pairs[row].reference)
      again.append(
        try await milliseconds { _ = try await explainer.explanation(of: pairs[row].query, pairs[row].reference) })
      encoding.append(
        try await milliseconds {
          _ = try PairDocument(pair, extraction: set.extraction.options, all: true).json()
        })
      if pair.listing?.score != table.score[row].map({ Float($0) }) { differing += 1 }
    }
    let name = "\(set.name), \(set.extraction.options.extractor.name)"
    for (part, goal) in [(0.5, 50.0), (0.95, 150)] {
      report(
        Figure(
          name: "\(name): a pair's story, p\(Int(100 * part))", unit: "ms", ours: quantile(part, of: first),
          goal: .atMost(goal)))
    }
    report(Figure(name: "\(name): of a query that was judged, p50", unit: "ms", ours: quantile(0.5, of: again)))
    report(Figure(name: "\(name): its matches and JSON, p50", unit: "ms", ours: quantile(0.5, of: encoding)))
    report(
      Figure(
        name: "\(name): stories with another score than the listed one", unit: "of \(first.count)",
        ours: Double(differing), goal: .atMost(0)))
  }

  private static func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    return start.duration(to: .now) / .milliseconds(1)
  }

  private static func quantile(_ part: Double, of times: [Double]) -> Double {
    times.sorted()[Int(part * Double(times.count - 1))]
  }

  /// The small pictures of a list, and those of a stage.
  private static func reportPictures(report: (Figure) -> Void) throws {
    let set = try PhotoFeatures(of: "fixtures/references", by: ORB())
    let pictures = PhotoPictures(queries: set, references: set)
    for (side, goal) in [(104, 10.0), (1600, nil)] {
      for (state, goal) in [("cold", nil), ("warm", goal)] {
        let times = try set.ids.map { id in
          let start = ContinuousClock.now
          _ = try pictures.picture(of: .reference, id: id, side: side)
          return start.duration(to: .now) / .milliseconds(1)
        }
        report(
          Figure(
            name: "fixtures: a picture of \(side) pixels, \(state), p50", unit: "ms", ours: quantile(0.5, of: times),
            goal: goal.map { .atMost($0) }))
      }
    }
  }

  /// Half a million pairs of ten thousand queries.
  private static func reportTable(report: (Figure) -> Void) throws {
    var predictions = PredictionTable()
    for row in 0..<500_000 {
      let (query, place) = (row / 50, row % 50)
      predictions.append(
        Prediction(
          queryID: "Q\(query)", referenceID: "R\((query * 7919 + place * 104_729) % 100_000)",
          score: Double(Float((row &* 2_654_435_761) % 1_000_003) / 30_011)))
    }
    let truth = GroundTruth(
      pairs: (0..<10_000).map { TruePair(queryID: "Q\($0)", referenceID: "R\($0 * 7919 % 100_000)") })
    var (making, writing, bytes): ([Double], [Double], Int) = ([], [], 0)
    for _ in 0..<5 {
      let start = ContinuousClock.now
      let table = try PairTable(predictions, truth: truth)
      let made = ContinuousClock.now
      bytes = table.json().count
      making.append(start.duration(to: made) / .seconds(1))
      writing.append(made.duration(to: .now) / .seconds(1))
    }
    report(Figure(name: "500,000 pairs, ranked", unit: "s", ours: quantile(0.5, of: making), goal: .atMost(1)))
    report(Figure(name: "500,000 pairs, as JSON", unit: "s", ours: quantile(0.5, of: writing), goal: .atMost(1)))
    report(Figure(name: "500,000 pairs, as JSON", unit: "MB", ours: Double(bytes) / 1e6))
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
