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
  private let paths = ("q.h5", "r.h5")

  private func random(_ letter: String, _ count: Int, model: VectorModel? = nil) -> VectorSet {
    var generator = SeededGenerator(seed: UInt64(count))
    return VectorSet(
      ids: (0..<count).map { "\(letter)\($0)" }, dimension: 12,
      values: (0..<12 * count).map { _ in .random(in: -1...1, using: &generator) }, model: model)
  }

  @Test("lists the neighbours of each query in order, in equal bytes for any number of threads")
  func order() async throws {
    let (queries, references) = (random("q", 70, model: VectorModel("gist")), random("r", 30))
    var options = NeighborOptions()
    options.candidates = 7
    for (name, threads) in [("one.csv", 1), ("four.csv", 4)] {
      let pairs = try await writeNeighbors(
        of: queries, among: references, from: paths, to: folder.file(name), options: options, threads: threads)
      #expect(pairs == 70 * 7)
    }
    #expect(try readFile(folder.file("one.csv")) == readFile(folder.file("four.csv")))
    var rows: [CandidateRow] = []
    try readCandidateRows(folder.file("one.csv")) { rows.append($0) }
    let expected = try ExactNeighbors(among: references, options: options).neighbors(of: queries, rows: 0..<70)
    #expect(rows.map(\.query) == queries.ids.flatMap { [String](repeating: $0, count: 7) })
    #expect(rows.map(\.reference) == expected.joined().map { references.ids[$0.index] })
    #expect(rows.map(\.score) == expected.joined().map(\.similarity))
    let manifest = try #require(try RunManifest(besideOutput: folder.file("one.csv")))
    #expect(manifest.command == "neighbors" && manifest.neighbors == options && manifest.model == VectorModel("gist"))
    #expect(manifest.counts == ["queries": 70, "references": 30, "pairs": 490])
  }

  @Test("vectors of other models or sizes are refused with both files' names; nothing is written")
  func incomparable() async throws {
    let gist = random("q", 3, model: VectorModel("gist"))
    let cases: [(VectorSet, String)] = [
      (random("r", 3, model: VectorModel("gist", revision: 2)), "by gist, but r.h5 by gist (revision 2)"),
      (random("r", 3, model: VectorModel("sscd")), "q.h5 has vectors by gist, but r.h5 by sscd"),
      (VectorSet(ids: ["r"], dimension: 1, values: [1]), "q.h5 has vectors of 12 numbers, but r.h5 of 1"),
    ]
    for (references, part) in cases {
      let error = await #expect(throws: IncomparableVectors.self) {
        try await writeNeighbors(of: gist, among: references, from: paths, to: output, threads: 1)
      }
      #expect(error?.description.contains(part) ?? false, "\(String(describing: error))")
    }
    var options = NeighborOptions()
    options.candidates = 0
    await #expect(throws: OptionsError.self) {
      try await writeNeighbors(of: gist, among: gist, from: paths, to: output, options: options, threads: 1)
    }
    #expect(folder.contents == [])
  }

  @Test("no queries and no references are an empty list")
  func empty() async throws {
    let (some, none) = (random("q", 3), random("r", 0))
    for (queries, references) in [(some, none), (none, some)] {
      #expect(
        try await writeNeighbors(of: queries, among: references, from: paths, to: output, threads: 2) == 0)
      #expect(try String(contentsOfFile: output, encoding: .utf8) == "query_id,reference_id,score\n")
    }
  }
}
