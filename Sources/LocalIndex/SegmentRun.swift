import Features
import Files
import Names

/// Photos that become a segment together, sorted by ids: as many as fit into memory.
struct SegmentRun {
  /// Descriptors of a run: some 200 MB.
  static let capacity = 4 << 20

  private let kind: DescriptorKind
  private let codebook: UInt64
  private let wordCount: Int
  private var photos: [EncodedPhoto] = []
  private(set) var descriptorCount = 0

  init(for codebook: Codebook) {
    kind = codebook.kind
    self.codebook = codebook.checksum.value
    wordCount = codebook.count
  }

  var photoCount: Int { photos.count }
  var isEmpty: Bool { photos.isEmpty }
  var isFull: Bool { descriptorCount >= Self.capacity }

  mutating func add(_ photo: EncodedPhoto) {
    photos.append(photo)
    descriptorCount += photo.words.count
  }

  /// - Complexity: O(photos · log photos + descriptors + words).
  func write(to path: String) throws(FileError) {
    let photos = photos.sorted { ExactName($0.id) < ExactName($1.id) }
    var counts = [UInt32](repeating: 0, count: wordCount)
    for photo in photos { for word in photo.words { counts[Int(word)] += 1 } }
    var writer = try SegmentWriter(
      path: path, kind: kind, codebook: codebook, photos: photos.map { ($0.id, UInt32($0.words.count)) },
      wordCounts: counts)
    // Where each word's next posting goes.
    var places: [Int] = []
    places.reserveCapacity(wordCount)
    var end = 0
    for count in counts {
      places.append(end)
      end += Int(count)
    }
    let none = Posting(signature: Signature(low: 0, high: 0), photo: 0, pose: Pose(angle: 0, scale: 0))
    var postings = [Posting](repeating: none, count: end)
    for (number, photo) in photos.enumerated() {
      for (feature, word) in photo.words.enumerated() {
        let word = Int(word)
        postings[places[word]] = Posting(
          signature: photo.signatures[feature], photo: UInt32(number), pose: photo.poses[feature])
        places[word] += 1
      }
    }
    var start = 0
    for count in counts {
      try writer.append(postings[start..<start + Int(count)])
      start += Int(count)
    }
    try writer.finish()
  }
}
