import Features
import Files
import Foundation
import Photos
import Recall
import Storage
import TestSupport
import Testing

@Suite("ReferenceIndex") struct ReferenceIndexTests {
  let folder = TemporaryFolder()

  /// A store of random features.
  func store(_ name: String, names: [String], seed: UInt64, maxFeatures: Int = 500) throws -> StoredFeatures {
    var options = ExtractionOptions()
    options.maxFeatures = maxFeatures
    let writer = try FeatureStoreWriter(
      path: folder.file(name), descriptorKind: .binary256, options: try FeatureStore.encodeOptions(options))
    for (index, name) in names.enumerated() {
      try writer.append(
        name: name, features: randomFeatures(.binary256, count: index == 1 ? 0 : 40, seed: seed + UInt64(index)))
    }
    try writer.finish()
    return try StoredFeatures(path: folder.file(name))
  }

  func mismatch(_ index: String, _ references: some FeatureSource) -> IndexMismatch? {
    do {
      _ = try IndexVotes(path: index, of: references)
      return nil
    } catch {
      #expect("\(error)".contains(index) && "\(error)".contains(references.path), "\(error)")
      return error as? IndexMismatch
    }
  }

  @Test("fits the set it was built over and no other, and says what differs")
  func identity() throws {
    let references = try store("a.h5", names: ["r1", "r2", "r3"], seed: 1)
    let index = folder.file("a.index")
    let header = try buildIndex(of: references, to: index)
    #expect(header.images == 3)
    #expect(header.descriptors == 80)
    #expect(mismatch(index, references) == nil)
    func subject(_ names: [String], seed: UInt64, maxFeatures: Int = 500) throws -> String? {
      mismatch(index, try store("b.h5", names: names, seed: seed, maxFeatures: maxFeatures))?.subject
    }
    #expect(try subject(["r1", "r2", "r3"], seed: 2) == "descriptors")
    #expect(try subject(["r1", "r2", "other"], seed: 1) == "photos")
    #expect(try subject(["r1", "r2r", "3"], seed: 1) == "photos")
    #expect(try subject(["r1", "r2"], seed: 1) == "photos")
    #expect(try subject(["r1", "r2", "r3"], seed: 1, maxFeatures: 400) == "options")
  }

  @Test("several stores are one set in the order given; equal builds are equal bytes")
  func several() throws {
    let (first, second) = (try store("a.h5", names: ["r1", "r2"], seed: 1), try store("b.h5", names: ["s"], seed: 3))
    let joined = try JoinedFeatures([first, second])
    #expect(joined.ids == ["r1", "r2", "s"])
    for name in ["a.index", "b.index"] { _ = try buildIndex(of: joined, to: folder.file(name)) }
    #expect(
      FileManager.default.contents(atPath: folder.file("a.index"))
        == FileManager.default.contents(atPath: folder.file("b.index")))
    #expect(mismatch(folder.file("a.index"), joined) == nil)
    #expect(mismatch(folder.file("a.index"), try JoinedFeatures([second, first])) != nil)

    #expect(throws: InputError.sameID(id: "r1", first: first.path, second: first.path)) {
      try JoinedFeatures([first, first])
    }
    let other = try store("c.h5", names: ["t"], seed: 4, maxFeatures: 7)
    #expect(throws: IncomparableFeatures.self) { try JoinedFeatures([first, other]) }
  }

  @Test(
    "a file that somebody made up, under a right checksum, is refused or answers",
    arguments: 1...5 as ClosedRange<UInt64>)
  func mutants(seed: UInt64) throws {
    let references = try store("a.h5", names: ["r1", "r2", "r3"], seed: 1)
    _ = try buildIndex(of: references, to: folder.file("a.index"))
    let whole = try readFile(folder.file("a.index"))
    let query = Query(index: 0, id: "q", views: FeatureViews(plain: randomFeatures(.binary256, count: 9, seed: 1)))
    let values = [
      "0", "1", "64", "65", "-1", "28", "3", "9223372036854775807", "1e300", "18446744073709551615", "null",
    ]
    var generator = SeededGenerator(seed: seed)
    var (refused, served) = (0, 0)
    for round in 0..<100 {
      var bytes = Array(whole.dropLast(8))
      if round.isMultiple(of: 2) {
        // A number of the header's text.
        let text = String(decoding: bytes[24...], as: UTF8.self)
        let place = text.ranges(of: /[0-9]+/).randomElement(using: &generator)!
        let changed = text.replacingCharacters(in: place, with: values.randomElement(using: &generator)!)
        bytes = Array(bytes[..<12]) + LittleEndian.bytes(of: UInt32(changed.utf8.count)) + bytes[16..<24] + changed.utf8
      } else {
        bytes[Int.random(in: 8..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      // Such bytes were once the index itself.
      if round % 4 == 3 {
        bytes.replaceSubrange(8..<9, with: [1])
        bytes.replaceSubrange(16..<24, with: LittleEndian.bytes(of: UInt64(999)))
        bytes += (0..<999).map { _ in UInt8.random(in: 0...255, using: &generator) }
      }
      var checksum = FNV1a()
      checksum.add(bytes)
      let path = folder.write(bytes + LittleEndian.bytes(of: checksum.value), to: "b.index")
      do {
        _ = try IndexVotes(path: path, of: references).candidates(for: [query], limit: 5)
        served += 1
      } catch {
        #expect("\(error)".contains(path), "seed \(seed), round \(round): \(error)")
        refused += 1
      }
    }
    #expect(refused > 30 && served > 2, "seed \(seed): \(refused) refused, \(served) served")
  }

  @Test("a set without descriptors has an index, too")
  func empty() throws {
    let references = try store("a.h5", names: [], seed: 1)
    _ = try buildIndex(of: references, to: folder.file("a.index"))
    let votes = try IndexVotes(path: folder.file("a.index"), of: references)
    let views = FeatureViews(plain: randomFeatures(.binary256, count: 9, seed: 1))
    #expect(votes.candidates(for: [Query(index: 0, id: "q", views: views)], limit: 5) == [[]])
  }

  @Test("votes by a file's index name what exact votes name of copies", arguments: [ExtractorID.orb, .sift])
  func fixtures(extractor: ExtractorID) async throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    let extraction = try Extraction(options, threads: 2)
    func held(_ folder: String) async throws -> any FeatureSource {
      let path = Photos.fixtures + "/" + folder
      return try await ExtractedPhotos(path: path, listImages(at: path), by: extraction).held(
        where: { _ in true }, mirrored: true, threads: 2, progress: NoProgress())
    }
    let (references, queries) = (try await held("references"), try await held("queries"))
    _ = try buildIndex(of: references, to: folder.file("a.index"))
    let truth = try String(contentsOfFile: Photos.fixtures + "/ground_truth.csv", encoding: .utf8)
    let asked = try (0..<queries.count).map {
      Query(index: $0, id: queries.ids[$0], views: try queries.read($0, mirrored: true).views)
    }
    /// True pairs among the first two: few enough for a wrong vote to cost a copy.
    func found(_ votes: any CandidateSource) async throws -> Set<String> {
      let candidates = try await votes.candidates(for: asked, limit: 2)
      let pairs = zip(asked, candidates).flatMap { query, candidates in
        candidates.map { "\(query.id),\(references.ids[$0.reference])" }
      }
      return Set(pairs).intersection(truth.split(separator: "\n").map(String.init))
    }
    let exact = try await found(ExactVotes(over: references, threads: 2))
    let indexed = try await found(IndexVotes(path: folder.file("a.index"), of: references))
    #expect(exact.count >= 16, "\(exact.count)")
    #expect(exact.symmetricDifference(indexed).count <= 1, "\(exact.symmetricDifference(indexed))")
  }
}
