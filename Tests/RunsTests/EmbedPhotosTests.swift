import Files
import Foundation
import GlobalDescriptors
import Imaging
import Photos
import Storage
import TestSupport
import Testing
import Vectors

@testable import Runs

@Suite("embedPhotos") struct EmbedPhotosTests {
  private let folder = TemporaryFolder()
  private let photos = Photos.fixtures + "/references"

  /// Mean colour of a photo less 128, so that a grey one has nothing.
  private struct MeanColor: GlobalDescriptorExtractor {
    let model = VectorModel("mean")
    let dimension = 3

    func vector(of photo: ColorImage) -> [Float] {
      (0..<3).map { channel in
        let values = stride(from: channel, to: photo.pixels.count, by: 3).map { Float(photo.pixels[$0]) }
        return values.reduce(0, +) / Float(values.count) - 128
      }
    }
  }

  private func picture(_ name: String, _ color: RGB) throws {
    try ColorImage(width: 4, height: 2, filledWith: color).write(to: folder.file(name))
  }

  @Test("keeps a vector of each photo by id, with what made them, in equal bytes for any number of threads")
  func fixtures() async throws {
    let gist = GIST()
    for (name, threads) in [("one.h5", 1), ("three.h5", 3)] {
      let report = try await embedPhotos(at: photos, to: folder.file(name), by: gist, threads: threads)
      #expect(report.imageCount == 18 && report.failures.isEmpty && report.failureList == nil)
    }
    #expect(try readFile(folder.file("one.h5")) == readFile(folder.file("three.h5")))
    let vectors = try VectorFile(path: folder.file("one.h5")).vectors()
    let entries = try listImages(at: photos)
    #expect(vectors.ids == entries.map(\.id) && vectors.model == VectorModel("gist") && vectors.dimension == 960)
    #expect(try Array(vectors[7]) == gist.vector(of: ColorImage(contentsOf: entries[7].path)))
    let manifest = try #require(try RunManifest(besideOutput: folder.file("one.h5")))
    #expect(
      manifest.command == "embed" && manifest.models == [VectorModel("gist")] && manifest.counts == ["images": 18])
  }

  @Test("finds in a pack what it finds in the folder")
  func packed() async throws {
    let pack = folder.file("p.h5")
    _ = try await packImages(at: photos, to: pack, contents: .encoded, threads: 2)
    for (path, name) in [(photos, "a.h5"), (pack, "b.h5")] {
      _ = try await embedPhotos(at: path, to: folder.file(name), by: MeanColor(), threads: 2)
    }
    #expect(try readFile(folder.file("a.h5")) == readFile(folder.file("b.h5")))
  }

  @Test("lists what can't be used and what has nothing to describe, by kind")
  func failures() async throws {
    try picture("red.png", RGB(228, 28, 128))
    try picture("gray.png", RGB(128, 128, 128))
    folder.write("no picture", to: "broken.jpg")
    let output = folder.file("v.h5")
    let report = try await embedPhotos(at: folder.path, to: output, by: MeanColor(), threads: 2)
    let vectors = try VectorFile(path: output).vectors()
    #expect(vectors.ids == ["gray", "red"] && vectors.values == [0, 0, 0, 100, -100, 0])
    #expect(report.failures.map(\.kind) == [.unusable, .featureless])
    #expect(report.failures.map { $0.id } == ["broken", "gray"])
    #expect(report.failureList == output + ".failures.csv")
  }

  private func bytes(_ name: String) -> [[UInt8]?] {
    ["", ".manifest.json", ".failures.csv"].map { try? readFile(folder.file(name) + $0) }
  }

  @Test("shards, merged, are the files of one run; no photo of another shard is opened", arguments: [2, 7])
  func shards(count: Int) async throws {
    let photos = TemporaryFolder()
    for index in 0..<9 {
      let path = photos.file("\(index).png")
      try ColorImage(width: 4, height: 2, filledWith: RGB(UInt8(28 * index), 128, 128)).write(to: path)
    }
    try ColorImage(width: 4, height: 2, filledWith: RGB(128, 128, 128)).write(to: photos.file("gray.png"))
    photos.write("no picture", to: "broken.jpg")
    let names = photos.contents
    let list = folder.write(names.map(photos.file).joined(separator: "\n"), to: "list.txt")
    let views = try PhotoViews(parsing: "full,center")
    let whole = try await embedPhotos(at: list, to: folder.file("whole.h5"), by: MeanColor(), views: views, threads: 2)
    #expect(whole.imageCount == 10 && whole.failures.map(\.kind) == [.unusable, .featureless])
    var parts: [String] = []
    for number in 1...count {
      let shard = try Shard(number, of: count)
      // What others have is elsewhere.
      let others = try listImages(at: list).filter { !shard.contains($0.id) }.map(\.path)
      for path in others { try FileManager.default.moveItem(atPath: path, toPath: path + ".away") }
      let part = folder.file("part-\(number).h5")
      let report = try await embedPhotos(at: list, to: part, by: MeanColor(), views: views, shard: shard, threads: 2)
      for path in others { try FileManager.default.moveItem(atPath: path + ".away", toPath: path) }
      #expect(try VectorFile(path: part).names.allSatisfy(shard.contains))
      #expect(report.failures.allSatisfy { shard.contains($0.id ?? "") })
      #expect(try RunManifest(besideOutput: part)?.shard == "\(number)/\(count)")
      parts.append(part)
    }
    let report = try mergeVectors(of: parts.reversed(), to: folder.file("merged.h5"))
    #expect(report.imageCount == 10 && report.failures == whole.failures && report.withoutManifest.isEmpty)
    #expect(bytes("merged.h5") == bytes("whole.h5") && bytes("whole.h5")[2] != nil)

    let few = Array(parts.dropFirst())
    #expect(throws: MergeError.missingShards(missing: ["1/\(count)"], paths: few)) {
      try mergeVectors(of: few, to: folder.file("x.h5"))
    }
    #expect(!folder.contents.contains("x.h5"))
  }

  @Test("a shard without usable photos is a vector file; where all are bad, merge refuses as one run does")
  func badShards() async throws {
    let photos = TemporaryFolder()
    photos.write("no picture", to: "broken.jpg")
    var parts: [String] = []
    for number in 1...2 {
      let part = folder.file("part-\(number).h5")
      _ = try await embedPhotos(at: photos.path, to: part, by: GIST(), shard: Shard(number, of: 2), threads: 2)
      let file = try VectorFile(path: part)
      #expect(file.count == 0 && file.dimension == 960)
      parts.append(part)
    }
    let manifests = try parts.map { try #require(try RunManifest(besideOutput: $0)) }
    #expect(manifests.map(\.failures.count).sorted() == [0, 1])
    #expect(manifests.allSatisfy { $0.inputs["images"]?.count == 1 })
    let before = folder.contents
    let error = #expect(throws: MergeError.self) { try mergeVectors(of: parts, to: folder.file("x.h5")) }
    #expect(error?.description.contains("none of the 1 images of all shards could be used") == true)
    #expect(folder.contents == before)
  }

  @Test("writes nothing where no photo can be used, and of squares")
  func refusals() async throws {
    let broken = folder.write("no picture", to: "broken.jpg")
    let pack = folder.file("squares.h5")
    _ = try await packImages(at: photos, to: pack, contents: .pixels(side: 16), threads: 2)
    let before = folder.contents
    for path in [broken, pack] {
      await #expect(throws: InputError.self) {
        try await embedPhotos(at: path, to: folder.file("v.h5"), by: MeanColor(), threads: 2)
      }
      #expect(folder.contents == before)
    }
  }
}
