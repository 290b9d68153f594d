import Features
import Foundation
import Imaging
import TestSupport
import Testing

@testable import Storage

@Suite("FeatureStoreWriter") struct FeatureStoreWriterTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("features.h5") }

  private func writer() throws -> FeatureStoreWriter {
    try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: "{}", imagesPerChunk: 2)
  }

  @Test("an unfinished writer leaves nothing, and an older file as it was", arguments: [0, 1, 5, 300])
  func unfinished(imageCount: Int) throws {
    folder.write("older", to: "features.h5")
    do {
      let writer = try writer()
      for index in 0..<imageCount {
        try writer.append(name: "\(index)", features: Samples.features(100, seed: UInt64(index)))
      }
      #expect(folder.contents.count == 2)
    }
    #expect(folder.contents == ["features.h5"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "older")
  }

  @Test("finishing replaces an older file")
  func replaces() throws {
    folder.write("older", to: "features.h5")
    try writer().finish()
    #expect(try FeatureStore(path: path).count == 0)
  }

  @Test("refuses what it could not give back, and leaves nothing")
  func refusesImages() throws {
    func message(_ name: String, _ features: FeatureSet) throws -> String {
      let writer = try writer()
      try writer.append(name: "first", features: Samples.features(3))
      let error = try #require(throws: StoreError.self) { try writer.append(name: name, features: features) }
      #expect(folder.contents.isEmpty)
      // Of no use any more, but harmless.
      #expect(throws: StoreError.self) { try writer.append(name: "next", features: Samples.features(3)) }
      #expect(throws: StoreError.self) { try writer.finish() }
      #expect(folder.contents.isEmpty)
      return error.description
    }
    let good = Samples.features(2)
    #expect(try message("", good) == "\(path): image 1 (): its name must be 1 to 4096 bytes long and without zeros")
    #expect(try message("a\0b", good).contains("without zeros"))
    #expect(try message(String(repeating: "é", count: 2049), good).contains("1 to 4096 bytes"))

    var keypoints = good.keypoints
    keypoints[1].response = .nan
    let bad = FeatureSet(imageSize: good.imageSize, keypoints: keypoints, descriptors: good.descriptors)
    #expect(try message("b", bad).hasPrefix("\(path): image 1 (b): keypoint 1 is not finite: "))
  }

  @Test("is of no use after it has finished, and changes nothing")
  func finishedTwice() throws {
    let writer = try writer()
    try writer.finish()
    let bytes = FileManager.default.contents(atPath: path)
    #expect(throws: StoreError.self) { try writer.finish() }
    let error = try #require(throws: StoreError.self) { try writer.append(name: "a", features: Samples.features(1)) }
    #expect(error.description == "cannot write \(path): its writer has finished or failed before")
    #expect(FileManager.default.contents(atPath: path) == bytes)
    #expect(folder.contents == ["features.h5"])
  }

  @Test("says why a store can't be made")
  func unwritable() throws {
    func reason(_ path: String) throws -> String {
      try #require(throws: StoreError.self) {
        try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: "{}")
      }.description
    }
    let missing = folder.file("no/features.h5")
    #expect(try reason(missing) == "cannot write \(missing): the folder \(folder.file("no")) does not exist")
    #expect(try reason(folder.path) == "cannot write \(folder.path): it is a folder")
    // Root may write everywhere but here and below a file.
    #expect(try reason("/proc/features.h5").hasPrefix("cannot write /proc/features.h5: "))
    folder.write("", to: "file")
    #expect(try reason(folder.file("file/a.h5")).hasPrefix("cannot write \(folder.file("file/a.h5")): "))
    #expect(folder.contents == ["file"])
  }

  @Test("a folder that takes the name meanwhile fails the finish, and nothing is left")
  func folderInTheWay() throws {
    let writer = try writer()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(throws: StoreError.self) { try writer.finish() }
    #expect(folder.contents == ["features.h5"])
  }

  @Test("keeps only about a chunk of images in memory")
  func memoryIsBounded() throws {
    let writer = try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: "{}")
    let features = Samples.features(100)
    for index in 0..<1000 {
      try writer.append(name: "\(index)", features: features)
      #expect(writer.waitingFeatures <= 10_000)
    }
  }

  @Test("keeps a few megabytes in memory of images with very many features")
  func memoryIsBoundedByBytes() throws {
    let writer = try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: "{}")
    let features = Samples.features(20_000)
    for index in 0..<30 {
      try writer.append(name: "\(index)", features: features)
      #expect(writer.waitingFeatures * 56 <= (8 << 20) + 20_000 * 56)
    }
  }
}
