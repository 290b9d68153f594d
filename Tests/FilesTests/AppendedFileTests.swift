import Foundation
import TestSupport
import Testing

@testable import Files

@Suite("AppendedFile") struct AppendedFileTests {
  let folder = TemporaryFolder()

  @Test("a link is not followed, and a pipe not waited for")
  func noFile() throws {
    let there = folder.write("precious", to: "there")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: there)
    try FileManager.default.createSymbolicLink(atPath: folder.file("dangling"), withDestinationPath: folder.file("new"))
    try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
    for (name, reason) in [
      ("link", "it is a link, which is not followed"), ("dangling", "it is a link, which is not followed"),
      ("pipe", FileError.noFile),
    ] {
      #expect(throws: FileError(.write, folder.file(name), reason: reason)) {
        _ = try AppendedFile(path: folder.file(name))
      }
    }
    #expect(try readFile(there) == Array("precious".utf8) && !folder.contents.contains("new"))
  }

  @Test("keeps what is appended, piece by piece, and what was there before")
  func append() throws {
    let path = folder.file("a")
    do {
      let file = try AppendedFile(path: path)
      #expect(try file.byteCount == 0)
      try file.append([1, 2])
      #expect(try readFile(path) == [1, 2])
      try file.append([])
      try file.append([3])
    }
    let file = try AppendedFile(path: path)
    #expect(try file.byteCount == 3)
    #expect(try file.read(2, at: 1) == [2, 3])
    #expect(try file.read(9, at: 1) == [2, 3])
    #expect(try file.read(9, at: 3) == [])
    try file.cut(to: 1)
    try file.append([4])
    #expect(try readFile(path) == [1, 4])
  }

  @Test("is one's at a time")
  func lock() throws {
    let path = folder.file("a")
    var first: AppendedFile? = try AppendedFile(path: path)
    try first?.append([1])
    let error = #expect(throws: FileError.self) { try AppendedFile(path: path) }
    #expect(error?.reason.contains("another process") ?? false)
    first = nil
    #expect(try AppendedFile(path: path).read(9, at: 0) == [1])
  }

  @Test("a missing folder and a folder are errors")
  func unwritable() {
    #expect(throws: FileError.self) { try AppendedFile(path: folder.file("gone/a")) }
    #expect(throws: FileError.self) { try AppendedFile(path: folder.path) }
  }
}

@Suite("FileStamp") struct FileStampTests {
  let folder = TemporaryFolder()

  @Test("changes with length and time, and is nil where nothing is")
  func changes() throws {
    let path = folder.write("abc", to: "a")
    let stamp = try #require(FileStamp(path))
    #expect(FileStamp(path) == stamp)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: path)
    #expect(FileStamp(path) != stamp)
    #expect(FileStamp(folder.file("none")) == nil)
  }
}
