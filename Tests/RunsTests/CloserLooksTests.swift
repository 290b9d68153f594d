import CSV
import Copies
import Features
import Files
import Foundation
import Imaging
import Photos
import Pyramid
import Recall
import TestSupport
import Testing

@testable import Runs

/// Small copies pasted onto photos that are no references.
@Suite("Closer looks") struct CloserLooksTests {
  let folder = TemporaryFolder()
  static let count = 9

  /// Writes the first fixtures, reduced, onto the last ones; the references are the first ones.
  init() throws {
    let names = (0..<2 * Self.count).map { "R\(String(repeating: "0", count: $0 < 10 ? 5 : 4))\($0)" }
    for set in ["q", "r"] {
      try FileManager.default.createDirectory(atPath: folder.file(set), withIntermediateDirectories: true)
    }
    for index in 0..<Self.count {
      let path = "\(Photos.fixtures)/references/\(names[index]).jpg"
      try FileManager.default.copyItem(atPath: path, toPath: folder.file("r/\(index).jpg"))
      let photo = try ColorImage(contentsOf: path)
      var host = try ColorImage(contentsOf: "\(Photos.fixtures)/references/\(names[Self.count + index]).jpg")
      let part = photo.resampled(to: ImageSize(width: photo.width / 4, height: photo.height / 4))
      for y in 0..<part.height { for x in 0..<part.width { host[37 + x, 53 + y] = part[x, y] } }
      try host.write(to: folder.file("q/\(index).png"))
    }
  }

  private func run(_ effort: Effort, _ extractor: ExtractorID = .orb) throws -> CopyRun {
    let extraction = try Extraction(FixtureFeatures.options(extractor), threads: 2)
    func photos(_ set: String) throws -> any FeatureSource {
      try PhotoSet(path: folder.file(set)).features(by: extraction)
    }
    var run = CopyRun(queries: try photos("q"), references: try photos("r"))
    run.options.effort = effort
    run.options.threads = 2
    return run
  }

  private func judgements(_ run: CopyRun) async throws -> [QueryJudgement] {
    var all: [QueryJudgement] = []
    for try await judgement in run.judgements() { all.append(judgement) }
    return all
  }

  /// Copies that geometry proves: query and reference have one number.
  private func provedCopies(_ judgements: [QueryJudgement]) -> Int {
    judgements.count { judgement in
      judgement.verdicts.contains { $0.reference == judgement.query && $0.report.isVerified }
    }
  }

  /// All that is known of a verdict, to compare runs.
  private func lines(_ judgements: [QueryJudgement]) -> [String] {
    judgements.map { judgement in
      "\(judgement.query) \(judgement.look?.rawValue ?? "usual") \(judgement.closerLooks) \(judgement.candidates) "
        + judgement.verdicts.map { "\($0.reference) \($0.score) \($0.report.inliers.count)" }.joined(separator: ", ")
    }
  }

  @Test("find small copies that the usual look misses, and cost nothing where there is an answer")
  func found() async throws {
    var proved: [Int] = []
    for effort in Effort.allCases {
      let judgements = try await judgements(run(effort))
      proved.append(provedCopies(judgements))
      for judgement in judgements {
        #expect(judgement.closerLooks <= effort.closerLooks.count)
        if judgement.look == nil, judgement.isAnswered { #expect(judgement.closerLooks == 0) }
        if !judgement.isAnswered { #expect(judgement.closerLooks == effort.closerLooks.count) }
      }
    }
    // Measured: 2, 9 and 9.
    #expect(proved[0] <= 4 && proved[1] >= 7 && proved[2] >= proved[1], "\(proved)")
  }

  @Test("a look at the parts names references that the usual look doesn't")
  func names() async throws {
    // Of one candidate each, so that the wrong ones keep the right ones out.
    func named(_ effort: Effort) async throws -> Int {
      var run = try run(effort)
      run.options.candidates = 1
      return provedCopies(try await judgements(run))
    }
    let (normal, thorough) = (try await named(.normal), try await named(.thorough))
    #expect(thorough > normal, "\(normal), \(thorough)")
  }

  @Test("the third look is at the references, too, where their photos are at hand; once a block at each")
  func references() async throws {
    #expect(CloserLook.allCases.map(\.lookAtReferences) == [nil, .dense])
    for effort in Effort.allCases {
      var run = try run(effort)
      let counted = CountedFeatures(run.references)
      run.references = counted
      let looked = try await judgements(run)
      let most = effort == .thorough && looked.contains { $0.closerLooks == 2 } ? 1 : 0
      #expect(counted.closerLooks.all.allSatisfy { $0 == most }, "\(effort): \(counted.closerLooks.all)")
    }
    // Of a store there is the usual look.
    _ = try await extractFeatures(
      of: folder.file("r"), to: folder.file("r.h5"), using: Extraction(FixtureFeatures.options(.orb), threads: 2))
    var stored = try run(.thorough)
    stored.references = try StoredFeatures(path: folder.file("r.h5"))
    #expect(provedCopies(try await judgements(stored)) >= 7)
  }

  @Test("neither threads nor blocks nor other queries change a result", arguments: [ExtractorID.orb, .sift])
  func independence(extractor: ExtractorID) async throws {
    var run = try run(.thorough, extractor)
    run.options.threads = 1
    let expected = lines(try await judgements(run))
    run.options.threads = 4
    run.options.blockQueries = 1
    run.options.blockPairs = 1
    run.options.blockBytes = 1
    #expect(lines(try await judgements(run)) == expected)
    run.asked = 3..<5
    #expect(lines(try await judgements(run)) == Array(expected[3..<5]))
  }

  @Test("a list's pairs alone are looked at closer")
  func list() async throws {
    var run = try run(.thorough)
    let rows = (0..<Self.count).map { "\($0),\($0)\n\($0),\(($0 + 1) % Self.count)\n" }.joined()
    run.recall = .list(
      try CandidateList(
        path: folder.write(rows, to: "pairs.csv"), queries: run.queries, references: run.references))
    let judgements = try await judgements(run)
    #expect(provedCopies(judgements) >= 7)
    for judgement in judgements {
      #expect(judgement.candidates.map(\.reference) == [judgement.query, (judgement.query + 1) % Self.count])
    }
  }

  @Test("where queries come from a store there are none; references may, and photos in memory are looked at themselves")
  func stores() async throws {
    let photos = try run(.thorough)
    let path = folder.file("q.h5")
    _ = try await extractFeatures(
      of: folder.file("q"), to: path, using: Extraction(FixtureFeatures.options(.orb), threads: 2))
    var stored = photos
    stored.queries = try StoredFeatures(path: path)
    stored.options.judge.triesMirrorImage = false
    #expect(!stored.queries.canLookCloser && photos.queries.canLookCloser)
    var fast = photos
    fast.options.effort = .fast
    fast.options.judge.triesMirrorImage = false
    #expect(lines(try await judgements(stored)) == lines(try await judgements(fast)))
    var held = photos
    held.queries = try await photos.queries.held(
      where: { _ in true }, mirrored: true, threads: 2, progress: NoProgress())
    #expect(lines(try await judgements(held)) == lines(try await judgements(photos)))
  }

  // MARK: Files

  private func bytes(_ name: String) throws -> [UInt8] { try readFile(folder.file(name)) }

  @Test("the report, the manifest and what a stopped run goes on with tell what they cost and brought")
  func resume() async throws {
    var run = try run(.thorough)
    run.options.blockQueries = 2
    // Judgements know no hubs.
    run.options.weighsHubs = false
    let output = folder.file("out.csv")
    let whole = try await run.write(to: output, as: "search")
    let judged = try await judgements(run)
    #expect(whole.closer.queryCount == judged.count { $0.closerLooks > 0 } && whole.closer.queryCount >= 5)
    #expect(whole.closer.answeredCount == judged.count { $0.look != nil && $0.bestScore >= JudgeOptions.reliableScore })
    #expect(whole.closer.answeredCount >= 3 && whole.closer.seconds > 0)
    let manifest = try #require(try RunManifest(besideOutput: output))
    #expect(manifest.verification?.effort == .thorough)
    #expect(manifest.counts["looked_closer"] == whole.closer.queryCount)
    #expect(manifest.counts["answered_by_closer_look"] == whole.closer.answeredCount)
    let expected = [try bytes("out.csv"), try bytes("out.csv.manifest.json")]
    for name in ["out.csv", "out.csv.manifest.json"] {
      try FileManager.default.removeItem(atPath: folder.file(name))
    }

    let started = run
    let stopped = Task {
      try await started.write(to: output, as: "search", progress: CancellingProgress(after: 5, of: "judging"))
    }
    await #expect(throws: CancellationError.self) { try await stopped.value }
    var other = run
    other.options.effort = .normal
    let changed = other
    await #expect {
      try await changed.write(to: output, as: "search", isResuming: true)
    } throws: { "\($0)".contains("--effort (there thorough, here normal)") }
    let resumed = try await run.write(to: output, as: "search", isResuming: true)
    #expect(resumed.resumedCount == 4)
    #expect(resumed.closer.queryCount == whole.closer.queryCount)
    #expect(resumed.closer.answeredCount == whole.closer.answeredCount)
    #expect([try bytes("out.csv"), try bytes("out.csv.manifest.json")] == expected)
  }

  @Test("shards, merged, are the whole run")
  func shards() async throws {
    var run = try run(.thorough)
    _ = try await run.write(to: folder.file("whole.csv"), as: "search")
    var parts: [String] = []
    for number in 1...2 {
      run.shard = try Shard(number, of: 2)
      parts.append(folder.file("part\(number).csv"))
      _ = try await run.write(to: parts[number - 1], as: "search")
    }
    _ = try mergePredictions(of: parts, to: folder.file("merged.csv"))
    #expect(try bytes("merged.csv") == bytes("whole.csv"))
    #expect(try bytes("merged.csv.manifest.json") == bytes("whole.csv.manifest.json"))
  }
}
