import Foundation
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Hloc matches") struct HlocMatchesTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("matches.h5") }

  @Test("are read back as they were written, in either order")
  func roundTrip() throws {
    let writer = try HlocMatchesWriter(path: path)
    let matches = HlocPairMatches(indices: [2, -1, 0, -1], scores: [0.5, 0, 0.25, 0])
    try writer.append(first: "db/a.jpg", second: "q/b.jpg", matches)
    try writer.append(first: "q/b.jpg", second: "c.jpg", HlocPairMatches(indices: [], scores: []))
    try writer.finish()
    #expect(try ForeignLayout(detectedIn: path) == .hlocMatches)
    let read = try HlocMatches(path: path)
    #expect(read.pairs.map(\.first) == ["db-a.jpg", "q-b.jpg"] && read.pairs.map(\.second) == ["q-b.jpg", "c.jpg"])
    #expect(try read.matches(of: "db/a.jpg", firstCount: 4, with: "q/b.jpg") == matches)
    #expect(
      try read.matches(of: "q/b.jpg", firstCount: 5, with: "db/a.jpg")
        == HlocPairMatches(indices: [2, -1, 0, -1, -1], scores: [0.25, 0, 0.5, 0, 0]))
    #expect(try read.matches(of: "c.jpg", firstCount: 0, with: "db/a.jpg") == nil)
    #expect(try read.matches(at: 1).count == 0)
  }

  @Test("a pair that is there already is refused")
  func twice() throws {
    let writer = try HlocMatchesWriter(path: path)
    try writer.append(first: "a/b", second: "c", HlocPairMatches(indices: [], scores: []))
    let error = try #require(throws: StoreError.self) {
      try writer.append(first: "a-b", second: "c", HlocPairMatches(indices: [], scores: []))
    }
    #expect(error.description.contains("there already"))
    #expect(folder.contents.isEmpty)
  }

  @Test(
    "that hloc wrote are read", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"),
    arguments: ["earliest", "latest"])
  func foreign(libver: String) throws {
    try ForeignFiles.write(path, ForeignFiles.hlocMatches, libver: libver)
    let read = try HlocMatches(path: path)
    #expect(read.pairs.map(\.first) == ["a.jpg", "b.jpg", "db-1.jpg"])
    #expect(try read.matches(at: 0) == HlocPairMatches(indices: [2, -1, 0], scores: [0.25, 0.625, 1]))
    // Of two keypoints with one partner the surer counts.
    #expect(try read.matches(of: "c.jpg", firstCount: 2, with: "b.jpg")?.indices == [3, 1])
  }

  @Test(
    "are read by h5py as hloc reads them", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func readByH5py() throws {
    let writer = try HlocMatchesWriter(path: path)
    try writer.append(
      first: "db/a.jpg", second: "q/b.jpg", HlocPairMatches(indices: [2, -1, 0], scores: [0.5, 0, 0.25]))
    try writer.finish()
    let printed = try Python.run(
      """
      import sys, h5py, numpy as np
      g = h5py.File(sys.argv[1], "r")["db-a.jpg/q-b.jpg"]
      matches = g["matches0"].__array__(); scores = g["matching_scores0"].__array__()
      index = np.where(matches != -1)[0]
      print(np.stack([index, matches[index]], -1).tolist(), scores[index].tolist(), matches.dtype)
      """, arguments: [path]
    ).output
    #expect(printed == "[[0, 2], [2, 0]] [0.5, 0.25] int32\n")
  }

  @Test("of a newer HDF5 than this one are told from damaged ones")
  func newer() throws {
    let writer = try HlocMatchesWriter(path: path)
    try writer.append(first: "a", second: "b", HlocPairMatches(indices: [], scores: []))
    try writer.finish()
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    // The version of the superblock.
    bytes[8] = 9
    let newer = folder.write(bytes, to: "newer.h5")
    let error = try #require(throws: StoreError.self) { try ForeignLayout(detectedIn: newer) }
    #expect(error.description.contains("written by a newer HDF5 than 1.10"), "\(error)")
  }

  @Test("of another layout are refused by name", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func refused() throws {
    func reason(_ script: String) throws -> String {
      try ForeignFiles.write(path, script)
      return try #require(throws: StoreError.self) { try ForeignFiles.readAll(path) }.description
    }
    #expect(try reason("f['a/b/matches0'] = np.zeros((2, 2), 'i4')").contains("a/b/matches0 is [2, 2] Int32"))
    #expect(try reason("f['a/b/matches0'] = np.zeros(2)").contains("a/b/matches0 is [2] Float64"))
    #expect(try reason("f['a/b/matches0'] = np.array([0, -2])").contains("number 1 is -2"))
    #expect(try reason("f['a/b/matches0'] = np.array([1 << 40])").contains("number 0 is 1099511627776"))
    #expect(try reason("f['a/b/c/matches0'] = np.zeros(2, 'i4')").contains("it has a/b/c"))
    #expect(try reason("f['a_b/matches0'] = np.zeros(2, 'i4')").contains("it has a_b"))
    #expect(
      try reason("f['a/b/matches0'] = np.zeros(2, 'i4'); f['a/b/matching_scores0'] = np.zeros(3)")
        .contains("matching_scores0 is [3] Float64, but must be [2]"))
  }
}
