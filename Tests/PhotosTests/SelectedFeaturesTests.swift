import Features
import Foundation
import TestSupport
import Testing

@testable import Photos

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
  }
}
