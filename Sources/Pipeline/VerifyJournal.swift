import Files
import Foundation
import Storage

/// What is known of a pair once it has been verified.
struct PairVerdict: Hashable {
  /// Its index in the candidate list.
  let pair: Int
  /// 0 where the pair is not verified.
  let score: Double
  /// Whether it was the query's mirror image that had this score.
  let isMirrored: Bool
}

/// The finished part of a verification, kept in a side file so that a stopped run can go on: `OUTPUT.partial`.
///
/// | bytes | content, integers little-endian |
/// |---|---|
/// | 8 | signature: 0x89 `FVJ` CR LF 0x1A LF |
/// | 4, 4 | format version, bytes of the header |
/// | | ``VerifyIdentity``, JSON in UTF-8 |
/// | 8 | `FNV1a` of all before |
/// | | batches: 4 number of verdicts, 13 each, 8 `FNV1a` of the batch |
///
/// A verdict: 4 index of the pair, 8 score (IEEE 754), 1 whether mirrored. What follows the last whole batch is the work
/// of a run that was killed while writing; it is cut off.
final class VerifyJournal {
  private static let signature: [UInt8] = [0x89, 0x46, 0x56, 0x4A, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let newestVersion = 1
  private static let prefixBytes = 16
  private static let checksumBytes = 8
  private static let verdictBytes = 13

  let path: String
  /// What earlier runs found out, until it is taken.
  private(set) var restored: [PairVerdict]
  private let file: AppendedFile
  /// Bytes that are whole.
  private var length: Int
  private var isEmpty: Bool

  static func path(besideOutput output: String) -> String { output + ".partial" }

  /// Opens the side file of an output, or makes it.
  ///
  /// - Parameter isResuming: whether to go on with a file that is there; it needn't be there.
  /// - Throws: ``VerifyJournalError`` when one is there and isn't wanted, or belongs to other work or nothing of ours;
  ///   `FileError` when it can't be read or written, or another process is at work on it. The file is left as it was.
  init(besideOutput output: String, of identity: VerifyIdentity, pairCount: Int, isResuming: Bool) throws {
    let path = Self.path(besideOutput: output)
    if !isResuming, FileStamp(path) != nil { throw VerifyJournalError.exists(path: path, output: output) }
    let file = try AppendedFile(path: path)
    let header = Self.header(of: identity)
    let found = try file.contents()
    var verdicts: [PairVerdict] = []
    if found.count < header.count, header.starts(with: found) {
      // A new file, or one whose maker was killed at once.
      try file.cut(to: 0)
      do { try file.append(header) } catch {
        removeFile(path)
        throw error
      }
      length = header.count
    } else {
      let start = try Self.checkHeader(found, path: path, expected: identity)
      length = Self.readBatches(found[start...], pairCount: pairCount, into: &verdicts)
      if length < found.count { try file.cut(to: length) }
    }
    self.path = path
    self.file = file
    restored = verdicts
    isEmpty = verdicts.isEmpty
  }

  /// Hands over what earlier runs found out, and forgets it.
  func takeRestored() -> [PairVerdict] {
    defer { restored = [] }
    return restored
  }

  /// Adds a batch of verdicts; where that fails, the file is as it was before.
  func append(_ verdicts: [PairVerdict]) throws(FileError) {
    guard !verdicts.isEmpty else { return }
    var bytes = Self.bytes(of: UInt32(verdicts.count))
    bytes.reserveCapacity(4 + verdicts.count * Self.verdictBytes + Self.checksumBytes)
    for verdict in verdicts {
      bytes += Self.bytes(of: UInt32(verdict.pair))
      bytes += Self.bytes(of: verdict.score.bitPattern)
      bytes.append(verdict.isMirrored ? 1 : 0)
    }
    var checksum = FNV1a()
    checksum.add(bytes)
    bytes += Self.bytes(of: checksum.value)
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

  private static func header(of identity: VerifyIdentity) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and integers only: there is nothing in it that JSON has no word for.
    let text = [UInt8](try! encoder.encode(identity))
    let bytes = signature + Self.bytes(of: UInt32(newestVersion)) + Self.bytes(of: UInt32(text.count)) + text
    var checksum = FNV1a()
    checksum.add(bytes)
    return bytes + Self.bytes(of: checksum.value)
  }

  /// Where the batches begin.
  private static func checkHeader(_ bytes: [UInt8], path: String, expected: VerifyIdentity) throws -> Int {
    guard bytes.starts(with: signature) else { throw VerifyJournalError.foreign(path: path) }
    guard bytes.count >= prefixBytes else { throw VerifyJournalError.damaged(path: path) }
    let version = Int(integer(bytes[8..<12]))
    guard version == newestVersion else {
      throw VerifyJournalError.otherVersion(path: path, found: version, readable: newestVersion)
    }
    let end = prefixBytes + Int(integer(bytes[12..<16]))
    guard end + checksumBytes <= bytes.count else { throw VerifyJournalError.damaged(path: path) }
    var checksum = FNV1a()
    checksum.add(bytes[..<end])
    guard checksum.value == integer(bytes[end..<end + checksumBytes]),
      let found = try? JSONDecoder().decode(VerifyIdentity.self, from: Data(bytes[prefixBytes..<end]))
    else { throw VerifyJournalError.damaged(path: path) }
    let differences = found.differences(from: expected)
    guard differences.isEmpty else { throw VerifyJournalError.otherWork(path: path, differences: differences) }
    return end + checksumBytes
  }

  /// Appends the verdicts of the whole batches; returns where they end.
  private static func readBatches(
    _ bytes: ArraySlice<UInt8>, pairCount: Int, into verdicts: inout [PairVerdict]
  ) -> Int {
    var start = bytes.startIndex
    while bytes.endIndex - start >= 4 {
      let count = Int(integer(bytes[start..<start + 4]))
      let end = start + 4 + count * verdictBytes
      guard count > 0, end + checksumBytes <= bytes.endIndex else { break }
      var checksum = FNV1a()
      checksum.add(bytes[start..<end])
      guard checksum.value == integer(bytes[end..<end + checksumBytes]) else { break }
      let batch = stride(from: start + 4, to: end, by: verdictBytes).map { place in
        PairVerdict(
          pair: Int(integer(bytes[place..<place + 4])),
          score: Double(bitPattern: integer(bytes[place + 4..<place + 12])), isMirrored: bytes[place + 12] == 1)
      }
      guard batch.allSatisfy({ $0.pair < pairCount && $0.score.isFinite && $0.score >= 0 }) else { break }
      verdicts += batch
      start = end + checksumBytes
    }
    return start
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
