import Files
import Foundation
import Inspection
import TestSupport
import Testing

@testable import InspectorServer

@Suite struct InspectorExportTests {
  private func data(of page: String) throws -> [String: Any] {
    let start = try #require(page.firstRange(of: "<script type=\"application/json\" id=\"data\">")).upperBound
    let end = try #require(page[start...].firstRange(of: "</script>")).lowerBound
    return try #require(try JSONSerialization.jsonObject(with: Data(page[start..<end].utf8)) as? [String: Any])
  }

  private func page(in folder: String) throws -> String {
    try String(contentsOfFile: folder + "/index.html", encoding: .utf8)
  }

  @Test func whatThePageNeedsIsInTheFolder() async throws {
    let folder = TemporaryFolder()
    let run = try await inspectedFixtures(labels: folder.file("l.jsonl"))
    _ = try run.labels.set(.copy, of: run.table.pair(ofRow: 0), score: 1, reason: "", note: "</script><b>")
    let place = folder.file("pages")
    let count = try await InspectorExport(of: run, atMost: 7).write(to: place)
    #expect(count == min(7, run.table.count))
    let page = try page(in: place)
    let data = try data(of: page)
    let pairs = try #require(data["pairs"] as? [String: Any])
    let scores = try #require(pairs["score"] as? [Any]).map { $0 as? Double ?? -1 }
    #expect(scores.count == count && scores == scores.sorted(by: >), "the page relies on falling scores")
    let stories = try #require(data["stories"] as? [String: [String: Any]])
    #expect(Set(stories.keys) == Set((0..<count).map { "\($0)" }))
    for (row, story) in stories { #expect(story["row"] as? Int == Int(row)) }
    let photos = try #require(data["photos"] as? [String: [Any]])
    for (side, ids) in [("q", "query_ids"), ("r", "reference_ids")] {
      let names = try #require(photos[side])
      #expect(names.count == (pairs[ids] as? [String])?.count)
      for name in names { #expect(FileStamp(place + "/" + (name as? String ?? "")) != nil, "\(name)") }
    }
    #expect(!page.contains("\nimport ") && !page.contains("\nexport "), "browsers refuse modules that are files")
    #expect(!page.contains("src=\"/") && !page.contains("href=\"/"), "what it needs is in it")
    // Another export takes its place.
    #expect(try await InspectorExport(of: run, choosing: .labelled).write(to: place) == 1)
    let labels = try #require(try self.data(of: self.page(in: place))["labels"] as? [String: Any])
    let label = try #require((labels["labels"] as? [[String: Any]])?.first)
    #expect(label["note"] as? String == "</script><b>" && label["pair"] as? Int == 0)
  }

  @Test func namesCanBeLeftOut() async throws {
    let folder = TemporaryFolder()
    let run = try await inspectedFixtures(labels: folder.file("l.jsonl"))
    _ = try run.labels.set(.copy, of: run.table.pair(ofRow: 0), score: 1, reason: "text_page", note: "of my house")
    let place = folder.file("pages")
    _ = try await InspectorExport(of: run, hidesNames: true).write(to: place)
    let page = try page(in: place)
    for id in run.table.queryIDs + run.table.referenceIDs {
      #expect(!page.contains(id), "\(id)")
    }
    for word in ["of my house", "\"ann\"", "fixtures", "predictions.csv"] { #expect(!page.contains(word), "\(word)") }
    #expect(page.contains("text_page"))
    let pairs = try #require(try data(of: page)["pairs"] as? [String: Any])
    #expect((pairs["query_ids"] as? [String])?.first == "q1")
  }

  @Test func aFolderOfSomethingElseIsRefused() async throws {
    let folder = TemporaryFolder()
    let run = try await inspectedFixtures(labels: folder.file("l.jsonl"))
    let place = folder.file("pages")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try "mine".write(toFile: place + "/index.html", atomically: false, encoding: .utf8)
    await #expect(throws: FileError.self) { try await InspectorExport(of: run).write(to: place) }
    #expect(try page(in: place) == "mine")
    await #expect(throws: NothingChosen.self) {
      try await InspectorExport(of: run, choosing: .labelled).write(to: folder.file("others"))
    }
    #expect(FileStamp(folder.file("others")) == nil)
  }
}
