import Foundation
import TestSupport
import Testing

@testable import Files

@Suite("PendingFile") struct PendingFileTests {
  private let folder = TemporaryFolder()

  private func text(_ name: String) -> String? {
    try? String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test("takes its name on commit, with all that was appended")
  func commits() throws {
    let file = try PendingFile(for: folder.file("a.txt"))
    try file.append(Array("one ".utf8))
    try file.append(Array("two".utf8))
    #expect(text("a.txt") == nil)
    try file.commit()
    #expect(text("a.txt") == "one two")
    #expect(folder.contents == ["a.txt"])
  }

  @Test("leaves nothing behind when it is discarded or dropped", arguments: [true, false])
  func leavesNothing(isDiscarded: Bool) throws {
    folder.write("old", to: "a.txt")
    do {
      let file = try PendingFile(for: folder.file("a.txt"))
      try file.append(Array("new".utf8))
      #expect(folder.contents.count == 2)
      if isDiscarded { file.discard() }
    }
    #expect(folder.contents == ["a.txt"])
    #expect(text("a.txt") == "old")
  }

  @Test("replaces the file that was there")
  func replaces() throws {
    folder.write("a longer old text", to: "a.txt")
    try writeFile(Array("new".utf8), to: folder.file("a.txt"))
    #expect(text("a.txt") == "new")
    #expect(folder.contents == ["a.txt"])
  }

  @Test("two in the making under one name don't meet")
  func sameName() throws {
    let path = folder.file("a.txt")
    let first = try PendingFile(for: path)
    try first.append(Array("first".utf8))
    try PendingFile(for: path).discard()
    try checkWritable(path)
    try first.commit()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "first")
    #expect(folder.contents == ["a.txt"])
  }

  @Test("discarding after the commit changes nothing")
  func discardAfterCommit() throws {
    let file = try PendingFile(for: folder.file("a.txt"))
    try file.commit()
    file.discard()
    #expect(text("a.txt") == "")
  }

  @Test("says why a file can't be made")
  func refuses() throws {
    func reason(_ path: String) -> String? {
      #expect(throws: FileError.self) { try writeFile([1], to: path) }?.description
    }
    #expect(reason(folder.path)?.hasSuffix("it is a folder") == true)
    #expect(reason(folder.path + "/")?.hasSuffix("it is a folder") == true)
    #expect(reason(folder.file("no/a.txt"))?.hasSuffix("the folder \(folder.file("no")) does not exist") == true)
    #expect(reason("/proc/a.txt")?.hasPrefix("cannot write /proc/a.txt: ") == true)
    folder.write("x", to: "file")
    #expect(reason(folder.file("file/a.txt")) != nil)
    #expect(folder.contents == ["file"])
  }

  @Test("a commit whose temporary file is gone fails and keeps the old file")
  func temporaryFileGone() throws {
    folder.write("old", to: "a.txt")
    let file = try PendingFile(for: folder.file("a.txt"))
    try FileManager.default.removeItem(atPath: file.temporaryPath)
    #expect(throws: FileError.self) { try file.commit() }
    #expect(text("a.txt") == "old")
  }

  @Test("a bare name lies in the current folder, a path from the root in the root")
  func folders() throws {
    let bare = try PendingFile(for: "facsimile-bare-name.txt")
    #expect(bare.temporaryPath.hasPrefix("./.facsimile-bare-name.txt."))
    bare.discard()
  }

  @Test("removeFile deletes a file, and minds none that is missing")
  func removes() {
    let path = folder.write("x", to: "a.txt")
    removeFile(path)
    removeFile(path)
    #expect(folder.contents.isEmpty)
  }

  @Test("checkWritable says beforehand what writing would say, and changes nothing")
  func checksWritable() throws {
    try checkWritable(folder.file("new.txt"))
    #expect(folder.contents.isEmpty)
    folder.write("old", to: "a.txt")
    try checkWritable(folder.file("a.txt"))
    #expect(text("a.txt") == "old")
    for path in [folder.path, folder.file("no/a.txt"), "/proc/a.txt"] {
      let writing = #expect(throws: FileError.self) { try writeFile([1], to: path) }
      let checking = #expect(throws: FileError.self) { try checkWritable(path) }
      #expect(checking == writing)
    }
    #expect(folder.contents == ["a.txt"])
  }

  @Test("what killed runs left is deleted, and nothing else")
  func leftovers() throws {
    let kept = [
      ".a.txt.b.1x.partial", ".a.txt.partial", ".a.txt.é.partial", ".a.txtx.1.partial", "a.txt", "a.txt.1.partial",
    ]
    for name in kept + [".a.txt.1abc9.partial", ".a.txt.0.partial"] { folder.write("x", to: name) }
    PendingFile.removeLeftovers(of: folder.file("a.txt"))
    #expect(folder.contents == kept.sorted())
    PendingFile.removeLeftovers(of: folder.file("gone/a.txt"))
  }

  @Test("a file that somebody makes now is no leftover")
  func alive() throws {
    let pending = try PendingFile(for: folder.file("a.txt"))
    PendingFile.removeLeftovers(of: folder.file("a.txt"))
    #expect(folder.contents.count == 1)
    try pending.append([1])
    try pending.commit()
    #expect(folder.contents == ["a.txt"])
    // The names that are deleted are those that are made.
    let name = pending.temporaryPath.split(separator: "/").last.map(String.init) ?? ""
    folder.write("x", to: name)
    PendingFile.removeLeftovers(of: folder.file("a.txt"))
    #expect(folder.contents == ["a.txt"])
  }

  @Test("what is there and no file is not replaced")
  func special() throws {
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: FileError.self) { try writeFile([1], to: pipe) }
    #expect(error?.reason.contains("no regular file") ?? false)
    #expect(folder.contents == ["pipe"])
  }

  @Test("a link is not replaced, wherever it leads")
  func links() throws {
    folder.write("old", to: "there")
    for (link, target) in [("link", folder.file("there")), ("dangling", folder.file("new")), ("folder", folder.path)] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
      let error = #expect(throws: FileError.self) { try writeFile([1], to: folder.file(link)) }
      #expect(error?.reason.hasPrefix("it is a link, which would be replaced") ?? false)
      #expect(throws: FileError.self) { try checkWritable(folder.file(link)) }
    }
    #expect(text("there") == "old" && folder.contents == ["dangling", "folder", "link", "there"])
    // A link to the folder is no matter.
    try writeFile([0x61], to: folder.file("folder/new"))
    #expect(text("new") == "a")
  }

  @Test("paths that name one file are told, be it there or not")
  func oneFile() throws {
    let folder = TemporaryFolder()
    let there = folder.write("a", to: "a")
    folder.write("b", to: "b")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: there)
    try FileManager.default.createSymbolicLink(atPath: folder.file("same"), withDestinationPath: folder.path)
    for name in ["a", "new"] {
      for other in [name, "./" + name, "same/" + name, "same/../\(folder.path.split(separator: "/").last!)/" + name] {
        #expect(nameOneFile(folder.file(name), folder.file(other)), "\(name), \(other)")
        #expect(nameOneFile(folder.file(other), folder.file(name)), "\(name), \(other)")
      }
    }
    #expect(nameOneFile(there, folder.file("link")))
    let different = [("a", "b"), ("a", "new"), ("new", "a"), ("new", "newer"), ("new", "gone/new"), ("x/y", "z/y")]
    for (one, other) in different {
      #expect(!nameOneFile(folder.file(one), folder.file(other)), "\(one), \(other)")
    }
    #expect(nameOneFile("/new file", "/../new file") && nameOneFile("new file", "./new file"))
  }
}
