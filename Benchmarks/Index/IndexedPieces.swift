import Features
import Foundation
import LocalIndex
import Photos
import Recall

/// The references of several sets and thousands of pieces of photos, in one index that the program has built.
struct IndexedPieces {
  /// A query that was made from a reference.
  struct Copy {
    let query: Query
    let reference: Int
    /// References that say nothing of what is found: pieces of what the query shows, and those of other sets.
    let excluded: Set<Int>
  }

  /// The stores of the references.
  let stores: [String]
  let references: any FeatureSource
  let index: LocalIndex
  let votes: LocalIndexVotes
  let peakMegabytes: Double
  /// What building took of the processors.
  let processorSeconds: Double

  private let setPlaces: [String: Range<Int>]
  private let pieceStart: Int
  private let placesOfSource: [String: [Int]]

  /// - Parameter folder: has a store of each set's references, by its name.
  init(_ count: Int, sets: [SearchedSet], in folder: String) async throws {
    let pieces = try await PieceStore.make(pieces: count, of: BenchmarkPhotos.data, extractor: .sift)
    let paths = sets.map { "\(folder)/\($0.name).h5" } + [pieces]
    let stores = try paths.map { try StoredFeatures(path: $0) }
    self.stores = paths
    references = try JoinedFeatures(stores)
    let program = MeasuredProgram.built
    let (timed, measured) = ("\(folder)/\(count).index", "\(folder)/\(count)-again.index")
    processorSeconds = try program.times(["index"] + paths + ["-o", timed, "--quiet"]).processor
    peakMegabytes = try program.peakMegabytes(["index"] + paths + ["-o", measured, "--quiet"])
    try FileManager.default.removeItem(atPath: measured)
    index = try LocalIndex(path: timed)
    votes = try LocalIndexVotes(index, of: references)

    var start = 0
    var setPlaces: [String: Range<Int>] = [:]
    for (set, store) in zip(sets, stores) {
      setPlaces[set.name] = start..<start + store.count
      start += store.count
    }
    self.setPlaces = setPlaces
    pieceStart = start
    let ids = stores.last!.ids
    placesOfSource = Dictionary(grouping: ids.indices) { String(ids[$0].split(separator: " ", maxSplits: 1)[1]) }
      .mapValues { $0.map { $0 + start } }
  }

  /// The queries of a set that are copies.
  func copies(of set: SearchedSet) throws -> [Copy] {
    let sources = try SourcePhoto.ofQueries(in: set.folder)
    let own = setPlaces[set.name]!
    let places = Dictionary(uniqueKeysWithValues: zip(set.references.ids, own))
    let truth = Dictionary(
      set.truth.pairs.map { ($0.queryID, $0.referenceID) }, uniquingKeysWith: { first, _ in first })
    return try set.queries.ids.enumerated().compactMap { place, id in
      guard let reference = truth[id], let views = try set.queries.read(place, mirrored: true).views else { return nil }
      let shown = [sources[id]!] + [PhotosBehind.sources["\(set.name) \(id)"]].compactMap { $0 }
      return Copy(
        query: Query(index: place, id: id, views: views), reference: places[reference]!,
        excluded: Set(shown.flatMap { placesOfSource[$0] ?? [] })
          .union((0..<pieceStart).filter { !own.contains($0) }))
    }
  }
}
