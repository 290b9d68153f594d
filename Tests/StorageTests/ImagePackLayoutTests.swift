import Foundation
import TestSupport
import Testing

@testable import Storage

/// The file as other programs see it.
@Suite("The layout of an image pack") struct ImagePackLayoutTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("images.h5") }

  /// What Python finds in a pack.
  private struct Content: Decodable {
    var attributes: [String: String]
    var names: [String]
    var sizes: [[Int]]
    /// As the file has them, and as zlib computes them from the images.
    var checksums: [UInt32]
    var computed: [UInt32]
    var images: [[UInt8]]
    var shapes: [String: [Int]]
    var types: [String: String]
    var chunk: [Int]
  }

  private func content() throws -> Content {
    let script = """
      import h5py, json, sys, zlib
      with h5py.File(sys.argv[1], "r") as f:
        text = lambda v: v.decode() if isinstance(v, bytes) else str(v)
        if "encoded" in f:
          o = f["offsets"][:].tolist()
          images = [f["encoded"][a:b] for a, b in zip(o, o[1:])]
        else:
          images = [f["pixels"][i].reshape(-1) for i in range(len(f["pixels"]))]
        print(json.dumps({
          "attributes": {k: text(v) for k, v in f.attrs.items()},
          "names": f["image_names"].asstr()[:].tolist(),
          "sizes": f["image_sizes"][:].tolist(),
          "checksums": f["checksums"][:].tolist(),
          "computed": [zlib.crc32(i.tobytes()) for i in images],
          "images": [i.tolist() for i in images],
          "shapes": {k: f[k].shape for k in f},
          "types": {k: str(f[k].dtype) for k in f if k != "image_names"},
          "chunk": f["encoded" if "encoded" in f else "pixels"].chunks,
        }))
      """
    return try JSONDecoder().decode(Content.self, from: Data(Python.run(script, arguments: [path]).output.utf8))
  }

  private static let hasPython = Python.withH5py != nil

  @Test("is what h5py reads of encoded photos", .enabled("needs python3 with h5py") { hasPython })
  func encoded() throws {
    let sample = SamplePack(.encoded, imageCount: 3)
    try sample.write(to: path)
    let content = try content()
    #expect(
      content.attributes == [
        "format": "facsimile-images", "format_version": "1", "tool_version": toolVersion,
        "options": #"{"store":"encoded"}"#,
      ])
    #expect(content.names == sample.images.map(\.name))
    #expect(content.sizes == sample.images.map { [$0.size.width, $0.size.height] })
    #expect(content.images == sample.images.map(\.bytes))
    #expect(content.checksums == content.computed)
    #expect(
      content.shapes == [
        "image_names": [3], "image_sizes": [3, 2], "offsets": [4], "checksums": [3], "encoded": [171],
      ])
    #expect(
      content.types == ["image_sizes": "int32", "offsets": "uint64", "checksums": "uint32", "encoded": "uint8"])
  }

  @Test("is what h5py reads of pixels, in chunks of 100 images", .enabled("needs python3 with h5py") { hasPython })
  func pixels() throws {
    let sample = SamplePack(.pixels(side: 4), imageCount: 130)
    try sample.write(to: path)
    let content = try content()
    #expect(content.attributes["options"] == #"{"side":4,"store":"pixels"}"#)
    #expect(content.images == sample.images.map(\.bytes))
    #expect(content.checksums == content.computed)
    #expect(
      content.shapes
        == ["image_names": [130], "image_sizes": [130, 2], "checksums": [130], "pixels": [130, 4, 4, 3]])
    #expect(content.types == ["image_sizes": "int32", "checksums": "uint32", "pixels": "uint8"])
    #expect(content.chunk == [100, 4, 4, 3])
  }
}
