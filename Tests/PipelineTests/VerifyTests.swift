import CSV
import Evaluation
import Features
import Files
import Foundation
import Options
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

/// Cancels the task that it is told by after so many steps of a phase.
private final class CancellingProgress: ProgressReporter {
  private let phase: String
  private let limit: Int
  private let state = Mutex((isCounting: false, count: 0))

  init(after limit: Int, of phase: String) {
    self.limit = limit
    self.phase = phase
  }

  func begin(_ phase: String, total: Int) { state.withLock { $0.isCounting = phase == self.phase } }
  func end() {}
  func advance() {
    let isDue = state.withLock {
      $0.count += $0.isCounting ? 1 : 0
      return $0.count == limit
    }
    // `advance` is called in the caller's task.
    if isDue { withUnsafeCurrentTask { $0?.cancel() } }
  }
}

/// Counts the steps of all phases.
private final class CountingProgress: ProgressReporter {
  private let state = Mutex((total: 0, done: 0))

  var total: Int { state.withLock { $0.total } }
  var done: Int { state.withLock { $0.done } }

  func begin(_ phase: String, total: Int) { state.withLock { $0.total += total } }
  func end() {}
  func advance() { state.withLock { $0.done += 1 } }
}

@Suite("verify") struct VerifyTests {
  let folder = TemporaryFolder()
  var output: String { folder.file("out.csv") }

  struct Work: Sendable {
    let extraction: Extraction
    let queries: FeatureCatalog
    let references: FeatureCatalog
  }

  /// The fixtures, from stores or from photos, with few features so that tests are quick.
  func work(_ extractor: ExtractorID, isStored: Bool = true, threads: Int = 2) async throws -> Work {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxFeatures = 200
    let extraction = try Extraction(options, threads: threads)
    func catalog(_ name: String) async throws -> FeatureCatalog {
      var path = Photos.fixtures + "/" + name
      if isStored {
        let store = folder.file(name + ".h5")
        if !FileManager.default.fileExists(atPath: store) {
          _ = try await extractFeatures(of: path, to: store, using: extraction)
        }
        path = store
      }
      return try FeatureCatalog([(path, try FeatureSource(path: path))])
    }
    return Work(
      extraction: extraction, queries: try await catalog("queries"), references: try await catalog("references"))
  }

  /// Every query with every reference, shuffled.
  func list(_ work: Work, seed: UInt64 = 1) throws -> CandidateList {
    var generator = SeededGenerator(seed: seed)
    let pairs = work.queries.ids.flatMap { query in work.references.ids.map { "\(query),\($0)" } }
    let rows = pairs.shuffled(using: &generator).map { "\($0),\(Int.random(in: 0...99, using: &generator))\n" }
    return try CandidateList(
      path: folder.write(rows.joined(), to: "pairs.csv"), queries: work.queries, references: work.references)
  }

  @discardableResult
  func verify(
    _ list: CandidateList, _ work: Work, _ options: VerifyOptions = .init(), isResuming: Bool = false,
    progress: any ProgressReporter = NoProgress()
  ) async throws -> VerifyReport {
    try await Pipeline.verify(
      list, queries: work.queries, references: work.references, using: work.extraction, options: options, to: output,
      isResuming: isResuming, progress: progress)
  }

  /// Verifies until so many steps of a phase are done.
  func stop(_ list: CandidateList, _ work: Work, after limit: Int, of phase: String) async {
    let output = output
    let stopped = Task {
      try await Pipeline.verify(
        list, queries: work.queries, references: work.references, using: work.extraction, to: output,
        progress: CancellingProgress(after: limit, of: phase))
    }
    await #expect(throws: CancellationError.self) { try await stopped.value }
  }

  func bytes() throws -> [UInt8] { try readFile(output) }

  @Test("what a background has as well counts less, the reference and the query themselves left out")
  func background() async throws {
    let work = try await work(.sift)
    let truth = try readGroundTruth(Photos.fixtures + "/ground_truth.csv").pairs
    var options = VerifyOptions()
    options.combination = .replace
    func scores(_ photos: [(path: String, name: String)]) async throws -> [TruePair: Double] {
      let path = folder.file("background-\(photos.count)-\(photos.first?.name ?? "")")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for photo in photos { try FileManager.default.copyItem(atPath: photo.path, toPath: path + "/" + photo.name) }
      _ = try await Pipeline.verify(
        try list(work), queries: work.queries, references: work.references,
        background: photos.isEmpty ? nil : FeatureCatalog([(path, try FeatureSource(path: path))]),
        using: work.extraction, options: options, to: output)
      return Dictionary(
        uniqueKeysWithValues: try readPredictions(output).map {
          (TruePair(queryID: $0.queryID, referenceID: $0.referenceID), $0.score)
        })
    }
    let plain = try await scores([])
    let pair = try #require(truth.max { (plain[$0] ?? 0, $0.queryID) < (plain[$1] ?? 0, $1.queryID) })
    let score = try #require(plain[pair])
    let reference = Photos.fixtures + "/references/" + pair.referenceID + ".jpg"
    let own = try await scores([(reference, pair.referenceID + ".jpg")])
    #expect(own[pair] == score)
    let copied = try await scores([(reference, "copy.jpg")])
    #expect((copied[pair] ?? 0) < 0.01 * score)
    // Those of other references have little in common with it.
    let others = truth.filter { $0.referenceID != pair.referenceID && plain[$0] != nil }
    #expect(others.count { (copied[$0] ?? 0) > 0.7 * (plain[$0] ?? 0) } >= others.count * 8 / 10)
  }

  @Test(
    "gives the pairs that search lists the scores that search gives them",
    arguments: [(ExtractorID.sift, true), (.sift, false), (.orb, true), (.orb, false)])
  func equalsSearch(extractor: ExtractorID, isStored: Bool) async throws {
    let work = try await work(extractor, isStored: isStored)
    let queries = try await work.queries.sources[0].source.load(using: work.extraction, isMirrorNeeded: true)
    let references = try await work.references.sources[0].source.load(using: work.extraction)
    var searching = SearchOptions()
    // Which other references a query meets is another matter in a list of candidates.
    searching.weighsDistinctiveness = false
    let found = try await search(queries, in: references, options: searching, threads: 2)
    try #require(found.count >= 10)
    var options = VerifyOptions()
    options.combination = .replace
    let report = try await verify(try list(work), work, options)
    #expect(report.pairCount == 28 * 18)
    let verified = try readPredictions(output)
    #expect(report.verifiedCount == verified.count)
    var scores: [TruePair: Double] = [:]
    for pair in verified { scores[TruePair(queryID: pair.queryID, referenceID: pair.referenceID)] = pair.score }
    for pair in found {
      let score = scores[TruePair(queryID: pair.queryID, referenceID: pair.referenceID)]
      #expect(score == Double("\(Float(pair.score))"), "\(pair)")
    }
    #expect(report.mirroredCount > 0 || (extractor == .orb && isStored))
    // The same from photos as from stores where both can be mirrored.
    options.triesMirrorImage = false
    #expect(try await verify(try list(work), work, options).mirroredCount == 0)
  }

  @Test("threads and blocks change nothing")
  func blocks() async throws {
    let work = try await work(.sift)
    let list = try list(work)
    let whole = try await verify(list, work)
    let expected = try bytes()
    #expect(expected.split(separator: 10).count == 1 + list.count)
    for (threads, pairs, queryBytes) in [
      (1, 500_000, 1 << 30), (5, 500_000, 1 << 30), (2, 1, 1 << 30), (3, 7, 1 << 30), (2, 500_000, 1),
      (2, 500_000, 100_000),
    ] {
      var options = VerifyOptions()
      options.blockPairs = pairs
      options.blockQueryBytes = queryBytes
      let report = try await verify(list, try await self.work(.sift, threads: threads), options)
      #expect(try bytes() == expected, "\(threads) threads, \(pairs) pairs, \(queryBytes) bytes")
      #expect(report.verifiedCount == whole.verifiedCount && report.mirroredCount == whole.mirroredCount)
    }
    #expect(
      folder.contents == TemporaryFolder.contents(["pairs.csv"], outputs: ["out.csv", "queries.h5", "references.h5"]))
  }

  @Test("a run that was stopped goes on where it ended, with the same result", arguments: [1, 100, 400])
  func resume(after limit: Int) async throws {
    let work = try await work(.sift)
    let list = try list(work)
    let whole = try await verify(list, work)
    let expected = try bytes()
    try FileManager.default.removeItem(atPath: output)

    await stop(list, work, after: limit, of: "verifying")
    #expect(canResume(to: output))
    #expect(!FileManager.default.fileExists(atPath: output))
    let partial = try readFile(output + ".partial")

    await #expect(throws: JournalError.exists(path: output + ".partial", output: output)) {
      try await verify(list, work)
    }
    var other = VerifyOptions()
    other.seed = 7
    let reseeded = other
    await #expect(throws: JournalError.self) { try await verify(list, work, reseeded, isResuming: true) }
    #expect(try readFile(output + ".partial") == partial)

    let progress = CountingProgress()
    let report = try await verify(list, work, isResuming: true, progress: progress)
    #expect(progress.total == list.count - report.resumedCount && progress.done == progress.total)
    // What was begun when it was stopped may be done as well: near the end, all.
    #expect(report.resumedCount >= limit && report.resumedCount < limit + 400)
    #expect(report.verifiedCount == whole.verifiedCount && report.mirroredCount == whole.mirroredCount)
    #expect(try bytes() == expected)
    #expect(
      folder.contents == TemporaryFolder.contents(["pairs.csv"], outputs: ["out.csv", "queries.h5", "references.h5"]))
  }

  @Test("other lists, and stores that have changed, are refused")
  func changedInputs() async throws {
    let work = try await work(.orb)
    let list = try list(work)
    await stop(list, work, after: 50, of: "verifying")
    func expectRefusal(_ part: String, at: SourceLocation = #_sourceLocation) async throws {
      let work = try await self.work(.orb)
      let list = try CandidateList(path: list.path, queries: work.queries, references: work.references)
      let error = await #expect(throws: JournalError.self, sourceLocation: at) {
        try await verify(list, work, isResuming: true)
      }
      #expect(error.map { "\($0)".contains(part) } ?? false, sourceLocation: at)
    }
    let rows = try readFile(list.path)
    folder.write(rows + [10], to: "pairs.csv")
    try await expectRefusal("the candidates")
    folder.write(rows, to: "pairs.csv")
    for name in ["queries", "references"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: folder.file(name + ".h5"))
      try await expectRefusal("the \(name)")
    }
  }

  @Test("how scores are combined may change from the stopped run to the next")
  func otherCombination() async throws {
    let work = try await work(.orb)
    let list = try list(work)
    var options = VerifyOptions()
    options.combination = .weighted(0.5)
    try await verify(list, work, options)
    let expected = try bytes()
    await stop(list, work, after: 50, of: "verifying")
    #expect(try await verify(list, work, options, isResuming: true).resumedCount >= 50)
    #expect(try bytes() == expected)
  }

  @Test("a run that is stopped before its first verdict leaves nothing")
  func stoppedEarly() async throws {
    let work = try await work(.orb, isStored: false)
    let list = try list(work)
    await stop(list, work, after: 2, of: "extracting")
    #expect(folder.contents == ["pairs.csv"])
  }

  @Test("what a killed run was about to write is deleted")
  func leftovers() async throws {
    let work = try await work(.orb)
    folder.write("half", to: ".out.csv.1a2b.partial")
    folder.write("half", to: ".out.csv.failures.csv.1a2b.partial")
    try await verify(try list(work), work)
    #expect(
      folder.contents == TemporaryFolder.contents(["pairs.csv"], outputs: ["out.csv", "queries.h5", "references.h5"]))
  }

  @Test("photos that can't be used are skipped with their pairs; those that the list doesn't name are not looked at")
  func skipped() async throws {
    let photos = TemporaryFolder()
    for name in ["Q00002", "Q00004", "Q00006"] {
      try FileManager.default.copyItem(
        atPath: "\(Photos.fixtures)/queries/\(name).jpg", toPath: photos.file("\(name).jpg"))
    }
    photos.write("text", to: "broken.jpg")
    photos.write("text", to: "unnamed.jpg")
    let stored = try await work(.orb)
    let queries = try FeatureCatalog([(photos.path, try FeatureSource(path: photos.path))])
    let path = folder.write("broken,R000001\nQ00002,R000006\nQ00002,R000001\nbroken,R000002\n", to: "pairs.csv")
    let list = try CandidateList(path: path, queries: queries, references: stored.references)
    let report = try await verify(
      list, Work(extraction: stored.extraction, queries: queries, references: stored.references))
    #expect(report.failures.map(\.input) == [photos.file("broken.jpg")])
    #expect(report.skippedCount == 2 && report.verifiedCount == 1)
    #expect(report.failureList == output + ".failures.csv")
    let predictions = try readPredictions(output)
    #expect(predictions.map(\.queryID) == ["broken", "broken", "Q00002", "Q00002"])
    #expect(predictions.map(\.score).map { $0 > 0 } == [false, false, true, false])
  }

  @Test("options out of range are named")
  func options() async throws {
    let work = try await work(.orb)
    let list = try list(work)
    let changes: [(inout VerifyOptions) -> Void] = [
      { $0.blockPairs = 0 }, { $0.blockQueryBytes = 0 }, { $0.verification.minScore = -1 },
      { $0.combination = .weighted(.nan) },
    ]
    for change in changes {
      var options = VerifyOptions()
      change(&options)
      let wrong = options
      await #expect(throws: OptionsError.self) { try await verify(list, work, wrong) }
    }
    #expect(!canResume(to: output))
  }
}

@Suite("VerifyBlock") struct VerifyBlockTests {
  let folder = TemporaryFolder()

  @Test(
    "has each reference in one piece, in the order of the files, unless it has thousands of pairs", arguments: 1...5)
  func pieces(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let queries = try emptyCatalog((0..<5000).map { "q\($0)" }, in: folder.file("q.h5"))
    let references = try emptyCatalog((0..<300).map { "r\($0)" }, in: folder.file("r.h5"))
    var rows = queries.ids.map { "\($0) r7\n" }
    for query in queries.ids.prefix(200) {
      rows += references.ids.shuffled(using: &generator).prefix(10).filter { $0 != "r7" }.map { "\(query) \($0)\n" }
    }
    rows.shuffle(using: &generator)
    let list = try CandidateList(
      path: folder.write(rows.joined(), to: "c"), queries: queries, references: references)
    let block = VerifyBlock(pairs: list.referenceIndices.indices.map { Int32($0) })
    let pieces = block.pieces(of: list).map { $0.pairs.map { list.referenceIndices[Int($0)] } }
    let inOrder = pieces.flatMap { $0 }
    #expect(inOrder == inOrder.sorted() && inOrder.count == list.count, "seed \(seed)")
    #expect(Set(block.pieces(of: list).flatMap { $0.pairs }).count == list.count, "seed \(seed)")
    #expect(pieces.allSatisfy { !$0.isEmpty && $0.count <= 4096 + 64 }, "seed \(seed)")
    for (first, second) in zip(pieces, pieces.dropFirst()) where first.last == second.first {
      #expect(first.last == 7, "seed \(seed)")
    }
    #expect(pieces.count > list.count / 4096 + 5, "seed \(seed): enough for several tasks")
  }
}
