import Features
import Foundation
import HDF5
import TestSupport
import Testing

@testable import Storage

/// Files that are no HDF5, or no longer: always an error, never a crash. Worth running with `--sanitize=address`.
@Suite("A damaged feature store") struct FeatureStoreDamageTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("damaged.h5") }

  private func goodStore(imageCount: Int = 30, featureCount: Int = 20, hasThumbnails: Bool = true) throws -> [UInt8] {
    let path = folder.file("good.h5")
    let writer = try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: #"{"a":1}"#)
    for index in 0..<imageCount {
      try writer.append(
        name: "image \(index)",
        features: Samples.features(featureCount, seed: UInt64(index), hasThumbnail: hasThumbnails),
        path: "photos/\(index).jpg", fileBytes: index)
    }
    try writer.finish()
    return Array(try #require(FileManager.default.contents(atPath: path)))
  }

  /// Opens a file of those bytes and reads all of it; nil when that goes well.
  private func failure(_ bytes: [UInt8]) -> StoreError? {
    folder.write(bytes, to: "damaged.h5")
    do throws(StoreError) {
      let store = try FeatureStore(path: path)
      for index in 0..<store.count { _ = try store.features(at: index) }
      return nil
    } catch {
      return error
    }
  }

  @Test("is told from files that are something else")
  func otherFiles() throws {
    func message(_ path: String) throws -> String {
      try #require(throws: StoreError.self) { try FeatureStore(path: path) }.description
    }
    let missing = folder.file("missing.h5")
    #expect(try message(missing) == "cannot read \(missing): No such file or directory")
    #expect(try message(folder.path) == "cannot read \(folder.path): it is a folder")
    let empty = folder.write("", to: "empty.h5")
    #expect(try message(empty) == "\(empty) is not an HDF5 file: it is empty")
    let text = folder.write("query_id,reference_id\nQ1,R1\n", to: "list.h5")
    #expect(
      try message(text) == "\(text) is not an HDF5 file: it is a text that starts with \"query_id,reference_id\"")
    let photo = folder.write([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0x4A, 0x46, 0x49], to: "a.jpg")
    #expect(
      try message(photo) == "\(photo) is not an HDF5 file: "
        + "it is a file that starts with the bytes ff d8 ff e0 00 10 4a 46")
    let start = folder.write(HDF5File.signature, to: "start.h5")
    #expect(try message(start).hasPrefix("\(start) is cut short, damaged, or of a newer HDF5 than 1.10: "))
  }

  @Test("says which image's features have changed when they are read; the others are read")
  func changedFeatures() throws {
    let good = Samples.features(20, seed: 7, hasThumbnail: true)
    let stored = [
      Array(FeatureStoreLayout.rows(of: good.keypoints).withUnsafeBytes { Array($0) }.prefix(64)),
      Array(good.descriptors.bytes.prefix(64)), Array(try #require(good.thumbnail).pixels.prefix(64)),
    ]
    let bytes = try goodStore()
    for part in stored {
      let place = try #require(bytes.indices.first { bytes[$0...].starts(with: part) })
      var changed = bytes
      changed[place] ^= 1
      folder.write(changed, to: "damaged.h5")
      let store = try FeatureStore(path: path)
      for index in 0..<store.count where index != 7 { _ = try store.features(at: index) }
      let error = try #require(throws: StoreError.self) { try store.features(at: 7) }
      #expect("\(error)".hasPrefix("\(path): image 7 (image 7): its features have changed: their checksum is "))
    }
  }

  @Test("is an error when it is cut short, wherever")
  func truncated() throws {
    let bytes = try goodStore()
    let lengths = Array(0..<200) + Array(stride(from: 200, to: bytes.count, by: bytes.count / 300)) + [bytes.count - 1]
    for length in lengths {
      let error = try #require(failure(Array(bytes[..<length])), "\(length) of \(bytes.count) bytes")
      #expect(error.path == path)
    }
    let lengthened = failure(bytes + [0])
    #expect(lengthened?.problem == .withoutSeal)
    #expect(failure(bytes) == nil)
  }

  @Test("is an error or other features when its end is overwritten by zeros", arguments: [0.1, 0.3, 0.5, 0.9])
  func zeros(part: Double) throws {
    let bytes = try goodStore()
    let kept = Int(Double(bytes.count) * (1 - part))
    _ = failure(Array(bytes[..<kept]) + [UInt8](repeating: 0, count: bytes.count - kept))
  }

  @Test("is an error or other features when bytes of it change", arguments: 1...100)
  func flips(seed: UInt64) throws {
    var bytes = try goodStore()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
    }
    _ = failure(bytes)
  }

  @Test("is an error or other features when a byte of its structure changes")
  func structureFlips() throws {
    // Few features, so that nearly all of the file is structure.
    let bytes = try goodStore(imageCount: 3, featureCount: 1, hasThumbnails: false)
    var generator = SeededGenerator(seed: 1)
    var unnoticed = 0
    for _ in 0..<1500 {
      let position = Int.random(in: 0..<bytes.count, using: &generator)
      var damaged = bytes
      damaged[position] ^= UInt8.random(in: 1...255, using: &generator)
      if failure(damaged) == nil { unnoticed += 1 }
    }
    // Features have no checksum, and a third of so small a file lies unused between its parts.
    #expect(unnoticed < 750)
  }
}
