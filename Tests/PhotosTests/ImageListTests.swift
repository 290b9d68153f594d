import Files
import Foundation
import Photos
import TestSupport
import Testing

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
    folder.write(Self.jpegStart, to: "a.png")
    folder.write(Self.jpegStart, to: "a.jpg")
    #expect(throws: InputError.sameID(id: "a", first: folder.file("a.jpg"), second: folder.file("a.png"))) {
      try listImages(at: folder.path)
    }
  }

  @Test("a link to nowhere that is named like an image is listed, so that it gets reported")
  func danglingLink() throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file("gone.jpg"), withDestinationPath: "/nowhere")
    #expect(try listImages(at: folder.path).map(\.id) == ["gone"])
  }
}
