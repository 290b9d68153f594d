import Copies
import Features
import Files
import Foundation
import Imaging
import Photos
import TestSupport
import Testing

@testable import Inspection

@Suite("PhotoPictures") struct PhotoPicturesTests {
  let folder = TemporaryFolder()

  private func extraction() throws -> Extraction { try FixtureRun.extraction(.orb) }

  private func photos() throws -> any FeatureSource {
    try PhotoSet(path: folder.file("photos")).features(by: extraction())
  }

  /// Photos of known shape in `photos`, red above and blue below; the last is turned by its EXIF.
  private func write() throws {
    try FileManager.default.createDirectory(atPath: folder.file("photos"), withIntermediateDirectories: true)
    for (name, width, height) in [("wide", 300, 100), ("tall", 50, 400), ("tiny", 7, 3)] {
      var image = ColorImage(width: width, height: height, filledWith: RGB(200, 20, 20))
      for y in height / 2..<height { for x in 0..<width { image[x, y] = RGB(20, 20, 200) } }
      try image.write(to: folder.file("photos/\(name).png"))
    }
    var image = ColorImage(width: 200, height: 100, filledWith: RGB(200, 20, 20))
    for y in 0..<100 { for x in 100..<200 { image[x, y] = RGB(20, 20, 200) } }
    // To be turned clockwise by a quarter: left becomes above.
    let turned = withOrientation(6, try image.encoded(as: .jpeg(quality: 95)))
    folder.write(turned, to: "photos/turned.jpg")
  }

  private func withOrientation(_ value: UInt8, _ jpeg: [UInt8]) -> [UInt8] {
    let block =
      Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0]
    let length = UInt16(block.count + 2)
    return jpeg.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + block + jpeg.dropFirst(2)
  }

  private func size(_ picture: PhotoPictures.Picture) throws -> ColorImage {
    try ColorImage.decode(picture.jpeg, name: "picture").image
  }

  @Test("are as long as was asked for, and never longer than the photo")
  func sizes() throws {
    try write()
    let photos = try photos()
    let pictures = PhotoPictures(queries: photos, references: photos)
    for (id, side, width, height) in [
      ("wide", 104, 104, 35), ("wide", 1600, 300, 100), ("tall", 104, 13, 104), ("tiny", 104, 7, 3), ("tiny", 1, 1, 1),
      ("turned", 104, 52, 104), ("turned", 1600, 100, 200),
    ] {
      let image = try size(try pictures.picture(of: .query, id: id, side: side))
      #expect(image.width == width && image.height == height, "\(id), \(side): \(image.size)")
      guard min(width, height) > 10 else { continue }
      // Upright: red above blue.
      let (above, below) = (image[width / 2, height / 4], image[width / 2, 3 * height / 4])
      #expect(above.red > 150 && above.blue < 80 && below.blue > 150 && below.red < 80, "\(id), \(side)")
    }
  }

  @Test("hold nothing that the file says beside its pixels")
  func metadata() throws {
    try write()
    let photos = try photos()
    let picture = try PhotoPictures(queries: photos, references: photos).picture(of: .query, id: "turned", side: 1600)
    #expect(Data(picture.jpeg).range(of: Data("Exif".utf8)) == nil)
  }

  @Test("have a tag that changes with what is seen")
  func etags() throws {
    try write()
    let photos = try photos()
    let pictures = PhotoPictures(queries: photos, references: photos)
    let first = try pictures.picture(of: .query, id: "wide", side: 104)
    #expect(first.etag.wholeMatch(of: /"[0-9a-f]{16}"/) != nil)
    #expect(try pictures.picture(of: .reference, id: "wide", side: 104).etag == first.etag)
    #expect(try pictures.picture(of: .query, id: "wide", side: 105).etag != first.etag)
    // Another photo has taken its place: it is the one that is shown.
    try ColorImage(width: 300, height: 90, filledWith: RGB(0, 200, 0)).write(to: folder.file("photos/wide.png"))
    let changed = try pictures.picture(of: .query, id: "wide", side: 104)
    let shown = try size(changed)
    #expect(changed.etag != first.etag && shown[5, 5].green > 150)
  }

  @Test("say which photo is gone, unreadable, unknown, or known by its features alone")
  func failures() throws {
    try write()
    let photos = try photos()
    let stored = HeldFeatures(
      ids: ["wide", "other"],
      features: [FeatureSet](repeating: try photos.read(0, mirrored: false).views!.plain, count: 2),
      options: photos.options)
    let pictures = PhotoPictures(queries: photos, references: stored)
    #expect(throws: UnknownPhotoOfPair(id: "<b>")) { try pictures.picture(of: .query, id: "<b>", side: 104) }
    #expect(throws: PhotoNotAtHand.self) { try pictures.picture(of: .reference, id: "wide", side: 104) }
    _ = try pictures.picture(of: .query, id: "tall", side: 104)
    removeFile(folder.file("photos/tall.png"))
    #expect(throws: ImageError.self) { try pictures.picture(of: .query, id: "tall", side: 104) }
    folder.write("no picture", to: "photos/tiny.png")
    #expect(throws: ImageError.self) { try pictures.picture(of: .query, id: "tiny", side: 104) }
    // With the photos beside them.
    let listed = PhotoPictures(
      queries: photos, references: stored,
      entries: PhotoEntries([
        try ImageListing(at: folder.file("photos/wide.png")), try ImageListing(at: folder.file("photos")),
      ]))
    #expect(try size(try listed.picture(of: .reference, id: "wide", side: 104)).width == 104)
    #expect(throws: PhotoNotAtHand.self) { try listed.picture(of: .reference, id: "other", side: 104) }
  }

  @Test("take no more memory than they may, those that were shown last staying")
  func bounds() throws {
    let set = try PhotoSet(path: Photos.fixtures + "/references").features(by: extraction())
    let pictures = PhotoPictures(queries: set, references: set, keptBytes: 20_000)
    for id in set.ids {
      let picture = try pictures.picture(of: .reference, id: id, side: 104)
      #expect(pictures.keptBytes <= 20_000 && pictures.keptBytes >= min(picture.jpeg.count, 20_000))
    }
    let none = PhotoPictures(queries: set, references: set, keptBytes: 0)
    #expect(try none.picture(of: .query, id: set.ids[0], side: 104).jpeg.count > 500 && none.keptBytes == 0)
  }

  @Test("of several tasks at once are the same")
  func atOnce() async throws {
    let set = try PhotoSet(path: Photos.fixtures + "/references").features(by: extraction())
    let pictures = PhotoPictures(queries: set, references: set, keptBytes: 30_000)
    let tags = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask { try set.ids.prefix(10).map { try pictures.picture(of: .query, id: $0, side: 104).etag } }
      }
      return try await group.reduce(into: Set<[String]>()) { $0.insert($1) }
    }
    #expect(tags.count == 1)
  }
}
