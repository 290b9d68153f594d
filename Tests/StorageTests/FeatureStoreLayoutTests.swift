import Features
import Foundation
import HDF5
import TestSupport
import Testing

@testable import Storage

/// The file as other programs see it.
@Suite("The layout of a feature store") struct FeatureStoreLayoutTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("features.h5") }

  @Test("names its datasets with their shapes and types")
  func datasets() throws {
    let writer = try FeatureStoreWriter(path: path, descriptorKind: .histogram128, options: "{}")
    try writer.append(name: "a", features: Samples.features(3, kind: .histogram128), path: "p/a.jpg", fileBytes: 5)
    try writer.append(name: "long name", features: Samples.features(2, kind: .histogram128))
    try writer.finish()

    let file = try HDF5File.open(path)
    #expect(try file.attribute("format") == .text("facsimile-features"))
    #expect(try file.attribute("format_version") == .integer(4))
    #expect(try file.attribute("tool_version") == .text(toolVersion))
    #expect(try file.attribute("options") == .text("{}"))
    #expect(try file.attribute("descriptor_kind") == .text("histogram128"))
    func shape(_ name: String) throws -> String {
      let dataset = try HDF5Dataset.open(name, in: file)
      return "\(dataset.shape) \(dataset.type)"
    }
    #expect(try shape("image_names") == "[2] strings of 9 bytes")
    #expect(try shape("image_sizes") == "[2, 2] Int32")
    #expect(try shape("offsets") == "[3] UInt64")
    #expect(try shape("keypoints") == "[5, 6] Float32")
    #expect(try shape("descriptors") == "[5, 128] UInt8")
    // 641 × 480 twice, each at 128 × 96.
    #expect(try shape("thumbnails") == "[24576] UInt8")
    #expect(try shape("checksums") == "[2] UInt32")
    #expect(try shape("image_paths") == "[2] strings of 7 bytes")
    #expect(try shape("image_bytes") == "[2] UInt64")
    #expect(try HDF5Dataset.open("image_bytes", in: file).read(rows: 0..<2, as: UInt64.self) == [5, .max])
  }

  @Test("is what h5py reads", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func readByH5py() throws {
    let images = [
      ("照片.1", Samples.features(3)), ("a,b", Samples.features(0, seed: 2)), ("c", Samples.features(2, seed: 3)),
    ]
    let writer = try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: #"{"a":"é"}"#)
    for (name, features) in images { try writer.append(name: name, features: features) }
    try writer.finish()

    let script = #"""
      import h5py, json, struct, sys, zlib
      whole = open(sys.argv[1], "rb").read()
      seal = struct.unpack("<8sQI", whole[-20:])
      with h5py.File(sys.argv[1], "r") as f:
        ends = f["thumbnails"].shape[0] // len(f["image_names"])
        def checksum(i):
          rows = slice(f["offsets"][i], f["offsets"][i + 1])
          parts = [f["keypoints"][rows], f["descriptors"][rows], f["thumbnails"][i * ends:(i + 1) * ends]]
          return zlib.crc32(b"".join(part.tobytes() for part in parts))
        text = lambda v: v.decode() if isinstance(v, bytes) else str(v)
        print(json.dumps({
          "attributes": {k: text(v) for k, v in f.attrs.items()},
          "names": [n for n in f["image_names"].asstr()[:]],
          "sizes": f["image_sizes"][:].tolist(),
          "offsets": f["offsets"][:].tolist(),
          "keypoints": f["keypoints"][:].tolist(),
          "descriptors": f["descriptors"][:].tolist(),
          "thumbnails": f["thumbnails"][:].tolist(),
          "checksums": f["checksums"][:].tolist(),
          "expectedChecksums": [checksum(i) for i in range(len(f["image_names"]))],
          "isSealed": seal == (b"\x89FSL\r\n\x1a\n", len(whole) - 20, zlib.crc32(whole[:-4])),
          "types": {k: str(f[k].dtype) for k in f if k != "image_names"},
        }))
      """#
    let result = try Python.run(script, arguments: [path])
    struct Content: Decodable {
      var attributes: [String: String]
      var names: [String]
      var sizes: [[Int]]
      var offsets: [Int]
      var keypoints: [[Float]]
      var descriptors: [[UInt8]]
      var thumbnails: [UInt8]
      var checksums: [UInt32]
      var expectedChecksums: [UInt32]
      var isSealed: Bool
      var types: [String: String]
    }
    let content = try JSONDecoder().decode(Content.self, from: Data(result.output.utf8))
    #expect(
      content.attributes == [
        "format": "facsimile-features", "format_version": "4", "tool_version": toolVersion,
        "options": #"{"a":"é"}"#, "descriptor_kind": "binary256",
      ])
    #expect(content.names == images.map { $0.0 })
    #expect(content.sizes == images.map { [$0.1.imageSize.width, $0.1.imageSize.height] })
    #expect(content.offsets == [0, 3, 3, 5])
    let keypoints = images.flatMap { $0.1.keypoints }
    #expect(content.keypoints == keypoints.map { [$0.x, $0.y, $0.size, $0.angle, $0.response, Float($0.level)] })
    #expect(content.thumbnails == images.flatMap { $0.1.thumbnail?.pixels ?? [] })
    #expect(content.descriptors.flatMap { $0 } == images.flatMap { $0.1.descriptors.bytes })
    #expect(content.checksums == content.expectedChecksums)
    #expect(content.isSealed)
    #expect(
      content.types == [
        "image_sizes": "int32", "offsets": "uint64", "keypoints": "float32", "descriptors": "uint8",
        "thumbnails": "uint8", "checksums": "uint32",
      ])
  }

  /// A store as h5py makes it; `attribute` makes an attribute of a Python str.
  private func writeByH5py(version: String, compression: String = "None", attribute: String) throws {
    let script = """
      import h5py, numpy as np, sys
      with h5py.File(sys.argv[1], "w", libver=\(version)) as f:
        text = lambda s: \(attribute)
        f.attrs["format"] = text("facsimile-features")
        f.attrs["format_version"] = 1
        f.attrs["tool_version"] = text("h5py")
        f.attrs["options"] = text('{"b":"é"}')
        f.attrs["descriptor_kind"] = text("binary256")
        f["image_names"] = np.array(["é".encode(), b"bc"], dtype="S7")
        f["image_sizes"] = np.array([[640, 480], [320, 200]], dtype=">i4")
        f["offsets"] = np.array([0, 1, 3], dtype="u8")
        rows = lambda n, v: f.create_dataset(n, data=v, chunks=(2, v.shape[1]), compression=\(compression))
        rows("keypoints", np.arange(18, dtype="f4").reshape(3, 6))
        rows("descriptors", np.full((3, 32), 9, dtype="u1"))
      """
    try Python.run(script, arguments: [path])
  }

  @Test(
    "may be written by h5py, but not compressed: what a megabyte of it claims may take gigabytes",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func writtenByH5py() throws {
    try writeByH5py(version: "('v110', 'v110')", compression: "'gzip'", attribute: "np.bytes_(s.encode())")
    let error = #expect(throws: StoreError.self) { try FeatureStore(path: path) }
    #expect(error?.description.contains("keypoints: compressed or filtered datasets are not read; h5repack") ?? false)
    try writeByH5py(version: "('v110', 'v110')", attribute: "np.bytes_(s.encode())")
    let store = try FeatureStore(path: path)
    #expect(store.names == ["é", "bc"])
    #expect(store.options == #"{"b":"é"}"#)
    #expect(store.imageSize(at: 1).width == 320)
    #expect(try store.features(at: 1).keypoints.map(\.x) == [6, 12])
    #expect(try store.features(at: 0).descriptors.bytes == [UInt8](repeating: 9, count: 32))
  }

  @Test(
    "is refused with a hint where h5py wrote what can't be read safely, or not at all",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func writtenOtherwiseByH5py() throws {
    func message() throws -> String {
      try #require(throws: StoreError.self) { try FeatureStore(path: path) }.description
    }
    try writeByH5py(version: "None", attribute: "np.bytes_(s.encode())")
    #expect(
      try message() == "\(path) is an HDF5 file without checksums (superblock version 0), "
        + "but must be of the layout of HDF5 1.10 (in h5py: libver=\"v110\")")
    try writeByH5py(version: "'v110'", attribute: "s")
    #expect(
      try message() == "\(path): the attribute format is strings of variable length, "
        + "but must be a string of fixed length (in h5py: numpy.bytes_)")
  }

  @Test(
    "in the latest format of a newer HDF5 is read, or refused with that reason",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func writtenByNewerHDF5() throws {
    try writeByH5py(version: "'latest'", attribute: "np.bytes_(s.encode())")
    do {
      #expect(try FeatureStore(path: path).count == 2)
    } catch {
      #expect(error.description.contains("of a newer HDF5 than 1.10: "))
    }
  }
}
