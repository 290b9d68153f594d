import Features
import Files
import Names
import Photos

/// Some photos of a segment that become part of another one.
struct SegmentSource {
  let segment: Segment
  /// Numbers of photos that are left out.
  let removed: Set<Int>
}

/// Words whose postings are in memory at once; pages that two such ranges share stay.
private let wordsHeld = 1024

/// Joins segments into one, word by word: what one run over all their photos would have written, byte for byte.
///
/// Memory: the photos' names, and the postings of a thousand words. Nothing is left where it fails.
/// - Returns: photos and descriptors of the new segment.
/// - Throws: ``LocalIndexError`` when a segment is damaged or two have a photo of one id, `FileError` when it can't be written,
///   `CancellationError`.
/// - Precondition: all are of one codebook.
/// - Complexity: O(postings · log(postings of a word)).
func mergeSegments(
  _ sources: [SegmentSource], codebook: Codebook, to path: String, progress: any ProgressReporter
) throws -> (photos: Int, descriptors: Int) {
  // Damage would get a new checksum.
  for source in sources { try source.segment.check() }
  let photos = sources.enumerated().flatMap { place, source in
    source.segment.ids.indices.lazy.filter { !source.removed.contains($0) }.map {
      (id: source.segment.ids[$0], source: place, photo: $0)
    }
  }.sorted { ExactName($0.id) < ExactName($1.id) }
  for (photo, other) in zip(photos, photos.dropFirst()) where ExactName(photo.id) == ExactName(other.id) {
    let paths = "\(sources[photo.source].segment.path) and \(sources[other.source].segment.path)"
    throw LocalIndexError(path, "the photo \(photo.id) is in both \(paths)")
  }
  // Of each photo of each source its number in the new segment; -1 where it is left out.
  var numbers = sources.map { [Int](repeating: -1, count: $0.segment.ids.count) }
  for (number, photo) in photos.enumerated() { numbers[photo.source][photo.photo] = number }

  func kept(_ word: Int) -> [Posting] {
    var postings: [(key: UInt64, posting: Posting)] = []
    for (source, numbers) in zip(sources, numbers) {
      for var posting in source.segment.postings(of: word) {
        // A damaged posting may name any photo.
        guard Int(posting.photo) < numbers.count, numbers[Int(posting.photo)] >= 0 else { continue }
        posting.photo = UInt32(numbers[Int(posting.photo)])
        postings.append((UInt64(posting.photo) << 32 | UInt64(postings.count), posting))
      }
    }
    // A photo's postings keep their order.
    return postings.sorted { $0.key < $1.key }.map(\.posting)
  }
  let isWhole = sources.allSatisfy { $0.removed.isEmpty }
  let counts = try (0..<codebook.count).map { word -> UInt32 in
    try Task.checkCancellation()
    let count = isWhole ? sources.reduce(0) { $0 + $1.segment.postingCount(of: word) } : kept(word).count
    guard let count = UInt32(exactly: count) else {
      throw LocalIndexError(path, "word \(word) would have \(count) postings, more than a segment holds")
    }
    return count
  }
  var writer = try SegmentWriter(
    path: path, kind: codebook.kind, codebook: codebook.checksum.value,
    photos: photos.map { ($0.id, sources[$0.source].segment.featureCounts[$0.photo]) }, wordCounts: counts)
  progress.begin("merging", total: codebook.count)
  defer { progress.end() }
  for word in 0..<codebook.count {
    try Task.checkCancellation()
    let postings = kept(word)
    guard postings.count == counts[word] else {
      throw LocalIndexError(
        path,
        "the postings of word \(word) name photos that are not there: one of \(sources.map(\.segment.path).joined(separator: ", ")) is damaged"
      )
    }
    try writer.append(postings)
    if (word + 1).isMultiple(of: wordsHeld) {
      for source in sources { source.segment.release(word + 1 - wordsHeld..<word + 1) }
    }
    progress.advance()
  }
  try writer.finish()
  return (photos.count, counts.reduce(0) { $0 + Int($1) })
}
