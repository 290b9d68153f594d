import CSV
import Copies
import Evaluation
import Files
import Foundation
import Matcher
import Photos
import Recall
import TestSupport
import Testing

@testable import Runs

@Suite("Hubs") struct HubTests {
  let folder = TemporaryFolder()

  private func write(_ run: CopyRun, to name: String = "out.csv") async throws -> [TruePair: Double] {
    _ = try await run.write(to: folder.file(name), as: "search")
    return Dictionary(
      uniqueKeysWithValues: try readPredictions(folder.file(name)).map { ($0.pair, $0.score) })
  }

  private func pair(_ query: String, _ reference: String) -> TruePair {
    TruePair(queryID: query, referenceID: reference)
  }

  @Test("what many queries wear sinks them, and neither the copy of the page nor pastes of one photo")
  func page() async throws {
    var run = WornPage.run()
    let weighed = try await write(run)
    run.options.weighsHubs = false
    let alone = try await write(run)
    for query in WornPage.wearing {
      let pair = pair(query, "page")
      let (before, after) = (try #require(alone[pair]), weighed[pair] ?? 0)
      // Of five others, four count.
      #expect(after < before - 0.3, "\(query): \(before), \(after)")
    }
    for pair in [pair("copy", "page")] + WornPage.pasted.map({ pair($0, "photo") }) {
      #expect(try #require(alone[pair]) > 0.5)
      #expect(weighed[pair] == alone[pair], "\(pair)")
    }
    #expect(weighed.keys.count == alone.keys.count)
  }

  @Test("where it is off, a query is judged alone, as a judgement is in any case")
  func off() async throws {
    var run = WornPage.run()
    let judged = Dictionary(uniqueKeysWithValues: try await run.listed().map { ($0.pair, Double(Float($0.score))) })
    func scores(_ change: (inout CopyRun) -> Void) async throws -> [TruePair: Double] {
      var changed = run
      change(&changed)
      return try await write(changed).mapValues { Double(Float($0)) }
    }
    #expect(try await scores { $0.options.weighsHubs = false } == judged)
    #expect(try await scores { _ in } != judged)
    #expect(try await scores { $0.options.excludesSelf = true } == judged)
    // Of other scores it isn't a part.
    for kind in [ScoreKind.geometry, .inliers] {
      run.options.judge.verification.score = kind
      run.options.weighsHubs = true
      let one = try await write(run)
      run.options.weighsHubs = false
      #expect(try await write(run) == one, "\(kind)")
    }
    run.options.judge.verification.score = .calibrated
    run.options.judge.verification.weighsAppearance = false
    let blind = try await write(run)
    run.options.weighsHubs = true
    #expect(try await write(run) == blind)
  }

  @Test("the order of the queries, blocks and threads change nothing")
  func order() async throws {
    let run = WornPage.run()
    _ = try await write(run)
    let expected = try readFile(folder.file("out.csv"))
    let changes: [(inout CopyRun) -> Void] = [
      { $0.queries = WornPage.reversed }, { $0.options.blockQueries = 1 },
      { ($0.options.threads, $0.options.blockPairs) = (5, 3) },
    ]
    for (index, change) in changes.enumerated() {
      var changed = run
      change(&changed)
      _ = try await write(changed)
      #expect(try readFile(folder.file("out.csv")) == expected, "change \(index)")
    }
  }

  @Test("a run that was stopped knows what the queries before had in common")
  func resume() async throws {
    var run = WornPage.run()
    run.options.blockQueries = 1
    _ = try await write(run)
    let names = ["out.csv", "out.csv.manifest.json"].map(folder.file)
    let expected = try names.map { try readFile($0) }
    let stopping = run
    let output = folder.file("out.csv")
    let stopped = Task {
      try await stopping.write(to: output, as: "search", progress: CancellingProgress(after: 6, of: "judging"))
    }
    await #expect(throws: CancellationError.self) { _ = try await stopped.value }
    run.options.weighsHubs = false
    let other = run
    let error = await #expect(throws: JournalError.self) {
      try await other.write(to: output, as: "search", isResuming: true)
    }
    #expect(error?.description.contains("--no-hubs (there not given, here given)") ?? false)
    run.options.weighsHubs = true
    let report = try await run.write(to: output, as: "search", isResuming: true)
    #expect(report.resumedCount > 0)
    #expect(try names.map { try readFile($0) } == expected)
  }

  @Test("the least score is that of the final scores")
  func leastScore() async throws {
    var run = WornPage.run()
    let all = try await write(run)
    run.options.judge.minScore = try await WornPage.scoreBetween()
    #expect(try await write(run) == all.filter { $0.value >= run.options.judge.minScore })
    #expect(try await write(run).keys.allSatisfy { !WornPage.wearing.contains($0.queryID) })
    let manifest = try #require(try RunManifest(besideOutput: folder.file("out.csv")))
    #expect(manifest.verification?.weighsHubs == true)
    #expect(manifest.counts["proved_pairs"] == (try await write(run)).count)
  }
}
