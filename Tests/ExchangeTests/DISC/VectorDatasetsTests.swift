import Foundation
import Storage
import TestSupport
import Testing
import Vectors

@testable import Exchange

@Suite("ISC2021 and DISC21 descriptors") struct VectorDatasetsTests {
  private let folder = TemporaryFolder()
  private let some = VectorSet(
    ids: ["b", "ä", "a"], dimension: 2, values: [1, 2, 3, 4, 5, .leastNonzeroMagnitude])

  private func message(_ script: String) throws -> String {
    let path = folder.file("bad.h5")
    try ForeignFiles.write(path, script)
    let error = try #require(throws: StoreError.self) { try ForeignFiles.readAll(path) }
    #expect(error.path == path)
    return String(error.description.dropFirst(path.count))
  }

  @Test("are read back as they were written, and equal ones give equal bytes")
  func roundTrip() throws {
    let (isc, track) = (folder.file("isc.h5"), folder.file("track.h5"))
    try ISC2021Descriptors.write(some, to: isc)
    #expect(try ForeignLayout(detectedIn: isc) == .isc2021)
    #expect(try ISC2021Descriptors.read(isc) == some)
    let both = DISC21TrackDescriptors(
      queries: some, references: VectorSet(ids: ["r"], dimension: 2, values: [7, 8]))
    try both.write(to: track)
    #expect(try ForeignLayout(detectedIn: track) == .disc21)
    let read = try DISC21TrackDescriptors(path: track)
    #expect(read.queries.ids == ["a", "b", "ä"] && read.queries.values == [5, .leastNonzeroMagnitude, 1, 2, 3, 4])
    #expect(read.references == both.references)
    let again = folder.file("again.h5")
    try both.write(to: again)
    #expect(FileManager.default.contents(atPath: again) == FileManager.default.contents(atPath: track))
    #expect(folder.contents == ["again.h5", "isc.h5", "track.h5"])
  }

  @Test("no vectors at all are an answer")
  func none() throws {
    let path = folder.file("none.h5")
    let none = VectorSet(ids: [], dimension: 3, values: [])
    try ISC2021Descriptors.write(none, to: path)
    #expect(try ISC2021Descriptors.read(path) == none)
  }

  @Test(
    "of isc2021 and of the official code are read, old superblock or new",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"), arguments: ["earliest", "latest"])
  func foreign(libver: String) throws {
    let (isc, track) = (folder.file("isc.h5"), folder.file("track.h5"))
    try ForeignFiles.write(isc, ForeignFiles.isc2021, libver: libver)
    let read = try ISC2021Descriptors.read(isc)
    // isc2021's reader strips the folder, .jpg and .png alone.
    #expect(read.ids == ["Q00000", "Q00001", "Q2.jpeg"])
    #expect(read.dimension == 4 && read.values == (0..<12).map { Float($0) })
    try ForeignFiles.write(track, ForeignFiles.disc21, libver: libver)
    let both = try DISC21TrackDescriptors(path: track)
    #expect(both.queries == VectorSet(ids: ["Q00001", "Q00000"], dimension: 2, values: [0, 1, 2, 3]))
    #expect(both.references.ids == ["R2", "R1", "R0"] && both.references[2] == [-4, -5])
    try ForeignFiles.write(track, ForeignFiles.longDisc21, libver: libver)
    let long = try DISC21TrackDescriptors(path: track)
    #expect(long.queries.ids == (0..<600).map { String(repeating: "x", count: $0 % 40) + "\($0)" })
  }

  @Test(
    "in chunks, of other byte order and width are read; compressed ones are refused with a way out",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func storage() throws {
    let path = folder.file("isc.h5")
    try ForeignFiles.write(
      path,
      """
      f.create_dataset("vectors", data=np.arange(50).reshape(10, 5).astype(">f8"), chunks=(4, 2), maxshape=(None, 5))
      f.create_dataset("image_names", data=["i%d" % i for i in range(10)], dtype=h5py.string_dtype(), chunks=(3,))
      """)
    let read = try ISC2021Descriptors.read(path)
    #expect(read.values == (0..<50).map { Float($0) } && read.ids == (0..<10).map { "i\($0)" })
    let reason = try message(
      """
      f.create_dataset("vectors", data=np.zeros((10, 5), "f4"), chunks=(4, 5), compression="gzip")
      f.create_dataset("image_names", data=np.array([b"a"] * 10))
      """)
    #expect(reason.contains("vectors") && reason.contains("h5repack"), "\(reason)")
  }

  @Test(
    "are read by h5py as the official code reads them", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func readByH5py() throws {
    let path = folder.file("track.h5")
    try DISC21TrackDescriptors(
      queries: VectorSet(ids: ["Q1", "Q0"], dimension: 1, values: [1, 0]),
      references: VectorSet(ids: ["R10"], dimension: 1, values: [0.5])
    ).write(to: path)
    let printed = try Python.run(
      """
      import sys, h5py, numpy as np
      f = h5py.File(sys.argv[1], "r")
      for name in ["query", "reference"]:
          ids = np.array(f[name + "_ids"][:], dtype=object).astype(str).tolist()
          print(ids, f[name].dtype, f[name][:].tolist())
      """, arguments: [path]
    ).output
    #expect(printed == "['Q0', 'Q1'] float32 [[0.0], [1.0]]\n['R10'] float32 [[0.5]]\n")
  }

  @Test("of another layout are refused by name", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func refused() throws {
    let vectors = "f['vectors'] = np.zeros((3, 2), 'f4')\n"
    let names = "f['image_names'] = np.array([b'a', b'b', b'c'])\n"
    #expect(try message(vectors).contains("it holds vectors"))
    #expect(try message("pass").contains("it is empty"))
    #expect(
      try message(names + "f['vectors'] = np.zeros(3, 'f4')").contains("vectors is [3] Float32, but must be [N, D]"))
    #expect(try message(names + "f['vectors'] = np.zeros((3, 2), 'i4')").contains("vectors is [3, 2] Int32, but"))
    #expect(try message(names + "f['vectors'] = np.zeros((4, 2), 'f4')").contains("image_names is [3] strings"))
    #expect(try message(names + "f['vectors'] = h5py.Empty('f4')").contains("vectors is without values"))
    #expect(
      try message(names + "f['vectors'] = np.array([[0, 1], [2, np.nan], [3, 4]])")
        .contains("vectors: number 3 is nan, but must be a finite number"))
    #expect(try message(vectors + "f['image_names'] = np.arange(3)").contains("image_names is [3] Int64"))
    #expect(
      try message(vectors + "f['image_names'] = np.array([b'a', b'', b'c'])").contains(
        "number 1 is empty, but must be a photo's name"))
    #expect(
      try message(vectors + "f['image_names'] = np.array([b'a', b'c', b'a'])").contains("number 2 is \"a\", as 0 is"))
    // What is left of two names may be one.
    #expect(
      try message(vectors + "f['image_names'] = np.array([b'a/x.jpg', b'b', b'x.png'])").contains("number 2 is \"x\""))
    #expect(
      try message(vectors + "f['image_names'] = np.array([b'a', b'\\xff', b'c'])").contains("string 1 is no UTF-8"))
    #expect(
      try message(
        "f['query'] = np.zeros((1, 2), 'f4'); f['reference'] = np.zeros((1, 3), 'f4')\n"
          + "f['query_ids'] = np.array([b'q']); f['reference_ids'] = np.array([b'r'])"
      ).contains("reference is [1, 3], but must be as wide as query, [N, 2]"))
    // Many names that are one long text would take hundreds of times the file's bytes.
    #expect(
      try message(
        """
        f['vectors'] = np.zeros((1000, 1), 'f4')
        names = f.create_dataset('image_names', (1000,), h5py.string_dtype())
        names[0] = 'x' * 9000
        place = names.id.get_offset()
        f.close()
        bytes = bytearray(open(sys.argv[1], 'rb').read())
        for row in range(1000):
            bytes[place + 16 * row:place + 16 * row + 16] = (9000 - row).to_bytes(4, 'little') + bytes[place + 4:place + 16]
        open(sys.argv[1], 'wb').write(bytes)
        """
      ).contains("its strings have more bytes than the file"))
    // What leads out of the file is not followed.
    #expect(
      try message(names + "f['vectors'] = h5py.ExternalLink('other.h5', '/vectors')").contains("it holds image_names"))
    #expect(
      try message(names + "f.create_dataset('vectors', (3, 2), 'f4', external=[('other.raw', 0, 24)])")
        .contains("its values lie in another file"))
    #expect(try message(names + "f.create_dataset('vectors', (3, 2), 'f4')").contains("does not hold all"))
  }
}
