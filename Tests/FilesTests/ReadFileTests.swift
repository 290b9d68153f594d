import Foundation
import TestSupport
import Testing

@testable import Files

@Suite("readFile") struct ReadFileTests {
  private let folder = TemporaryFolder()

  @Test("gives every byte, whatever the size", arguments: [0, 1, 4095, 4096, 4097, 200_000])
  func readsAll(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(try readFile(folder.write(bytes, to: "a")) == bytes)
  }

  @Test("stops at the limit", arguments: [0, 1, 8, 4096, 70_000, 100_000, 200_000])
  func limit(limit: Int) throws {
    let bytes = [UInt8](repeating: 7, count: 100_000)
    #expect(try readFile(folder.write(bytes, to: "a"), limit: limit).count == min(limit, 100_000))
  }

  @Test("says at once of what has no size that it is no file")
  func noSize() throws {
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    for path in ["/dev/zero", "/dev/null", pipe] {
      let refusal = FileError(.read, path, reason: FileError.noFile)
      #expect(throws: refusal) { try readFile(path) }
      #expect(throws: refusal) { try readBlocks(of: path) { _ in } }
      #expect(throws: refusal) { _ = try RandomAccessFile(path: path) }
      #expect(throws: refusal) { _ = try MappedFile(path: path) }
    }
  }

  @Test("names the file and the system's reason")
  func failures() throws {
    let missing = folder.file("missing")
    let error = try #require(throws: FileError.self) { try readFile(missing) }
    #expect(error.description == "cannot read \(missing): No such file or directory")
    #expect(error.operation == .read && error.path == missing)
    #expect(throws: FileError(.read, folder.path, reason: "it is a folder")) { try readFile(folder.path) }
  }
}
