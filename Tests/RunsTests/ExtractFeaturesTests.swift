import Features
import Foundation
import Photos
import TestSupport
import Testing

@testable import Runs

@Suite("extractFeatures") struct ExtractFeaturesTests {
  let folder = TemporaryFolder()

  @Test("a cancelled run writes nothing")
  func cancellation() async throws {
    let output = folder.write("the old one", to: "f.h5")
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await extractFeatures(
        of: Photos.fixtures + "/references", to: output, using: Extraction(ExtractionOptions(), threads: 2))
    }
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(folder.contents == ["f.h5"])
    #expect(try String(contentsOfFile: output, encoding: .utf8) == "the old one")
  }

  @Test("a set of which no photo can be used is an error, and leaves nothing")
  func noneReadable() async throws {
    let broken = TemporaryFolder()
    broken.write("text", to: "a.jpg")
    broken.write("", to: "b.jpg")
    await #expect(throws: InputError.self) {
      try await extractFeatures(
        of: broken.path, to: folder.file("f.h5"), using: Extraction(ExtractionOptions(), threads: 1))
    }
    #expect(folder.contents == [])
  }

  @Test("a store holds what is found in the photos")
  func storeHoldsFeatures() async throws {
    let extraction = try Extraction(FixtureFeatures.options(.orb), threads: 2)
    let report = try await extractFeatures(
      of: Photos.fixtures + "/queries", to: folder.file("f.h5"), using: extraction)
    #expect(report.imageCount == 28 && report.failures.isEmpty)
    let stored = try StoredFeatures(path: folder.file("f.h5"))
    let held = try FixtureFeatures.held("queries", by: extraction.options)
    #expect(stored.ids == held.ids && stored.options == held.options)
    var count = 0
    for index in stored.ids.indices {
      let views = try #require(try stored.read(index, mirrored: false).views)
      #expect(try held.read(index, mirrored: false).views == views)
      let photo = Photos.fixtures + "/queries/" + stored.ids[index] + ".jpg"
      let bytes = try #require(FileManager.default.contents(atPath: photo)).count
      #expect(stored.file(of: index) == PhotoFile(path: photo, bytes: bytes))
      count += views.plain.count
    }
    #expect(report.featureCount == count)
  }
}
