import CSV
import Copies
import Evaluation
import Features
import Files
import Foundation
import Geometry
import Matcher
import Photos
import Recall
import Runs
import Storage

/// `verify` of candidate lists from feature stores on disk, through the same library calls as the command.
enum CandidateBenchmarks {
  private static let threads = 2

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    try await withTemporaryFolder { folder in
      for extractor in [ExtractorID.orb, .sift] {
        var options = ExtractionOptions()
        options.extractor = extractor
        let work = CandidateWork(photos: photos, extraction: try Extraction(options, threads: threads), folder: folder)
        try await reportSpeed(work, report: report)
        // Half of the queries are copies.
        if extractor == .sift { try await reportRank(work, report: report) }
      }
    }
  }

  /// Ten candidates a query, among so many references that most are asked for once: each has to be read for one pair.
  private static func reportSpeed(_ work: CandidateWork, report: (Figure) -> Void) async throws {
    let name = work.extraction.options.extractor.name
    let queries = try await work.features(of: "queries", copies: 2)
    let references = try await work.features(of: "references", copies: 16)
    try work.store(queries, in: "q.h5")
    try work.store(references, in: "r.h5")
    var generator = SplitMix64(seed: 1)
    var pairs: [(query: Int, reference: Int)] = []
    for query in queries.indices {
      pairs += references.indices.shuffled(using: &generator).prefix(10).map { (query, $0) }
    }
    let list = pairs.map { "\(queries[$0.query].id),\(references[$0.reference].id)\n" }.joined()
    try writeFile(Array(list.utf8), to: work.folder + "/pairs.csv")
    let peer = try MemoryVerification(
      queries: queries, references: references,
      pairs: pairs.sorted { ($0.reference, $0.query) < ($1.reference, $1.query) })
    report(
      try await Comparison.rates(
        "verify 10 candidates a query, \(name), stores", unit: "pairs/s", units: pairs.count,
        peerName: "the same from memory alone, 2 threads each", rounds: 5, goal: .ratioAtLeast(0.7),
        ours: { _ = try await work.verify() }, peer: { try await peer.run(threads: threads) }))
  }

  /// The true reference and 50 others a query, in random order: how often it comes first.
  private static func reportRank(_ work: CandidateWork, report: (Figure) -> Void) async throws {
    let queries = try await work.features(of: "queries", copies: 1)
    let references = try await work.features(of: "references", copies: 1)
    try work.store(queries, in: "q.h5")
    try work.store(references, in: "r.h5")
    let truth = Dictionary(
      uniqueKeysWithValues: try readGroundTruth(work.photos.groundTruth).pairs.map { ($0.queryID, $0.referenceID) })
    var generator = SplitMix64(seed: 1)
    var list = ""
    for (query, _) in queries {
      let others = references.map(\.id).filter { $0 != truth[query] }.shuffled(using: &generator).prefix(50)
      for reference in (others + [truth[query]].compactMap { $0 }).shuffled(using: &generator) {
        list += "\(query),\(reference)\n"
      }
    }
    try writeFile(Array(list.utf8), to: work.folder + "/pairs.csv")
    var first: [String: String] = [:]
    for prediction in try await work.verify() where first[prediction.queryID] == nil {
      first[prediction.queryID] = prediction.referenceID
    }
    let found = truth.count { first[$0.key] == $0.value }
    report(
      Figure(
        name: "verify 51 candidates, sift: the true one first", unit: "of copies",
        ours: Double(found) / Double(truth.count),
        goal: work.photos.folder == BenchmarkPhotos.shared ? .atLeast(0.96) : nil))
  }
}

/// Features, stores of them and a list of pairs in a folder.
private struct CandidateWork {
  let photos: BenchmarkPhotos
  let extraction: Extraction
  let folder: String

  /// The features of the photos of a side, each several times under other names.
  func features(of side: String, copies: Int) async throws -> [(id: String, features: FeatureSet)] {
    var found: [(id: String, features: FeatureSet)] = []
    _ = try await extraction.run(on: try listImages(at: "\(photos.folder)/\(side)")) { found.append(($0.id, $1)) }
    return (0..<copies).flatMap { copy in found.map { (copies == 1 ? $0.id : "\($0.id)-\(copy)", $0.features) } }
  }

  func store(_ features: [(id: String, features: FeatureSet)], in name: String) throws {
    let writer = try FeatureStoreWriter(
      path: "\(folder)/\(name)", descriptorKind: extraction.options.extractor.descriptorKind,
      options: try FeatureStore.encodeOptions(extraction.options))
    for (id, features) in features { try writer.append(name: id, features: features) }
    try writer.finish()
  }

  /// From the files to the predictions.
  func verify() async throws -> [Prediction] {
    let (queries, references) = (
      try StoredFeatures(path: folder + "/q.h5"), try StoredFeatures(path: folder + "/r.h5")
    )
    let list = try CandidateList(path: folder + "/pairs.csv", queries: queries, references: references)
    var run = CopyRun(queries: queries, references: references, recall: .list(list))
    run.options.combination = .verifiedFirst
    run.options.threads = extraction.threads
    _ = try await run.write(to: folder + "/out.csv", as: "verify")
    return Array(try readPredictions(folder + "/out.csv"))
  }
}

/// The same pairs with everything in memory that is read or made only once: the features of both sides of each query, and
/// the references laid out for matching.
private struct MemoryVerification: Sendable {
  private let judge: CopyJudge
  private let queries: [PreparedQuery]
  private let references: [(id: String, features: SearchableFeatures)]
  private let pairs: [(query: Int, reference: Int)]

  /// - Parameter pairs: by reference.
  init(
    queries: [(id: String, features: FeatureSet)], references: [(id: String, features: FeatureSet)],
    pairs: [(query: Int, reference: Int)]
  ) throws {
    let judge = try CopyJudge()
    self.judge = judge
    self.queries = queries.enumerated().map { index, query in
      let mirrored = query.features.descriptors.kind.canBeMirrored ? query.features.mirrored() : nil
      let views = FeatureViews(plain: query.features, mirrored: mirrored)
      return judge.prepare(Query(index: index, id: query.id, views: views))
    }
    self.references = references.map { ($0.id, SearchableFeatures($0.features)) }
    self.pairs = pairs
  }

  func run(threads: Int) async throws {
    var evidence = [QueryEvidence](repeating: QueryEvidence(), count: queries.count)
    await withTaskGroup(of: [(Int, PairEvidence)].self) { group in
      for thread in 0..<threads {
        group.addTask {
          let workspace = MatchingWorkspace()
          return pairs.enumerated().filter { $0.offset / 64 % threads == thread }.map { _, pair in
            let (id, features) = references[pair.reference]
            return (
              pair.query,
              judge.evidence(
                on: queries[pair.query], against: features, at: pair.reference, id: id, workspace: workspace)
            )
          }
        }
      }
      for await found in group { for (query, pair) in found { evidence[query].add(pair) } }
    }
    for (query, evidence) in zip(queries, evidence) { _ = judge.verdicts(on: query, from: evidence) }
  }
}
