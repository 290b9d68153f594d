import Features
import Foundation
import Imaging
import TestSupport
import Testing

@testable import Storage

@Suite("FeatureStore") struct FeatureStoreTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("features.h5") }

  private func write(
    _ images: [(name: String, features: FeatureSet)], kind: DescriptorKind = .binary256, options: String = "{}",
    imagesPerChunk: Int = 100
  ) throws {
    let writer = try FeatureStoreWriter(
      path: path, descriptorKind: kind, options: options, imagesPerChunk: imagesPerChunk)
    for image in images { try writer.append(name: image.name, features: image.features) }
    try writer.finish()
  }

  @Test("gives back what was written", arguments: DescriptorKind.allCases, [1, 3, 100])
  func roundTrip(kind: DescriptorKind, imagesPerChunk: Int) throws {
    let images = (0..<10).map { index in
      (name: "Q0000\(index)", features: Samples.features(index * 37 % 200, kind: kind, seed: UInt64(index)))
    }
    try write(images, kind: kind, options: #"{"maxFeatures":500}"#, imagesPerChunk: imagesPerChunk)

    let store = try FeatureStore(path: path)
    #expect(store.count == 10)
    #expect(store.names == images.map(\.name))
    #expect(store.totalFeatures == images.reduce(0) { $0 + $1.features.count })
    #expect(store.descriptorKind == kind)
    #expect(store.options == #"{"maxFeatures":500}"#)
    #expect(store.formatVersion == 4)
    #expect(store.toolVersion == toolVersion)
    for (index, image) in images.enumerated().reversed() {
      #expect(store.imageSize(at: index) == image.features.imageSize)
      #expect(store.featureCount(at: index) == image.features.count)
      #expect(try store.features(at: index) == image.features)
    }
    #expect(folder.contents == ["features.h5"])
  }

  @Test("tells where the photos were and how large their files, as far as it was told; imported features tell nothing")
  func files() throws {
    let told: [(path: String?, bytes: Int?)] = [
      (nil, nil), ("photos/é.jpg", 70_000), ("p.h5/b", nil), (nil, 0), (String(repeating: "p", count: 5000), .max),
    ]
    for start in 0...1 {
      let writer = try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: "{}")
      for (index, file) in told[start...].enumerated() {
        try writer.append(name: "\(index)", features: Samples.features(1), path: file.path, fileBytes: file.bytes)
      }
      try writer.finish()
      let store = try FeatureStore(path: path)
      #expect((0..<store.count).map { store.imagePath(at: $0) } == told[start...].map(\.path))
      #expect((0..<store.count).map { store.imageBytes(at: $0) } == told[start...].map(\.bytes))
    }
    try write([("a", Samples.features(1))])
    let bare = try FeatureStore(path: path)
    #expect(bare.imagePath(at: 0) == nil && bare.imageBytes(at: 0) == nil)
  }

  @Test("tells how the photos got their names, where its writer knew")
  func naming() throws {
    for naming in ["path", nil] {
      try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: "{}", naming: naming).finish()
      #expect(try FeatureStore(path: path).naming == naming)
    }
  }

  @Test("features without thumbnails come back without, and a store has them for all images or for none")
  func withoutThumbnails() throws {
    let bare = Samples.features(5, hasThumbnail: false)
    try write([("a", bare), ("b", Samples.features(0, seed: 2, hasThumbnail: false))])
    #expect(try FeatureStore(path: path).features(at: 0) == bare)
    let writer = try FeatureStoreWriter(path: folder.file("mixed.h5"), descriptorKind: .binary256, options: "{}")
    try writer.append(name: "a", features: bare)
    let error = #expect(throws: StoreError.self) { try writer.append(name: "b", features: Samples.features(2)) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains("b") && message.hasSuffix("it has a thumbnail, unlike those before"), "\(message)")
    #expect(folder.contents == ["features.h5"])
  }

  @Test("gives back images across many chunks")
  func manyChunks() throws {
    // 45,000 rows in chunks of 4096: rows of an image straddle them.
    let images = (0..<150).map { (name: "\($0)", features: Samples.features(300, seed: UInt64($0))) }
    try write(images, imagesPerChunk: 5)
    let store = try FeatureStore(path: path)
    for (index, image) in images.enumerated() { #expect(try store.features(at: index) == image.features) }
  }

  @Test("gives back one image of more features than a chunk may hold")
  func hugeImage() throws {
    let features = Samples.features(170_000)
    try write([("huge", features), ("next", Samples.features(3, seed: 2))])
    let store = try FeatureStore(path: path)
    #expect(try store.features(at: 0) == features)
    #expect(try store.features(at: 1) == Samples.features(3, seed: 2))
  }

  @Test("holds no images at all")
  func noImages() throws {
    try write([])
    let store = try FeatureStore(path: path)
    #expect(store.count == 0 && store.names.isEmpty && store.totalFeatures == 0)
  }

  @Test("holds images without features, first, last and only")
  func noFeatures() throws {
    let none = Samples.features(0, seed: 5)
    try write([("a", none)])
    #expect(try FeatureStore(path: path).features(at: 0) == none)
    try write([("a", none), ("b", Samples.features(4)), ("c", none)])
    let store = try FeatureStore(path: path)
    #expect(try store.features(at: 0) == none)
    #expect(try store.features(at: 1) == Samples.features(4))
    #expect(try store.features(at: 2) == none)
  }

  @Test("blank images before the first features don't make tiny chunks", .timeLimit(.minutes(1)))
  func blankStart() throws {
    let images = (0..<300).map {
      (name: "\($0)", features: Samples.features($0 < 150 ? 0 : 100, seed: UInt64($0), hasThumbnail: false))
    }
    try write(images)
    // 15,000 rows in four whole chunks of 4096.
    let bytes = try #require(FileManager.default.contents(atPath: path)).count
    #expect((4 * 4096 * 56..<4 * 4096 * 56 + 65_536).contains(bytes))
  }

  @Test("keeps names as they are")
  func names() throws {
    let names = ["照片", "a.b.c", "a,b", "\"q\"", " spaced ", "é", "e\u{301}", "🙂", String(repeating: "x", count: 4096)]
    try write(names.map { ($0, Samples.features(1)) })
    let store = try FeatureStore(path: path)
    #expect(store.names.map { Array($0.utf8) } == names.map { Array($0.utf8) })
  }

  @Test("keeps thousands of names")
  func manyNames() throws {
    let names = (0..<10_000).map { "R\($0)" }
    try write(names.map { ($0, Samples.features(0)) })
    #expect(try FeatureStore(path: path).names == names)
  }

  @Test("keeps options of any length", arguments: [0, 1, 70_000, 300_000])
  func longOptions(count: Int) throws {
    let options = String(repeating: "x", count: count)
    try write([], options: options)
    #expect(try FeatureStore(path: path).options == options)
  }

  @Test("a store of a few features takes no more than they and some kilobytes")
  func smallStore() throws {
    try write(
      (0..<3).map { ("\($0)", Samples.features(100, kind: .histogram128, hasThumbnail: false)) }, kind: .histogram128)
    let bytes = try #require(FileManager.default.contents(atPath: path)).count
    #expect(bytes < 300 * (24 + 128) + 8192)
  }

  @Test("the same calls give the same bytes", arguments: [3, 100])
  func isReproducible(imagesPerChunk: Int) throws {
    let images = (0..<60).map { (name: "\($0)", features: Samples.features(150, seed: UInt64($0))) }
    try write(images, imagesPerChunk: imagesPerChunk)
    let first = try #require(FileManager.default.contents(atPath: path))
    // Into another folder and with a used heap and clock: neither name, time nor stale memory may show.
    Thread.sleep(forTimeInterval: 1.1)
    let other = TemporaryFolder()
    let writer = try FeatureStoreWriter(
      path: other.file("b.h5"), descriptorKind: .binary256, options: "{}", imagesPerChunk: imagesPerChunk)
    for image in images { try writer.append(name: image.name, features: image.features) }
    try writer.finish()
    #expect(FileManager.default.contents(atPath: other.file("b.h5")) == first)
  }

  @Test("serves several tasks at once")
  func tasks() async throws {
    let images = (0..<40).map { (name: "\($0)", features: Samples.features(50, seed: UInt64($0))) }
    try write(images)
    let store = try FeatureStore(path: path)
    let folder = folder.path
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for index in images.indices where try store.features(at: index) != images[index].features { return false }
          let path = "\(folder)/\(worker).h5"
          let writer = try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: "{}")
          for image in images { try writer.append(name: image.name, features: image.features) }
          try writer.finish()
          return try FeatureStore(path: path).features(at: 7) == images[7].features
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test("a store stays readable while its file is replaced and after it is deleted")
  func outlivesItsName() throws {
    try write([("a", Samples.features(10))])
    let store = try FeatureStore(path: path)
    try write([("b", Samples.features(20, seed: 2))])
    #expect(try store.features(at: 0) == Samples.features(10))
    #expect(try FeatureStore(path: path).features(at: 0) == Samples.features(20, seed: 2))
  }

  @Test("tells HDF5 files from others by their first bytes")
  func sniffs() throws {
    try write([])
    #expect(FeatureStore.isFeatureStore(path))
    #expect(!FeatureStore.isFeatureStore(folder.write("query_id,reference_id\n", to: "a.csv")))
    #expect(!FeatureStore.isFeatureStore(folder.write("", to: "empty")))
    #expect(!FeatureStore.isFeatureStore(folder.file("missing")))
    #expect(!FeatureStore.isFeatureStore(folder.path))
  }
}
