import Features
import Files
import TestSupport
import Testing

@testable import LocalIndex

func readAll(_ path: String) throws -> [UInt8] { try readFile(path) }

@Suite("Segment") struct SegmentTests {
  let folder = TemporaryFolder()

  /// A segment of some photos, the ids of which rise with their numbers.
  private func segment(_ kind: DescriptorKind = .histogram128) async throws -> (Segment, [EncodedPhoto]) {
    let book = try await SyntheticPhotos.codebook(kind)
    let photos = SyntheticPhotos.features(kind, count: 12, seed: 2)
    let encoded = EncodedPhoto.encode(
      photos.enumerated().map { (id: "\(Character(UnicodeScalar(97 + UInt8($0.offset))))", features: $0.element) },
      by: book)
    var run = SegmentRun(for: book)
    for photo in encoded.reversed() { run.add(photo) }
    try run.write(to: folder.file("segment"))
    return (try Segment(path: folder.file("segment")), encoded)
  }

  @Test("holds every posting once, sorted by photo", arguments: DescriptorKind.allCases)
  func postings(kind: DescriptorKind) async throws {
    let (segment, encoded) = try await segment(kind)
    #expect(segment.ids == encoded.map(\.id))
    #expect(segment.featureCounts == encoded.map { UInt32($0.words.count) })
    for word in 0..<segment.layout.wordCount {
      let expected = encoded.enumerated().flatMap { number, photo in
        photo.words.indices.filter { photo.words[$0] == word }.map {
          Posting(signature: photo.signatures[$0], photo: UInt32(number), pose: photo.poses[$0])
        }
      }
      #expect(segment.postings(of: word) == expected, "word \(word)")
    }
  }

  @Test("a scan finds the postings within the bound")
  func scan() async throws {
    let (segment, _) = try await segment()
    let signature = Signature(low: 0x0123_4567_89AB_CDEF, high: 0xFEDC_BA98_7654_3210)
    var room = Segment.ScanRoom()
    room.margins = (0..<128).map { UInt8($0 * 37 % 100) }
    func marginSum(_ word: UInt64, _ margins: ArraySlice<UInt8>) -> Int {
      zip(0..<64, margins).reduce(0) { $0 + (word >> $1.0 & 1 == 1 ? Int($1.1) : 0) }
    }
    for word in 0..<segment.layout.wordCount {
      for bound in [0, 50, 64, 128] as [UInt32] {
        var found: [[Int]] = []
        let margins = room.margins
        segment.scan(word, for: signature, bound: bound, in: &room) {
          found.append([
            Int($0.hammingDistance), Int($0.marginSum), Int($0.photo), Int($0.pose.angle), Int($0.pose.scale),
          ])
        }
        let expected = segment.postings(of: word).map { posting -> [Int] in
          let (low, high) = (posting.signature.low ^ signature.low, posting.signature.high ^ signature.high)
          let sum = marginSum(low, margins[..<64]) + marginSum(high, margins[64...])
          return [
            low.nonzeroBitCount + high.nonzeroBitCount, sum, Int(posting.photo), Int(posting.pose.angle),
            Int(posting.pose.scale),
          ]
        }.filter { $0[0] <= bound }
        #expect(found == expected, "word \(word), bound \(bound)")
      }
    }
  }

  @Test(
    "any changed byte is found, at once or by a check; none is read out of the file", arguments: [1, 2, 3] as [UInt64])
  func damage(seed: UInt64) async throws {
    _ = try await segment()
    let bytes = try readAll(folder.file("segment"))
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      var damaged = bytes
      damaged[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &generator))
      folder.write(damaged, to: "damaged")
      #expect(throws: LocalIndexError.self, "seed \(seed), byte \(place)") {
        try Segment(path: folder.file("damaged")).check()
      }
    }
  }

  @Test("a cut, a lengthened and a foreign file are refused")
  func lengths() async throws {
    _ = try await segment()
    let bytes = try readAll(folder.file("segment"))
    for count in [0, 1, 8, 63, 64, 100, bytes.count / 2, bytes.count - 1] {
      folder.write(Array(bytes.prefix(count)), to: "cut")
      #expect(throws: LocalIndexError.self, "\(count) bytes") { try Segment(path: folder.file("cut")) }
    }
    folder.write(bytes + [0], to: "longer")
    #expect(throws: LocalIndexError.self) { try Segment(path: folder.file("longer")) }
    #expect(throws: LocalIndexError.self) { try Segment(path: folder.path) }
    #expect(throws: LocalIndexError.self) { try Segment(path: folder.file("nowhere")) }
  }
}
