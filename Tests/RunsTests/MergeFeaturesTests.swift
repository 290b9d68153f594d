import Features
import Files
import Imaging
import Photos
import Storage
import TestSupport
import Testing

@testable import Runs

@Suite("mergeFeatures") struct MergeFeaturesTests {
  let folder = TemporaryFolder()

  /// A store of images whose one keypoint lies at the length of their name.
  @discardableResult
  func store(
    _ file: String, _ names: [String], options: ExtractionOptions = .init(), naming: String? = nil
  ) throws -> String {
    let writer = try FeatureStoreWriter(
      path: folder.file(file), descriptorKind: .binary256, options: try FeatureStore.encodeOptions(options),
      naming: naming)
    for name in names {
      let keypoint = Keypoint(x: Float(name.count), y: 0, size: 31, angle: -1, response: 1, level: 0)
      try writer.append(
        name: name,
        features: FeatureSet(
          imageSize: ImageSize(width: 9, height: 9), keypoints: [keypoint],
          descriptors: Descriptors(kind: .binary256, bytes: [UInt8](repeating: UInt8(name.count), count: 32))))
    }
    try writer.finish()
    return folder.file(file)
  }

  @Test("stores without manifests, sorted or not, are joined by name")
  func anyOrder() async throws {
    let paths = [try store("a.h5", ["d", "bb"]), try store("b.h5", []), try store("c.h5", ["ccc", "a"])]
    let report = try await mergeFeatures(of: paths, to: folder.file("all.h5"))
    #expect(report.imageCount == 4 && report.featureCount == 4 && report.failures.isEmpty)
    let merged = try FeatureStore(path: folder.file("all.h5"))
    #expect(merged.names == ["a", "bb", "ccc", "d"])
    for (index, name) in merged.names.enumerated() {
      #expect(try merged.features(at: index).keypoints[0].x == Float(name.count))
    }
    #expect(report.withoutManifest == paths)
  }

  @Test("how names came about is kept where all stores agree; paths and sizes of photos stay with them")
  func naming() async throws {
    let paths = [
      try store("a.h5", ["a"], naming: "path"), try store("b.h5", ["b"], naming: "path"), try store("c.h5", ["c"]),
    ]
    let writer = try FeatureStoreWriter(
      path: folder.file("d.h5"), descriptorKind: .binary256,
      options: try FeatureStore.encodeOptions(ExtractionOptions()),
      naming: "path")
    try writer.append(name: "d", features: FeatureStore(path: paths[0]).features(at: 0), path: "p/d.jpg", fileBytes: 7)
    try writer.finish()
    for (stores, naming) in [(Array(paths[..<2]) + [writer.path], "path"), (paths, nil)] as [([String], String?)] {
      _ = try await mergeFeatures(of: stores, to: folder.file("all.h5"))
      let merged = try FeatureStore(path: folder.file("all.h5"))
      #expect(merged.naming == naming)
      #expect(merged.imagePath(at: 2) == (naming == nil ? nil : "p/d.jpg") && merged.imagePath(at: 0) == nil)
      #expect(merged.imageBytes(at: 2) == (naming == nil ? nil : 7))
    }
  }

  @Test("one name in two stores or twice in one, other options and damaged features are refused; nothing is left")
  func refusals() async throws {
    let path = try store("a.h5", ["a", "b"])
    var other = ExtractionOptions()
    other.maxFeatures = 7
    let paths = [try store("b.h5", ["b"]), try store("c.h5", ["c"], options: other), try store("d.h5", ["x", "x"])]
    let before = folder.contents
    await #expect(throws: InputError.sameID(id: "b", first: path, second: paths[0])) {
      try await mergeFeatures(of: [path, paths[0]], to: folder.file("all.h5"))
    }
    await #expect(throws: IncomparableFeatures.self) {
      try await mergeFeatures(of: [path, paths[1]], to: folder.file("all.h5"))
    }
    await #expect(throws: InputError.sameID(id: "x", first: paths[2], second: paths[2])) {
      try await mergeFeatures(of: [path, paths[2]], to: folder.file("all.h5"))
    }
    await #expect(throws: FileError.self) { try await mergeFeatures(of: [path], to: path) }
    #expect(folder.contents == before)
  }
}
