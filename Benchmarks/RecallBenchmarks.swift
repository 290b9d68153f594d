import Evaluation
import Features
import Foundation
import Matcher
import Photos
import Recall

/// How the votes of local descriptors were chosen: the share of the true references among the first twenty by several rules.
enum RecallBenchmarks {
  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    for folder in [BenchmarkPhotos.shared, BenchmarkPhotos.overlays] {
      guard FileManager.default.fileExists(atPath: folder) else {
        print("\(folder) is missing: recall is not measured on it")
        return
      }
      for extractor in [ExtractorID.orb, .sift] {
        try await run(try await SearchedSet(folder, extractor), unit: "of copies", report: report)
      }
    }
    for extractor in [ExtractorID.orb, .sift] {
      try await run(try await largeSet(photos, extractor), unit: "of copies", report: report)
    }
    try await withTemporaryFolder { folder in
      let library = try CopyLibrary.make(from: BenchmarkPhotos.data, into: folder + "/library")
      for extractor in [ExtractorID.orb, .sift] {
        let extraction = try SearchedSet.extraction(extractor)
        // Each copy with its original and the four other copies of it.
        let set = SearchedSet(
          folder: library.folder,
          queries: try await SearchedSet.held(library.copiesOnly, by: extraction, mirrored: true),
          references: try await SearchedSet.held(library.photos, by: extraction, mirrored: false),
          truth: GroundTruth(pairs: library.pairs), extraction: extraction)
        try await run(set, unit: "of pairs", report: report)
      }
    }
  }

  /// The true references among so many others that they have a million descriptors.
  private static func largeSet(_ photos: BenchmarkPhotos, _ extractor: ExtractorID) async throws -> SearchedSet {
    let set = try await LargeReferenceSet(photos, extractor: extractor, copies: .max, descriptors: 1_000_000)
    func held(_ name: String, _ features: [FeatureSet]) -> HeldFeatures {
      HeldFeatures(ids: features.indices.map { "\(name)\($0)" }, features: features, options: set.options)
    }
    let pairs = set.copies.enumerated().map { TruePair(queryID: "Q\($0)", referenceID: "R\($1.reference)") }
    return SearchedSet(
      folder: "a million", queries: held("Q", set.copies.map(\.features)), references: held("R", set.references),
      truth: GroundTruth(pairs: pairs), extraction: try SearchedSet.extraction(extractor))
  }

  private static let limit = 20

  private static func run(_ set: SearchedSet, unit: String, report: (Figure) -> Void) async throws {
    let name = "recall \(set.name), \(set.extraction.options.extractor.name)"
    let truth = Dictionary(grouping: set.truth.pairs, by: \.queryID).mapValues { Set($0.map(\.referenceID)) }
    let places = Dictionary(uniqueKeysWithValues: zip(set.references.ids, 0...))
    let references = try places.values.sorted().map {
      SearchableDescriptors(try set.references.read($0, mirrored: false).views!.plain.descriptors)
    }
    let search = try await ExactVotes(over: set.references, threads: SearchedSet.threads)
    var found = [Int](repeating: 0, count: VotingRule.all.count)
    var differing = 0
    for (index, id) in set.queries.ids.enumerated() {
      guard let copied = truth[id], let views = try set.queries.read(index, mirrored: true).views else { continue }
      let itself = places[id]
      let neighbors = [views.plain, views.mirrored].compactMap { $0 }.map {
        NeighborTable(of: $0.descriptors, in: references, without: itself)
      }
      for (place, rule) in VotingRule.all.enumerated() {
        let named = rule.candidates(neighbors, referenceCount: references.count, limit: limit)
        found[place] += named.count { copied.contains(set.references.ids[$0]) }
        guard rule.isThatOfSearch else { continue }
        let query = Query(index: index, id: id, views: views, itself: itself)
        if search.candidates(for: [query], limit: limit)[0].map(\.reference) != named { differing += 1 }
      }
    }
    for (rule, found) in zip(VotingRule.all, found) {
      report(
        Figure(name: "\(name), \(rule.name)", unit: unit, ours: Double(found) / Double(set.truth.pairs.count)))
    }
    report(
      Figure(
        name: "\(name): other candidates than search's", unit: "queries", ours: Double(differing), goal: .atMost(0)))
  }
}
