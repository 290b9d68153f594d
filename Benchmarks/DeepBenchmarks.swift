import CSV
import Copies
import Evaluation
import Features
import Foundation
import Photos
import Recall
import Runs

/// What a deep model adds to votes of local features: its own answers, the twenty nearest of each query verified, and both together.
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
    for model in models {
      let path = "\(folder)/models/\(model).onnx"
      guard FileManager.default.fileExists(atPath: path) else {
        print("\(path) is missing: it is not measured (script/bootstrap deep)")
        continue
      }
      for name in ["dev", "overlays", "trials"] {
        let set = BenchmarkPhotos.data + "/" + name
        guard FileManager.default.fileExists(atPath: set) else {
          print("\(set) is missing: \(model) is not measured on it")
          continue
        }
        try await withTemporaryFolder { temporary in
          let list = try nearest(of: set, by: path, program, in: temporary)
          try await compare(list, of: set, by: model, report: report)
        }
      }
    }
  }

  /// The nearest references of each query, as a list of candidates.
  private static func nearest(
    of set: String, by model: String, _ program: MeasuredProgram, in temporary: String
  ) throws -> String {
    func embed(_ side: String, _ views: String) throws -> String {
      let output = "\(temporary)/\(side).h5"
      _ = try program.seconds(
        "embed", "\(set)/\(side)", "--model", model, "--preprocess", "sscd", "--views", views, "-o", output, "--quiet")
      return output
    }
    let list = temporary + "/nearest.csv"
    _ = try program.seconds(
      "neighbors", "--queries", try embed("queries", views), "--references", try embed("references", "full"), "-k",
      "\(candidates)", "--metric", "inner-product", "-o", list, "--quiet")
    return list
  }

  private static func compare(
    _ list: String, of folder: String, by model: String, report: (Figure) -> Void
  ) async throws {
    for extractor in [ExtractorID.orb, .sift] {
      let set = try await SearchedSet(folder, extractor)
      func reportQuality(_ name: String, _ found: [Prediction], beside votes: [Prediction]? = nil) throws {
        for half in QueryHalf.allCases {
          let truth = half.of(set.truth)
          func microAveragePrecision(_ found: [Prediction]) throws -> Double {
            try evaluate(half.of(found), against: truth).microAveragePrecision
          }
          let alone = try votes.map(microAveragePrecision)
          report(
            Figure(
              name: "\(set.name): \(name)\(half.suffix)", unit: "µAP", ours: try microAveragePrecision(found),
              peerName: alone.map { _ in "votes alone" }, peer: alone,
              goal: half == .all ? alone.map { .atLeast($0 + (extractor == .orb ? 0.01 : 0)) } : nil))
        }
      }
      if extractor == .orb { try reportQuality("\(model), the first of each query", firsts(of: list)) }
      let name = extractor.name
      let votes = try await set.run().predictions()
      try reportQuality("\(name)", votes)
      let candidates = try CandidateList(path: list, queries: set.queries, references: set.references)
      for (rule, behind) in [(CombinedScore.verifiedFirst, ", the rest behind"), (.replace, "")] {
        var options = CopyRunOptions()
        options.combination = rule
        try reportQuality(
          "\(name), \(model)'s first \(Self.candidates)\(behind)",
          await set.run(.list(candidates), options).predictions())
        try reportQuality(
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
