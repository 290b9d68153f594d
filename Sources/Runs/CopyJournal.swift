import Files
import Photos
import Recall

/// What is kept of a judged query until the end of the run.
struct QueryResult: Hashable {
  struct Pair: Hashable {
    /// Index of the reference in its set.
    let reference: Int
    /// Above 0.
    let score: Double
    let isMirrored: Bool
  }

  struct Named: Hashable {
    /// Index of the reference in its set.
    let reference: Int
    /// nil where whoever named it gives none.
    let score: Double?
  }

  /// Index of the query in its set.
  let query: Int
  /// Why nothing can be found out about the photo; nil where something can.
  let failure: Failure?
  /// Pairs that are listed, best first.
  let pairs: [Pair]
  /// Pairs that were named, and those of them whose query or reference can't be used.
  let candidateCount: Int
  let skippedCount: Int
  /// The candidates, where they are wanted.
  let candidates: [Named]
}

extension QueryResult {
  /// - Parameter queries: the set that was judged.
  init(_ judgement: QueryJudgement, of queries: any FeatureSource, keepsCandidates: Bool) {
    query = judgement.query
    if case .skipped(let failure) = judgement.outcome {
      self.failure = failure
    } else if judgement.isFeatureless {
      failure = Failure(featureless: queries.file(of: query), id: queries.ids[query])
    } else {
      failure = nil
    }
    pairs = judgement.verdicts.filter(\.isListed).map {
      Pair(reference: $0.reference, score: $0.score, isMirrored: $0.isMirrored)
    }
    candidateCount = judgement.candidates.count
    skippedCount = judgement.skippedCount
    candidates =
      keepsCandidates ? judgement.candidates.map { Named(reference: $0.reference, score: $0.score) } : []
  }
}

/// The finished part of a run: what was found out about query after query.
///
/// A batch of the ``RunJournal`` holds queries, each as follows, integers little-endian: 4 index of the query; 4 bytes of the
/// failure's input, 4 of its reason and 4 of its id, 1 whether only features are missing, then the three in UTF-8 (all 0 where there is
/// no failure); 4 pairs that were named; 4 that
/// were skipped; 4 that are listed; 4 candidates that are kept; then these pairs and these candidates of 13 bytes each: 4 index of
/// the reference, 8 score (IEEE 754), 1 whether mirrored; of a candidate, whether it has a score.
final class CopyJournal {
  /// What earlier runs found out.
  let restored: [QueryResult]
  private let journal: RunJournal

  /// - Throws: as ``RunJournal`` does.
  init(
    besideOutput output: String, of identity: RunIdentity, queryCount: Int, referenceCount: Int, isResuming: Bool
  ) throws {
    journal = try RunJournal(besideOutput: output, of: identity, isResuming: isResuming)
    var results: [QueryResult] = []
    try journal.restore { content in
      var reader = JournalReader(content)
      guard let batch = reader.results(queryCount: queryCount, referenceCount: referenceCount) else { return false }
      results += batch
      return true
    }
    restored = results
  }

  /// Adds what was found out about some queries; where that fails, the file is as it was before.
  func append(_ results: [QueryResult]) throws(FileError) {
    guard !results.isEmpty else { return }
    var bytes: [UInt8] = []
    func add(_ number: Int) { bytes += LittleEndian.bytes(of: UInt32(number)) }
    for result in results {
      let texts = [result.failure?.input, result.failure?.reason, result.failure?.id].map { Array(($0 ?? "").utf8) }
      add(result.query)
      for text in texts { add(text.count) }
      bytes.append(result.failure?.kind == .featureless ? 1 : 0)
      for text in texts { bytes += text }
      add(result.candidateCount)
      add(result.skippedCount)
      add(result.pairs.count)
      add(result.candidates.count)
      func addRow(_ reference: Int, _ score: Double, _ flag: Bool) {
        add(reference)
        bytes += LittleEndian.bytes(of: score.bitPattern)
        bytes.append(flag ? 1 : 0)
      }
      for pair in result.pairs { addRow(pair.reference, pair.score, pair.isMirrored) }
      for named in result.candidates { addRow(named.reference, named.score ?? 0, named.score != nil) }
    }
    try journal.append(bytes)
  }

  func remove() { journal.remove() }
  func removeIfEmpty() { journal.removeIfEmpty() }
}

/// Reads the queries of a batch; nil wherever one makes no sense.
private struct JournalReader {
  private var rest: ArraySlice<UInt8>

  init(_ content: ArraySlice<UInt8>) { rest = content }

  mutating func results(queryCount: Int, referenceCount: Int) -> [QueryResult]? {
    var results: [QueryResult] = []
    while !rest.isEmpty {
      guard let query = number(), query < queryCount, let inputBytes = number(), let reasonBytes = number(),
        let idBytes = number(), let isFeatureless = take(1)?.first, let input = text(inputBytes),
        let reason = text(reasonBytes), let id = text(idBytes), let candidateCount = number(),
        let skippedCount = number(), let pairCount = number(), let keptCount = number(),
        let pairs = rows(pairCount, referenceCount: referenceCount), pairs.allSatisfy({ $0.score > 0 }),
        let candidates = rows(keptCount, referenceCount: referenceCount)
      else { return nil }
      let failure = Failure(
        input: input, reason: reason, id: id.isEmpty ? nil : id, kind: isFeatureless == 0 ? .unusable : .featureless)
      results.append(
        QueryResult(
          query: query, failure: inputBytes + reasonBytes == 0 ? nil : failure,
          pairs: pairs.map { QueryResult.Pair(reference: $0.reference, score: $0.score, isMirrored: $0.flag) },
          candidateCount: candidateCount, skippedCount: skippedCount,
          candidates: candidates.map {
            QueryResult.Named(reference: $0.reference, score: $0.flag ? $0.score : nil)
          }))
    }
    return results
  }

  private mutating func number() -> Int? {
    guard let bytes = take(4) else { return nil }
    return Int(LittleEndian.integer(bytes))
  }

  private mutating func text(_ count: Int) -> String? {
    take(count).flatMap { String(validating: $0, as: UTF8.self) }
  }

  private mutating func rows(_ count: Int, referenceCount: Int) -> [(reference: Int, score: Double, flag: Bool)]? {
    // Each takes 13 bytes: a damaged number is found out before room is made for it.
    guard count <= rest.count / 13 else { return nil }
    var rows: [(reference: Int, score: Double, flag: Bool)] = []
    rows.reserveCapacity(count)
    for _ in 0..<count {
      guard let reference = number(), reference < referenceCount, let bits = take(8), let flag = take(1) else {
        return nil
      }
      let score = Double(bitPattern: LittleEndian.integer(bits))
      guard score.isFinite else { return nil }
      rows.append((reference, score, flag.first != 0))
    }
    return rows
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
