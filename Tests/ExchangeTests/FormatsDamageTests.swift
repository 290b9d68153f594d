import Foundation
import Storage
import TestSupport
import Testing

@testable import Exchange

/// Files without checksums that were changed by accident: an error or other values, never a crash. Worth running with
/// `--sanitize=address`.
@Suite("Formats: a damaged foreign file", .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
struct FormatsDamageTests {
  static let contents = [
    ("isc2021", ForeignFiles.isc2021), ("disc21", ForeignFiles.longDisc21), ("features", ForeignFiles.hlocFeatures),
    ("matches", ForeignFiles.hlocMatches),
    (
      "chunked",
      "f.create_dataset('vectors', data=rng.random((90, 8)).astype('f4'), chunks=(20, 3))\n"
        + "f.create_dataset('image_names', data=['Q%d' % i for i in range(90)], dtype=h5py.string_dtype(), chunks=(25,))"
    ),
  ]

  private let folder = TemporaryFolder()

  private func bytes(_ script: String, libver: String) throws -> [UInt8] {
    let path = folder.file("whole.h5")
    try ForeignFiles.write(path, script, libver: libver)
    try ForeignFiles.readAll(path)
    return [UInt8](try #require(FileManager.default.contents(atPath: path)))
  }

  /// What reading a file of those bytes ends with; nil when that goes well.
  private func failure(_ bytes: [UInt8]) -> StoreError? {
    let path = folder.write(bytes, to: "damaged.h5")
    do throws(StoreError) {
      try ForeignFiles.readAll(path)
      return nil
    } catch {
      return error
    }
  }

  @Test("with changed bytes is an error or other values", arguments: contents, ["earliest", "latest"])
  func flips(content: (name: String, script: String), libver: String) throws {
    let whole = try bytes(content.script, libver: libver)
    for seed in 0..<UInt64(100) {
      var generator = SeededGenerator(seed: seed)
      var damaged = whole
      for _ in 0..<Int.random(in: 1...50, using: &generator) {
        // Most of the structure is at the start, or in small files everywhere.
        let end = Bool.random(using: &generator) ? damaged.count : min(damaged.count, 4096)
        damaged[Int.random(in: 0..<end, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
      }
      _ = failure(damaged)
    }
  }

  @Test("that is cut short is an error", arguments: contents, ["earliest", "latest"])
  func truncated(content: (name: String, script: String), libver: String) throws {
    let whole = try bytes(content.script, libver: libver)
    for part in 1...40 {
      let error = try #require(failure(Array(whole[..<(whole.count * part / 41)])), "part \(part) of \(content.name)")
      #expect(error.path == folder.file("damaged.h5"))
    }
  }
}
