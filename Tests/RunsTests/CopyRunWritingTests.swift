import CSV
import Copies
import Evaluation
import Features
import Files
import Foundation
import Options
import Photos
import Recall
import TestSupport
import Testing

@testable import Runs

@Suite("CopyRun writing") struct CopyRunWritingTests {
  let folder = TemporaryFolder()
  var output: String { folder.file("out.csv") }
  var candidates: String { folder.file("candidates.csv") }

  enum Command: String, CaseIterable { case search, verify }

  func bytes(_ name: String = "out.csv") throws -> [UInt8] { try readFile(folder.file(name)) }

  /// Every query with every reference, shuffled.
  func list(_ run: CopyRun, seed: UInt64 = 1) throws -> CandidateList {
    var generator = SeededGenerator(seed: seed)
    let pairs = run.queries.ids.flatMap { query in run.references.ids.map { "\(query),\($0)" } }
    let rows = pairs.shuffled(using: &generator).map { "\($0),\(Int.random(in: 0...99, using: &generator))\n" }
    return try CandidateList(
      path: folder.write(rows.joined(), to: "pairs.csv"), queries: run.queries, references: run.references)
  }

  /// A run whose blocks are small, so that there is something to go on with.
  func run(_ command: Command, _ extractor: ExtractorID = .orb) throws -> CopyRun {
    var run = try FixtureFeatures.run(extractor)
    if command == .verify {
      run.recall = .list(try list(run))
      run.options.combination = .verifiedFirst
    }
    run.options.blockQueries = 4
    return run
  }

  @discardableResult
  func write(
    _ run: CopyRun, candidatesTo candidates: String? = nil, isResuming: Bool = false,
    progress: any ProgressReporter = NoProgress()
  ) async throws -> CopyRunReport {
    try await run.write(
      to: output, as: run.recall.list == nil ? "search" : "verify", candidatesTo: candidates, isResuming: isResuming,
      progress: progress)
  }

  /// Writes until so many steps of a phase are done.
  func stop(_ run: CopyRun, candidatesTo candidates: String? = nil, after limit: Int, of phase: String) async {
    let output = output
    let stopped = Task {
      try await run.write(
        to: output, as: run.recall.list == nil ? "search" : "verify", candidatesTo: candidates,
        progress: CancellingProgress(after: limit, of: phase))
    }
    await #expect(throws: CancellationError.self) { try await stopped.value }
  }

  // MARK: The same from every side

  @Test(
    "verify gives the pairs that search has named and listed, byte for byte", arguments: [ExtractorID.orb, .sift],
    [3, 20])
  func verifyOfSearch(extractor: ExtractorID, limit: Int) async throws {
    var run = try FixtureFeatures.run(extractor, count: ExtractionOptions().maxFeatures)
    run.options.candidates = limit
    let searched = try await write(run, candidatesTo: candidates)
    let expected = try bytes()
    try #require(searched.listedCount >= 15)
    run.recall = .list(try CandidateList(path: candidates, queries: run.queries, references: run.references))
    run.options.combination = .replace
    // Of a list, all are judged.
    run.options.candidates = 1
    let verified = try await write(run)
    #expect(try bytes() == expected)
    #expect(verified.pairCount == searched.pairCount && verified.verifiedCount == searched.verifiedCount)
    #expect(verified.mirroredCount == searched.mirroredCount)
  }

  @Test(
    "votes and a list together find what either finds, each pair by one score, and rank the rest of the list behind")
  func joined() async throws {
    var run = try FixtureFeatures.run(.orb, count: ExtractionOptions().maxFeatures)
    run.options.effort = .fast
    run.options.weighsHubs = false
    run.options.candidates = 2
    func scores() throws -> [String: Double] {
      var scores: [String: Double] = [:]
      for prediction in try readPredictions(output) {
        scores["\(prediction.queryID) \(prediction.referenceID)"] = prediction.score
      }
      return scores
    }
    try await write(run)
    let voted = try scores()
    let list = try list(run)
    run.recall = .list(list)
    run.options.combination = .verifiedFirst
    try await write(run)
    let listed = try scores()
    run.recall = .votes.joined(with: list)
    let report = try await write(run)
    // The list names all pairs, so that no query has other candidates.
    #expect(try scores() == listed)
    #expect(report.pairCount == 28 * 18)

    // A list that names one wrong pair adds that pair alone.
    let (query, reference) = (
      run.queries.ids[0], run.references.ids.first { voted["\(run.queries.ids[0]) \($0)"] == nil }!
    )
    run.recall = .votes.joined(
      with: try CandidateList(
        path: folder.write("\(query),\(reference),1\n", to: "one.csv"), queries: run.queries,
        references: run.references))
    try await write(run, candidatesTo: candidates)
    var expected = voted
    expected["\(query) \(reference)"] = 0
    #expect(try scores() == expected)
    run.options.combination = .replace
    try await write(run)
    #expect(try scores() == voted)
    // Both are on the list of candidates, which has no scores then.
    #expect(try String(decoding: readFile(candidates), as: UTF8.self).contains("\n\(query),\(reference)\n"))
  }

  @Test("photos, their stores and what is in memory give the same", arguments: [ExtractorID.orb, .sift])
  func sources(extractor: ExtractorID) async throws {
    let options = FixtureFeatures.options(extractor)
    var run = try FixtureFeatures.run(extractor)
    // Only photos can be looked at closer.
    run.options.effort = .fast
    let held = try await write(run)
    let expected = try bytes()
    #expect(held.mirroredCount > 0)
    run.references = try FixtureFeatures.stored("references", by: options, in: folder)
    run.queries = try FixtureFeatures.photos("queries", by: options)
    try await write(run)
    #expect(try bytes() == expected)
    run.references = try FixtureFeatures.photos("references", by: options)
    try await write(run)
    #expect(try bytes() == expected)
    // Binary features can't be mirrored without the photos.
    run.queries = try FixtureFeatures.stored("queries", by: options, in: folder)
    let stored = try await write(run)
    #expect(stored.mirroredCount == (extractor == .orb ? 0 : held.mirroredCount))
    #expect(try (bytes() == expected) == (extractor == .sift))
    let fromStores = try bytes()
    // Who doesn't want it sees no mirror image, wherever the features are.
    run.options.judge.triesMirrorImage = false
    #expect(try await write(run).mirroredCount == 0)
    let plain = try bytes()
    #expect(extractor == .sift || plain == fromStores)
    run.queries = try FixtureFeatures.held("queries", by: options)
    #expect(try await write(run, candidatesTo: candidates).mirroredCount == 0)
    #expect(try bytes() == plain)
    let named = try readFile(candidates)
    run.queries = try FixtureFeatures.stored("queries", by: options, in: folder)
    try await write(run, candidatesTo: candidates)
    #expect(try readFile(candidates) == named)
  }

  @Test("threads and blocks change nothing", arguments: Command.allCases)
  func blocks(command: Command) async throws {
    var run = try run(command, .sift)
    run.options = CopyRunOptions()
    run.options.combination = .verifiedFirst
    run.options.candidates = 7
    let named = command == .search ? candidates : nil
    let whole = try await write(run, candidatesTo: named)
    let (expected, expectedNames) = (try bytes(), try named.map { try readFile($0) })
    #expect(expected.split(separator: 10).count == (command == .verify ? 1 + 28 * 18 : 1 + whole.listedCount))
    let changes: [(inout CopyRunOptions) -> Void] = [
      { $0.threads = 2 }, { $0.threads = 5 }, { $0.blockPairs = 1 }, { $0.blockQueries = 1 }, { $0.blockBytes = 1 },
      { $0.blockTime = .zero }, { ($0.threads, $0.blockPairs, $0.blockQueries) = (2, 1, 1) },
      { ($0.threads, $0.blockQueries) = (3, 7) },
    ]
    for (index, change) in changes.enumerated() {
      var changed = run
      change(&changed.options)
      let report = try await write(changed, candidatesTo: named)
      #expect(try bytes() == expected, "change \(index)")
      #expect(try named.map { try readFile($0) } == expectedNames, "change \(index)")
      #expect(report.verifiedCount == whole.verifiedCount && report.mirroredCount == whole.mirroredCount)
    }
    #expect(
      folder.contents
        == (command == .verify
          ? TemporaryFolder.contents(["pairs.csv"], outputs: ["out.csv"])
          : TemporaryFolder.contents(outputs: ["candidates.csv", "out.csv"])))
  }

  @Test("predictions are sorted by query, falling score and reference", arguments: Command.allCases)
  func sorted(command: Command) async throws {
    try await write(try run(command))
    let found = Array(try readPredictions(output))
    try #require(found.count >= 15)
    for (first, second) in zip(found, found.dropFirst()) {
      if first.queryID != second.queryID {
        #expect(first.queryID < second.queryID)
      } else if first.score != second.score {
        #expect(first.score > second.score)
      } else {
        #expect(first.referenceID < second.referenceID)
      }
    }
  }

  // MARK: Going on

  @Test(
    "a run that was stopped goes on where it ended, with the same result", arguments: Command.allCases, [5, 13, 27])
  func resume(command: Command, after limit: Int) async throws {
    let run = try run(command)
    let named = command == .search ? candidates : nil
    let whole = try await write(run, candidatesTo: named)
    let (expected, expectedNames) = (try bytes(), try named.map { try readFile($0) })
    let manifest = try bytes("out.csv.manifest.json")
    for path in [output, RunManifest.path(besideOutput: output)] + [named].compactMap(\.self) {
      try FileManager.default.removeItem(atPath: path)
    }

    await stop(run, candidatesTo: named, after: limit, of: "judging")
    #expect(canResume(to: output))
    #expect(!FileManager.default.fileExists(atPath: output))
    let partial = try bytes("out.csv.partial")

    await #expect(throws: JournalError.exists(path: output + ".partial", output: output)) {
      try await write(run, candidatesTo: named)
    }
    var changes: [(inout CopyRun) -> Void] = [
      { $0.options.judge.seed = 7 }, { $0.options.excludesSelf = true }, { $0.options.judge.minScore = 1 },
      { $0.options.weighsHubs = false }, { $0.background = $0.references }, { $0.shard = try? Shard(1, of: 1) },
    ]
    if command == .search { changes.append { $0.options.candidates = 19 } }
    for change in changes {
      var other = run
      change(&other)
      let changed = other
      await #expect(throws: JournalError.self) { try await write(changed, candidatesTo: named, isResuming: true) }
      #expect(try bytes("out.csv.partial") == partial)
    }
    await #expect(throws: JournalError.self) {
      try await write(run, candidatesTo: named == nil ? candidates : nil, isResuming: true)
    }

    let progress = CountingProgress("judging")
    let report = try await write(run, candidatesTo: named, isResuming: true, progress: progress)
    #expect(report.resumedCount == (limit - 1) / 4 * 4)
    #expect(progress.total == 28 - report.resumedCount && progress.done == progress.total)
    #expect(report.verifiedCount == whole.verifiedCount && report.mirroredCount == whole.mirroredCount)
    #expect(report.pairCount == whole.pairCount && report.answeredCount == whole.answeredCount)
    #expect(report.resumedPairCount == report.resumedCount * 18)
    #expect(try bytes() == expected)
    #expect(try named.map { try readFile($0) } == expectedNames)
    #expect(try bytes("out.csv.manifest.json") == manifest)
    #expect(!folder.contents.contains("out.csv.partial"))
  }

  @Test("a side file that was torn anywhere, or damaged, costs work and nothing else", arguments: Command.allCases)
  func tornJournal(command: Command) async throws {
    let run = try run(command)
    let named = command == .search ? candidates : nil
    try await write(run, candidatesTo: named)
    let (expected, expectedNames) = (try bytes(), try named.map { try readFile($0) })
    await stop(run, candidatesTo: named, after: 27, of: "judging")
    let partial = try bytes("out.csv.partial")
    func resume() async throws -> Int {
      let report = try await write(run, candidatesTo: named, isResuming: true)
      #expect(try bytes() == expected)
      #expect(try named.map { try readFile($0) } == expectedNames)
      return report.resumedCount
    }
    #expect(try await resume() == 24)
    var counts: [Int] = []
    for length in stride(from: 0, through: partial.count, by: partial.count / 7) {
      folder.write(Array(partial[..<length]), to: "out.csv.partial")
      counts.append(try await resume())
    }
    #expect(counts == counts.sorted() && counts[0] == 0 && counts.contains { 0 < $0 && $0 < 24 })
    var damaged = partial
    damaged[damaged.count * 3 / 4] ^= 4
    folder.write(damaged, to: "out.csv.partial")
    #expect(try await resume() < 24)
    damaged = partial
    damaged[20] ^= 4
    folder.write(damaged, to: "out.csv.partial")
    await #expect(throws: JournalError.damaged(path: output + ".partial")) { try await write(run, isResuming: true) }
    #expect(try bytes("out.csv.partial") == damaged)
  }

  @Test("other lists, and stores that have changed, are refused")
  func changedInputs() async throws {
    let options = FixtureFeatures.options(.orb)
    func run() throws -> CopyRun {
      var run = try self.run(.verify)
      run.queries = try StoredFeatures(path: folder.file("queries.h5"))
      run.references = try StoredFeatures(path: folder.file("references.h5"))
      return run
    }
    for name in ["queries", "references"] { _ = try FixtureFeatures.stored(name, by: options, in: folder) }
    await stop(try run(), after: 6, of: "judging")
    func expectRefusal(_ part: String, rows: [UInt8]? = nil, at: SourceLocation = #_sourceLocation) async throws {
      var run = try run()
      if let rows { folder.write(rows, to: "pairs.csv") }
      run.recall = .list(
        try CandidateList(path: folder.file("pairs.csv"), queries: run.queries, references: run.references))
      let changed = run
      let error = await #expect(throws: JournalError.self, sourceLocation: at) {
        try await write(changed, isResuming: true)
      }
      #expect(error.map { "\($0)".contains(part) } ?? false, sourceLocation: at)
    }
    let rows = try bytes("pairs.csv")
    try await expectRefusal("the candidates", rows: rows + [10])
    for name in ["queries", "references"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: folder.file(name + ".h5"))
      try await expectRefusal("the \(name)")
    }
  }

  @Test("how scores are combined may change from the stopped run to the next")
  func otherCombination() async throws {
    var run = try run(.verify)
    run.options.combination = .weighted(0.5)
    try await write(run)
    let expected = try bytes()
    run.options.combination = .replace
    await stop(run, after: 13, of: "judging")
    run.options.combination = .weighted(0.5)
    #expect(try await write(run, isResuming: true).resumedCount == 12)
    #expect(try bytes() == expected)
  }

  @Test("a run that is stopped before its first verdict leaves nothing", arguments: ["extracting", "judging"])
  func stoppedEarly(phase: String) async throws {
    var run = try run(.search)
    run.references = try FixtureFeatures.photos("references", by: run.queries.options)
    await stop(run, candidatesTo: candidates, after: 2, of: phase)
    #expect(folder.contents == [])
  }

  @Test("what a killed run was about to write is deleted")
  func leftovers() async throws {
    for name in ["out.csv", "out.csv.failures.csv", "out.csv.manifest.json", "candidates.csv"] {
      folder.write("half", to: ".\(name).1a2b.partial")
    }
    try await write(try run(.search), candidatesTo: candidates)
    #expect(folder.contents == TemporaryFolder.contents(outputs: ["candidates.csv", "out.csv"]))
  }

  // MARK: Photos that can't be used

  @Test("photos that can't be used are skipped with their pairs; those that the list doesn't name are not looked at")
  func skipped() async throws {
    let (queries, references) = (TemporaryFolder(), TemporaryFolder())
    for name in ["Q00002", "Q00004", "Q00006"] {
      try FileManager.default.copyItem(
        atPath: "\(Photos.fixtures)/queries/\(name).jpg", toPath: queries.file("\(name).jpg"))
    }
    for name in ["R000001", "R000006"] {
      try FileManager.default.copyItem(
        atPath: "\(Photos.fixtures)/references/\(name).jpg", toPath: references.file("\(name).jpg"))
    }
    for folder in [queries, references] {
      folder.write("text", to: "broken.jpg")
      folder.write("text", to: "unnamed.jpg")
    }
    let extraction = try Extraction(FixtureFeatures.options(.orb), threads: 2)
    var run = CopyRun(
      queries: try PhotoSet(path: queries.path).features(by: extraction),
      references: try PhotoSet(path: references.path).features(by: extraction))
    let path = folder.write(
      "broken,R000001\nQ00002,R000006\nQ00002,R000001\nbroken,R000006\nQ00002,broken\n", to: "pairs.csv")
    run.recall = .list(try CandidateList(path: path, queries: run.queries, references: run.references))
    run.options.combination = .verifiedFirst
    let report = try await write(run)
    #expect(report.failures.map(\.input) == [references.file("broken.jpg"), queries.file("broken.jpg")])
    #expect(report.queryCount == 2 && report.pairCount == 5)
    #expect(report.skippedPairCount == 3 && report.verifiedCount == 1)
    #expect(report.failureList == output + ".failures.csv")
    let predictions = Array(try readPredictions(output))
    #expect(predictions.map(\.queryID) == ["Q00002", "Q00002", "Q00002", "broken", "broken"])
    #expect(predictions.map { $0.score > 0 } == [true, false, false, false, false])
    let manifest = try #require(try RunManifest(besideOutput: output))
    #expect(manifest.failures == report.failures && manifest.counts["skipped_pairs"] == 3)

    // Where all are good, the list of an earlier run goes.
    folder.write("Q00002,R000006\n", to: "pairs.csv")
    run.recall = .list(try CandidateList(path: path, queries: run.queries, references: run.references))
    #expect(try await write(run).failureList == nil)
    #expect(folder.contents == TemporaryFolder.contents(["pairs.csv"], outputs: ["out.csv"]))

    // A search looks at all of them.
    run.recall = .votes
    #expect(
      try await write(run).failures.map(\.input)
        == [references, queries].flatMap { [$0.file("broken.jpg"), $0.file("unnamed.jpg")] })
  }

  @Test("a photo that an earlier run had to skip is listed by the one that goes on")
  func skippedEarlier() async throws {
    let photos = TemporaryFolder()
    for name in ["Q00002", "Q00004", "Q00006"] {
      try FileManager.default.copyItem(
        atPath: "\(Photos.fixtures)/queries/\(name).jpg", toPath: photos.file("\(name).jpg"))
    }
    for name in ["Q00001", "Q00005"] { photos.write("text", to: "\(name).jpg") }
    var run = try run(.search)
    run.queries = try PhotoSet(path: photos.path).features(by: Extraction(run.queries.options, threads: 2))
    run.options.blockQueries = 1
    let whole = try await write(run)
    let names = ["out.csv", "out.csv.failures.csv", "out.csv.manifest.json"]
    let expected = try names.map { try bytes($0) }
    for limit in [2, 3, 5] {
      await stop(run, after: limit, of: "judging")
      let report = try await write(run, isResuming: true)
      #expect(report.resumedCount == limit - 1 && report.failures == whole.failures)
      #expect(report.failures.map(\.input) == ["Q00001.jpg", "Q00005.jpg"].map(photos.file))
      #expect(try names.map { try bytes($0) } == expected)
    }
  }

  @Test("a set of which no photo can be used is an error, and leaves nothing", arguments: [true, false])
  func noneReadable(areQueries: Bool) async throws {
    let broken = TemporaryFolder()
    broken.write("text", to: "a.jpg")
    broken.write("", to: "b.jpg")
    var run = try run(.search)
    let photos = try PhotoSet(path: broken.path).features(by: Extraction(run.queries.options, threads: 1))
    if areQueries { run.queries = photos } else { run.references = photos }
    let wrong = run
    let error = await #expect(throws: InputError.self) { try await write(wrong) }
    guard case .noneReadable(broken.path, 2, _)? = error else {
      _ = Issue.record("\(String(describing: error))")
      return
    }
    #expect(folder.contents == [])
  }

  // MARK: A set that is searched in itself

  @Test(
    "a set that is searched in itself lists no photo beside itself, and each pair once, in its better direction",
    arguments: Command.allCases)
  func excludesSelf(command: Command) async throws {
    var run = try run(command)
    let options = run.queries.options
    run.references = try JoinedFeatures([
      FixtureFeatures.held("references", by: options), FixtureFeatures.held("queries", by: options),
    ])
    run.queries = run.references
    if command == .verify { run.recall = .list(try list(run)) }
    run.options.candidates = 100
    try await write(run)
    let both = Array(try readPredictions(output))
    // Without it, photos are their own best copies.
    let ids = Set(run.queries.ids)
    #expect(Set(both.filter { $0.queryID == $0.referenceID }.map(\.queryID)) == ids)
    for id in ids { #expect(both.first { $0.queryID == id }?.referenceID == id, "\(id)") }

    run.options.excludesSelf = true
    // What others share with a query changes its scores, so directions are compared without the photo itself.
    var directions: [TruePair: Float] = [:]
    for pair in try await run.listed() { directions[pair.pair] = Float(pair.score) }
    let report = try await write(run)
    let once = Array(try readPredictions(output))
    let positive = once.filter { $0.score > 0 }
    try #require(positive.count >= 15)
    #expect(once.allSatisfy { $0.queryID != $0.referenceID })
    #expect(Set(once.map { Set([$0.queryID, $0.referenceID]) }).count == once.count)
    for row in positive {
      let other = directions[TruePair(queryID: row.referenceID, referenceID: row.queryID)] ?? 0
      #expect(Float(row.score) >= other && directions[row.pair] == Float(row.score), "\(row)")
    }
    let unordered = Set(directions.keys.map { Set([$0.queryID, $0.referenceID]) })
    #expect(positive.count == unordered.count)
    #expect(report.listedCount == once.count && report.verifiedCount == once.count { $0.score >= 2 })
    #expect(positive.count < directions.count, "no pair is proved in both directions")
    if command == .verify { #expect(once.count == ids.count * (ids.count - 1) / 2) }
  }

  // MARK: Refusals

  @Test("no output may replace an input or the other output")
  func inputs() async throws {
    let options = FixtureFeatures.options(.orb)
    var run = try run(.verify)
    run.references = try FixtureFeatures.stored("references", by: options, in: folder)
    let index = folder.write("no index", to: "refs.index")
    func expectRefusal(_ run: CopyRun, _ output: String, candidatesTo: String? = nil) async {
      await #expect(throws: FileError.self) { try await run.write(to: output, as: "x", candidatesTo: candidatesTo) }
    }
    let before = folder.contents
    await expectRefusal(run, folder.file("references.h5"))
    await expectRefusal(run, folder.file("pairs.csv"))
    await expectRefusal(run, output, candidatesTo: folder.file("pairs.csv"))
    run.recall = .index(index)
    await expectRefusal(run, index)
    await expectRefusal(run, folder.file("nowhere/out.csv"))
    #expect(folder.contents == before)
    run.recall = .votes
    await expectRefusal(run, output, candidatesTo: output)
    await expectRefusal(run, output, candidatesTo: folder.file("./out.csv"))
    #expect(folder.contents == before)
    folder.write("old", to: "out.csv")
    await expectRefusal(run, output, candidatesTo: output)
    #expect(try bytes() == Array("old".utf8))
  }

  @Test("a score can't be weighed that is no number, or that a list hasn't")
  func combination() async throws {
    var run = try run(.verify)
    run.options.combination = .weighted(.nan)
    let wrong = run
    await #expect(throws: OptionsError.self) { try await write(wrong) }
    let path = folder.write("Q00002,R000006\n", to: "unscored.csv")
    run.recall = .list(try CandidateList(path: path, queries: run.queries, references: run.references))
    run.options.combination = .weighted(1)
    let unscored = run
    await #expect(throws: OptionsError.self) { try await write(unscored) }
    #expect(!canResume(to: output) && !folder.contents.contains("out.csv"))
  }

  @Test("the manifest tells what ran")
  func manifest() async throws {
    var run = try run(.search)
    run.options.candidates = 5
    run.options.judge.seed = 3
    let report = try await write(run)
    let manifest = try #require(try RunManifest(besideOutput: output))
    #expect(manifest.command == "search" && manifest.extraction == run.queries.options && manifest.shard == nil)
    #expect(
      manifest.verification
        == RunManifest.Verification(
          options: run.options.judge, candidates: 5, excludesSelf: false, effort: .normal, combine: nil,
          weighsHubs: true))
    #expect(manifest.inputs["queries"]?.count == 28 && manifest.inputs["references"]?.count == 18)
    #expect(manifest.counts["proved_pairs"] == report.listedCount && manifest.counts["pairs"] == 28 * 5)
    let verify = try self.run(.verify)
    try await write(verify)
    let other = try #require(try RunManifest(besideOutput: output))
    #expect(other.verification?.candidates == nil && other.verification?.combine == "verified-first")
    #expect(other.inputs["candidates"]?.count == 28 * 18)
  }
}
