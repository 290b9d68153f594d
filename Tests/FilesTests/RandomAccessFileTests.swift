import Files
import TestSupport
import Testing

@Suite("RandomAccessFile") struct RandomAccessFileTests {
  private let folder = TemporaryFolder()

  @Test("reads what was asked for, and no less")
  func read() throws {
    let file = try RandomAccessFile(path: folder.write("0123456789", to: "a"))
    #expect(file.byteCount == 10)
    #expect(try file.read(at: 3, count: 4) == Array("3456".utf8))
    #expect(try file.read(at: 10, count: 0) == [])
    let early = try #require(throws: FileError.self) { try file.read(at: 8, count: 3) }
    #expect(early.reason == "it ends early")
    let missing = try #require(throws: FileError.self) { try RandomAccessFile(path: folder.file("missing")) }
    #expect(missing.reason == "No such file or directory")
  }
}
