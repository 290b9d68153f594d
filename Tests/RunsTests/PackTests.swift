import Features
import Files
import Foundation
import Imaging
import Options
import Photos
import Pyramid
import Storage
import TestSupport
import Testing

@testable import Runs

@Suite("packImages") struct PackTests {
  private let folder = TemporaryFolder()
  private let photos = Photos.fixtures + "/references"

  private func pack(
    _ path: String, to name: String = "images.h5", as contents: ImagePackContents = .encoded, threads: Int = 2
  ) async throws -> PackReport {
    try await packImages(at: path, to: folder.file(name), contents: contents, threads: threads)
  }

  private func store(of path: String, to name: String) async throws -> FeatureStore {
    _ = try await extractFeatures(
      of: path, to: folder.file(name), using: Extraction(ExtractionOptions(), threads: 2))
    return try FeatureStore(path: folder.file(name))
  }

  @Test("keeps the bytes of all files, by id")
  func encoded() async throws {
    let report = try await pack(photos)
    let entries = try listImages(at: photos)
    let pack = try ImagePack(path: folder.file("images.h5"))
    #expect(report.imageCount == entries.count && report.failures.isEmpty)
    #expect(report.byteCount == pack.byteCount)
    #expect(pack.names == entries.map(\.id))
    for (index, entry) in entries.enumerated() {
      #expect(try pack.bytes(at: index) == readFile(entry.path))
      #expect(try pack.imageSize(at: index) == GrayImage(contentsOf: entry.path).size)
    }
  }

  @Test("keeps squares that are the photos, resampled")
  func pixels() async throws {
    let report = try await pack(photos, as: .pixels(side: 32))
    let pack = try ImagePack(path: folder.file("images.h5"))
    #expect(report.byteCount == report.imageCount * 32 * 32 * 3)
    for (index, entry) in try listImages(at: photos).enumerated() {
      let photo = try ColorImage(contentsOf: entry.path)
      #expect(try pack.bytes(at: index) == photo.resampled(to: ImageSize(width: 32, height: 32)).pixels)
      #expect(pack.imageSize(at: index) == photo.size)
    }
  }

  /// A smooth WebP of 16 × 12, lossless, with EXIF orientation 6: upright it is 12 × 16, turned clockwise.
  private static let turned = """
    UklGRmAAAABXRUJQVlA4WAoAAAAIAAAADwAACwAAVlA4TB8AAAAvD8ACALmM6H/sIqL/ASEBYYT/dzV5II7/HxOAVGUXAEVYSUYaAAAATU0A\
    KgAAAAgAAQESAAMAAAABAAYAAAAAAAA=
    """

  @Test("sizes and squares are those of the upright photo")
  func orientation() async throws {
    let photo = folder.write(Array(try #require(Data(base64Encoded: Self.turned))), to: "turned.webp")
    for contents in [.encoded, .pixels(side: 2)] as [ImagePackContents] {
      _ = try await pack(photo, as: contents)
      #expect(try ImagePack(path: folder.file("images.h5")).imageSize(at: 0) == ImageSize(width: 12, height: 16))
    }
    // Of the picture as stored, red grows to the right: upright, it grows downwards. Green grows to the left.
    let square = try ImagePack(path: folder.file("images.h5")).bytes(at: 0)
    #expect(square[0] == square[3] && square[6] == square[9] && square[0] + 100 < square[6])
    #expect(square[1] == square[7] && square[4] == square[10] && square[1] > square[4] + 100)
  }

  @Test(
    "equal photos give equal bytes, whatever the number of threads",
    arguments: [.encoded, .pixels(side: 40)] as [ImagePackContents])
  func threads(contents: ImagePackContents) async throws {
    _ = try await pack(photos, to: "1.h5", as: contents, threads: 1)
    _ = try await pack(photos, to: "2.h5", as: contents, threads: 2)
    _ = try await pack(photos, to: "7.h5", as: contents, threads: 7)
    let bytes = try readFile(folder.file("1.h5"))
    #expect(try bytes == readFile(folder.file("2.h5")) && bytes == readFile(folder.file("7.h5")))
  }

  @Test("a store extracted from a pack is one from the folder in all but where the photos are and who named them")
  func extraction() async throws {
    _ = try await pack(photos)
    let one = try await store(of: folder.file("images.h5"), to: "a.h5")
    let other = try await store(of: photos, to: "b.h5")
    #expect(one.names == other.names && one.options == other.options && one.count > 0)
    #expect(one.naming == nil && other.naming == "auto")
    for index in 0..<one.count {
      #expect(try one.features(at: index) == other.features(at: index))
      #expect(one.imageBytes(at: index) != nil && one.imageBytes(at: index) == other.imageBytes(at: index))
      #expect(one.imagePath(at: index) == folder.file("images.h5") + "/" + one.names[index])
    }
  }

  @Test("a pack of a pack is the same, and squares are the same from either")
  func repacking() async throws {
    _ = try await pack(photos)
    _ = try await pack(folder.file("images.h5"), to: "again.h5")
    #expect(try readFile(folder.file("again.h5")) == readFile(folder.file("images.h5")))
    _ = try await pack(photos, to: "p.h5", as: .pixels(side: 24))
    _ = try await pack(folder.file("images.h5"), to: "q.h5", as: .pixels(side: 24))
    #expect(try readFile(folder.file("p.h5")) == readFile(folder.file("q.h5")))
    // Squares are no photos.
    await #expect(throws: InputError.onlySquares(path: folder.file("p.h5"))) {
      try await pack(folder.file("p.h5"), to: "r.h5")
    }
  }

  @Test("features of a pack of pixels are those of its squares")
  func squares() async throws {
    _ = try await pack(photos, as: .pixels(side: 200))
    let extraction = try Extraction(ExtractionOptions(), threads: 2)
    let entry = try listImages(at: photos)[2]
    let square = try ColorImage(contentsOf: entry.path).resampled(to: ImageSize(width: 200, height: 200))
    let file = folder.file("square.png")
    try square.write(to: file)
    let packed = try PhotoSet(path: folder.file("images.h5")).features(by: extraction)
    #expect(packed.ids[2] == entry.id)
    let views = try #require(try packed.read(2, mirrored: true).views)
    #expect(views.plain.imageSize == ImageSize(width: 200, height: 200))
    #expect(try views.plain == extraction.features(of: file))
    #expect(packed.canMirror && views.mirrored != nil)
    var small = DecodingOptions()
    small.maxPixels = 39_999
    let failures = try await Extraction(ExtractionOptions(), decoding: small, threads: 1).run(
      on: listImages(at: folder.file("images.h5"))
    ) { _, _ in Issue.record("squares have 40,000 pixels") }
    #expect(try #require(failures.first).input == "\(folder.file("images.h5"))/\(packed.ids[0])")
    #expect(try #require(failures.first).reason.hasPrefix("its 200 × 200"))
  }

  @Test("photos that can't be decoded are left out and named")
  func failures() async throws {
    let mixed = TemporaryFolder()
    let good = try listImages(at: photos)[0]
    let bytes = try readFile(good.path)
    mixed.write(bytes, to: "b.jpg")
    let text = mixed.write("text", to: "a.jpg")
    let cut = mixed.write(Array(bytes[..<(bytes.count / 2)]), to: "c.jpg")
    for contents in [.encoded, .pixels(side: 8)] as [ImagePackContents] {
      let report = try await pack(mixed.path, as: contents)
      #expect(report.imageCount == 1)
      #expect(report.failures.map(\.input) == [text, cut])
      #expect(
        report.failures.first?.reason == "it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image")
      #expect(try ImagePack(path: folder.file("images.h5")).names == ["b"])
    }
  }

  @Test("a photo that was damaged in its pack is skipped, by pack and id")
  func damagedPhoto() async throws {
    _ = try await pack(photos)
    let entries = try listImages(at: photos)
    var bytes = try readFile(folder.file("images.h5"))
    let photo = try readFile(entries[4].path)
    let place = try #require(bytes.firstRange(of: photo)).lowerBound
    bytes[place] = 0
    let damaged = folder.write(bytes, to: "damaged.h5")
    let report = try await extractFeatures(
      of: damaged, to: folder.file("f.h5"), using: Extraction(ExtractionOptions(), threads: 2))
    #expect(report.imageCount == entries.count - 1)
    let failure = try #require(report.failures.first)
    #expect(report.failures.count == 1 && failure.id == entries[4].id)
    #expect(failure.input == "\(damaged)/\(entries[4].id)" && failure.kind == .unusable)
    #expect(failure.reason.hasPrefix("\(damaged): image 4 (\(entries[4].id)): its bytes have changed: "))
  }

  @Test("a set of which no photo can be used, and a cancelled run, leave nothing")
  func nothingLeft() async throws {
    let broken = TemporaryFolder()
    broken.write("text", to: "a.jpg")
    await #expect(throws: InputError.self) { try await pack(broken.path) }
    let (photos, output) = (photos, folder.file("images.h5"))
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await packImages(at: photos, to: output, contents: .encoded, threads: 2)
    }
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(folder.contents == [])
  }

  @Test("settings out of range are named", arguments: [0, 16_385])
  func settings(side: Int) async {
    let requirement = "a number of pixels from 1 to 16384"
    await #expect(throws: OptionsError("ImagePackContents.pixels.side", side, mustBe: requirement)) {
      try await pack(photos, as: .pixels(side: side))
    }
    await #expect(throws: OptionsError("threads", 0, mustBe: "at least 1")) { try await pack(photos, threads: 0) }
  }

  @Test("a store is no list of images, and an empty pack has none")
  func otherStores() async throws {
    _ = try await store(of: photos, to: "f.h5")
    let error = #expect(throws: StoreError.self) { try listImages(at: folder.file("f.h5")) }
    #expect(error?.description == "\(folder.file("f.h5")) is a feature store, but must be an image pack")
    let empty = folder.file("empty.h5")
    try ImagePackWriter(path: empty, contents: .encoded, imageCount: 0).finish()
    #expect(throws: InputError.noImages(path: empty)) { try listImages(at: empty) }
  }

  @Test("what a source is changes with the pack's file")
  func identity() async throws {
    let extraction = try Extraction(ExtractionOptions(), threads: 1)
    func identity() throws -> String {
      try PhotoSet(path: folder.file("images.h5")).features(by: extraction).identity()
    }
    _ = try await pack(photos)
    let first = try identity()
    #expect(try identity() == first)
    _ = try await pack(photos, as: .pixels(side: 16))
    #expect(try identity() != first)
  }
}
