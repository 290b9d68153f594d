import Features
import Foundation
import Photos
import Recall
import TestSupport
import Testing

@testable import LocalIndex

@Suite("LocalIndex") struct LocalIndexTests {
  let folder = TemporaryFolder()
  let photos = SyntheticPhotos.features(.histogram128, count: 30, seed: 40)

  private func build(_ name: String, threads: Int = 2, shard: ((String) -> Bool)? = nil) async throws -> LocalIndex {
    try await buildLocalIndex(
      of: SyntheticPhotos.source(.histogram128, photos), to: folder.file(name), words: 30, photosOfShard: shard,
      threads: threads
    ).index
  }

  private func files(_ name: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file(name))
    return Dictionary(uniqueKeysWithValues: try names.map { ($0, try readAll(folder.file(name) + "/" + $0)) })
  }

  /// What versions of all photos are answered by an index.
  private func answers(_ index: LocalIndex) throws -> [[Candidate]] {
    let votes = try LocalIndexVotes(index, of: SyntheticPhotos.source(.histogram128, photos))
    return votes.candidates(
      for: photos.enumerated().map { place, photo in
        Query(
          index: place, id: "q\(place)", views: FeatureViews(plain: SyntheticPhotos.version(photo, seed: UInt64(place)))
        )
      }, limit: 7)
  }

  @Test("one build and merged shards are the same bytes, on any number of threads")
  func sameBytes() async throws {
    let whole = try await build("whole", threads: 1)
    _ = try await build("again", threads: 3)
    #expect(try files("whole") == files("again"))
    for part in 0..<3 { _ = try await build("shard\(part)") { $0.utf8.reduce(0) { $0 + Int($1) } % 3 == part } }
    _ = try mergeLocalIndexes((0..<3).map { folder.file("shard\($0)") }, to: folder.file("merged"))
    #expect(try files("whole") == files("merged"))
    #expect(whole.photoCount == 30 && whole.descriptorCount == 1200 && whole.segmentCount == 1)
    #expect(!folder.contents.contains { $0.hasSuffix(".partial") })
  }

  @Test("a photo's version is answered with the photo first", arguments: DescriptorKind.allCases)
  func finds(kind: DescriptorKind) async throws {
    let photos = SyntheticPhotos.features(kind, count: 25, seed: 70)
    let source = SyntheticPhotos.source(kind, photos)
    let index = try await buildLocalIndex(of: source, to: folder.file("finds"), words: 16, threads: 2).index
    let votes = try LocalIndexVotes(index, of: source)
    for (place, photo) in photos.enumerated() {
      let query = Query(index: 0, id: "q", views: FeatureViews(plain: SyntheticPhotos.version(photo, seed: 5)))
      #expect(votes.candidates(for: [query], limit: 3)[0].first?.reference == place)
      let itself = Query(index: 0, id: "q", views: query.views, itself: place)
      #expect(!votes.candidates(for: [itself], limit: 100)[0].contains { $0.reference == place })
    }
  }

  @Test("answers are the same before and after a merge, added in steps, removed and added again")
  func sameAnswers() async throws {
    let whole = try await build("whole")
    let expected = try answers(whole)
    #expect(expected.enumerated().allSatisfy { $1[0].reference == $0 })

    let source = SyntheticPhotos.source(.histogram128, photos)
    let path = folder.file("steps")
    do {
      let writer = try LocalIndexWriter(making: path, extraction: source.options, codebook: whole.codebook)
      _ = try await writer.add(SelectedFeatures(source, places: Array(20..<30)), threads: 2)
      _ = try await writer.add(SelectedFeatures(source, places: Array(0..<20)), threads: 1)
    }
    #expect(try answers(LocalIndex(path: path)) == expected)
    let writer = try LocalIndexWriter(opening: path)
    try writer.remove(["r3", "r25"])
    let without = try answers(LocalIndex(path: path))
    #expect(!without.joined().contains { [3, 25].contains($0.reference) && $0.score! > 0 })
    try writer.merge()
    #expect(try answers(LocalIndex(path: path)) == without)
    #expect(try LocalIndex(path: path).descriptorCount == 28 * 40)
    _ = try await writer.add(SelectedFeatures(source, places: [3, 25]), threads: 2)
    #expect(try answers(LocalIndex(path: path)) == expected)
    try writer.merge()
    #expect(try answers(LocalIndex(path: path)) == expected)
    let (merged, built) = (try files("steps"), try files("whole"))
    #expect(
      merged.filter { $0.key.hasPrefix("segment") }.map(\.value)
        == built.filter { $0.key.hasPrefix("segment") }.map(\.value))
  }

  @Test("what is open stays as it was while a writer changes everything")
  func snapshot() async throws {
    let index = try await build("whole")
    let before = try answers(index)
    let writer = try LocalIndexWriter(opening: index.path)
    try writer.remove(Set((0..<10).map { "r\($0)" }))
    try writer.merge()
    #expect(try answers(index) == before)
    #expect(try answers(LocalIndex(path: index.path)) != before)
  }

  @Test("two processes don't change an index at once")
  func lock() async throws {
    let index = try await build("whole")
    let writer = try LocalIndexWriter(opening: index.path)
    #expect(throws: (any Error).self) { try LocalIndexWriter(opening: index.path) }
    withExtendedLifetime(writer) {}
  }

  @Test("what can't be done is named, and changes nothing")
  func refusals() async throws {
    let index = try await build("whole")
    let before = try files("whole")
    do {
      let writer = try LocalIndexWriter(opening: index.path)
      #expect(throws: LocalIndexError.self) { try writer.remove(["r1", "nobody"]) }
      await #expect(throws: LocalIndexError.self) {
        try await writer.add(SyntheticPhotos.source(.histogram128, photos), threads: 1)
      }
      await #expect(throws: LocalIndexError.self) {
        try await writer.add(
          SyntheticPhotos.source(.binary256, SyntheticPhotos.features(.binary256, count: 1, seed: 1)), threads: 1)
      }
    }
    await #expect(throws: LocalIndexError.self) { try await build("whole") }
    #expect(throws: LocalIndexError.self) { try mergeLocalIndexes([index.path, index.path], to: folder.file("twice")) }
    #expect(throws: LocalIndexError.self) {
      try LocalIndexVotes(
        index, of: SyntheticPhotos.source(.binary256, SyntheticPhotos.features(.binary256, count: 1, seed: 1)))
    }
    #expect(try files("whole") == before)
    let other = try await buildLocalIndex(
      of: SyntheticPhotos.source(
        .histogram128, SyntheticPhotos.features(.histogram128, count: 3, seed: 9), ids: ["x", "y", "z"]),
      to: folder.file("other"), words: 5, threads: 1
    ).index
    #expect(throws: LocalIndexError.self) { try mergeLocalIndexes([index.path, other.path], to: folder.file("both")) }
  }

  @Test("a build that was stopped goes on, and is the same in the end")
  func resumed() async throws {
    let whole = try await build("whole")
    let source = SyntheticPhotos.source(.histogram128, photos)
    do {
      let writer = try LocalIndexWriter(
        making: folder.file("stopped.partial"), extraction: source.options, codebook: whole.codebook)
      _ = try await writer.add(SelectedFeatures(source, places: Array(4..<11)), threads: 1)
    }
    // What a kill leaves of a segment.
    folder.write([1, 2, 3], to: "stopped.partial/.segment-1.abc.partial")
    folder.write([1, 2, 3], to: "stopped.partial/segment-1")
    _ = try await buildLocalIndex(
      of: source, to: folder.file("stopped"), words: 30, isResuming: true, threads: 2)
    #expect(try files("stopped") == files("whole"))
  }

  @Test("photos without features are in it, and never named but where all are")
  func featureless() async throws {
    let photos = [randomFeatures(.histogram128, count: 0, seed: 1)] + self.photos
    let source = SyntheticPhotos.source(.histogram128, photos)
    let index = try await buildLocalIndex(of: source, to: folder.file("f"), words: 30, threads: 2).index
    #expect(index.photoCount == 31)
    let votes = try LocalIndexVotes(index, of: source)
    let query = Query(index: 0, id: "q", views: FeatureViews(plain: photos[0]))
    #expect(votes.candidates(for: [query], limit: 5) == [[]])
  }

  @Test("a damaged manifest is refused, whatever byte it is")
  func manifest() async throws {
    let index = try await build("whole")
    let path = index.path + "/manifest"
    let bytes = try readAll(path)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 4
      try Data(damaged).write(to: URL(fileURLWithPath: path))
      #expect(throws: LocalIndexError.self, "byte \(place)") { try LocalIndex(path: index.path) }
    }
    try Data(bytes.prefix(20)).write(to: URL(fileURLWithPath: path))
    #expect(throws: LocalIndexError.self) { try LocalIndex(path: index.path) }
  }
}
