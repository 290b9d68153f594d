import CKernels
import Features
import Files
import Storage

/// A part of an index, in a file that is never changed: the postings of some photos, word by word. It is mapped, not read: a query
/// costs the lists of its words.
///
/// Opening checks everything but the postings. Safe to share between threads.
final class Segment: Sendable {
  let path: String
  let layout: SegmentLayout
  /// Names of the photos, sorted by Unicode scalars.
  let ids: [String]
  /// Features of each photo.
  let featureCounts: [UInt32]
  /// Bytes of the file.
  var byteCount: Int { file.bytes.count }

  private let file: MappedFile
  private let lists: [List]

  /// Where the postings of a word are.
  private struct List {
    let start: Int
    let count: Int
  }

  /// - Throws: ``LocalIndexError`` when it can't be read, is no segment, cut short or damaged.
  /// - Complexity: O(photos + words).
  init(path: String) throws {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch { throw LocalIndexError(path, "it can't be read: \(error.reason)") }
    let bytes = file.bytes
    let layout = try SegmentLayout(
      Array(bytes.prefix(SegmentLayout.headerBytes))[...], path: path, fileBytes: bytes.count)
    let problem = LocalIndexError(
      path, "it is cut short or lengthened: it has \(bytes.count) bytes, other than its header counts")
    guard layout.postingsStart + FileSeal.byteCount <= bytes.count else { throw problem }
    var checksum = CRC32()
    checksum.add(UnsafeRawBufferPointer(rebasing: bytes[SegmentLayout.headerBytes..<layout.tablesEnd]))
    guard checksum.value == layout.tablesChecksum else { throw LocalIndexError(path, "its tables are damaged") }

    var lists: [List] = []
    lists.reserveCapacity(layout.wordCount)
    var (end, total) = (layout.postingsStart, 0)
    for word in 0..<layout.wordCount {
      let count = Int(bytes.integer(at: layout.wordCountsStart + 4 * word, as: UInt32.self))
      lists.append(List(start: end, count: count))
      end += SegmentLayout.postingBytes * SegmentLayout.places(count)
      // Before any sum of what a file says is beyond Int.
      guard end <= bytes.count else { throw problem }
      total += count
    }
    guard end + FileSeal.byteCount == bytes.count, total == layout.postingCount else { throw problem }
    ids = try Self.names(in: bytes, layout, path: path)
    featureCounts = (0..<layout.photoCount).map { bytes.integer(at: layout.countsStart + 4 * $0, as: UInt32.self) }
    self.path = path
    self.layout = layout
    self.file = file
    self.lists = lists
  }

  private static func names(in bytes: UnsafeRawBufferPointer, _ layout: SegmentLayout, path: String) throws -> [String]
  {
    var names: [String] = []
    names.reserveCapacity(layout.photoCount)
    var start = 0
    for photo in 0..<layout.photoCount {
      let end = bytes.integer(at: layout.nameEndsStart + 8 * photo, as: UInt64.self)
      guard end >= start, end <= layout.nameBytes else {
        throw LocalIndexError(path, "the name of photo \(photo) ends nowhere")
      }
      let bytes = UnsafeRawBufferPointer(rebasing: bytes[layout.namesStart + start..<layout.namesStart + Int(end)])
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw LocalIndexError(path, "the name of photo \(photo) is no UTF-8")
      }
      guard names.last.map({ $0.utf8.lexicographicallyPrecedes(name.utf8) }) ?? true else {
        throw LocalIndexError(
          path, "the name of photo \(photo), \(name), does not follow the one before in their order")
      }
      names.append(name)
      start = Int(end)
    }
    guard start == layout.nameBytes else { throw LocalIndexError(path, "its last name ends before its names do") }
    return names
  }

  /// Reads all of the file and compares it with its checksum.
  func check() throws {
    // As the mapping shows it, whatever has the file's name now.
    defer { file.release(0..<file.bytes.count) }
    guard FileSeal.verdict(on: file.bytes) == .unbroken else { throw LocalIndexError(path, "it is damaged") }
  }

  /// Lets go of the memory of what was read of some words.
  func release(_ words: Range<Int>) {
    guard let last = words.last else { return }
    file.release(
      lists[words.lowerBound].start..<lists[last].start + SegmentLayout.postingBytes
        * SegmentLayout.places(lists[last].count))
  }

  func postingCount(of word: Int) -> Int { lists[word].count }

  /// What a scan finds.
  struct Hit {
    /// Of the signatures, 0 to 128.
    let hammingDistance: UInt32
    /// The sum of the margins of the bits that differ.
    let marginSum: UInt16
    let photo: UInt32
    let pose: Pose
  }

  /// Room that scans use, one after the other.
  struct ScanRoom {
    /// Of the signature that is looked for.
    var margins = Signatures.equalMargins
    fileprivate var found: [UInt32] = []
    fileprivate var sums: [UInt16] = []

    fileprivate mutating func reserve(_ count: Int) {
      guard found.count < count else { return }
      found = [UInt32](repeating: 0, count: 2 * count)
      sums = [UInt16](repeating: 0, count: 2 * count)
    }
  }

  /// Scans the postings of a word.
  ///
  /// - Parameters:
  ///   - bound: largest Hamming distance of what is found.
  ///   - body: gets what is found, by rising photo.
  func scan(
    _ word: Int, for signature: Signature, bound: UInt32, in room: inout ScanRoom, _ body: (Hit) -> Void
  ) {
    let list = lists[word]
    let places = SegmentLayout.places(list.count)
    // Checked when the file was opened: the list lies within it.
    let start = file.bytes.baseAddress! + list.start
    let lows = start.assumingMemoryBound(to: UInt64.self)
    let photos = (start + 16 * places).assumingMemoryBound(to: UInt32.self)
    let (angles, scales) = (start + 20 * places, start + 21 * places)
    room.reserve(min(list.count, Self.mostScanned))
    var first = 0
    while first < list.count {
      let count = min(list.count - first, Self.mostScanned)
      let (low, high) = (lows + first, lows + places + first)
      // A pair, not an array: this runs for each descriptor, word and segment.
      let foundCount = withUnsafeBytes(of: (signature.low, signature.high)) { words in
        let query = words.assumingMemoryBound(to: UInt64.self).baseAddress
        let foundCount = fk_scan(query, low, high, count, bound, &room.found)
        fk_sum_margins(query, room.margins, low, high, room.found, foundCount, &room.sums)
        return foundCount
      }
      for (found, sum) in zip(room.found.prefix(foundCount), room.sums) {
        let place = first + Int(found & 0xFF_FFFF)
        let pose = Pose(
          angle: angles.load(fromByteOffset: place, as: UInt8.self),
          scale: scales.load(fromByteOffset: place, as: UInt8.self))
        body(Hit(hammingDistance: found >> 24, marginSum: sum, photo: photos[place], pose: pose))
      }
      first += count
    }
  }

  private static let mostScanned = 1 << 24

  /// The postings of a word, for a merge.
  func postings(of word: Int) -> [Posting] {
    let list = lists[word]
    let places = SegmentLayout.places(list.count)
    return (0..<list.count).map { place in
      Posting(
        signature: Signature(
          low: file.bytes.integer(at: list.start + 8 * place, as: UInt64.self),
          high: file.bytes.integer(at: list.start + 8 * (places + place), as: UInt64.self)),
        photo: file.bytes.integer(at: list.start + 16 * places + 4 * place, as: UInt32.self),
        pose: Pose(
          angle: file.bytes[list.start + 20 * places + place], scale: file.bytes[list.start + 21 * places + place]))
    }
  }
}

extension UnsafeRawBufferPointer {
  /// - Precondition: it lies within these bytes.
  fileprivate func integer<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Number.Type) -> Number
  {
    precondition(offset >= 0 && offset <= count - MemoryLayout<Number>.size)
    return Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
  }
}
