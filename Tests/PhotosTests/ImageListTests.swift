import Files
import Foundation
import TestSupport
import Testing

@testable import Photos

@Suite("listImages") struct ImageListTests {
  let folder = TemporaryFolder()
  static let jpegStart: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  @Test("takes files that are named like images or begin like one, at any depth, sorted by id")
  func folders() throws {
    try FileManager.default.createDirectory(atPath: folder.file("deep/deeper"), withIntermediateDirectories: true)
    folder.write("no image inside", to: "b.JPG")
    folder.write(Self.jpegStart, to: "a")
    folder.write(Self.jpegStart, to: "deep/deeper/c.dat")
    folder.write("id,path", to: "list.csv")
    folder.write("hidden", to: ".d.jpg")
    #expect(try listImages(at: folder.path).map(\.id) == ["a", "b", "c"])
    #expect(try listImages(at: folder.path + "/").map(\.path) == listImages(at: folder.path).map(\.path))
  }

  @Test("an id is the name without folder and extension")
  func ids() {
    #expect(ImageEntry(path: "x/y.z/photo.v2.jpg").id == "photo.v2")
    #expect(ImageEntry(path: "photo").id == "photo")
    #expect(ImageEntry(path: ".jpg").id == ".jpg")
  }

  @Test("reads a list of paths, relative to the list, without blank lines and comments")
  func list() throws {
    let list = folder.write("# mine\n\nb.jpg\r\n  sub/a.png  \n/abs/c.webp\n", to: "list.txt")
    #expect(
      try listImages(at: list).map(\.path) == [folder.file("sub/a.png"), folder.file("b.jpg"), "/abs/c.webp"])
  }

  @Test("one image stands for itself")
  func single() throws {
    #expect(try listImages(at: folder.write(Self.jpegStart, to: "one.bin")).map(\.id) == ["one"])
    #expect(try listImages(at: folder.write("", to: "empty.jpg")).map(\.id) == ["empty"])
  }

  @Test("says what is wrong with a path")
  func refusals() throws {
    #expect(throws: InputError.missing(path: "/nowhere")) { try listImages(at: "/nowhere") }
    #expect(throws: InputError.noImages(path: folder.path)) { try listImages(at: folder.path) }
    let list = folder.write("# nothing\n", to: "list.txt")
    #expect(throws: InputError.noImages(path: list)) { try listImages(at: list) }
    let binary = folder.write([0, 1, 2, 0xFF], to: "data.bin")
    #expect(throws: InputError.neitherImageNorList(path: binary)) { try listImages(at: binary) }
  }

  @Test("a link to nowhere that is named like an image is listed, so that it gets reported")
  func danglingLink() throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file("gone.jpg"), withDestinationPath: "/nowhere")
    #expect(try listImages(at: folder.path).map(\.id) == ["gone"])
  }

  // MARK: Links, pipes, folders

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
  }

  private func notes(_ path: String) throws -> [String] { try ImageListing(at: path).notes }

  @Test("a folder that links to itself has an end, and each real folder is searched once", .timeLimit(.minutes(1)))
  func linksToItself() throws {
    try makeFolder("a/b")
    folder.write(Self.jpegStart, to: "a/b/x.jpg")
    for name in ["l1", "l2", "a/up", "a/b/top"] { try link(name, to: name == "a/up" ? ".." : folder.path) }
    try link("0", to: "a/b")
    #expect(try listImages(at: folder.path).map(\.path) == [folder.file("a/b/x.jpg")])
    #expect(
      try notes(folder.path) == [
        "\(folder.path): 5 names passed over (links to what is there under another name: 5)"
      ])
    // Through a link, too.
    #expect(try listImages(at: folder.file("l1")).map(\.path) == [folder.file("l1/a/b/x.jpg")])
  }

  @Test(
    "links lead out of the folder, once; a photo is called by its own place, and by one link where it has none there")
  func links() throws {
    let outside = TemporaryFolder()
    try FileManager.default.createDirectory(atPath: outside.file("deep"), withIntermediateDirectories: true)
    outside.write(Self.jpegStart, to: "deep/out.jpg")
    outside.write(Self.jpegStart, to: "single.jpg")
    try makeFolder("z")
    folder.write(Self.jpegStart, to: "z/own.jpg")
    try FileManager.default.linkItem(atPath: folder.file("z/own.jpg"), toPath: folder.file("z/hard.jpg"))
    try link("a.jpg", to: "z/own.jpg")
    try link("b.jpg", to: outside.file("single.jpg"))
    try link("c.jpg", to: outside.file("single.jpg"))
    try link("d", to: outside.path)
    try link("e", to: outside.file("deep"))
    #expect(
      try listImages(at: folder.path).map(\.path)
        == ["b.jpg", "z/hard.jpg", "d/deep/out.jpg", "z/own.jpg"].map(folder.file).sorted {
          ImageEntry(path: $0).id < ImageEntry(path: $1).id
        })
    #expect(
      try notes(folder.path) == [
        "\(folder.path): 4 names passed over (links to what is there under another name: 4)"
      ])
  }

  @Test(
    "what is named like an image and is a pipe or a link to nowhere is listed, with the reason, and never waited for")
  func unreadable() throws {
    #expect(mkfifo(folder.file("pipe.jpg"), 0o600) == 0 && mkfifo(folder.file("pipe"), 0o600) == 0)
    try link("gone.png", to: "/nowhere")
    try link("loop.png", to: "loop.png")
    try link("gone", to: "/nowhere")
    let entries = try listImages(at: folder.path)
    #expect(entries.map(\.id) == ["gone", "loop", "pipe"])
    let reasons = entries.map { entry in
      let error = #expect(throws: (any Error).self) { try entry.encodedBytes() }
      return error.map { Failure(entry, $0).reason } ?? ""
    }
    #expect(
      reasons == [
        "it can't be read: it is a link that leads to no file", "it can't be read: it is a link that leads to no file",
        "it can't be read: it is a pipe, a socket or a device, not a file",
      ])
    #expect(try notes(folder.path) == ["\(folder.path): 2 names passed over (no images: 2)"])
  }

  @Test("a folder within that can't be read is a failure, not the end", .enabled(if: geteuid() != 0, "root reads all"))
  func lockedFolder() throws {
    try makeFolder("locked")
    folder.write(Self.jpegStart, to: "a.jpg")
    chmod(folder.file("locked"), 0)
    defer { chmod(folder.file("locked"), 0o700) }
    #expect(try listImages(at: folder.path).map(\.id) == ["a", "locked"])
  }

  @Test("hidden files and what is no image are passed over, and counted")
  func passedOver() throws {
    for name in ["a.jpg", "notes.txt", "data.csv", ".DS_Store", "._a.jpg"] { folder.write("x", to: name) }
    #expect(try listImages(at: folder.path).map(\.id) == ["a"])
    #expect(try notes(folder.path) == ["\(folder.path): 4 names passed over (no images: 2; hidden: 2)"])
  }

  @Test("a cancelled search of a folder, and of a list, ends")
  func cancelled() async throws {
    for name in ["a.jpg", "b.jpg"] { folder.write(Self.jpegStart, to: name) }
    let list = folder.write("a.jpg\nb.jpg\n", to: "list.txt")
    for path in [folder.path, list] {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try listImages(at: path)
      }
      await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
  }

  // MARK: Names

  @Test(
    "a name that is no UTF-8 is found in folders and lists, and opened by its bytes; its text tells it from its look-alike"
  )
  func bytes() throws {
    let bytes = Array((folder.path + "/latin").utf8) + [0xE9, 0xFF] + Array(".jpg".utf8)
    for path in [bytes, Array(folder.file(#"latin\xe9\xff.jpg"#).utf8)] {
      let file = try #require(fopen(path.map { CChar(bitPattern: $0) } + [0], "w"))
      fwrite(Self.jpegStart + [UInt8(truncatingIfNeeded: path.count)], 1, 5, file)
      fclose(file)
    }
    func lastBytes(_ entries: [ImageEntry]) throws -> [UInt8?] { try entries.map { try $0.encodedBytes().last } }
    let found = try listImages(at: folder.path)
    #expect(found.map(\.id) == [#"latin\x5cxe9\x5cxff"#, #"latin\xe9\xff"#])
    let ends = [bytes.count + 6, bytes.count].map { UInt8($0) }
    #expect(try lastBytes(found) == ends)
    let lines = [Array(#"latin\x5cxe9\x5cxff.jpg"#.utf8), bytes.suffix(11)]
    let listed = try listImages(at: folder.write(Array(lines.joined(separator: [10])), to: "list.txt"))
    #expect(listed == found.map { ImageEntry(path: $0.path) })
    #expect(try lastBytes(listed) == ends)
    let escaped = try listImages(at: folder.write(#"latin\xe9\xff.jpg"#, to: "list.txt"))
    #expect(try lastBytes(escaped) == [ends[1]])
  }

  // MARK: Lists

  @Test("a byte order mark is no part of the first path", arguments: ["\n", "\r\n", "\r"])
  func byteOrderMark(lineEnd: String) throws {
    for name in ["a.jpg", "b.jpg"] { folder.write(Self.jpegStart, to: name) }
    let list = folder.write("\u{FEFF}a.jpg\(lineEnd)\(lineEnd)b.jpg\(lineEnd)", to: "list.txt")
    #expect(try listImages(at: list).map(\.path) == [folder.file("a.jpg"), folder.file("b.jpg")])
  }

  @Test("a list in UTF-16 is named as such, with a byte order mark or without")
  func utf16() throws {
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
      let list = folder.write(Array(try #require("a.jpg\nb.jpg\n".data(using: encoding))), to: "list.txt")
      let error = #expect(throws: InputError.listInUTF16(path: list)) { try listImages(at: list) }
      #expect(error?.description.contains("UTF-8") ?? false)
    }
  }

  @Test(
    "a table or a row of paths in place of a list is named as such, with its line",
    arguments: [
      ("# mine\nquery_id,reference_id\nq,r\n", 2, "commas"), ("a.jpg;b.jpg;c.jpg", 1, "semicolons"),
      ("x.jpg\na.jpg\tdog\n", 2, "tabs"), ("\"a.jpg\"\n\"b.jpg\"\n", 1, "quotes"),
    ])
  func tables(text: String, line: Int, separator: String) throws {
    for name in ["a.jpg", "b.jpg", "a,b;c.jpg"] { folder.write(Self.jpegStart, to: name) }
    let list = folder.write(text, to: "list.txt")
    let error = #expect(throws: InputError.severalFields(path: list, line: line, separator: separator)) {
      try listImages(at: list)
    }
    #expect(error?.description.hasSuffix("a list of images has one path a line and nothing else") ?? false)
    // A comma is no fault of a name.
    #expect(try listImages(at: folder.write("a,b;c.jpg\ngone,too.jpg\n", to: "list.txt")).count == 2)
  }

  @Test("a photo that a list names twice, by a link or another way round, is one photo, by its first name")
  func repeated() throws {
    try makeFolder("sub")
    folder.write(Self.jpegStart, to: "a.jpg")
    try link("l.jpg", to: "a.jpg")
    let list = folder.write("sub/../a.jpg\na.jpg\n./a.jpg\nl.jpg\ngone.jpg\ngone.jpg\n", to: "list.txt")
    #expect(try listImages(at: list).map(\.path) == [folder.file("sub/../a.jpg"), folder.file("gone.jpg")])
    #expect(try notes(list) == ["\(list): 4 of its lines name photos that lines before have named"])
  }
}
