import Features
import Matcher
import TestSupport
import Testing

@testable import LocalIndex

@Suite("Codebook") struct CodebookTests {
  let folder = TemporaryFolder()

  @Test("the same descriptors give the same words on any number of threads", arguments: DescriptorKind.allCases)
  func threads(kind: DescriptorKind) async throws {
    let one = try await SyntheticPhotos.codebook(kind, threads: 1)
    let three = try await SyntheticPhotos.codebook(kind, threads: 3)
    #expect(one.words == three.words && one.cells == three.cells && one.starts == three.starts)
    #expect(one.checksum.value == three.checksum.value)
    #expect((56...64).contains(one.count), "\(one.count) words of 64")
  }

  @Test("photos of other orders give the same words")
  func photoOrder() async throws {
    let photos = SyntheticPhotos.features(.histogram128, count: 30, seed: 5)
    let ids = photos.indices.map { "photo \($0)" }
    let order = Array(photos.indices.reversed())
    let one = try await Codebook.train(
      onPhotos: SyntheticPhotos.source(.histogram128, photos, ids: ids), words: 20, threads: 2)
    let other = try await Codebook.train(
      onPhotos: SyntheticPhotos.source(.histogram128, order.map { photos[$0] }, ids: order.map { ids[$0] }), words: 20,
      threads: 1)
    #expect(one.checksum.value == other.checksum.value)
  }

  @Test("words are in the middle of what is nearest to them")
  func means() async throws {
    // Three heaps of equal descriptors: each is a word.
    let heaps = [10, 100, 240] as [UInt8]
    let bytes = (0..<300).flatMap { [UInt8](repeating: heaps[$0 % 3], count: 128) }
    let book = try await Codebook.train(on: Descriptors(kind: .histogram128, bytes: bytes), words: 3, threads: 1)
    #expect(
      Set((0..<book.count).map { Array(book.words[$0]) }) == Set(heaps.map { [UInt8](repeating: $0, count: 128) }))
  }

  @Test("with a look at all cells, the nearest words are those of exact search", arguments: DescriptorKind.allCases)
  func nearestWords(kind: DescriptorKind) async throws {
    let book = try await SyntheticPhotos.codebook(kind)
    let descriptors = randomFeatures(kind, count: 50, seed: 8).descriptors
    let nearest = book.nearestWords(of: descriptors, count: 5, cells: book.cells.count)
    var distances: [UInt32] = []
    let all = SearchableDescriptors(book.words)
    all.findDistances(of: descriptors, into: &distances)
    for descriptor in 0..<descriptors.count {
      let row = distances[descriptor * all.distancesStride..<descriptor * all.distancesStride + book.count]
      let expected = row.enumerated().sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.prefix(5).map(
        \.offset)
      #expect(Array(nearest[descriptor]) == expected)
    }
  }

  @Test("few descriptors give as many words, and a word can be all there is")
  func few() async throws {
    var generator = SeededGenerator(seed: 3)
    let three = randomDescriptors(.histogram128, count: 3, using: &generator)
    let book = try await Codebook.train(on: three, words: 100, threads: 2)
    #expect((1...3).contains(book.count))
    #expect(try await Codebook.train(on: three, words: 1, threads: 2).count == 1)
  }

  @Test("photos without features are no ground to learn words on")
  func noFeatures() async throws {
    let source = SyntheticPhotos.source(.histogram128, [randomFeatures(.histogram128, count: 0, seed: 1)])
    await #expect(throws: LocalIndexError.self) { try await Codebook.train(onPhotos: source, threads: 1) }
  }

  @Test("a file gives back what was written, and no other bytes are taken for it", arguments: DescriptorKind.allCases)
  func file(kind: DescriptorKind) async throws {
    let book = try await SyntheticPhotos.codebook(kind)
    let path = folder.file("codebook")
    try book.write(to: path)
    let read = try Codebook(path: path)
    #expect(read.words == book.words && read.cells == book.cells && read.starts == book.starts)

    let bytes = try readAll(path)
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<60 {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      var damaged = bytes
      damaged[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &generator))
      folder.write(damaged, to: "damaged")
      #expect(throws: LocalIndexError.self, "byte \(place)") { try Codebook(path: folder.file("damaged")) }
    }
    for count in [0, 7, 8, 31, 52, bytes.count - 1] {
      folder.write(Array(bytes.prefix(count)), to: "damaged")
      #expect(throws: LocalIndexError.self, "\(count) bytes") { try Codebook(path: folder.file("damaged")) }
    }
  }
}
