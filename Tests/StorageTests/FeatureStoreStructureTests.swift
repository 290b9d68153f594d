import Features
import Foundation
import HDF5
import TestSupport
import Testing

@testable import Storage

/// Files that are HDF5, but not what a feature store must be.
@Suite("FeatureStore refuses") struct FeatureStoreStructureTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("f.h5") }

  /// The message behind the path, of a store that differs from a good one by `change`.
  private func message(_ change: (inout MalformedStore) -> Void) throws -> String {
    var store = MalformedStore()
    change(&store)
    try store.write(to: path)
    let error = try #require(throws: StoreError.self) { try FeatureStore(path: path) }
    #expect(error.path == path)
    #expect(error.description.hasPrefix(path))
    return String(error.description.dropFirst(path.count))
  }

  @Test("nothing of the store that the others are made from")
  func control() throws {
    try MalformedStore().write(to: path)
    let store = try FeatureStore(path: path)
    #expect(store.names == ["a", "bc"] && store.totalFeatures == 3)
    #expect(try store.features(at: 1).keypoints.map(\.level) == [11, 17])
  }

  @Test("another format")
  func format() throws {
    #expect(try message { $0.format = "facsimile-images" } == " is an image pack, but must be a feature store")
    #expect(
      try message { $0.format = "photos" }
        == " is not a file of format \"facsimile-features\": its attribute format is \"photos\"")
    #expect(
      try message { $0.format = nil }
        == " is not a file of format \"facsimile-features\": it has no attribute format")
  }

  @Test("a newer version, and one that is none")
  func version() throws {
    #expect(
      try message { $0.version = 5 }
        == " has format version 5, but this version of Facsimile (\(toolVersion)) reads versions up to 4")
    #expect(try message { $0.version = .max }.contains("has format version 9223372036854775807"))
    #expect(try message { $0.version = 0 } == ": the attribute format_version is 0, but must be an integer from 1")
    #expect(
      try message { $0.version = nil } == ": the attribute format_version is missing, but must be an integer from 1")
    #expect(
      try message { $0.versionText = "1" }
        == ": the attribute format_version is \"1\", but must be an integer from 1")
  }

  @Test("versions 1 and 2 are read without checksums; from 3 on they must be there, and the seal")
  func olderVersions() throws {
    for version in [1, 2] as [Int64] {
      var older = MalformedStore()
      older.version = version
      // 640 × 480 and 320 × 200, at 128 pixels on their longest side.
      if version == 2 { older.thumbnails = .init([UInt8](repeating: 7, count: 128 * 96 + 128 * 80)) }
      try older.write(to: path)
      let store = try FeatureStore(path: path)
      #expect(store.formatVersion == version && store.checksums == nil)
      #expect(try store.features(at: 1).count == 2)
      #expect(try store.features(at: 1).thumbnail?.pixels.allSatisfy { $0 == 7 } == (version == 2 ? true : nil))
    }
    for version in [3, 4] as [Int64] {
      #expect(try message { $0.version = version }.contains("is cut short or lengthened"))
      var sealed = MalformedStore()
      sealed.becomeVersion(version)
      try sealed.write(to: path)
      let store = try FeatureStore(path: path)
      #expect(store.formatVersion == version && store.checksums?.count == 2)
      #expect(try store.features(at: 1).count == 2 && store.imagePath(at: 1) == nil && store.imageBytes(at: 1) == nil)
    }
  }

  @Test("paths and sizes of files that are half there, of another shape, or make no sense")
  func files() throws {
    func refusal(_ paths: MalformedStore.Rows?, _ bytes: MalformedStore.Rows?) throws -> String {
      try message {
        $0.becomeVersion(4)
        ($0.paths, $0.fileBytes) = (paths, bytes)
      }
    }
    let paths = MalformedStore.Rows(strings: [[0x61], []], length: 1)
    let bytes = MalformedStore.Rows([1, .max] as [UInt64])
    #expect(try refusal(nil, bytes) == ": the dataset image_paths is missing")
    #expect(try refusal(paths, nil) == ": the dataset image_bytes is missing")
    #expect(
      try refusal(.init(strings: [[0x61]], length: 1), bytes)
        == ": the dataset image_paths is [1] strings, but must be [2] strings")
    #expect(
      try refusal(.init([1, 2] as [Int32]), bytes)
        == ": the dataset image_paths is [2] Int32, but must be [N] strings of a fixed length of at most 32768 bytes")
    #expect(
      try refusal(.init(strings: [[0x61], [0xFF]], length: 1), bytes)
        == ": image 1: its path is no UTF-8: \"\u{FFFD}\"")
    #expect(
      try refusal(paths, .init([1, 2, 3] as [UInt64]))
        == ": the dataset image_bytes is [3] UInt64, but must be [2] UInt64")
    #expect(
      try refusal(paths, .init([1, 1 << 63] as [UInt64])) == ": image 1: its file has 9223372036854775808 bytes")
    var good = MalformedStore()
    good.becomeVersion(4)
    (good.paths, good.fileBytes) = (paths, bytes)
    try good.write(to: path)
    let store = try FeatureStore(path: path)
    #expect(store.imagePath(at: 0) == "a" && store.imagePath(at: 1) == nil)
    #expect(store.imageBytes(at: 0) == 1 && store.imageBytes(at: 1) == nil)
  }

  @Test("a newer version, whatever else it holds")
  func versionFirst() throws {
    #expect(
      try message {
        $0.version = 7
        $0.kind = nil
        $0.offsets = nil
      }.contains("has format version 7"))
  }

  private let string = "a string of fixed length (in h5py: numpy.bytes_)"

  @Test("missing and unknown attributes")
  func attributes() throws {
    #expect(try message { $0.options = nil } == ": the attribute options is missing, but must be \(string)")
    #expect(try message { $0.toolVersion = nil } == ": the attribute tool_version is missing, but must be \(string)")
    #expect(
      try message { $0.kind = "float512" }
        == ": the attribute descriptor_kind is \"float512\", but must be \"binary256\" or \"histogram128\"")
  }

  @Test("missing datasets")
  func missingDatasets() throws {
    #expect(try message { $0.names = nil } == ": the dataset image_names is missing")
    #expect(try message { $0.sizes = nil } == ": the dataset image_sizes is missing")
    #expect(try message { $0.offsets = nil } == ": the dataset offsets is missing")
    #expect(try message { $0.keypoints = nil } == ": the dataset keypoints is missing")
    #expect(try message { $0.descriptors = nil } == ": the dataset descriptors is missing")
  }

  @Test("datasets of another shape or type")
  func shapes() throws {
    #expect(
      try message { $0.names = .init([1, 2] as [Int32]) }
        == ": the dataset image_names is [2] Int32, "
        + "but must be [N] strings of a fixed length of at most 4096 bytes")
    #expect(
      try message { $0.sizes = .init([1, 2, 3, 4, 5, 6] as [Int32], columns: 3) }
        == ": the dataset image_sizes is [2, 3] Int32, but must be [2, 2] Int32")
    #expect(
      try message { $0.sizes = .init([1, 2] as [Int32], columns: 2) }
        == ": the dataset image_sizes is [1, 2] Int32, but must be [2, 2] Int32")
    #expect(
      try message { $0.offsets = .init([0, 3] as [UInt64]) }
        == ": the dataset offsets is [2] UInt64, but must be [3] UInt64")
    #expect(
      try message { $0.offsets = .init([0, 1, 3] as [Int64]) }
        == ": the dataset offsets is [3] Int64, but must be [3] UInt64")
    #expect(
      try message { $0.keypoints = .init([Float](repeating: 0, count: 12), columns: 4) }
        == ": the dataset keypoints is [3, 4] Float32, but must be [T, 6] Float32")
    #expect(
      try message { $0.descriptors = .init([UInt8](repeating: 0, count: 96)) }
        == ": the dataset descriptors is [96] UInt8, but must be [T, 32] UInt8")
    #expect(
      try message { $0.kind = "histogram128" }
        == ": the dataset descriptors is [3, 32] UInt8, but must be [T, 128] UInt8")
  }

  @Test("offsets that do not split the rows")
  func offsets() throws {
    func offsets(_ values: [UInt64]) throws -> String { try message { $0.offsets = .init(values) } }
    #expect(try offsets([1, 2, 3]) == ": the dataset offsets starts with 1 instead of 0")
    #expect(try offsets([0, 4, 3]) == ": the dataset offsets decreases at 2, from 4 to 3")
    #expect(try offsets([0, 1, 2]) == ": the dataset offsets ends with 2, but keypoints has 3 rows")
    #expect(try offsets([0, 1, 4]) == ": the dataset offsets ends with 4, but keypoints has 3 rows")
    #expect(try offsets([0, 1, .max]).contains("but keypoints has 3 rows"))
    #expect(
      try message { $0.descriptors = .init([UInt8](repeating: 0, count: 64), columns: 32) }
        == ": the dataset offsets ends with 3, but descriptors has 2 rows")
  }

  @Test("images without a proper name or size")
  func images() throws {
    #expect(
      try message { $0.names = .init(strings: [[0x61], [0xC3]], length: 2) }
        == ": image 1: its name is no UTF-8: \"\u{FFFD}\"")
    #expect(try message { $0.names = .init(strings: [[], [0x61]], length: 2) } == ": image 0: its name is empty")
    #expect(
      try message { $0.sizes = .init([1, 2, -3, 4] as [Int32], columns: 2) } == ": image 1: its size is -3 × 4")
  }

  @Test("more rows than its bytes can hold, before room is made for them")
  func claims() throws {
    let file = try HDF5File.create(path)
    try file.setAttribute("format", to: "facsimile-features")
    try file.setAttribute("format_version", to: 1)
    try file.setAttribute("tool_version", to: "0.1.0")
    try file.setAttribute("options", to: "{}")
    try file.setAttribute("descriptor_kind", to: "binary256")
    // A row far away makes the dataset that long, for one chunk.
    let dataset = try HDF5Dataset.create("image_names", in: file, type: .string(length: 1), chunkRows: 1 << 20)
    try dataset.writeStringBytes([0x61], atRow: 1 << 50)
    try dataset.close()
    try file.close()
    let error = try #require(throws: StoreError.self) { try FeatureStore(path: path) }
    #expect(error.description.contains("image_names: a dataset of extents [1125899906842625] does not fit a file of "))
  }

  @Test(
    "keypoints that are not finite, when they are read",
    arguments: [(2, Float.nan), (6, .infinity), (17, -.infinity), (11, 0.5), (11, 1e12)])
  func keypoints(position: Int, value: Float) throws {
    var values = (0..<18).map { Float($0) }
    values[position] = value
    var malformed = MalformedStore()
    malformed.keypoints = .init(values, columns: 6)
    try malformed.write(to: path)
    let store = try FeatureStore(path: path)
    let (bad, good, name) = position < 6 ? (0, 1, "a") : (1, 0, "bc")
    #expect(try store.features(at: good).count > 0)
    let error = try #require(throws: StoreError.self) { try store.features(at: bad) }
    #expect(error.description.hasPrefix("\(path): image \(bad) (\(name)): keypoint \(position < 12 ? 0 : 1) is ["))
  }
}
