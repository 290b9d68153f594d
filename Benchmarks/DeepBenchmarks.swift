import CSV
import Copies
import Evaluation
import Features
import Foundation
import Photos
import Recall
import Runs

/// What a deep model adds to votes of local features: its own answers, the twenty nearest of each query verified, and both
/// together; and what two models name together.
///
/// Needs what `script/bootstrap deep` installs, and the built program.
enum DeepBenchmarks {
  private static let folder = ".build/deep"
  private static let models = ["sscd", "sscd_distilled"]
  /// Six views of a query, beside whole references.
  private static let views = "full,quadrants,center"
  private static let candidates = 20

  static func run(report: (Figure) -> Void) async throws {
    let program = MeasuredProgram.built
    guard program.isThere(for: "what a deep model adds") else { return }
    // What runs the models lies beside them.
    let libraries = "\(folder)/python/onnxruntime/capi"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? []
    if let library = names.first(where: { $0.hasPrefix("libonnxruntime.") }) {
      setenv("FACSIMILE_ONNXRUNTIME", "\(libraries)/\(library)", 0)
    }
    let present = models.filter { FileManager.default.fileExists(atPath: path(of: $0)) }
    for model in models where !present.contains(model) {
      print("\(path(of: model)) is missing: it is not measured (script/bootstrap deep)")
    }
    for name in ["dev", "overlays", "trials"] where !present.isEmpty {
      let set = BenchmarkPhotos.data + "/" + name
      guard FileManager.default.fileExists(atPath: set) else {
        print("\(set) is missing: nothing is measured on it")
        continue
      }
      try await withTemporaryFolder { temporary in
        for model in present { try embed(set, by: model, program, in: temporary) }
        for model in present {
          let list = try nearest(by: [model], program, in: temporary)
          try await compare(list, of: set, by: model, report: report)
        }
        guard present.count > 1 else { return }
        let list = try nearest(by: present, program, in: temporary)
        try reportQuality(
          "\(name): \(present.joined(separator: " and ")), the first of each query", firsts(of: list),
          truth: readGroundTruth(set + "/ground_truth.csv"), report: report)
      }
    }
  }

  private static func path(of model: String) -> String { "\(folder)/models/\(model).onnx" }

  /// Writes the vectors of both sides.
  private static func embed(
    _ set: String, by model: String, _ program: MeasuredProgram, in temporary: String
  ) throws {
    for (side, views) in [("queries", views), ("references", "full")] {
      _ = try program.seconds(
        "embed", "\(set)/\(side)", "--model", path(of: model), "--preprocess", "sscd", "--views", views, "-o",
        "\(temporary)/\(model)-\(side).h5", "--quiet")
    }
  }

  /// The nearest references of each query by all models together, as a list of candidates.
  private static func nearest(
    by models: [String], _ program: MeasuredProgram, in temporary: String
  ) throws -> String {
    let list = "\(temporary)/\(models.joined(separator: "-")).csv"
    let files = models.flatMap { model in
      ["queries", "references"].flatMap { ["--\($0)", "\(temporary)/\(model)-\($0).h5"] }
    }
    _ = try program.times(
      ["neighbors", "-k", "\(candidates)", "--metric", "inner-product", "-o", list, "--quiet"] + files)
    return list
  }

  private static func reportQuality(
    _ name: String, _ found: [Prediction], truth: GroundTruth, beside votes: [Prediction]? = nil, gain: Double = 0,
    report: (Figure) -> Void
  ) throws {
    for half in QueryHalf.allCases {
      let truth = half.of(truth)
      func microAveragePrecision(_ found: [Prediction]) throws -> Double {
        try evaluate(half.of(found), against: truth).microAveragePrecision
      }
      let alone = try votes.map(microAveragePrecision)
      report(
        Figure(
          name: name + half.suffix, unit: "µAP", ours: try microAveragePrecision(found),
          peerName: alone.map { _ in "votes alone" }, peer: alone,
          goal: half == .all ? alone.map { .atLeast($0 + gain) } : nil))
    }
  }

  private static func compare(
    _ list: String, of folder: String, by model: String, report: (Figure) -> Void
  ) async throws {
    for extractor in [ExtractorID.orb, .sift] {
      let set = try await SearchedSet(folder, extractor)
      func quality(_ name: String, _ found: [Prediction], beside votes: [Prediction]? = nil) throws {
        try reportQuality(
          "\(set.name): \(name)", found, truth: set.truth, beside: votes, gain: extractor == .orb ? 0.01 : 0,
          report: report)
      }
      if extractor == .orb { try quality("\(model), the first of each query", firsts(of: list)) }
      let name = extractor.name
      let votes = try await set.run().predictions()
      try quality(name, votes)
      let candidates = try CandidateList(path: list, queries: set.queries, references: set.references)
      for (rule, behind) in [(CombinedScore.verifiedFirst, ", the rest behind"), (.replace, "")] {
        var options = CopyRunOptions()
        options.combination = rule
        try quality(
          "\(name), \(model)'s first \(Self.candidates)\(behind)",
          await set.run(.list(candidates), options).predictions())
        try quality(
          "\(name), votes and \(model)'s first \(Self.candidates)\(behind)",
          await set.run(.votes.joined(with: candidates), options).predictions(),
          beside: rule == .verifiedFirst ? votes : nil)
      }
    }
  }

  private static func firsts(of list: String) throws -> [Prediction] {
    var found: [Prediction] = []
    try readCandidateRows(list) { row in
      guard found.last?.queryID != row.query else { return }
      found.append(Prediction(queryID: row.query, referenceID: row.reference, score: row.score ?? 0))
    }
    return found
  }
}
