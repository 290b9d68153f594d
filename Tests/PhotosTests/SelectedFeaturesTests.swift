import Features
import Foundation
import TestSupport
import Testing

@testable import Photos

private struct StoredPhoto {
  let path: String
  let bytes: Int?
}

/// A set that knows where its photos are, and nothing else.
private struct FilesAlone: FeatureSource {
  let photos: [StoredPhoto]

  init(_ photos: [StoredPhoto]) { self.photos = photos }

  var path: String { "store.h5" }
  var ids: [String] { photos.indices.map { "\($0)" } }
  var options: ExtractionOptions { ExtractionOptions() }
  var files: [String] { [] }
  var canMirror: Bool { false }
  func read(_ index: Int, mirrored: Bool) throws -> PhotoReading {
    .skipped(Failure(input: photos[index].path, reason: "nothing is there"))
  }
  func file(of index: Int) -> PhotoFile { PhotoFile(path: photos[index].path, bytes: photos[index].bytes) }
  func fingerprint(of index: Int) -> UInt64 { UInt64(index) }
}

@Suite("SelectedFeatures") struct SelectedFeaturesTests {
  static func set(_ ids: [String], path: String = "memory") -> HeldFeatures {
    HeldFeatures(
      ids: ids, features: ids.indices.map { randomFeatures(.binary256, count: $0 + 1, seed: 1) },
      options: ExtractionOptions(), path: path)
  }

  @Test("reads what it has selected, in the order of the set, and holds only that")
  func selection() async throws {
    let set = Self.set(["a", "b", "c", "d"])
    let selected = SelectedFeatures(set, places: [3, 1])
    #expect(selected.ids == ["b", "d"] && selected.count == 2)
    #expect(selected.fingerprint(of: 1) == set.fingerprint(of: 3))
    #expect(try selected.read(0, mirrored: false).views == set.read(1, mirrored: false).views)
    let held = try await selected.held(where: { $0 == 1 }, mirrored: false, threads: 1, progress: NoProgress())
    #expect(held.ids == ["b", "d"])
    #expect(try held.read(1, mirrored: false).views?.plain.count == 4)
  }

  @Test("of sets that share files, each file is taken once, from the first; equal names are no equal files")
  func eachOnce() throws {
    let folder = TemporaryFolder()
    for name in ["one", "other"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    }
    func photos(_ path: String) throws -> any FeatureSource {
      try PhotoSet(path: path).features(by: Extraction(ExtractionOptions(), threads: 1))
    }
    for name in ["one/a.png", "one/b.png", "other/a.png"] { folder.write("\(name)", to: name) }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("other/link.png"), withDestinationPath: folder.file("one/b.png"))
    let sets = [try photos(folder.file("one")), try photos(folder.file("other")), try photos(folder.path)]
    #expect(eachFileOnce(sets).map(\.ids) == [["a", "b"], ["a"], []])
    #expect(eachFileOnce([sets[0]]).map(\.ids) == [["a", "b"]])

    // A store tells of files by their paths: one of another length is another photo.
    let stored = [folder.file("one/a.png"), folder.file("one/b.png")].enumerated().map { index, path in
      StoredPhoto(path: path, bytes: index == 0 ? 9 : 10)
    }
    #expect(eachFileOnce([FilesAlone(stored), sets[0]]).map(\.ids) == [["0", "1"], ["b"]])
    // What is nowhere is itself alone.
    let gone = FilesAlone([StoredPhoto(path: "gone.png", bytes: 9)])
    #expect(eachFileOnce([gone, gone]).map(\.ids) == [["0"], []])
  }
}
