import CSV
import Copies
import Evaluation
import Features
import Files
import Foundation
import Photos
import Recall
import TestSupport
import Testing

@testable import Runs

@Suite("mergePredictions") struct MergePredictionsTests {
  let folder = TemporaryFolder()

  enum Kind: String, CaseIterable { case search, verify, searchInItself, verifyInItself }

  private static let queries = [
    "Q00000", "Q00002", "Q00004", "Q00007", "Q00009", "Q00010", "Q00014", "Q00015", "Q00023",
  ]
  private static let references = ["R000000", "R000001", "R000003", "R000005", "R000006", "R000009", "R000013"]

  private func copy(_ names: [String], of set: String, to name: String) throws {
    try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    for photo in names {
      try FileManager.default.copyItem(
        atPath: "\(Photos.fixtures)/\(set)/\(photo).jpg", toPath: folder.file("\(name)/\(photo).jpg"))
    }
  }

  /// A run over photos with a broken query and a broken reference; `seed` is what else may differ between runs.
  private func run(_ kind: Kind, seed: UInt64 = 0) throws -> CopyRun {
    let isOneSet = kind == .searchInItself || kind == .verifyInItself
    if !FileManager.default.fileExists(atPath: folder.file("q")) {
      try copy(Self.queries, of: "queries", to: "q")
      try copy(Self.references, of: "references", to: isOneSet ? "q" : "r")
      folder.write("text", to: "q/Q00008.jpg")
      folder.write("text", to: isOneSet ? "q/R000004.jpg" : "r/R000004.jpg")
    }
    let extraction = try Extraction(FixtureFeatures.options(.orb), threads: 2)
    let queries = try PhotoSet(path: folder.file("q")).features(by: extraction)
    let references = isOneSet ? queries : try PhotoSet(path: folder.file("r")).features(by: extraction)
    var run = CopyRun(queries: queries, references: references)
    run.options.threads = 2
    run.options.judge.seed = seed
    run.options.excludesSelf = isOneSet
    run.options.candidates = 5
    if kind == .verify || kind == .verifyInItself {
      // A broken reference that only some queries name is a failure of every part.
      let pairs = queries.ids.flatMap { query in
        references.ids.filter { $0 != "R000004" || query < "Q00005" }.map {
          "\(query),\($0),\(($0 + query).count % 7)\n"
        }
      }
      run.recall = .list(
        try CandidateList(path: folder.write(pairs.joined(), to: "pairs.csv"), queries: queries, references: references)
      )
      run.options.combination = .verifiedFirst
    }
    return run
  }

  private func write(
    _ run: CopyRun, _ name: String, shard: Int? = nil, of count: Int = 3, candidatesTo: String? = nil
  ) async throws -> String {
    var part = run
    part.shard = try shard.map { try Shard($0, of: count) }
    _ = try await part.write(
      to: folder.file(name), as: run.recall.list == nil ? "search" : "verify",
      candidatesTo: candidatesTo.map(folder.file))
    return folder.file(name)
  }

  @Test("the parts of a run become what one run writes, byte for byte, beside it, too", arguments: Kind.allCases)
  func parts(kind: Kind) async throws {
    let run = try run(kind)
    let isSearch = run.recall.list == nil
    let whole = try await write(run, "whole.csv", candidatesTo: isSearch ? "whole.names.csv" : nil)
    var parts: [String] = []
    for shard in [2, 3, 1] {
      parts.append(
        try await write(run, "part\(shard).csv", shard: shard, candidatesTo: isSearch ? "part\(shard).names.csv" : nil))
    }
    #expect(try parts.allSatisfy { try readPredictions($0).count > 0 })
    let report = try mergePredictions(of: parts, to: folder.file("merged.csv"))
    for suffix in ["", ".manifest.json", ".failures.csv"] {
      #expect(try readFile(folder.file("merged.csv" + suffix)) == readFile(whole + suffix), "\(suffix)")
    }
    #expect(report.rowCount == (try readPredictions(whole)).count && report.withoutManifest.isEmpty)
    #expect(report.failureList == folder.file("merged.csv.failures.csv"))
    let isOneSet = run.options.excludesSelf
    #expect(
      report.failures.map(\.input)
        == (isOneSet ? ["q/Q00008.jpg", "q/R000004.jpg"] : ["r/R000004.jpg", "q/Q00008.jpg"]).map(folder.file))
    if isSearch {
      let names = (1...3).map { folder.file("part\($0).names.csv") }
      _ = try mergePredictions(of: names, to: folder.file("merged.names.csv"))
      for suffix in ["", ".manifest.json"] {
        #expect(
          try readFile(folder.file("merged.names.csv" + suffix)) == readFile(folder.file("whole.names.csv" + suffix)))
      }
      // Votes are no scores: candidates can't be joined with predictions.
      #expect(throws: MergeError.self) {
        try mergePredictions(of: [parts[0], parts[1], names[0]], to: folder.file("mixed.csv"))
      }
    }
  }

  @Test("a pair that two parts list in both directions is kept in the better one")
  func bothDirections() async throws {
    let run = try run(.searchInItself)
    let whole = Array(try readPredictions(try await write(run, "whole.csv")))
    var parts: [String] = []
    for shard in 1...3 { parts.append(try await write(run, "part\(shard).csv", shard: shard)) }
    // Else it would prove nothing.
    #expect(try parts.reduce(0) { try $0 + readPredictions($1).count } > whole.count)
    // That one manifest is missing doesn't keep it from being known.
    try FileManager.default.removeItem(atPath: RunManifest.path(besideOutput: parts[1]))
    let report = try mergePredictions(of: parts, to: folder.file("merged.csv"))
    #expect(report.withoutManifest == [parts[1]])
    #expect(Array(try readPredictions(folder.file("merged.csv"))) == whole)
    #expect(!folder.contents.contains("merged.csv.manifest.json"))
  }

  @Test("parts that are missing, there twice or of other runs are refused by name, and nothing is left")
  func refusals() async throws {
    let run = try run(.search)
    var parts: [String] = []
    for shard in 1...3 { parts.append(try await write(run, "part\(shard).csv", shard: shard)) }
    let whole = try await write(run, "whole.csv")
    let copy = folder.file("copy.csv")
    for suffix in ["", ".manifest.json"] {
      try FileManager.default.copyItem(atPath: parts[1] + suffix, toPath: copy + suffix)
    }
    let reseeded = try await write(try self.run(.search, seed: 7), "reseeded.csv", shard: 2)
    let otherCount = try await write(run, "half.csv", shard: 2, of: 2)
    var fewer = run
    fewer.options.candidates = 4
    let fewerCandidates = try await write(fewer, "fewer.csv", shard: 2)
    let verified = try await write(try self.run(.verify), "verified.csv", shard: 2)
    let before = folder.contents
    func reason(_ paths: [String]) -> String {
      let error = #expect(throws: MergeError.self, "\(paths)") {
        _ = try mergePredictions(of: paths, to: folder.file("merged.csv"))
      }
      return error?.description ?? ""
    }
    #expect(reason([parts[0], parts[2]]).hasSuffix("shard 2/3 is missing, say their manifests"))
    #expect(reason([parts[2]]).hasSuffix("shards 1/3, 2/3 are missing, say their manifests"))
    #expect(reason([parts[0], parts[1], copy]).hasSuffix("shard 3/3 is missing, say their manifests"))
    #expect(reason(parts + [copy]) == "\(parts[1]) and \(copy) are both shard 2/3, say their manifests")
    for other in [reseeded, otherCount, fewerCandidates, verified] {
      #expect(reason([parts[0], other, parts[2]]).hasPrefix("\(other) and \(parts[0]) are of runs that differ"))
    }
    #expect(reason(parts + [whole]) == "\(whole) is no shard of a run, says its manifest")
    for name in ["part1.csv", "part2.csv"] {
      try FileManager.default.removeItem(atPath: folder.file(name + ".manifest.json"))
    }
    #expect(reason([parts[0], parts[2]]).contains("only 2 of 3 shards"))
    #expect(folder.contents == before.filter { !["part1.csv.manifest.json", "part2.csv.manifest.json"].contains($0) })

    try FileManager.default.removeItem(atPath: copy + ".manifest.json")
    // Without manifests, one query in two files says that they are no parts.
    #expect(throws: CSVError.self) { try mergePredictions(of: [parts[1], copy], to: folder.file("merged.csv")) }
    let report = try mergePredictions(of: parts, to: folder.file("merged.csv"))
    #expect(report.withoutManifest == [parts[0], parts[1]] && report.failureList == nil)
    #expect(try readFile(folder.file("merged.csv")) == readFile(whole))
    #expect(throws: FileError.self) { try mergePredictions(of: parts, to: parts[0]) }
  }
}
