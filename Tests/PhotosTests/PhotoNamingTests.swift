import Foundation
import Names
import TestSupport
import Testing

@testable import Photos

@Suite("PhotoNaming") struct PhotoNamingTests {
  /// The ids by the photos' names.
  private func ids(_ names: [String], by naming: PhotoNaming = .auto) throws -> [String: String] {
    let photos = names.map { UnnamedPhoto(path: "/photos/" + $0, name: $0) }
    let entries = try NamedPhotos(photos, by: naming).entries
    #expect(
      entries.map(\.id) == entries.map(\.id).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) })
    return Dictionary(uniqueKeysWithValues: entries.map { (String($0.path.dropFirst(8)), $0.id) })
  }

  @Test("a stem that names one photo is its id; those that clash are called by their paths, whatever their order")
  func auto() throws {
    let expected = ["a/x.jpg": "a/x.jpg", "b/x.jpg": "b/x.jpg", "c/y.jpg": "y", "z.jpg": "z.jpg", "z.png": "z.png"]
    #expect(try ids(Array(expected.keys.sorted())) == expected)
    #expect(try ids(Array(expected.keys.sorted().reversed())) == expected)
    let photos = expected.keys.sorted().map { UnnamedPhoto(path: $0, name: $0) }
    #expect(try NamedPhotos(photos, by: .auto).ambiguousCount == 4)
  }

  @Test("a path that is another photo's stem makes that one be called by its path, too")
  func chain() throws {
    #expect(
      try ids(["x.jpg", "x.png", "a/x.jpg.gif", "x.jpg.gif.tif"])
        == ["x.jpg": "x.jpg", "x.png": "x.png", "a/x.jpg.gif": "a/x.jpg.gif", "x.jpg.gif.tif": "x.jpg.gif"])
    #expect(
      try ids(["x.jpg", "x.png", "x.jpg.gif", "x.jpg.gif.tif"])
        == ["x.jpg": "x.jpg", "x.png": "x.png", "x.jpg.gif": "x.jpg.gif", "x.jpg.gif.tif": "x.jpg.gif.tif"])
  }

  @Test("names that differ only in how Unicode writes a letter stay apart")
  func normalization() throws {
    let names = ["\u{E9}.jpg", "e\u{301}.jpg"]
    let photos = names.map { UnnamedPhoto(path: $0, name: $0) }
    for (naming, expected) in [
      (PhotoNaming.auto, ["e\u{301}", "\u{E9}"]), (.stem, ["e\u{301}", "\u{E9}"]),
      (.path, ["e\u{301}.jpg", "\u{E9}.jpg"]),
    ] {
      let entries = try NamedPhotos(photos, by: naming).entries
      #expect(entries.map { ExactName($0.id) } == expected.exactNames, "\(naming)")
    }
  }

  @Test("by path, all are called by their paths; by stem, two of one stem are refused with both paths")
  func others() throws {
    let names = ["b/x.jpg", "y.jpg", "a/x.jpg"]
    #expect(try ids(names, by: .path) == Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
    let error = #expect(throws: InputError.sameID(id: "x", first: "/photos/b/x.jpg", second: "/photos/a/x.jpg")) {
      try ids(names, by: .stem)
    }
    #expect(error?.description.contains("--ids") ?? false)
    #expect(try ids(["a/x.jpg", "y.jpg"], by: .stem) == ["a/x.jpg": "x", "y.jpg": "y"])
  }

  @Test("paths are those below the folder, as the list has them, or a photo's own name")
  func paths() throws {
    let folder = TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("in/a"), withIntermediateDirectories: true)
    folder.write("x", to: "in/a/x.jpg")
    func ids(_ path: String) throws -> [String] { try listImages(at: path, ids: .path).map(\.id) }
    #expect(try ids(folder.path) == ["in/a/x.jpg"])
    #expect(try ids(folder.file("in/")) == ["a/x.jpg"])
    #expect(try ids(folder.file("in/a/x.jpg")) == ["x.jpg"])
    let list = folder.write("./in/a/x.jpg\n/gone/y.jpg\n", to: "list.txt")
    #expect(try ids(list) == ["/gone/y.jpg", "in/a/x.jpg"])
    #expect(try ImageListing(at: list, ids: .path).naming == .path)
  }
}
