import Files
import TestSupport
import Testing

@testable import Storage

@Suite("FileSeal") struct FileSealTests {
  private let folder = TemporaryFolder()

  private func sealed(_ bytes: [UInt8]) throws -> String {
    let path = folder.file("sealed")
    let file = try PendingFile(for: path)
    try file.append(bytes)
    try FileSeal.close(file)
    try file.commit()
    return path
  }

  @Test("is unbroken as written, and adds 20 bytes", arguments: [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
  func unbroken(count: Int) throws {
    let path = try sealed([UInt8](repeating: 7, count: count))
    #expect(try FileSeal.check(path) == .unbroken)
    #expect(try readFile(path).count == count + FileSeal.byteCount)
  }

  @Test("every changed byte breaks it")
  func everyByte() throws {
    let bytes = try readFile(try sealed((0..<200).map { UInt8($0) }))
    for position in bytes.indices {
      for bit in [0, 7] as [UInt8] {
        var changed = bytes
        changed[position] ^= 1 << bit
        let verdict = try FileSeal.check(folder.write(changed, to: "changed"))
        #expect(verdict != .unbroken, "byte \(position)")
      }
    }
  }

  @Test("is missing where the file was cut or lengthened")
  func length() throws {
    let bytes = try readFile(try sealed((0..<200).map { UInt8($0) }))
    for length in 0..<bytes.count {
      #expect(try FileSeal.check(folder.write(Array(bytes[..<length]), to: "cut")) == .missing)
    }
    #expect(try FileSeal.check(folder.write(bytes + [0], to: "long")) == .missing)
  }

  @Test("a file that is not there is an error that names it")
  func noFile() {
    #expect(throws: FileError.self) { try FileSeal.check(folder.file("none")) }
    #expect(throws: FileError.self) { try FileSeal.check(folder.path) }
  }
}
