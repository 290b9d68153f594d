import Evaluation
import Features
import Foundation
import OpenCVExtractors
import Options
import Pipeline
import Storage
import TestSupport
import Testing

@Suite("ReferenceIndex") struct ReferenceIndexTests {
  let folder = TemporaryFolder()

  /// A store of random features.
  func store(_ name: String, names: [String], seed: UInt64, maxFeatures: Int = 500) throws -> String {
    var options = ExtractionOptions()
    options.maxFeatures = maxFeatures
    let writer = try FeatureStoreWriter(
      path: folder.file(name), descriptorKind: .binary256, options: try FeatureStore.encodeOptions(options))
    for (index, name) in names.enumerated() {
      try writer.append(
        name: name, features: randomFeatures(.binary256, count: index == 1 ? 0 : 40, seed: seed + UInt64(index)))
    }
    try writer.finish()
    return folder.file(name)
  }

  func mismatch(_ index: String, _ references: FeatureCollection) -> IndexMismatch? {
    do {
      _ = try ReferenceIndex(path: index, of: references, at: "refs.h5")
      return nil
    } catch {
      #expect("\(error)".contains(index) && "\(error)".contains("refs.h5"), "\(error)")
      return error as? IndexMismatch
    }
  }

  @Test("fits the set it was built over and no other, and says what differs")
  func identity() throws {
    let references = try FeatureCollection(stores: [store("a.h5", names: ["r1", "r2", "r3"], seed: 1)])
    let index = folder.file("a.index")
    let header = try buildIndex(of: references, to: index)
    #expect(header.images == 3)
    #expect(header.descriptors == 80)
    #expect(mismatch(index, references) == nil)
    func subject(_ names: [String], seed: UInt64, maxFeatures: Int = 500) throws -> String? {
      let other = try FeatureCollection(
        stores: [store("b.h5", names: names, seed: seed, maxFeatures: maxFeatures)])
      return mismatch(index, other)?.subject
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
    let joined = try FeatureCollection(stores: [first, second])
    #expect(joined.ids == ["r1", "r2", "s"])
    for name in ["a.index", "b.index"] { _ = try buildIndex(of: joined, to: folder.file(name)) }
    #expect(
      FileManager.default.contents(atPath: folder.file("a.index"))
        == FileManager.default.contents(atPath: folder.file("b.index")))
    #expect(mismatch(folder.file("a.index"), joined) == nil)
    #expect(mismatch(folder.file("a.index"), try FeatureCollection(stores: [second, first])) != nil)

    #expect(throws: InputError.sameID(id: "r1", first: first, second: first)) {
      try FeatureCollection(stores: [first, first])
    }
    let other = try store("c.h5", names: ["t"], seed: 4, maxFeatures: 7)
    #expect(throws: IncomparableFeatures.self) { try FeatureCollection(stores: [first, other]) }
  }

  @Test("a set without descriptors has an index, too")
  func empty() async throws {
    let references = try FeatureCollection(stores: [store("a.h5", names: [], seed: 1)])
    _ = try buildIndex(of: references, to: folder.file("a.index"))
    let index = try ReferenceIndex(path: folder.file("a.index"), of: references, at: "a.h5")
    let queries = try FeatureCollection(stores: [store("q.h5", names: ["q"], seed: 1)])
    #expect(try await search(queries, in: references, index: index, threads: 2).isEmpty)
  }

  @Test(
    "search by an index finds what exact search finds, with any number of threads",
    arguments: [ExtractorID.orb, .openCVSIFT])
  func fixtures(extractor: ExtractorID) async throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 2)
    let references = try await FeatureSource(path: Photos.fixtures + "/references").load(using: extraction)
    let queries = try await FeatureSource(path: Photos.fixtures + "/queries").load(using: extraction)
    _ = try buildIndex(of: references, to: folder.file("a.index"))
    let index = try ReferenceIndex(path: folder.file("a.index"), of: references, at: "fixtures")
    // Few enough for a wrong vote to cost a copy.
    var few = SearchOptions()
    few.candidates = 2
    let exact = try await search(queries, in: references, options: few, threads: 2)
    let found = try await search(queries, in: references, options: few, index: index, threads: 2)
    #expect(try await search(queries, in: references, options: few, index: index, threads: 5) == found)
    func pairs(_ predictions: [Prediction]) -> Set<String> {
      Set(predictions.map { "\($0.queryID), \($0.referenceID)" })
    }
    #expect(pairs(exact).count >= 12)
    #expect(pairs(exact).symmetricDifference(pairs(found)).count <= 1)
  }
}
