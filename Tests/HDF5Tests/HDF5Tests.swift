import CHDF5
import Foundation
import TestSupport
import Testing

@testable import HDF5

@Suite("The HDF5 layer") struct HDF5Tests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("a.h5") }

  private func roundTrip<Element: HDF5Element & Equatable>(_ values: [Element], columns: Int?) throws {
    let file = try HDF5File.create(path)
    let width = columns ?? 1
    let type = Element.hdf5Type
    let dataset = try HDF5Dataset.create("d", in: file, type: type, columns: columns, chunkRows: 3)
    for (row, start) in stride(from: 0, to: values.count, by: width).enumerated() {
      try dataset.write(Array(values[start..<start + width]), atRow: row)
    }
    try dataset.close()
    try file.close()

    let read = try HDF5Dataset.open("d", in: HDF5File.open(path))
    let rowCount = values.count / width
    #expect(read.type == type)
    #expect(read.shape == [rowCount] + (columns.map { [$0] } ?? []))
    for first in 0...rowCount {
      for end in first...rowCount {
        #expect(try read.read(rows: first..<end, as: Element.self) == Array(values[first * width..<end * width]))
      }
    }
  }

  @Test("reads any rows of what was appended row by row", arguments: [nil, 1, 2])
  func types(columns: Int?) throws {
    try roundTrip([0, 1, 2, 253, 254, 255, 7, 9] as [UInt8], columns: columns)
    try roundTrip([.min, -1, 0, 1, .max, 5] as [Int32], columns: columns)
    try roundTrip([.min, -1, 0, 1, .max, 5] as [Int64], columns: columns)
    try roundTrip([0, 1, .max, 1 << 63] as [UInt64], columns: columns)
    try roundTrip(
      [0, -1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, 3] as [Float], columns: columns)
    try roundTrip([] as [Float], columns: columns)
  }

  @Test("a row behind the end of a dataset is an error")
  func outOfBounds() throws {
    let file = try HDF5File.create(path)
    let dataset = try HDF5Dataset.create("d", in: file, type: .uint8, columns: 4, chunkRows: 2)
    try dataset.write([1, 2, 3, 4] as [UInt8], atRow: 0)
    #expect(throws: HDF5Failure.self) { try dataset.read(rows: 0..<2, as: UInt8.self) }
    #expect(throws: HDF5Failure.self) { try dataset.read(rows: 5..<6, as: UInt8.self) }
  }

  @Test("damaged bytes of a dataset with checksums are an error")
  func checksums() throws {
    let file = try HDF5File.create(path)
    let dataset = try HDF5Dataset.create("d", in: file, type: .uint8, chunkRows: 100, isChecksummed: true)
    try dataset.write([UInt8](repeating: 77, count: 100), atRow: 0)
    try dataset.close()
    try file.close()
    var bytes = Array(try #require(FileManager.default.contents(atPath: path)))
    let run = try #require(bytes.indices.first { bytes[$0...].prefix(100).allSatisfy { $0 == 77 } })
    bytes[run + 50] = 78
    folder.write(bytes, to: "a.h5")
    let damaged = try HDF5Dataset.open("d", in: HDF5File.open(path))
    let failure = try #require(throws: HDF5Failure.self) { try damaged.read(rows: 0..<1, as: UInt8.self) }
    #expect(failure.reason == "data error detected by Fletcher32 checksum")
  }

  /// How many identifiers of each kind are open.
  private func openIdentifiers() -> [hsize_t] {
    [H5I_FILE, H5I_GROUP, H5I_DATATYPE, H5I_DATASPACE, H5I_DATASET, H5I_ATTR, H5I_GENPROP_LST].map { kind in
      var count: hsize_t = 0
      H5Inmembers(kind, &count)
      return count
    }
  }

  @Test("gives the innermost reason, and closes every identifier on the way out")
  func failures() throws {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    // Other tests have files open, but none comes or goes while we hold the lock.
    let before = openIdentifiers()
    let missing = folder.file("missing.h5")
    #expect(throws: HDF5Failure(reason: "No such file or directory")) { try HDF5File.open(missing) }
    #expect(throws: HDF5Failure.self) { try HDF5File.create(folder.file("no/a.h5")) }
    do {
      let file = try HDF5File.create(path)
      #expect(throws: HDF5Failure.self) { try HDF5Dataset.open("missing", in: file) }
      _ = try HDF5Dataset.create("d", in: file, type: .uint8, chunkRows: 1)
      #expect(throws: HDF5Failure.self) { try HDF5Dataset.create("d", in: file, type: .uint8, chunkRows: 1) }
      try file.setAttribute("a", to: 1)
      #expect(throws: HDF5Failure.self) { try file.setAttribute("a", to: 2) }
      #expect(try file.attribute("missing") == nil)
    }
    #expect(openIdentifiers() == before)
  }

  @Test("prints nothing of its own when something fails")
  func isSilent() async throws {
    let result = try await #require(processExitsWith: .success, observing: [\.standardErrorContent]) {
      for _ in 0..<3 { _ = try? HDF5File.open("/missing.h5") }
      await Task.detached { _ = try? HDF5File.open("/missing.h5") }.value
    }
    #expect(!String(decoding: result.standardErrorContent, as: UTF8.self).contains("HDF5"))
  }
}
