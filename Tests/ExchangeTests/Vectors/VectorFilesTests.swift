import Files
import Imaging
import Storage
import TestSupport
import Testing
import Vectors

@testable import Exchange

@Suite("Files of vectors") struct VectorFilesTests {
  private let folder = TemporaryFolder()
  private let some = VectorSet(ids: ["a", "b", "c"], dimension: 2, values: [1, 2, 3, 4, 5, 6])

  private func expectSame(_ source: any VectorSource, _ expected: VectorSet) throws {
    #expect(source.ids == expected.ids && source.dimension == expected.dimension && source.views == expected.views)
    #expect(source.model == expected.model)
    for start in 0...expected.count {
      for end in start...expected.count {
        #expect(try source.values(of: start..<end) == expected.values(of: start..<end))
      }
    }
  }

  @Test("of ours, isc2021's and the track are read in parts, each side of the track as it is asked for")
  func hdf5() throws {
    let views = VectorSet(
      ids: ["a", "b"], views: ["full", "center"], dimension: 2, values: [1, 2, 3, 4, 5, 6, 7, 8],
      model: VectorModel("net", checksum: "ab"))
    let writer = try VectorFileWriter(
      path: folder.file("v.h5"), model: VectorModel("net", checksum: "ab"), dimension: 2, views: views.views)
    for (index, id) in views.ids.enumerated() {
      try writer.append(name: id, size: ImageSize(width: 1, height: 1), vector: Array(views[index]))
    }
    try writer.finish()
    try expectSame(openVectors(folder.file("v.h5"), of: .queries), views)
    try ISC2021Descriptors.write(some, to: folder.file("isc.h5"))
    try expectSame(openVectors(folder.file("isc.h5"), of: .references), some)
    let other = VectorSet(ids: ["r"], dimension: 2, values: [7, 8])
    try DISC21TrackDescriptors(queries: some, references: other).write(to: folder.file("track.h5"))
    try expectSame(openVectors(folder.file("track.h5"), of: .queries), some)
    try expectSame(openVectors(folder.file("track.h5"), of: .references), other)
  }

  @Test(
    "of other widths and chunks are read, too; of a number that is none, the photo is named",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func foreign() throws {
    for (name, array) in [
      ("half", "v.astype('f2')"), ("double", "v.astype('>f8')"), ("nan", "np.where(v == 4, np.nan, v).astype('f4')"),
      ("infinity", "np.where(v == 4, 1e300, v)"),
    ] {
      try Python.run(
        """
        import sys, h5py, numpy as np
        v = np.arange(1, 7).reshape(3, 2)
        with h5py.File(sys.argv[1], "w") as f:
            f.create_dataset("vectors", data=\(array), chunks=(2, 1))
            f["image_names"] = np.array([b"x/a.jpg", b"b", b"c.png"])
        np.save(sys.argv[2], \(array))
        """, arguments: [folder.file(name + ".h5"), folder.file(name + ".npy")])
      folder.write("a\r\nb\nc", to: name + ".ids.txt")
      for ending in [".h5", ".npy"] {
        let vectors = try openVectors(folder.file(name + ending), of: .queries)
        if name == "half" || name == "double" {
          try expectSame(vectors, some)
        } else {
          let error = #expect(throws: (any Error).self) { try vectors.values(of: 0..<3) }
          let text = "\(error.map { "\($0)" } ?? "")"
          #expect(
            text.hasSuffix("image 1 (b): a number of its vector is \(name == "nan" ? "nan" : "inf")"), "\(text)")
          #expect(try vectors.values(of: 2..<3) == [5, 6])
        }
      }
    }
  }

  private func write(header: String, numbers: [UInt8], version: UInt8 = 1, ids: String = "a\nb\n") {
    let length = UInt32(header.utf8.count)
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    folder.write(
      [0x93] + Array("NUMPY".utf8) + [version, 0] + (version == 1 ? bytes[..<2] : bytes[...]) + Array(header.utf8)
        + numbers, to: "x.npy")
    folder.write(ids, to: "x.ids.txt")
  }

  @Test("of NumPy's versions and widths are read", arguments: [1, 2, 3] as [UInt8])
  func numPy(version: UInt8) throws {
    let halves: [UInt8] = [0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00, 0x00, 0x00]
    write(header: "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 2), }", numbers: halves, version: version)
    try expectSame(
      openVectors(folder.file("x.npy"), of: .queries),
      VectorSet(ids: ["a", "b"], dimension: 2, values: [1, -2, 0x1p-24, 0]))
    write(
      header: "{'descr': '>f4', 'fortran_order': False, 'shape': (2, 1)}", numbers: [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0])
    #expect(try openVectors(folder.file("x.npy"), of: .queries).values(of: 0..<2) == [1, 2])
    write(header: "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 5)}", numbers: [], ids: "")
    #expect(try openVectors(folder.file("x.npy"), of: .queries).ids == [])
  }

  @Test("of NumPy's that can't be used say why")
  func refused() throws {
    func message(
      _ change: (descr: String, order: String, shape: String), count: Int = 16, ids: String = "a\nb\n"
    ) throws -> String {
      write(
        header: "{'descr': \(change.descr), 'fortran_order': \(change.order), 'shape': \(change.shape), }",
        numbers: [UInt8](repeating: 0, count: count), ids: ids)
      let error = try #require(throws: NumPyError.self) { try openVectors(folder.file("x.npy"), of: .queries) }
      return error.description
    }
    let good = (descr: "'<f4'", order: "False", shape: "(2, 2)")
    #expect(try message((good.descr, "True", good.shape)).contains("Fortran's order"))
    #expect(try message(("'<i4'", "False", "(2, 2)")).contains("its numbers are <i4, but must be floats"))
    #expect(try message(("[('a', '<f4')]", "False", "(2, 2)")).contains("must name descr"))
    for shape in ["(4,)", "(1, 2, 2)", "()", "(-2, 2)"] {
      #expect(try message((good.descr, "False", shape)).contains("its shape is \(shape), but must be (N, D)"))
    }
    #expect(try message((good.descr, "False", "(2, 3)")).contains("but it holds 16 bytes of numbers"))
    #expect(
      try message((good.descr, "False", "(4611686018427387904, 4)")).contains("but it holds 16 bytes of numbers"))
    #expect(try message((good.descr, "False", "(2, 9223372036854775808)")).contains("must be (N, D)"))
    #expect(try message(good, ids: "a\n").contains("x.ids.txt: it has 1 lines, but the array 2 rows"))
    #expect(try message(good, ids: "a\n\n\n").contains("it has 3 lines"))
    #expect(try message(good, ids: "a\na\n").contains("line 2 is \"a\", as line 1 is"))
    #expect(try message(good, ids: "\nb\n").contains("line 1 is empty"))
    removeFile(folder.file("x.ids.txt"))
    #expect(throws: FileError.self) { try openVectors(folder.file("x.npy"), of: .queries) }
    let whole = try readFile(folder.file("x.npy"))
    for length in 6..<whole.count {
      let cut = folder.write(Array(whole[..<length]), to: "cut.npy")
      #expect(throws: (any Error).self) { try openVectors(cut, of: .queries) }
    }
  }
}
