import Features
import Matcher
import Photos
import TestSupport
import Testing

@testable import Recall

/// What is asked of votes, exact ones and those by an index.
@Suite("ExactVotes and IndexVotes") struct ExactVotesTests {
  enum Search: CaseIterable {
    case exact, index
  }

  static func source(_ kind: DescriptorKind, _ references: [FeatureSet]) -> HeldFeatures {
    var options = ExtractionOptions()
    options.extractor = kind == .histogram128 ? .sift : .orb
    return HeldFeatures(
      ids: references.indices.map { "r\($0)" }, features: references, options: options)
  }

  static func votes(
    _ search: Search, _ kind: DescriptorKind, _ references: [FeatureSet]
  ) async throws -> any CandidateSource {
    switch search {
    case .exact: return try await ExactVotes(over: source(kind, references), threads: 2)
    case .index:
      var all = Descriptors(kind: kind)
      for reference in references { all.append(reference.descriptors) }
      return IndexVotes(
        try FLANNIndex(building: all), counts: references.map(\.count), checks: 100_000)
    }
  }

  static func query(_ plain: FeatureSet, mirrored: FeatureSet? = nil, itself: Int? = nil) -> Query {
    Query(index: 0, id: "q", views: FeatureViews(plain: plain, mirrored: mirrored), itself: itself)
  }

  /// Another version of a photo: each descriptor a little changed, some lost, some new.
  static func version(_ photo: FeatureSet, seed: UInt64) -> FeatureSet {
    var generator = SeededGenerator(seed: seed)
    let kind = photo.descriptors.kind
    var descriptors = Descriptors(kind: kind)
    for index in 0..<photo.count where Int.random(in: 0..<5, using: &generator) > 0 {
      var row = Array(photo.descriptors[index])
      for _ in 0..<6 { row[Int.random(in: row.indices, using: &generator)] ^= 2 }
      descriptors.append(Descriptors(kind: kind, bytes: row))
    }
    descriptors.append(randomDescriptors(kind, count: 10, using: &generator))
    let keypoints = randomFeatures(kind, count: descriptors.count, seed: seed).keypoints
    return FeatureSet(imageSize: photo.imageSize, keypoints: keypoints, descriptors: descriptors)
  }

  static func random(_ kind: DescriptorKind, _ count: Int = 30, seeds: Range<UInt64>) -> [FeatureSet] {
    seeds.map { randomFeatures(kind, count: count, seed: $0) }
  }

  @Test("name the photo whose descriptors a query repeats first", arguments: Search.allCases, DescriptorKind.allCases)
  func repeated(search: Search, kind: DescriptorKind) async throws {
    var references = Self.random(kind, seeds: 0..<30)
    references[3] = randomFeatures(kind, count: 0, seed: 3)
    let votes = try await Self.votes(search, kind, references)
    for reference in [0, 2, 4, 29] {
      let candidates = try await votes.candidates(for: [Self.query(references[reference])], limit: 5)[0]
      #expect(candidates.first?.reference == reference)
      // A descriptor at distance 0 weighs 1, less what the strangers share of it.
      #expect(candidates[0].score! > 20 && candidates[0].score! <= 30)
      #expect(candidates.dropFirst().allSatisfy { $0.score! < 5 })
    }
    let empty = try await votes.candidates(for: [Self.query(references[3])], limit: 5)
    #expect(empty == [[]])
  }

  @Test("name all copies of one photo first, up to twenty", arguments: Search.allCases, DescriptorKind.allCases)
  func copies(search: Search, kind: DescriptorKind) async throws {
    for count in [2, 5, 20] { try await copies(count, search, kind) }
  }

  func copies(_ count: Int, _ search: Search, _ kind: DescriptorKind) async throws {
    let photo = randomFeatures(kind, count: 40, seed: 77)
    var generator = SeededGenerator(seed: UInt64(count))
    let places = (0..<60).shuffled(using: &generator).prefix(count).sorted()
    var references = Self.random(kind, 40, seeds: 0..<60)
    // Exact copies, so that they are tied, and other versions.
    for (number, place) in places.enumerated() {
      references[place] = number.isMultiple(of: 3) ? photo : Self.version(photo, seed: UInt64(1000 + number))
    }
    let votes = try await Self.votes(search, kind, references)
    let query = Self.version(photo, seed: 5)
    let named = try await votes.candidates(for: [Self.query(query)], limit: 20)[0]
    #expect(named.prefix(count).map(\.reference).sorted() == places, "seed \(count)")
    if count < named.count {
      #expect(named[count - 1].score! > 1.5 * named[count].score!, "\(named.map { $0.score! })")
    }
  }

  @Test("never name the query itself, nor let it take the votes", arguments: Search.allCases, DescriptorKind.allCases)
  func itself(search: Search, kind: DescriptorKind) async throws {
    let photo = randomFeatures(kind, count: 40, seed: 9)
    var references = Self.random(kind, seeds: 0..<30)
    (references[11], references[12]) = (photo, Self.version(photo, seed: 4))
    let votes = try await Self.votes(search, kind, references)
    for limit in [1, 5, 29, 30, 100] {
      let named = try await votes.candidates(for: [Self.query(photo, itself: 11)], limit: limit)[0]
      #expect(named.first?.reference == 12 && named.count <= limit)
      #expect(!named.contains { $0.reference == 11 }, "limit \(limit)")
      // 29 others are no more than that many.
      if limit >= 29 { #expect(named.count == 29, "limit \(limit)") }
    }
    // The same as where it had never been there; the forest draws other numbers then.
    guard search == .exact else { return }
    var others = references
    others.remove(at: 11)
    let without = try await Self.votes(search, kind, others)
    let expected = try await without.candidates(for: [Self.query(photo)], limit: 5)[0]
    let named = try await votes.candidates(for: [Self.query(photo, itself: 11)], limit: 5)[0]
    #expect(named.map { $0.reference > 11 ? $0.reference - 1 : $0.reference } == expected.map(\.reference))
    #expect(named.map(\.score) == expected.map(\.score))
  }

  @Test("name all references where there are no more than asked for", arguments: Search.allCases)
  func all(search: Search) async throws {
    let none = randomFeatures(.binary256, count: 0, seed: 0)
    let references = Self.random(.binary256, seeds: 0..<4) + [none]
    let votes = try await Self.votes(search, .binary256, references)
    let named = try await votes.candidates(for: [Self.query(references[2])], limit: 5)[0]
    #expect(named.first?.reference == 2)
    #expect(named.map(\.reference).sorted() == [0, 1, 2, 3, 4])
    #expect(named.last?.score == 0)
    // A query of which nothing is known is a candidate for all of them alike.
    let blank = try await votes.candidates(for: [Self.query(none)], limit: 9)[0]
    #expect(blank.map(\.reference) == [0, 1, 2, 3, 4] && blank.allSatisfy { $0.score == 0 })
    #expect(try await votes.candidates(for: [Self.query(none)], limit: 4)[0].isEmpty)
    let nobody = try await Self.votes(search, .binary256, [])
    #expect(try await nobody.candidates(for: [Self.query(references[2])], limit: 4) == [[]])
  }

  @Test("count the better of a query's views", arguments: Search.allCases, DescriptorKind.allCases)
  func views(search: Search, kind: DescriptorKind) async throws {
    let references = Self.random(kind, seeds: 0..<30)
    let votes = try await Self.votes(search, kind, references)
    let (one, other) = (references[4], references[17])
    let stranger = randomFeatures(kind, count: 30, seed: 500)
    func named(_ plain: FeatureSet, _ mirrored: FeatureSet?) async throws -> [Candidate] {
      let query = Self.query(plain, mirrored: mirrored)
      let named = try await votes.candidates(for: [query], limit: 2)[0]
      for threads in 1...3 {
        #expect(try await votes.candidates(for: query, limit: 2, threads: threads) == named, "asked alone")
      }
      return named
    }
    #expect(try await named(stranger, one).first?.reference == 4, "seen in the mirror alone")
    let both = try await named(one, other)
    #expect(both.map(\.reference).sorted() == [4, 17])
    let alone = try await named(one, nil)
    #expect(alone.first?.reference == 4)
    // Both views of one photo: the better of them counts, not the sum.
    #expect(try await named(one, one).first == alone.first)
  }

  @Test("a batch names what each query alone does", arguments: Search.allCases)
  func batch(search: Search) async throws {
    let references = Self.random(.binary256, seeds: 0..<30)
    let votes = try await Self.votes(search, .binary256, references)
    var queries = [3, 9, 27].map { Self.query(Self.version(references[$0], seed: UInt64($0))) }
    queries.append(Self.query(randomFeatures(.binary256, count: 3, seed: 800)))
    let together = try await votes.candidates(for: queries, limit: 3)
    for (query, named) in zip(queries, together) {
      #expect(try await votes.candidates(for: [query], limit: 3)[0] == named)
    }
    #expect(together.prefix(3).map(\.first?.reference) == [3, 9, 27])
  }

  @Test("a photo that can't be used is named by none; the others keep their numbers")
  func unreadable() async throws {
    let folder = TemporaryFolder()
    let paths = [
      Photos.fixtures + "/references/R000001.jpg", folder.write("text", to: "broken.jpg"),
      Photos.fixtures + "/references/R000006.jpg",
    ]
    let extraction = try Extraction(ExtractionOptions(), threads: 1)
    let source = ExtractedPhotos(path: "list", paths.map(ImageEntry.init(path:)), by: extraction)
    let votes = try await ExactVotes(over: source, threads: 2)
    let query = Self.query(try extraction.features(of: Photos.fixtures + "/queries/Q00002.jpg"))
    #expect(votes.candidates(for: [query], limit: 2)[0].map(\.reference) == [2, 0])
  }
}
