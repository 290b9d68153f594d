import Features
import Files
import Storage

/// A codebook in a file; integers little-endian.
///
/// | bytes | content |
/// |---|---|
/// | 8 | signature: 0x89 `FLW` CR LF 0x1A LF |
/// | 4, 4 | format version, kind of descriptors (0 histograms, 1 binary) |
/// | 8, 8 | cells, words |
/// | 8 each | where the words of each cell end |
/// | 128 or 32 each | cells' centres, then words |
/// | 20 | seal: see `FileSeal` |
extension Codebook {
  private static let signature: [UInt8] = [0x89, 0x46, 0x4C, 0x57, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let version = 1
  private static let headerBytes = 32

  /// - Throws: ``LocalIndexError`` when it can't be read, is no codebook, cut short or damaged.
  init(path: String) throws {
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw LocalIndexError(path, "it can't be read: \(error.reason)") }
    guard bytes.count >= Self.headerBytes + FileSeal.byteCount, bytes.starts(with: Self.signature) else {
      throw LocalIndexError(path, "it is no codebook of an index")
    }
    let version = LittleEndian.integer(bytes[8..<12])
    guard version == Self.version else {
      throw LocalIndexError(path, "it has format version \(version), but this Facsimile reads version \(Self.version)")
    }
    guard bytes.withUnsafeBytes(FileSeal.verdict) == .unbroken else {
      throw LocalIndexError(path, "it is cut short or damaged")
    }
    let kindNumber = LittleEndian.integer(bytes[12..<16])
    guard let kind = [DescriptorKind.histogram128, .binary256].dropFirst(Int(kindNumber)).first else {
      throw LocalIndexError(path, "its kind of descriptors is \(kindNumber), but must be 0 or 1")
    }
    // A checksum protects from accidents, not from intent.
    func problem(_ reason: String) -> LocalIndexError { LocalIndexError(path, reason) }
    func number(_ place: Int) -> UInt64 { LittleEndian.integer(bytes[place..<place + 8]) }
    // Each takes a byte or more of the file, so that no sum of them is beyond Int.
    guard let cells = Int(exactly: number(16)), let words = Int(exactly: number(24)), (1...bytes.count).contains(cells),
      (cells...max(cells, bytes.count)).contains(words),
      Self.headerBytes + 8 * cells + (cells + words) * kind.byteCount + FileSeal.byteCount == bytes.count
    else {
      throw problem("it counts \(number(16)) cells and \(number(24)) words, which don't fill its \(bytes.count) bytes")
    }
    var starts = [0]
    for cell in 0..<cells {
      guard let end = Int(exactly: number(Self.headerBytes + 8 * cell)), end > starts[cell], end <= words else {
        throw problem("the words of cell \(cell) end nowhere")
      }
      starts.append(end)
    }
    guard starts[cells] == words else { throw problem("its last cell ends before its last word") }
    let cellsStart = Self.headerBytes + 8 * cells
    let wordsStart = cellsStart + cells * kind.byteCount
    self.init(
      cells: Descriptors(kind: kind, bytes: Array(bytes[cellsStart..<wordsStart])),
      words: Descriptors(kind: kind, bytes: Array(bytes[wordsStart..<wordsStart + words * kind.byteCount])),
      starts: starts)
  }

  func write(to path: String) throws(FileError) {
    var bytes = Self.signature + LittleEndian.bytes(of: UInt32(Self.version))
    bytes += LittleEndian.bytes(of: UInt32(kind == .histogram128 ? 0 : 1))
    bytes += LittleEndian.bytes(of: UInt64(cells.count)) + LittleEndian.bytes(of: UInt64(count))
    for end in starts.dropFirst() { bytes += LittleEndian.bytes(of: UInt64(end)) }
    bytes += cells.bytes + words.bytes
    var checksum = CRC32()
    checksum.add(bytes)
    try writeFile(bytes + FileSeal.bytes(length: bytes.count, checksum: checksum), to: path)
  }
}
