import Files
import Foundation
import LocalIndex

/// The finished part of a run, kept in a side file so that a stopped run can go on: `OUTPUT.partial`.
///
/// | bytes | content, integers little-endian |
/// |---|---|
/// | 8 | signature: 0x89 `FRJ` CR LF 0x1A LF |
/// | 4, 4 | format version, bytes of the header |
/// | | ``RunIdentity``, JSON in UTF-8 |
/// | 4 | `CRC32` of all before |
/// | | batches: 4 bytes of the content, the content, 4 `CRC32` of both |
///
/// What a batch holds is its writer's to say. What follows the last whole batch is the work of a run that was killed while
/// writing; it is cut off. One process at a time has the file.
final class RunJournal {
  private static let signature: [UInt8] = [0x89, 0x46, 0x52, 0x4A, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let newestVersion = 3
  private static let prefixBytes = 16
  private static let lengthBytes = 4
  private static let checksumBytes = 4
  /// More than any batch has: a damaged length is not to be believed.
  private static let longestBatch = 1 << 30

  let path: String
  private let file: AppendedFile
  /// Bytes that are whole.
  private var length: Int
  private(set) var isEmpty = true

  static func path(besideOutput output: String) -> String { output + ".partial" }

  static func isThere(besideOutput output: String) -> Bool {
    (try? readFile(path(besideOutput: output), limit: signature.count)) == signature
  }

  /// Opens the side file of an output, or makes it; ``restore(_:)`` comes next.
  ///
  /// - Parameter isResuming: whether to go on with a file that is there; it needn't be there.
  /// - Throws: ``JournalError`` when a file is there and isn't wanted, or belongs to other work or nothing of ours, or
  ///   another process is at work on it; `FileError` when it can't be read or written. The file is left as it was.
  init(besideOutput output: String, of identity: RunIdentity, isResuming: Bool) throws {
    let path = Self.path(besideOutput: output)
    let isThere = FileStamp(path, followsLinks: false) != nil
    let file: AppendedFile
    do throws(FileError) { file = try AppendedFile(path: path) } catch {
      if error.reason == AppendedFile.isTaken { throw JournalError.atWork(path: path, output: output) }
      throw error
    }
    if isThere, !isResuming {
      guard try file.read(Self.signature.count, at: 0) == Self.signature else { throw JournalError.foreign(path: path) }
      throw JournalError.exists(path: path, output: output)
    }
    let header = Self.header(of: identity)
    self.path = path
    self.file = file
    let start = try file.read(header.count, at: 0)
    if start.count < header.count, header.starts(with: start) {
      // A new file, or one whose maker was killed at once.
      try file.cut(to: 0)
      do { try file.append(header) } catch {
        removeFile(path)
        throw error
      }
      length = header.count
      return
    }
    length = try Self.checkHeader(of: file, path: path, expected: identity)
  }

  /// Hands over what earlier runs have put into the file, and cuts off what comes behind the last whole batch.
  ///
  /// - Parameter take: is given the batches' content, one after the other; where it finds no sense in one, it returns
  ///   false, and the file ends before that.
  /// - Throws: `FileError`, and what `take` throws; the file is left as it was then.
  /// - Complexity: O(file) time; memory for the longest batch.
  /// - Precondition: nothing has been appended.
  func restore(_ take: (ArraySlice<UInt8>) throws -> Bool) throws {
    while let batch = try Self.batch(of: file, at: length), try take(batch.content) {
      length = batch.end
      isEmpty = false
    }
    if try length < file.byteCount { try file.cut(to: length) }
  }

  /// Adds a batch; where that fails, the file is as it was before.
  ///
  /// - Precondition: `content` is shorter than a gigabyte.
  func append(_ content: [UInt8]) throws(FileError) {
    precondition(content.count < Self.longestBatch)
    var bytes = LittleEndian.bytes(of: UInt32(content.count))
    bytes.reserveCapacity(Self.lengthBytes + content.count + Self.checksumBytes)
    bytes += content
    bytes += LittleEndian.bytes(of: Self.checksum(of: bytes[...]))
    do throws(FileError) {
      try file.append(bytes)
    } catch {
      // Nothing behind half a batch would be read again.
      try? file.cut(to: length)
      throw error
    }
    length += bytes.count
    isEmpty = false
  }

  /// Deletes the file: the work is done.
  func remove() { removeFile(path) }

  /// Deletes the file where there is nothing in it to go on with.
  func removeIfEmpty() {
    if isEmpty { remove() }
  }

  // MARK: Layout

  private static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
    var checksum = CRC32()
    bytes.withUnsafeBytes { checksum.add($0) }
    return checksum.value
  }

  private static func header(of identity: RunIdentity) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings only: there is nothing in it that JSON has no word for.
    let text = [UInt8](try! encoder.encode(identity))
    let bytes =
      signature + LittleEndian.bytes(of: UInt32(newestVersion)) + LittleEndian.bytes(of: UInt32(text.count)) + text
    return bytes + LittleEndian.bytes(of: checksum(of: bytes[...]))
  }

  /// Where the batches begin.
  private static func checkHeader(of file: AppendedFile, path: String, expected: RunIdentity) throws -> Int {
    let prefix = try file.read(prefixBytes, at: 0)
    guard prefix.starts(with: signature) else { throw JournalError.foreign(path: path) }
    guard prefix.count == prefixBytes else { throw JournalError.damaged(path: path) }
    let version = Int(LittleEndian.integer(prefix[8..<12]))
    guard version == newestVersion else {
      throw JournalError.otherVersion(path: path, found: version, readable: newestVersion)
    }
    let end = prefixBytes + Int(LittleEndian.integer(prefix[12..<16]))
    guard try end + checksumBytes <= file.byteCount else { throw JournalError.damaged(path: path) }
    let header = try file.read(end + checksumBytes, at: 0)
    guard header.count == end + checksumBytes,
      UInt64(checksum(of: header[..<end])) == LittleEndian.integer(header[end...]),
      let found = try? JSONDecoder().decode(RunIdentity.self, from: Data(header[prefixBytes..<end]))
    else { throw JournalError.damaged(path: path) }
    let differences = found.differences(from: expected)
    guard differences.isEmpty else { throw JournalError.otherWork(path: path, differences: differences) }
    return end + checksumBytes
  }

  /// The batch that begins at a place of the file; nil where no whole one does.
  private static func batch(
    of file: AppendedFile, at start: Int
  ) throws(FileError) -> (content: ArraySlice<UInt8>, end: Int)? {
    let lengthField = try file.read(lengthBytes, at: start)
    guard lengthField.count == lengthBytes else { return nil }
    let count = Int(LittleEndian.integer(lengthField[...]))
    let whole = lengthBytes + count + checksumBytes
    // A batch of nothing is what zeros look like, which a crash of the system leaves; none is ever written.
    guard count > 0, count < longestBatch, try start + whole <= file.byteCount else { return nil }
    let bytes = try file.read(whole, at: start)
    guard bytes.count == whole,
      UInt64(checksum(of: bytes[..<(lengthBytes + count)])) == LittleEndian.integer(bytes[(lengthBytes + count)...])
    else { return nil }
    return (bytes[lengthBytes..<lengthBytes + count], start + whole)
  }
}

/// Whether a stopped run has left work beside `output` that the same run can go on with.
public func canResume(to output: String) -> Bool {
  RunJournal.isThere(besideOutput: output) || LocalIndex.isLocalIndex(RunJournal.path(besideOutput: output))
}
