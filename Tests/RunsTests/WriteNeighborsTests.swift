import CSV
import Files
import Foundation
import Options
import TestSupport
import Testing
import Vectors

@testable import Runs

@Suite("writeNeighbors") struct WriteNeighborsTests {
  private let folder = TemporaryFolder()
  private var output: String { folder.file("c.csv") }

  private func random(
    _ letter: String, _ count: Int, views: [String] = VectorSet.wholePhoto, dimension: Int = 12,
    model: VectorModel? = nil
  ) -> VectorSet {
    var generator = SeededGenerator(seed: UInt64(count))
    return VectorSet(
      ids: (0..<count).map { "\(letter)\($0)" }, views: views, dimension: dimension,
      values: (0..<dimension * views.count * count).map { _ in .random(in: -1...1, using: &generator) }, model: model)
  }

  @discardableResult
  private func write(
    _ queries: any VectorSource, _ references: any VectorSource, background: (any VectorSource)? = nil,
    to name: String = "c.csv", shard: Shard? = nil, resume: Bool = false, threads: Int = 2,
    _ change: (inout NeighborOptions) -> Void = { _ in }
  ) async throws -> NeighborReport {
    var options = NeighborOptions()
    change(&options)
    return try await writeNeighbors(
      of: [VectorInput(path: "q.h5", queries)], among: [VectorInput(path: "r.h5", references)],
      background: background.map { [VectorInput(path: "b.h5", $0)] } ?? [], to: folder.file(name), options: options,
      shard: shard, isResuming: resume, threads: threads)
  }

  private func rows(_ name: String = "c.csv") throws -> [CandidateRow] {
    var rows: [CandidateRow] = []
    try readCandidateRows(folder.file(name)) { rows.append($0) }
    return rows
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try readFile(folder.file(name)), as: UTF8.self)
  }

  @Test("lists the neighbours of each query by the queries' ids, in equal bytes for any number of threads")
  func order() async throws {
    let (queries, references) = (random("q", 70, model: VectorModel("gist")), random("r", 30))
    for (name, threads) in [("one.csv", 1), ("four.csv", 4)] {
      let report = try await write(queries, references, to: name, threads: threads) { $0.candidates = 7 }
      #expect(
        report
          == NeighborReport(
            queryCount: 70, referenceCount: 30, pairCount: 70 * 7, models: [VectorModel("gist")], resumedCount: 0))
    }
    #expect(try readFile(folder.file("one.csv")) == readFile(folder.file("four.csv")))
    #expect(try text("one.csv").hasPrefix("query_id,reference_id,score\nq0,"))
    var options = NeighborOptions()
    options.candidates = 7
    let sorted = queries.sortedByID
    let expected = try await ExactNeighbors(among: references, options: options).neighbors(of: sorted)
    let rows = try rows("one.csv")
    #expect(rows.map(\.query) == sorted.ids.flatMap { [String](repeating: $0, count: 7) })
    #expect(rows.map(\.reference) == expected.joined().map { references.ids[$0.index] })
    #expect(rows.map { $0.score.map { Float($0) } } == expected.joined().map { Float($0.similarity) })
    let manifest = try #require(try RunManifest(besideOutput: folder.file("one.csv")))
    #expect(
      manifest.command == "neighbors" && manifest.neighbors == options && manifest.models == [VectorModel("gist")])
    #expect(manifest.counts == ["queries": 70, "pairs": 490] && manifest.inputs["references"]?.count == 30)
    #expect(folder.contents == ["four.csv", "four.csv.manifest.json", "one.csv", "one.csv.manifest.json"])
  }

  @Test("names the views that are most alike, where a side has several; joined shards are the whole")
  func views() async throws {
    let (queries, references) = (
      random("q", 40, views: ["full", "center"]), random("r", 50, views: ["full", "mirror"])
    )
    try await write(queries, references) { $0.candidates = 3 }
    let lines = try text("c.csv").split(separator: "\n")
    #expect(lines[0] == "query_id,reference_id,score,query_view,reference_view" && lines.count == 121)
    var options = NeighborOptions()
    options.candidates = 3
    let first = try await ExactNeighbors(among: references, options: options).neighbors(of: queries)[0][0]
    #expect(
      lines[1] == "q0,r\(first.index),\(Float(first.similarity)),\(queries.views[first.queryView]),"
        + references.views[first.referenceView])
    #expect(try rows().count == 120 && readPredictions(output).count == 120)
    try await expectJoined(queries, references) { $0.candidates = 3 }
  }

  @Test("joined shards are the whole, byte by byte, whatever is done to vectors and scores", arguments: [false, true])
  func shards(isTransformed: Bool) async throws {
    let background = isTransformed ? random("b", 90) : nil
    try await expectJoined(random("q", 60), random("r", 2300), background: background) {
      $0.candidates = 4
      guard isTransformed else { return }
      ($0.whiten, $0.normalize, $0.normalizeScores) = (8, true, 5)
    }
  }

  private func expectJoined(
    _ queries: VectorSet, _ references: VectorSet, background: VectorSet? = nil,
    _ change: (inout NeighborOptions) -> Void
  ) async throws {
    try await write(queries, references, background: background, to: "whole.csv", change)
    var parts: [String] = []
    for number in 1...3 {
      let shard = try Shard(number, of: 3)
      try await write(queries, references, background: background, to: "part-\(number).csv", shard: shard, change)
      parts.append(folder.file("part-\(number).csv"))
    }
    _ = try mergePredictions(of: parts, to: folder.file("joined.csv"))
    for suffix in ["", ".manifest.json"] {
      #expect(try text("joined.csv\(suffix)") == text("whole.csv\(suffix)"))
    }
    #expect(throws: MergeError.self) { try mergePredictions(of: Array(parts.dropLast()), to: output) }
  }

  /// Fails once a number of photos has been read.
  private final class Failing: VectorSource, @unchecked Sendable {
    struct Failure: Error {}
    private let base: VectorSet
    private var left: Int

    init(_ base: VectorSet, after left: Int) {
      self.base = base
      self.left = left
    }

    var ids: [String] { base.ids }
    var views: [String] { base.views }
    var dimension: Int { base.dimension }
    var model: VectorModel? { base.model }

    func values(of photos: Range<Int>) throws -> [Float] {
      left -= photos.count
      guard left >= 0 else { throw Failure() }
      return base.values(of: photos)
    }
  }

  @Test("a stopped run goes on, to the same bytes; without resume, or for other work, its side file is refused")
  func resumed() async throws {
    // Blocks of 8192 queries, which lie one behind another but for the order of their ids.
    let (queries, references) = (random("q", 20_000, dimension: 4).sortedByID, random("r", 2100, dimension: 4))
    try await write(queries, references, to: "whole.csv") { $0.candidates = 2 }
    await #expect(throws: Failing.Failure.self) {
      try await write(Failing(queries, after: 10_000), references) { $0.candidates = 2 }
    }
    #expect(canResume(to: output) && !folder.contents.contains("c.csv"))
    await #expect(throws: JournalError.self) { try await write(queries, references) { $0.candidates = 2 } }
    await #expect(throws: JournalError.self) {
      try await write(queries, references, resume: true) { $0.candidates = 3 }
    }
    let report = try await write(queries, references, resume: true) { $0.candidates = 2 }
    #expect(
      report
        == NeighborReport(queryCount: 20_000, referenceCount: 2100, pairCount: 40_000, models: nil, resumedCount: 8192))
    #expect(try readFile(output) == readFile(folder.file("whole.csv")))
    #expect(folder.contents.filter { $0.hasPrefix("c.csv") } == ["c.csv", "c.csv.manifest.json"])
  }

  @Test("scores are lowered by the mean of the first of a background, and lengths are made 1")
  func normalized() async throws {
    let queries = VectorSet(ids: ["q"], dimension: 2, values: [3, 4])
    let references = VectorSet(ids: ["r"], dimension: 2, values: [0, 2])
    let background = VectorSet(ids: ["a", "b", "c"], dimension: 2, values: [5, 0, 0, 1, -1, 0])
    try await write(queries, references, background: background) {
      ($0.metric, $0.normalize, $0.normalizeScores) = (.innerProduct, true, 2)
    }
    // 0.8, less the mean of 0.6 and 0.8.
    #expect(try abs(#require(rows().first?.score) - 0.1) < 1e-6)
  }

  @Test("what needs a background is refused without, and a whitening of more numbers than there are")
  func background() async throws {
    let some = random("q", 3)
    for (field, change) in [
      ("whiten", { $0.whiten = 2 }), ("normalizeScores", { $0.normalizeScores = 2 }),
    ] as [(String, (inout NeighborOptions) -> Void)] {
      let error = await #expect(throws: OptionsError.self) { try await write(some, some, change) }
      #expect(error?.field == "NeighborOptions.\(field)" && error?.description.contains("--background") ?? false)
    }
    let error = await #expect(throws: OptionsError.self) {
      try await write(some, some, background: some) { $0.whiten = 13 }
    }
    #expect(error?.description.contains("1 to the 12 numbers") ?? false, "\(String(describing: error))")
    #expect(folder.contents == [])
  }

  @Test("vectors of other models or sizes are refused with both files' names; nothing is written")
  func incomparable() async throws {
    let gist = random("q", 3, model: VectorModel("gist"))
    let cases: [(VectorSet, String)] = [
      (random("r", 3, model: VectorModel("gist", revision: 2)), "by gist, but r.h5 by gist (revision 2)"),
      (random("r", 3, model: VectorModel("sscd")), "q.h5 has vectors by gist, but r.h5 by sscd"),
      (
        random("r", 3, model: VectorModel("gist", checksum: "ab")), "r.h5 by another file or preprocessing of that name"
      ),
      (VectorSet(ids: ["r"], dimension: 1, values: [1]), "q.h5 has vectors of 12 numbers, but r.h5 of 1"),
    ]
    for (references, part) in cases {
      let error = await #expect(throws: IncomparableVectors.self) { try await write(gist, references) }
      #expect(error?.description.contains(part) ?? false, "\(String(describing: error))")
    }
    await #expect(throws: IncomparableVectors.self) {
      try await write(gist, gist, background: random("b", 4, dimension: 3)) { $0.whiten = 2 }
    }
    await #expect(throws: OptionsError.self) { try await write(gist, gist) { $0.candidates = 0 } }
    #expect(folder.contents == [])
  }

  @Test("no queries and no references are an empty list")
  func empty() async throws {
    let (some, none) = (random("q", 3), random("r", 0))
    for (queries, references) in [(some, none), (none, some)] {
      #expect(try await write(queries, references).pairCount == 0)
      #expect(try text("c.csv") == "query_id,reference_id,score\n")
    }
  }
}
