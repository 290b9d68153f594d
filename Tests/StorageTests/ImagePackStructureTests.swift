import Files
import HDF5
import TestSupport
import Testing

@testable import Storage

/// Files that are HDF5 and sealed, but not what an image pack must be.
@Suite("ImagePack refuses") struct ImagePackStructureTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("p.h5") }

  /// A pack of two images whose every part can be replaced.
  private struct MalformedPack {
    var version: Int64 = 1
    var options = #"{"store":"encoded"}"#
    var sizes: [Int32] = [640, 480, 320, 200]
    var offsets: [UInt64]? = [0, 1, 3]
    var encoded: [UInt8]? = [7, 8, 9]
    /// Of `pixels`, all zero.
    var pixels: [Int]?
    var checksums = [ImagePackLayout.checksum([7]), ImagePackLayout.checksum([8, 9])]
    var isSealed = true

    func write(to path: String) throws {
      let pending = try PendingFile(for: path)
      let file = try HDF5File.create(pending.temporaryPath)
      try file.setAttribute("format", to: "facsimile-images")
      try file.setAttribute("format_version", to: version)
      try file.setAttribute("tool_version", to: "0.1.0")
      try file.setAttribute("options", to: options)
      let names = try HDF5Dataset.create("image_names", in: file, type: .string(length: 1), chunkRows: 2)
      try names.writeStringBytes(Array("ab".utf8), atRow: 0)
      func write<Element: HDF5Element>(_ name: String, _ values: [Element]?, rowShape: [Int] = []) throws {
        guard let values else { return }
        let dataset = try HDF5Dataset.create(
          name, in: file, type: Element.hdf5Type, rowShape: rowShape, chunkRows: 2)
        try dataset.write(values, atRow: 0)
        try dataset.close()
      }
      try write("image_sizes", sizes, rowShape: [2])
      try write("offsets", offsets)
      try write("encoded", encoded)
      if let pixels {
        try write("pixels", [UInt8](repeating: 0, count: pixels.reduce(1, *)), rowShape: Array(pixels[1...]))
      }
      try write("checksums", checksums)
      try names.close()
      try file.close()
      if isSealed { try FileSeal.close(pending) }
      try pending.commit()
    }
  }

  /// The message behind the path, of a pack that differs from a good one by `change`.
  private func message(_ change: (inout MalformedPack) -> Void) throws -> String {
    var pack = MalformedPack()
    change(&pack)
    try pack.write(to: path)
    let error = try #require(throws: StoreError.self) { try ImagePack(path: path) }
    #expect(error.description.hasPrefix(path))
    return String(error.description.dropFirst(path.count))
  }

  @Test("nothing of the pack that the others are made from")
  func control() throws {
    try MalformedPack().write(to: path)
    #expect(try ImagePack(path: path).bytes(at: 1) == [8, 9])
  }

  @Test("a newer version, and a file without its seal")
  func versions() throws {
    #expect(
      try message { $0.version = 2 }
        == " has format version 2, but this version of Facsimile (\(toolVersion)) reads versions up to 1")
    #expect(try message { $0.isSealed = false }.hasPrefix(" is cut short or lengthened"))
  }

  @Test("options that it does not know")
  func options() throws {
    #expect(try message { $0.options = "{}" } == ": unknown options: store is missing")
    #expect(try message { $0.options = #"{"store":"pixels"}"# } == ": unknown options: side is missing")
    #expect(try message { $0.options = #"{"store":"encoded","codec":"avif"}"# } == ": unknown options: codec")
    #expect(try message { $0.options = #"{"store":"tiles"}"# }.contains("unknown options: store: "))
    for side in [0, -1, 16_385, Int.max] {
      #expect(
        try message { $0.options = #"{"store":"pixels","side":\#(side)}"# }
          == ": unknown options: ImagePackContents.pixels.side is \(side), but must be a number of pixels from 1 to 16384"
      )
    }
  }

  @Test("datasets that are missing or of another shape")
  func shapes() throws {
    #expect(try message { $0.encoded = nil } == ": the dataset encoded is missing")
    #expect(try message { $0.offsets = nil } == ": the dataset offsets is missing")
    #expect(try message { $0.offsets = [0, 1, 9] } == ": the dataset offsets ends with 9, but encoded has 3 rows")
    #expect(try message { $0.offsets = [0, 4, 3] } == ": the dataset offsets decreases at 2, from 4 to 3")
    #expect(
      try message { $0.checksums = [1] } == ": the dataset checksums is [1] UInt32, but must be [2] UInt32")
    #expect(try message { $0.sizes[2] = -1 } == ": image 1: its size is -1 × 200")
    let squares = #"{"store":"pixels","side":4}"#
    #expect(try message { $0.options = squares } == ": the dataset pixels is missing")
    for shape in [[2, 4, 4], [2, 4, 4, 4], [2, 4, 5, 3], [1, 4, 4, 3], [2, 4, 4, 3, 1]] {
      #expect(
        try message {
          $0.options = squares
          $0.pixels = shape
        } == ": the dataset pixels is \(shape) UInt8, but must be [2, 4, 4, 3] UInt8")
    }
  }
}
