import Features
import Files

/// How a segment's file is laid out; integers little-endian.
///
/// | bytes | content |
/// |---|---|
/// | 64 | header: signature (0x89 `FLS` CR LF 0x1A LF), 4 format version, 4 kind of descriptors (0 histograms, 1 binary), 8 checksum of the codebook, 8 photos, 8 words, 8 postings, 8 bytes of names, 4 ``CRC32`` of the tables, 4 of the header before |
/// | 4 each | table: features of each photo |
/// | 8 each | table: where each photo's name ends |
/// | | table: the names, UTF-8, sorted by Unicode scalars |
/// | 4 each | table: postings of each word |
/// | 0 to 7 | zeros, up to a multiple of 8 |
/// | 22 each | postings, word by word, each word's number rounded up to a multiple of 4: all lower halves of signatures (8 bytes each), all upper halves, photos (4), angles (1), scales (1) |
/// | 20 | seal: see `FileSeal` |
///
/// A word's postings are sorted by photo, those of a photo in the order of its features.
struct SegmentLayout: Hashable {
  static let signature: [UInt8] = [0x89, 0x46, 0x4C, 0x53, 0x0D, 0x0A, 0x1A, 0x0A]
  static let version = 1
  static let headerBytes = 64
  static let postingBytes = 22
  /// So that each list begins at a multiple of 8 bytes.
  private static let postingsPerStep = 4

  var kind: DescriptorKind
  var codebook: UInt64
  var photoCount: Int
  var wordCount: Int
  var postingCount: Int
  var nameBytes: Int
  var tablesChecksum: UInt32

  /// Places of a list, those that are used and those that fill it up.
  static func places(_ count: Int) -> Int { (count + postingsPerStep - 1) / postingsPerStep * postingsPerStep }

  var countsStart: Int { Self.headerBytes }
  var nameEndsStart: Int { countsStart + 4 * photoCount }
  var namesStart: Int { nameEndsStart + 8 * photoCount }
  var wordCountsStart: Int { namesStart + nameBytes }
  var tablesEnd: Int { wordCountsStart + 4 * wordCount }
  var postingsStart: Int { (tablesEnd + 7) / 8 * 8 }

  var header: [UInt8] {
    var bytes = Self.signature + LittleEndian.bytes(of: UInt32(Self.version))
    bytes += LittleEndian.bytes(of: UInt32(kind == .histogram128 ? 0 : 1)) + LittleEndian.bytes(of: codebook)
    for number in [photoCount, wordCount, postingCount, nameBytes] { bytes += LittleEndian.bytes(of: UInt64(number)) }
    bytes += LittleEndian.bytes(of: tablesChecksum)
    var checksum = CRC32()
    checksum.add(bytes)
    return bytes + LittleEndian.bytes(of: checksum.value)
  }

  /// Reads a header.
  ///
  /// - Throws: ``LocalIndexError`` where it is none, of a later version, or damaged, or counts more than the file holds.
  init(_ bytes: ArraySlice<UInt8>, path: String, fileBytes: Int) throws(LocalIndexError) {
    func integer(_ offset: Int, _ count: Int) -> UInt64 {
      let start = bytes.startIndex + offset
      return LittleEndian.integer(bytes[start..<start + count])
    }
    guard bytes.count == Self.headerBytes, bytes.starts(with: Self.signature) else {
      throw LocalIndexError(path, "it is no segment of an index")
    }
    let version = integer(8, 4)
    guard version == Self.version else {
      throw LocalIndexError(path, "it has format version \(version), but this Facsimile reads version \(Self.version)")
    }
    var checksum = CRC32()
    checksum.add(Array(bytes.dropLast(4)))
    guard UInt64(checksum.value) == integer(60, 4) else { throw LocalIndexError(path, "its header is damaged") }
    // Each of these takes a byte or more of the file.
    var numbers: [Int] = []
    for offset in [24, 32, 40, 48] {
      guard let number = Int(exactly: integer(offset, 8)), number <= fileBytes else {
        throw LocalIndexError(
          path, "it is cut short: it has \(fileBytes) bytes, but counts \(integer(offset, 8)) of something")
      }
      numbers.append(number)
    }
    guard let kind = [DescriptorKind.histogram128, .binary256].dropFirst(Int(integer(12, 4))).first else {
      throw LocalIndexError(path, "its kind of descriptors is \(integer(12, 4)), but must be 0 or 1")
    }
    self.kind = kind
    codebook = integer(16, 8)
    (photoCount, wordCount, postingCount, nameBytes) = (numbers[0], numbers[1], numbers[2], numbers[3])
    tablesChecksum = UInt32(integer(56, 4))
  }

  init(kind: DescriptorKind, codebook: UInt64, photoCount: Int, wordCount: Int, postingCount: Int, nameBytes: Int) {
    self.kind = kind
    self.codebook = codebook
    self.photoCount = photoCount
    self.wordCount = wordCount
    self.postingCount = postingCount
    self.nameBytes = nameBytes
    tablesChecksum = 0
  }
}
