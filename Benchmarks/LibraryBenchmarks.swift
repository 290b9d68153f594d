import Evaluation
import Features
import Foundation
import Photos
import Runs

/// A library of 1,000 photos with 100 copies in it (``CopyLibrary``), searched in itself, and the copies searched in it.
enum LibraryBenchmarks {
  /// What a pair must have to be relied on.
  private static let leastScore = 2.0

  static func run(report: (Figure) -> Void) async throws {
    guard FileManager.default.fileExists(atPath: BenchmarkPhotos.shared) else {
      print("\(BenchmarkPhotos.data) is missing: there are no photos to make a library of")
      return
    }
    try await withTemporaryFolder { folder in
      let library = try CopyLibrary.make(from: BenchmarkPhotos.data, into: folder + "/library")
      for (extractor, leastFound) in [(ExtractorID.orb, 84.0), (.sift, 98)] {
        let extraction = try SearchedSet.extraction(extractor)
        let photos = try await SearchedSet.held(library.photos, by: extraction, mirrored: true)
        func set(_ queries: any FeatureSource) -> SearchedSet {
          SearchedSet(
            folder: library.folder, queries: queries, references: photos, truth: GroundTruth(pairs: library.pairs),
            extraction: extraction)
        }
        try await reportSelfSearch(library, set(photos), leastFound: leastFound, report: report)
        let copies = try await SearchedSet.held(library.copiesOnly, by: extraction, mirrored: true)
        try await reportCopies(library, set(copies), goal: extractor == .sift ? 0.97 : nil, report: report)
      }
    }
  }

  private static func reportSelfSearch(
    _ library: CopyLibrary, _ set: SearchedSet, leastFound: Double, report: (Figure) -> Void
  ) async throws {
    var run = set.run()
    run.options.excludesSelf = true
    let listed = try await run.predictions()
    let believed = Set(listed.filter { $0.score >= leastScore }.map { unordered($0.queryID, $0.referenceID) })
    let truth = Set(library.pairs.map { unordered($0.queryID, $0.referenceID) })
    let name = "library in itself, \(set.extraction.options.extractor.name)"
    let found = library.copies.count { believed.contains(unordered($0.photoID, $0.sourceID)) }
    report(
      Figure(
        name: name + ": copies with their original", unit: "of \(library.copies.count)", ours: Double(found),
        goal: .atLeast(leastFound)))
    report(
      Figure(
        name: name + ": pairs of one photo", unit: "of \(truth.count)", ours: Double(believed.intersection(truth).count)
      ))
    report(
      Figure(name: name + ": other pairs at 2 or above", unit: "pairs", ours: Double(believed.subtracting(truth).count))
    )
    let pairs = listed.map { unordered($0.queryID, $0.referenceID) }
    let superfluous = pairs.count - Set(pairs).count + listed.count { $0.queryID == $0.referenceID }
    report(
      Figure(
        name: name + ": listed twice or with itself", unit: "pairs", ours: Double(superfluous), goal: .atMost(0)))
    reportGroups(library, set, listed, report: report)
  }

  /// What `duplicates` makes of the pairs.
  private static func reportGroups(
    _ library: CopyLibrary, _ set: SearchedSet, _ listed: [Prediction], report: (Figure) -> Void
  ) {
    let ids = set.references.ids
    let places = Dictionary(uniqueKeysWithValues: zip(ids, 0...))
    let links = listed.filter { $0.score >= leastScore }.map {
      SpanningForest.Link(places[$0.queryID]!, places[$0.referenceID]!, score: $0.score)
    }
    let groups = SpanningForest(of: ids.count, links: links).components.map { Set($0.members.map { ids[$0] }) }
    let name = "duplicates in the library, \(set.extraction.options.extractor.name)"
    let right = library.copies.count { copy in
      groups.contains { $0.contains(copy.photoID) && $0.contains(copy.sourceID) }
    }
    report(
      Figure(
        name: name + ": copies in the group of their original", unit: "of \(library.copies.count)",
        ours: Double(right), goal: .atLeast(set.extraction.options.extractor == .sift ? 98 : 84)))
    report(
      Figure(
        name: name + ": groups of two photos", unit: "groups",
        ours: Double(groups.count { Set($0.map { library.sources[$0]! }).count > 1 }), goal: .atMost(0)))
    let originals = Dictionary(uniqueKeysWithValues: library.copies.map { ($0.photoID, $0.sourceID) })
    report(
      Figure(
        name: name + ": groups of two pieces of one photo", unit: "groups",
        ours: Double(
          groups.count {
            Set($0.map { originals[$0] ?? $0 }).count > 1 && Set($0.map { library.sources[$0]! }).count == 1
          })))
  }

  /// What search finds of the pairs that geometry proves where all are looked at.
  private static func reportCopies(
    _ library: CopyLibrary, _ set: SearchedSet, goal: Double?, report: (Figure) -> Void
  ) async throws {
    func believed(_ run: CopyRun) async throws -> Set<TruePair> {
      var run = run
      run.options.excludesSelf = true
      var pairs: Set<TruePair> = []
      for try await judgement in run.judgements() {
        for verdict in judgement.verdicts where verdict.isListed && verdict.score >= leastScore {
          pairs.insert(
            TruePair(queryID: set.queries.ids[judgement.query], referenceID: set.references.ids[verdict.reference]))
        }
      }
      return pairs
    }
    let proved = try await believed(set.run(onPairsOf: library.truth))
    let found = try await believed(set.run()).intersection(proved)
    report(
      Figure(
        name: "copies in the library, \(set.extraction.options.extractor.name): pairs found", unit: "of those proved",
        ours: Double(found.count) / Double(proved.count), goal: goal.map { .atLeast($0) }))
  }

  private static func unordered(_ one: String, _ other: String) -> TruePair {
    TruePair(queryID: min(one, other), referenceID: max(one, other))
  }
}
