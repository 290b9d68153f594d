import Files
import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite("IndexFile") struct IndexFileTests {
  let folder = TemporaryFolder()

  let sample = IndexFile(
    header: .init(
      library: "FLANN 1.9.2", descriptorKind: .binary256, extraction: "{\"a\":1}", parameters: "{}", images: 2,
      descriptors: 5, namesChecksum: "0011223344556677", descriptorsChecksum: "8899aabbccddeeff"))

  func problem(of path: String) -> StoreError.Problem? {
    do {
      _ = try IndexFile(path: path)
      return nil
    } catch {
      #expect("\(error)".contains(path))
      return error.problem
    }
  }

  @Test("comes back as it was written, and equal ones are equal bytes")
  func roundTrip() throws {
    try sample.write(to: folder.file("a.index"))
    try sample.write(to: folder.file("b.index"))
    #expect(try IndexFile(path: folder.file("a.index")) == sample)
    #expect(IndexFile.isIndexFile(folder.file("a.index")))
    #expect(
      FileManager.default.contents(atPath: folder.file("a.index"))
        == FileManager.default.contents(atPath: folder.file("b.index")))
    #expect(folder.contents == ["a.index", "b.index"])
  }

  @Test("version 1, which held the index itself, is read without it")
  func version1() throws {
    try sample.write(to: folder.file("a.index"))
    var bytes = try readFile(folder.file("a.index"))
    bytes.removeLast(8)
    bytes[8] = 1
    bytes[16] = 200
    bytes += (0..<200).map { UInt8($0) }
    var checksum = FNV1a()
    checksum.add(bytes)
    bytes += LittleEndian.bytes(of: checksum.value)
    let old = try IndexFile(path: folder.write(bytes, to: "old.index"))
    #expect(old.formatVersion == 1 && old.header == sample.header)
  }

  @Test("every cut, every added byte and every changed byte is found")
  func damage() throws {
    try sample.write(to: folder.file("a.index"))
    let whole = [UInt8](FileManager.default.contents(atPath: folder.file("a.index"))!)
    for length in 0..<whole.count {
      #expect(problem(of: folder.write(Array(whole[..<length]), to: "cut")) != nil, "\(length) bytes")
    }
    #expect(
      problem(of: folder.write(whole + [0], to: "long"))
        == .otherSize(
          found: whole.count + 1, expected: "\(whole.count)"))
    for position in whole.indices {
      var changed = whole
      changed[position] ^= 1 << UInt8(position % 8)
      #expect(problem(of: folder.write(changed, to: "flipped")) != nil, "byte \(position)")
    }
    var changed = whole
    changed[whole.count - 30] ^= 4
    #expect(problem(of: folder.write(changed, to: "flipped")) == .wrongChecksum)
  }

  @Test("other files are named for what they are")
  func foreign() {
    #expect(problem(of: folder.write("hello", to: "t")) == .notIndex(found: "a text that starts with \"hello\""))
    #expect(problem(of: folder.write("", to: "e")) == .notIndex(found: "empty"))
    let hdf5 = folder.write([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 3], to: "h")
    #expect(problem(of: hdf5) == .notIndex(found: "an HDF5 file, as feature stores and image packs are"))
    #expect(!IndexFile.isIndexFile(hdf5))
    guard case .unreadable = problem(of: folder.file("missing")) else {
      Issue.record("missing")
      return
    }
    guard case .unreadable = problem(of: folder.path) else {
      Issue.record("folder")
      return
    }
  }

  @Test("a later version is refused as such, also where it is of another length")
  func newer() throws {
    try sample.write(to: folder.file("a.index"))
    var bytes = [UInt8](FileManager.default.contents(atPath: folder.file("a.index"))!)
    bytes[8] = 3
    #expect(
      problem(of: folder.write(bytes + [1, 2, 3], to: "n")) == .newerVersion(found: 3, newestReadable: 2))
  }

  @Test("a header that is none, under a right checksum, is an error")
  func header() {
    var bytes: [UInt8] =
      IndexFile.signature + [1, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + Array("{}".utf8)
    var checksum = FNV1a()
    checksum.add(bytes)
    bytes += withUnsafeBytes(of: checksum.value.littleEndian, Array.init)
    guard case .unknownOptions = problem(of: folder.write(bytes, to: "h")) else {
      Issue.record("header")
      return
    }
  }

  @Test("what can't be written is an error")
  func unwritable() {
    #expect(throws: StoreError.self) { try sample.write(to: folder.file("gone/a.index")) }
    #expect(throws: StoreError.self) { try sample.write(to: folder.path) }
    #expect(folder.contents == [])
  }
}
