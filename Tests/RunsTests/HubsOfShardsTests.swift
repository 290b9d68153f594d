import CSV
import Copies
import Evaluation
import Files
import Foundation
import Photos
import Recall
import TestSupport
import Testing

@testable import Runs

@Suite("HubsOfShards") struct HubsOfShardsTests {
  let folder = TemporaryFolder()

  enum Rule: CaseIterable { case search, replace, verifiedFirst, weighted }

  private func run(_ rule: Rule) throws -> CopyRun {
    var run = WornPage.run()
    guard rule != .search else { return run }
    let pairs = run.queries.ids.enumerated().flatMap { number, query in
      run.references.ids.enumerated().map { "\(query),\($1),\(0.1 * Double((number * 7 + $0 * 3) % 5))\n" }
    }
    run.recall = .list(
      try CandidateList(
        path: folder.write(pairs.joined(), to: "pairs.csv"), queries: run.queries, references: run.references))
    switch rule {
    case .search, .replace: run.options.combination = .replace
    case .verifiedFirst: run.options.combination = .verifiedFirst
    case .weighted: run.options.combination = .weighted(0.37)
    }
    return run
  }

  private func write(_ run: CopyRun, _ name: String, shard: Int? = nil) async throws -> String {
    var part = run
    part.shard = try shard.map { try Shard($0, of: 3) }
    _ = try await part.write(to: folder.file(name), as: run.recall.list == nil ? "search" : "verify")
    return folder.file(name)
  }

  private func shards(of run: CopyRun) async throws -> [String] {
    var parts: [String] = []
    for shard in [2, 3, 1] { parts.append(try await write(run, "part\(shard).csv", shard: shard)) }
    return parts
  }

  @Test(
    "what the queries of all shards share counts as in one run, byte for byte", arguments: Rule.allCases,
    [false, true])
  func merged(rule: Rule, cutsHubs: Bool) async throws {
    var run = try run(rule)
    if cutsHubs { run.options.judge.minScore = try await WornPage.scoreBetween() }
    let whole = try await write(run, "whole.csv")
    let parts = try await shards(of: run)
    let merged = folder.file("merged.csv")
    _ = try mergePredictions(of: parts, to: merged)
    for suffix in ["", ".manifest.json"] {
      #expect(try readFile(merged + suffix) == readFile(whole + suffix), "\(suffix)")
    }
    #expect(!folder.contents.contains("whole.csv.evidence.csv") && !folder.contents.contains("merged.csv.evidence.csv"))
    // Else it would prove nothing: the shards alone say something else.
    run.options.weighsHubs = false
    let alone = try await write(run, "alone.csv")
    #expect(try readFile(alone) != readFile(whole))
    let rows = try parts.flatMap { Array(try readPredictions($0)) }
    #expect(Set(rows) == Set(try readPredictions(alone)))
  }

  @Test("without hubs, shards have nothing to tell one another, and what they told before is gone")
  func off() async throws {
    var run = try run(.search)
    _ = try await shards(of: run)
    #expect((1...3).allSatisfy { folder.contents.contains("part\($0).csv.evidence.csv") })
    run.options.weighsHubs = false
    let parts = try await shards(of: run)
    #expect(!folder.contents.contains { $0.hasSuffix(".evidence.csv") })
    let whole = try await write(run, "whole.csv")
    _ = try mergePredictions(of: parts, to: folder.file("merged.csv"))
    #expect(try readFile(folder.file("merged.csv")) == readFile(whole))
    #expect(try RunManifest(besideOutput: whole)?.verification?.weighsHubs == false)
  }

  @Test("a shard's evidence that is missing or another's is named, with what to do")
  func refusals() async throws {
    let parts = try await shards(of: try run(.search))
    let (path, other) = (parts[1] + ".evidence.csv", parts[0] + ".evidence.csv")
    let bytes = try readFile(path)
    func reason() -> String {
      let error = #expect(throws: MergeError.self) {
        _ = try mergePredictions(of: parts, to: folder.file("merged.csv"))
      }
      #expect(!folder.contents.contains("merged.csv"))
      return error?.description ?? ""
    }
    removeFile(path)
    #expect(reason().hasPrefix("\(path) is missing") && reason().contains("--no-hubs"))
    try writeFile(try readFile(other), to: path)
    #expect(reason().hasPrefix("\(path) is not the file that was written with \(parts[1])"))
    try writeFile(bytes, to: path)

    // One manifest is enough to know how they were judged; without any, it is said.
    for part in parts.dropFirst() { removeFile(RunManifest.path(besideOutput: part)) }
    _ = try mergePredictions(of: parts, to: folder.file("merged.csv"))
    #expect(try readFile(folder.file("merged.csv")) == readFile(try await write(try run(.search), "whole.csv")))
    removeFile(folder.file("merged.csv"))
    removeFile(RunManifest.path(besideOutput: parts[0]))
    #expect(reason().hasPrefix("\(other) tells what queries of several shards have in common"))
    for part in parts { removeFile(part + ".evidence.csv") }
    _ = try mergePredictions(of: parts, to: folder.file("merged.csv"))
  }
}
