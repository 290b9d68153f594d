import Evaluation
import Files
import Foundation
import Labels
import TestSupport
import Testing

@testable import Inspection

@Suite("LabelBook") struct LabelBookTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("p.labels.jsonl") }

  private func book() throws -> LabelBook {
    try LabelBook(path: path, predictionsChecksum: "crc32 1c291ca3", by: "ann")
  }

  private static func pair(_ number: Int) -> TruePair { TruePair(queryID: "Q\(number)", referenceID: "R\(number)") }

  private func text() throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

  @Test("a file is made by the first label, and tells who said what of which predictions")
  func first() throws {
    let book = try book()
    #expect(book.refusal == nil && book.labels().isEmpty && book.count == 0 && book.warnings.isEmpty)
    #expect(folder.contents.isEmpty, "whoever only looks leaves nothing behind")
    let label = try book.set(.notCopy, of: Self.pair(1), score: 12.5, reason: "shared_overlay", note: "\"a\"\n<b>")
    #expect(label.by == "ann" && label.predictions == "crc32 1c291ca3" && label.score == 12.5)
    // It is on the disk before the book is closed.
    #expect(try LabelFile(path: path).labels.all == [label])
    #expect(book.labels() == [label] && book.count == 1)
    _ = try book.set(.copy, of: Self.pair(2), score: nil, reason: "", note: "")
    let changed = try book.set(.unsure, of: Self.pair(1), score: 12.5, reason: "", note: "")
    #expect(book.labels().map(\.label) == [.unsure, .copy] && book.labels()[0] == changed)
    #expect(try book.set(nil, of: Self.pair(1), score: 12.5, reason: "", note: "").label == nil)
    #expect(book.count == 1 && book.labels().map(\.pair) == [Self.pair(2)])
    #expect(try LabelFile(path: path).labels.all == book.labels())
  }

  @Test("while one has the file, a second one reads it, and may write once the first is gone")
  func second() throws {
    var one: LabelBook? = try book()
    _ = try one?.set(.copy, of: Self.pair(1), score: 3, reason: "", note: "")
    let other = try book()
    #expect(other.refusal?.contains("another program") == true && other.labels().map(\.pair) == [Self.pair(1)])
    #expect(throws: LabelsAreTaken.self) { try other.set(.copy, of: Self.pair(2), score: 1, reason: "", note: "") }
    _ = try one?.set(.notCopy, of: Self.pair(3), score: 3, reason: "", note: "")
    let before = try text()
    #expect(throws: LabelsAreTaken.self) { try other.set(nil, of: Self.pair(1), score: 1, reason: "", note: "") }
    #expect(try text() == before && other.count == 1)
    one = nil
    _ = try other.set(.copy, of: Self.pair(2), score: 1, reason: "", note: "")
    #expect(other.refusal == nil && other.labels().map(\.pair) == [Self.pair(1), Self.pair(3), Self.pair(2)])
    #expect(try LabelFile(path: path).labels.all == other.labels())
  }

  @Test("of two who find no file the first to label has it")
  func both() throws {
    let (one, other) = (try book(), try book())
    _ = try one.set(.copy, of: Self.pair(1), score: 3, reason: "", note: "")
    #expect(throws: LabelsAreTaken.self) { try other.set(.copy, of: Self.pair(2), score: 1, reason: "", note: "") }
    #expect(other.refusal != nil && other.labels().isEmpty && one.refusal == nil)
    #expect(try LabelFile(path: path).labels.all == one.labels())
  }

  @Test("labels given at once by several tasks are all kept, each line whole")
  func atOnce() async throws {
    let book = try book()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for number in 0..<25 {
            _ = try book.set(
              CopyLabel.allCases[number % 3], of: Self.pair(100 * task + number), score: Double(number), reason: "",
              note: String(repeating: "é", count: number))
            if number % 5 == 0 { _ = (book.labels(), book.count, book.refusal) }
          }
        }
      }
      try await group.waitForAll()
    }
    let read = try LabelFile(path: path)
    #expect(book.count == 200 && read.labels.count == 200 && read.lineCount == 200 && read.torn == nil)
    #expect(read.labels.all == book.labels())
    #expect(Set(read.labels.all.map(\.pair)).count == 200)
  }

  @Test("a torn line is told of and cut off, and nothing that was whole is lost")
  func torn() throws {
    _ = try book().set(.copy, of: Self.pair(1), score: 3, reason: "", note: "")
    let whole = try text()
    folder.write(whole + #"{"query_id":"Q2","refer"#, to: "p.labels.jsonl")
    let book = try book()
    #expect(book.warnings.count == 1 && book.warnings[0].contains(":3:") && book.warnings[0].contains("torn"))
    #expect(book.refusal == nil && book.labels().map(\.pair) == [Self.pair(1)])
    #expect(try text() == whole)
    _ = try book.set(.copy, of: Self.pair(2), score: 3, reason: "", note: "")
    #expect(try LabelFile(path: path).labels.count == 2)
  }

  @Test("a file of something else is an error, and stays as it is")
  func foreign() throws {
    for content in ["query_id,reference_id,score\n", #"{"format":"facsimile-labels","format_version":99}"# + "\n"] {
      folder.write(content, to: "p.labels.jsonl")
      #expect(throws: LabelError.self) { try book() }
      #expect(try text() == content)
    }
  }

  @Test("a file that can't be written is read all the same, and says why nothing can be added")
  func unwritable() throws {
    _ = try book().set(.copy, of: Self.pair(1), score: 3, reason: "", note: "")
    try FileManager.default.moveItem(atPath: path, toPath: folder.file("real.jsonl"))
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.file("real.jsonl"))
    let book = try book()
    #expect(book.refusal?.contains("link") == true && book.labels().map(\.pair) == [Self.pair(1)])
    #expect(throws: FileError.self) { try book.set(.copy, of: Self.pair(2), score: 3, reason: "", note: "") }
    #expect(book.count == 1)
  }

  @Test("a file that was deleted or replaced under the book takes no labels that nobody would find")
  func replaced() throws {
    let book = try book()
    _ = try book.set(.copy, of: Self.pair(1), score: 3, reason: "", note: "")
    let content = try text()
    removeFile(path)
    #expect(throws: FileError.self) { try book.set(.copy, of: Self.pair(2), score: 3, reason: "", note: "") }
    folder.write(content, to: "p.labels.jsonl")
    #expect(throws: FileError.self) { try book.set(.copy, of: Self.pair(2), score: 3, reason: "", note: "") }
    let left = try text()
    #expect(book.count == 1 && left == content)
  }

  @Test("where the folder is missing, the label is refused, and the next one finds it made")
  func folderMissing() throws {
    let deep = folder.file("deep")
    let book = try LabelBook(path: deep + "/p.labels.jsonl", predictionsChecksum: "", by: "")
    #expect(throws: FileError.self) { try book.set(.copy, of: Self.pair(2), score: 3, reason: "", note: "") }
    #expect(book.count == 0 && book.refusal != nil)
    try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
    _ = try book.set(.copy, of: Self.pair(2), score: 3, reason: "", note: "")
    #expect(book.count == 1 && book.refusal == nil)
  }
}
