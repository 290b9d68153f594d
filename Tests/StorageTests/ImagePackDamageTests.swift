import Files
import HDF5
import Imaging
import TestSupport
import Testing

@testable import Storage

/// Files that are no image pack, or no longer: always an error, never a crash. Worth running with `--sanitize=address`.
@Suite("A damaged image pack") struct ImagePackDamageTests {
  private let folder = TemporaryFolder()
  private static let allContents: [ImagePackContents] = [.encoded, .pixels(side: 6)]

  private func goodPack(_ contents: ImagePackContents) throws -> [UInt8] {
    let path = folder.file("good.h5")
    try SamplePack(contents, imageCount: 20).write(to: path)
    return try readFile(path)
  }

  /// Opens a file of those bytes, reads all of it and decodes it; nil when reading goes well.
  private func failure(_ bytes: [UInt8]) -> StoreError? {
    let path = folder.write(bytes, to: "damaged.h5")
    do throws(StoreError) {
      let pack = try ImagePack(path: path)
      for image in try SamplePack.images(of: pack) where pack.contents == .encoded {
        _ = try? ColorImage(decoding: image.bytes, name: image.name)
      }
      return nil
    } catch {
      return error
    }
  }

  @Test("is told from files that are something else")
  func otherFiles() throws {
    func message(_ path: String) throws -> String {
      try #require(throws: StoreError.self) { try ImagePack(path: path) }.description
    }
    let missing = folder.file("missing.h5")
    #expect(try message(missing) == "cannot read \(missing): No such file or directory")
    let text = folder.write("R1.jpg\n", to: "list.h5")
    #expect(try message(text) == "\(text) is not an HDF5 file: it is a text that starts with \"R1.jpg\"")
    let foreign = folder.file("foreign.h5")
    try HDF5File.create(foreign).close()
    #expect(
      try message(foreign)
        == "\(foreign) is not a file of format \"facsimile-images\": it has no attribute format")
  }

  @Test("is an error when it is cut short, wherever", arguments: allContents)
  func truncated(contents: ImagePackContents) throws {
    let bytes = try goodPack(contents)
    let lengths = Array(stride(from: 0, to: bytes.count, by: max(bytes.count / 300, 1))) + [bytes.count - 1]
    for length in lengths {
      #expect(failure(Array(bytes[..<length])) != nil, "\(length) of \(bytes.count) bytes")
    }
    #expect(failure(bytes + [0])?.problem == .withoutSeal)
    #expect(failure(bytes) == nil)
  }

  @Test("never crashes when a byte of it changes, and its seal tells", arguments: allContents, 1...100)
  func flips(contents: ImagePackContents, seed: UInt64) throws {
    var bytes = try goodPack(contents)
    var generator = SeededGenerator(seed: seed)
    bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
    _ = failure(bytes)
    #expect(try FileSeal.check(folder.file("damaged.h5")) != .unbroken)
  }

  @Test("never crashes when its end is overwritten by zeros", arguments: allContents, [0.1, 0.5, 0.9])
  func zeros(contents: ImagePackContents, part: Double) throws {
    let bytes = try goodPack(contents)
    let kept = Int(Double(bytes.count) * (1 - part))
    #expect(failure(Array(bytes[..<kept]) + [UInt8](repeating: 0, count: bytes.count - kept)) != nil)
  }
}
