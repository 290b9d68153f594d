import Files
import HDF5
import Imaging
import TestSupport
import Testing
import Vectors

@testable import Storage

@Suite("VectorFile") struct VectorFileTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("v.h5") }
  private let model = VectorModel("gist", revision: 3)

  private func random(_ count: Int, dimension: Int) -> VectorSet {
    var generator = SeededGenerator(seed: UInt64(count))
    return VectorSet(
      ids: (0..<count).map { "ä/photo \($0)" }, dimension: dimension,
      values: (0..<count * dimension).map { _ in Float.random(in: -9...9, using: &generator) }, model: model)
  }

  private func write(_ vectors: VectorSet, to path: String) throws(StoreError) {
    let writer = try VectorFileWriter(
      path: path, model: vectors.model ?? model, dimension: vectors.dimension, views: vectors.views)
    for (index, id) in vectors.ids.enumerated() {
      try writer.append(name: id, size: ImageSize(width: 640, height: 480), vector: Array(vectors[index]))
    }
    try writer.finish()
  }

  @Test("gives back what was written, also beyond a chunk", arguments: [(0, 3), (1, 1), (5, 960), (700, 960)])
  func roundTrip(count: Int, dimension: Int) throws {
    let some = random(count, dimension: dimension)
    try write(some, to: path)
    #expect(VectorFile.isVectorFile(path) && !ImagePack.isImagePack(path))
    let file = try VectorFile(path: path)
    #expect(file.model == model && file.dimension == dimension && file.count == count)
    #expect(file.formatVersion == 1 && file.toolVersion == toolVersion)
    #expect(try file.vectors() == some)
    for index in 0..<count {
      #expect(try file.vector(at: index) == Array(some[index]))
      #expect(file.imageSize(at: index) == ImageSize(width: 640, height: 480))
    }
    let again = folder.file("again.h5")
    try write(some, to: again)
    #expect(try readFile(again) == readFile(path))
  }

  @Test("holds the views of each photo, and what is known of the model", arguments: [1, 400])
  func views(count: Int) throws {
    var generator = SeededGenerator(seed: 5)
    let some = VectorSet(
      ids: (0..<count).map { "photo \($0)" }, views: ["full", "quadrant-1", "center"], dimension: 300,
      values: (0..<count * 900).map { _ in Float.random(in: -9...9, using: &generator) },
      model: VectorModel("net", revision: 2, checksum: "c0ffee", preprocessing: #"{"side":288}"#, runtime: "engine 1"))
    try write(some, to: path)
    let file = try VectorFile(path: path)
    #expect(file.views == some.views && file.dimension == 300 && file.count == count && file.formatVersion == 2)
    #expect(try file.vectors() == some && file.model.runtime == "engine 1")
    #expect(try file.vector(at: count - 1) == Array(some[count - 1]))
    #expect(try file.values(of: count..<count) == [])
  }

  @Test(
    "is what isc2021's code reads", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func foreignReader() throws {
    try write(random(3, dimension: 4), to: path)
    let script = """
      import sys, h5py
      with h5py.File(sys.argv[1], "r") as f:
          print(f["vectors"].dtype, f["vectors"].shape, [n.decode() for n in f["image_names"][:]], f["vectors"][2, 3])
      """
    let printed = try Python.run(script, arguments: [path]).output
    let last = random(3, dimension: 4)[2].last!
    #expect(printed.hasPrefix("float32 (3, 4) ['ä/photo 0', 'ä/photo 1', 'ä/photo 2'] "))
    #expect(printed.split(separator: " ").last.flatMap { Float($0.dropLast()) } == last, "\(printed)")
  }

  @Test("is not written where a name, a size or a number can't be stored")
  func unstorable() throws {
    let size = ImageSize(width: 1, height: 1)
    for (name, size, vector, part) in [
      ("", size, [Float(1)], "its name must be"),
      ("a", size, [.nan], "a number of its vector is nan"), ("a", size, [.infinity], "a number of its vector is inf"),
    ] {
      let writer = try VectorFileWriter(path: path, model: model, dimension: 1)
      let error = #expect(throws: StoreError.self) { try writer.append(name: name, size: size, vector: vector) }
      #expect(error?.description.contains(part) ?? false, "\(String(describing: error))")
      #expect(throws: StoreError.self) { try writer.finish() }
      #expect(folder.contents == [])
    }
  }

  /// A file of two vectors of which parts can be replaced.
  private struct Malformed {
    var format = "facsimile-vectors"
    var version: Int64 = 1
    var options = #"{"name":"gist","revision":1}"#
    var names = "ab"
    var views: String?
    var vectors: [Float] = [1, 2, 3, 4]
    var columns: Int? = 2
    var isSealed = true

    func write(to path: String) throws {
      let pending = try PendingFile(for: path)
      let file = try HDF5File.create(pending.temporaryPath)
      try file.setAttribute("format", to: format)
      try file.setAttribute("format_version", to: version)
      try file.setAttribute("tool_version", to: "0.1.0")
      try file.setAttribute("options", to: options)
      if let views { try file.setAttribute("views", to: views) }
      let rows = try HDF5Dataset.create("image_names", in: file, type: .string(length: 1), chunkRows: 2)
      try rows.writeStringBytes(Array(names.utf8), atRow: 0)
      try rows.close()
      let sizes = try HDF5Dataset.create("image_sizes", in: file, type: .int32, columns: 2, chunkRows: 2)
      try sizes.write([Int32](repeating: 1, count: 2 * names.utf8.count), atRow: 0)
      try sizes.close()
      let vectors = try HDF5Dataset.create("vectors", in: file, type: .float32, columns: columns, chunkRows: 2)
      try vectors.write(self.vectors, atRow: 0)
      try vectors.close()
      let checksums = try HDF5Dataset.create("checksums", in: file, type: .uint32, chunkRows: 2)
      let width = max(self.vectors.count / max(names.utf8.count, 1), 1)
      try checksums.write(
        names.utf8.indices.enumerated().map { row, _ in
          VectorFileLayout.checksum(self.vectors.dropFirst(row * width).prefix(width))
        }, atRow: 0)
      try checksums.close()
      try file.close()
      if isSealed { try FileSeal.close(pending) }
      try pending.commit()
    }
  }

  @Test("is refused where a part is not what it must be, which is named")
  func malformed() throws {
    func message(_ change: (inout Malformed) -> Void) throws -> String {
      var file = Malformed()
      change(&file)
      try file.write(to: path)
      let error = try #require(throws: StoreError.self) { _ = try VectorFile(path: path).vectors() }
      #expect(error.path == path)
      return error.description
    }
    try Malformed().write(to: path)
    #expect(try VectorFile(path: path).vectors().values == [1, 2, 3, 4])
    #expect(try message { $0.format = "facsimile-images" }.contains("is an image pack, but must be a vector file"))
    #expect(try message { $0.version = 3 }.contains("has format version 3"))
    #expect(try message { $0.version = 2 }.contains("the attribute views is missing"))
    for views in ["", "a,,b", "a,a", "a b"] {
      let message = try message { ($0.version, $0.views) = (2, views) }
      #expect(message.contains("the attribute views is \(views), but must be different names"), "\(message)")
    }
    #expect(
      try message { ($0.version, $0.views) = (2, "a,b,c") }
        .contains("the dataset vectors is [2, 2] Float32, but must be [2, 3 · D]"))
    #expect(try message { $0.options = #"{"name":"gist","revision":1,"views":3}"# }.contains("unknown options: views"))
    #expect(try message { $0.options = "gist" }.contains("unknown options"))
    #expect(try message { $0.names = "aa" }.contains("image 1 (a): image 0 has the same name"))
    #expect(try message { $0.columns = nil }.contains("the dataset vectors is [4] Float32, but must be [2, D]"))
    #expect(try message { $0.names = "abc" }.contains("the dataset vectors is [2, 2] Float32, but must be [3, D]"))
    #expect(try message { $0.vectors[3] = .nan }.contains("image 1 (b): a number of its vector is nan"))
    #expect(try message { $0.isSealed = false }.contains("cut short or lengthened"))
  }

  @Test("is an error when it is cut short, wherever")
  func truncated() throws {
    try write(random(20, dimension: 30), to: path)
    let bytes = try readFile(path)
    for length in Array(stride(from: 0, to: bytes.count, by: 97)) + [bytes.count - 1] {
      let cut = folder.write(Array(bytes[..<length]), to: "cut.h5")
      #expect(throws: StoreError.self, "\(length) of \(bytes.count) bytes") { try VectorFile(path: cut) }
    }
  }
}
