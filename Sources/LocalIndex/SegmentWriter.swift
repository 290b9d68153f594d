import Features
import Files
import Storage

/// Writes a segment's file, word by word.
///
/// Memory: a few MiB, the photos' names, and 4 bytes a word. Not to be shared between tasks.
struct SegmentWriter {
  /// Bytes that are written at once.
  private static let pieceBytes = 4 << 20

  private let file: PendingFile
  private let wordCounts: [UInt32]
  private var nextWord = 0
  private var piece: [UInt8] = []
  private var checksum = CRC32()
  private var length = 0

  /// Begins a file with its header and tables.
  ///
  /// - Parameters:
  ///   - photos: sorted by the Unicode scalars of their ids.
  ///   - wordCounts: postings of each word.
  init(
    path: String, kind: DescriptorKind, codebook: UInt64, photos: [(id: String, featureCount: UInt32)],
    wordCounts: [UInt32]
  ) throws(FileError) {
    file = try PendingFile(for: path)
    self.wordCounts = wordCounts
    var (counts, ends, names): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
    for (id, featureCount) in photos {
      names += id.utf8
      counts += LittleEndian.bytes(of: featureCount)
      ends += LittleEndian.bytes(of: UInt64(names.count))
    }
    var layout = SegmentLayout(
      kind: kind, codebook: codebook, photoCount: photos.count, wordCount: wordCounts.count,
      postingCount: wordCounts.reduce(0) { $0 + Int($1) }, nameBytes: names.count)
    var tables = counts + ends + names
    for count in wordCounts { tables += LittleEndian.bytes(of: count) }
    var tablesChecksum = CRC32()
    tablesChecksum.add(tables)
    layout.tablesChecksum = tablesChecksum.value
    try append(layout.header + tables + [UInt8](repeating: 0, count: layout.postingsStart - layout.tablesEnd))
  }

  /// Adds the postings of the next word, sorted by photo.
  ///
  /// - Precondition: they are as many as the word was said to have.
  mutating func append(_ postings: some RandomAccessCollection<Posting>) throws(FileError) {
    precondition(postings.count == wordCounts[nextWord], "word \(nextWord) has \(postings.count) postings")
    nextWord += 1
    let places = SegmentLayout.places(postings.count)
    var list = [UInt8](repeating: 0, count: SegmentLayout.postingBytes * places)
    list.withUnsafeMutableBytes { list in
      for (place, posting) in postings.enumerated() {
        list.storeBytes(of: posting.signature.low.littleEndian, toByteOffset: 8 * place, as: UInt64.self)
        list.storeBytes(of: posting.signature.high.littleEndian, toByteOffset: 8 * (places + place), as: UInt64.self)
        list.storeBytes(of: posting.photo.littleEndian, toByteOffset: 16 * places + 4 * place, as: UInt32.self)
        list[20 * places + place] = posting.pose.angle
        list[21 * places + place] = posting.pose.scale
      }
    }
    try append(list)
  }

  /// Ends the file and gives it its name.
  ///
  /// - Precondition: all words have their postings.
  mutating func finish() throws(FileError) {
    precondition(nextWord == wordCounts.count, "\(nextWord) of \(wordCounts.count) words are written")
    try flush()
    try file.append(FileSeal.bytes(length: length, checksum: checksum))
    try file.commit()
  }

  private mutating func append(_ bytes: [UInt8]) throws(FileError) {
    piece += bytes
    if piece.count >= Self.pieceBytes { try flush() }
  }

  private mutating func flush() throws(FileError) {
    checksum.add(piece)
    length += piece.count
    try file.append(piece)
    piece.removeAll(keepingCapacity: true)
  }
}
