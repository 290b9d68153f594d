import Files
import Imaging
import TestSupport
import Testing

@testable import Storage

@Suite("ImagePackWriter") struct ImagePackWriterTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("images.h5") }

  @Test(
    "an unfinished writer leaves nothing, and an older file as it was",
    arguments: [.encoded, .pixels(side: 8)] as [ImagePackContents], [0, 1, 300])
  func unfinished(contents: ImagePackContents, imageCount: Int) throws {
    folder.write("older", to: "images.h5")
    do {
      let writer = try ImagePackWriter(path: path, contents: contents, imageCount: 300)
      for image in SamplePack(contents, imageCount: imageCount).images {
        try writer.append(name: image.name, size: image.size, bytes: image.bytes)
      }
      #expect(folder.contents.count == 2)
    }
    #expect(folder.contents == ["images.h5"])
    #expect(try readFile(path) == Array("older".utf8))
  }

  @Test("refuses what it could not give back, and leaves nothing")
  func refusesImages() throws {
    func message(_ name: String, _ size: ImageSize) throws -> String {
      let writer = try ImagePackWriter(path: path, contents: .encoded, imageCount: 2)
      try writer.append(name: "first", size: ImageSize(width: 1, height: 1), bytes: [1])
      let error = try #require(throws: StoreError.self) { try writer.append(name: name, size: size, bytes: [2]) }
      #expect(folder.contents.isEmpty)
      // Of no use any more, but harmless.
      #expect(throws: StoreError.self) {
        try writer.append(name: "next", size: ImageSize(width: 1, height: 1), bytes: [3])
      }
      #expect(throws: StoreError.self) { try writer.finish() }
      return error.description
    }
    let size = ImageSize(width: 640, height: 480)
    #expect(try message("", size) == "\(path): image 1 (): its name must be 1 to 4096 bytes long and without zeros")
    #expect(try message("a\0b", size).contains("without zeros"))
  }

  @Test("says why a pack can't be made")
  func unwritable() throws {
    let missing = folder.file("no/images.h5")
    let error = try #require(throws: StoreError.self) {
      try ImagePackWriter(path: missing, contents: .pixels(side: 4), imageCount: 1)
    }
    #expect(error.description == "cannot write \(missing): the folder \(folder.file("no")) does not exist")
  }

  @Test("takes little more room than the bytes, also where fewer images come than were said", arguments: [1, 40])
  func room(imageCount: Int) throws {
    try SamplePack(.pixels(side: 16), imageCount: imageCount).write(to: path)
    #expect(try readFile(path).count < imageCount * 768 + 16_384)
    try SamplePack(.encoded, imageCount: imageCount).write(to: path)
    #expect(try readFile(path).count < imageCount * 350 + 16_384)
    let writer = try ImagePackWriter(path: path, contents: .pixels(side: 16), imageCount: 1000)
    for image in SamplePack(.pixels(side: 16), imageCount: imageCount).images {
      try writer.append(name: image.name, size: image.size, bytes: image.bytes)
    }
    try writer.finish()
    // A whole chunk, of which the rest is unused.
    #expect(try readFile(path).count < 100 * 768 + 16_384)
  }
}
