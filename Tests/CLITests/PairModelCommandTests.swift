import Foundation
import TestSupport
import Testing

@Suite("facsimile, --pair-model") struct PairModelCommandTests {
  private let folder = TemporaryFolder()
  private static let deep: Comment = "needs ONNX Runtime: make test-deep"

  init() {
    folder.write(TinyONNX.differenceOfMeans().bytes, to: "pair.onnx")
    // Of pictures from 0 to 10000, so that most differences are beyond the bound.
    folder.write(#"{"width": 8, "height": 8, "range": 10000}"#, to: "pair.json")
    folder.write("Q00002,R000006\nQ00002,R000001\nQ00012,R000011\nQ00020,R000004\n", to: "pairs.csv")
  }

  private func run(_ arguments: String..., environment: [String: String] = Deep.environment) throws -> ProgramResult {
    try execute([Program.path] + arguments + ["--quiet"], in: folder.path, environment: environment)
  }

  private func verify(_ output: String, _ more: String...) throws -> ProgramResult {
    try execute(
      [Program.path, "verify", "--candidates", "pairs.csv", "--queries", queries, "--references", references]
        + ["--extractor", "sift", "-o", output, "--quiet"] + more, in: folder.path, environment: Deep.environment)
  }

  private func scores(_ name: String) throws -> [String: Double] {
    let rows = try String(contentsOfFile: folder.file(name), encoding: .utf8).split(separator: "\n").dropFirst()
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let fields = row.split(separator: ",")
        return ("\(fields[0]),\(fields[1])", Double(fields[2])!)
      })
  }

  private func expectFailure(_ result: ProgramResult, status: Int32 = 1, says parts: String...) {
    #expect(result.status == status && result.output.isEmpty, "\(result)")
    for part in parts { #expect(result.messages.contains(part), "\(result.messages)") }
    #expect(!folder.contents.contains { $0.hasPrefix("x.") }, "\(folder.contents)")
  }

  @Test("what doesn't go together is refused before any photo is read, and so is a model that isn't there")
  func refusals() throws {
    expectFailure(
      try verify("x.csv", "--pair-preprocess", "pair.json"), status: 64,
      says: "--pair-preprocess is for --pair-model, which is missing")
    expectFailure(try verify("x.csv", "--pair-model", "nowhere.onnx"), says: "nowhere.onnx: there is no such file")
    expectFailure(
      try verify("x.csv", "--pair-model", "pair.onnx", "--pair-preprocess", "sccd"), says: "sccd: ", "presets sscd")
    let photos = [queries + "/Q00002.jpg", references + "/R000006.jpg"]
    expectFailure(
      try run("match", photos[0], photos[1], "--pair-model", "nowhere.onnx"), says: "nowhere.onnx: there is no such")
    let none = folder.file("nothing.so")
    expectFailure(
      try run(
        "match", photos[0], photos[1], "--pair-model", "pair.onnx", "--pair-preprocess", "pair.json",
        environment: ["FACSIMILE_ONNXRUNTIME": none]), says: "FACSIMILE_ONNXRUNTIME: \(none) can't be loaded")
  }

  @Test(
    "verify adds the term, match tells it, of photos and of the run, and stores, and runs of other models, are refused",
    .enabled(if: Deep.runtime != nil, deep))
  func wholeWay() throws {
    let model = ["--pair-model", "pair.onnx", "--pair-preprocess", "pair.json"]
    #expect(try verify("alone.csv").status == 0)
    #expect(try verify("asked.csv", model[0], model[1], model[2], model[3]).status == 0)
    let (alone, asked) = (try scores("alone.csv"), try scores("asked.csv"))
    #expect(Set(alone.keys) == Set(asked.keys) && alone != asked)
    let manifest = try String(contentsOfFile: folder.file("asked.csv.manifest.json"), encoding: .utf8)
    #expect(manifest.contains(#""name" : "pair""#) && manifest.contains("onnxruntime 1."))
    #expect(try !String(contentsOfFile: folder.file("alone.csv.manifest.json"), encoding: .utf8).contains("onnx"))

    let sets = ["--queries", queries, "--references", references]
    let story = ["match", "Q00002", "R000006"] + sets + ["--predictions", "asked.csv", "--candidates", "pairs.csv"]
    func match(_ arguments: [String]) throws -> ProgramResult {
      try execute([Program.path] + arguments, in: folder.path, environment: Deep.environment)
    }
    let told = try match(story + model + ["--json"])
    #expect(told.status == 0 && told.messages.isEmpty, "\(told.messages)")
    let json = try told.json()
    #expect((json["listed_score"] as? Double).map { abs($0 - asked["Q00002,R000006"]!) < 1e-5 } ?? false)
    let best = try #require((json["models"] as? [[String: Any]])?.first)
    let terms = try #require(best["terms"] as? [[String: Any]])
    let term = try #require(terms.last)
    #expect(term["name"] as? String == "pair_model" && term["part"] as? String == "pair_model")
    let (logit, share) = (try #require(term["value"] as? Double), try #require(term["log_odds"] as? Double))
    #expect(abs(share - min(max(logit / log(10), -1), 1)) < 1e-12)
    let sum = terms.reduce(best["base_log_odds"] as? Double ?? 0) { $0 + ($1["log_odds"] as? Double ?? 0) }
    #expect(abs(sum - (best["log_odds"] as? Double ?? 0)) < 1e-9)
    let text = try match(
      ["match", queries + "/Q00002.jpg", references + "/R000006.jpg", "--extractor", "sift"] + model)
    #expect(text.output.contains("pair_model"), "\(text)")

    let without = try match(story)
    #expect(without.status == 1, "\(without)")
    #expect(without.messages.contains("asked.csv.manifest.json: the run has asked the pair model pair"), "\(without)")
    let inspected = try match(["inspect", "asked.csv", "--candidates", "pairs.csv", "--export", "x.pages"] + sets)
    #expect(inspected.status == 1 && inspected.messages.contains("give it by --pair-model"), "\(inspected)")
    let pages = try match(["inspect", "asked.csv", "--candidates", "pairs.csv", "--export", "pages"] + sets + model)
    #expect(pages.status == 0, "\(pages)")

    #expect(try run("extract", references, "--extractor", "sift", "-o", "r.h5").status == 0)
    expectFailure(
      try run(
        "verify", "--candidates", "pairs.csv", "--queries", queries, "--references", "r.h5", "-o", "x.csv",
        "--pair-model", "pair.onnx", "--pair-preprocess", "pair.json"),
      says: "r.h5 is a feature store, which has no photos for --pair-model to look at")
    expectFailure(
      try verify("x.csv", model[0], model[1], model[2], model[3], "--score", "geometry"), status: 64,
      says: "--score is geometry, but must be calibrated with a pair model")
    let geometry = ["match", queries + "/Q00002.jpg", references + "/R000006.jpg", "--score", "geometry"]
    expectFailure(
      try match(geometry + model), status: 64, says: "--score is geometry, but must be calibrated with a pair")
    folder.write(#"{"width": 8, "height": 8}"#, to: "how")
    expectFailure(
      try verify("how", "--pair-model", "pair.onnx", "--pair-preprocess", "how"), says: "how: it is one of the inputs")
    #expect(try String(contentsOfFile: folder.file("how"), encoding: .utf8) == #"{"width": 8, "height": 8}"#)
    #expect(try run("pack", references, "-o", "pack.h5").status == 0)
    let packed = try run(
      "verify", "--candidates", "pairs.csv", "--queries", queries, "--references", "pack.h5", "--extractor", "sift",
      "-o", "packed.csv", "--pair-model", "pair.onnx", "--pair-preprocess", "pair.json", "--threads", "1")
    #expect(packed.status == 0, "\(packed)")
    #expect(try scores("packed.csv") == asked)
  }
}
