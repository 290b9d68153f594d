import Appearance
import Files
import Photos
import Scoring

/// The finished part of a run: what was found out about query after query.
///
/// A batch of the ``RunJournal`` holds queries, each as follows, integers little-endian: 4 index of the query; 4 bytes of the
/// failure's input, 4 of its reason and 4 of its id, 1 its kind (0 unusable, 1 without features, 2 read in part), then the three in UTF-8 (all 0 where there is
/// no failure); 1 closer looks that were taken; 1 whether one of them counts; 4 pairs that were named; 4 that
/// were skipped; 4 pairs that follow; 4 candidates that are kept; then these pairs and these candidates of 13 bytes each: 4 index of
/// the reference, 8 score (IEEE 754), 1 whether mirrored; of a candidate, whether it has a score. Behind each pair come 4 models that
/// are kept, each 1 what is known (1 where the photos were compared, + 2 where a pair model has looked at them), 8 each of the numbers
/// of its `Evidence`, where a pair model was asked 8 what it says and, where the photos were compared, 8 each of its two sets of cells.
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
      bytes.append(result.failure.flatMap { Self.kinds.firstIndex(of: $0.kind) }.map(UInt8.init) ?? 0)
      for text in texts { bytes += text }
      bytes.append(UInt8(clamping: result.closerLooks))
      bytes.append(result.isByCloserLook ? 1 : 0)
      add(result.candidateCount)
      add(result.skippedCount)
      add(result.pairs.count)
      add(result.candidates.count)
      func addRow(_ reference: Int, _ score: Double, _ flag: Bool) {
        add(reference)
        bytes += LittleEndian.bytes(of: score.bitPattern)
        bytes.append(flag ? 1 : 0)
      }
      for pair in result.pairs {
        addRow(pair.reference, pair.score, pair.isMirrored)
        add(pair.models.count)
        for model in pair.models { bytes += Self.bytes(of: model) }
      }
      for named in result.candidates { addRow(named.reference, named.score ?? 0, named.score != nil) }
    }
    try journal.append(bytes)
  }

  /// A kind of failure is written as its place.
  fileprivate static let kinds: [Failure.Kind] = [.unusable, .featureless, .partlyRead]

  private static func bytes(of model: ModelEvidence) -> [UInt8] {
    let logit = model.evidence.pairLogit
    let numbers = (model.evidence.numbers + (logit.map { [$0] } ?? [])).flatMap {
      LittleEndian.bytes(of: $0.bitPattern)
    }
    let cells = model.cells.map { LittleEndian.bytes(of: $0.proved) + LittleEndian.bytes(of: $0.contradicted) }
    return [(cells == nil ? 0 : 1) + (logit == nil ? 0 : 2)] + numbers + (cells ?? [])
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
        let idBytes = number(), let kind = take(1)?.first, kind < CopyJournal.kinds.count, let input = text(inputBytes),
        let reason = text(reasonBytes), let id = text(idBytes), let looks = take(2), let candidateCount = number(),
        let skippedCount = number(), let pairCount = number(), let keptCount = number(),
        let pairs = pairs(pairCount, referenceCount: referenceCount),
        let candidates = candidates(keptCount, referenceCount: referenceCount)
      else { return nil }
      let failure = Failure(
        input: input, reason: reason, id: id.isEmpty ? nil : id, kind: CopyJournal.kinds[Int(kind)])
      results.append(
        QueryResult(
          query: query, failure: inputBytes + reasonBytes == 0 ? nil : failure,
          pairs: pairs, candidateCount: candidateCount, skippedCount: skippedCount, candidates: candidates,
          closerLooks: Int(looks.first ?? 0), isByCloserLook: looks.last != 0))
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

  /// Each takes so many bytes at least: a damaged number is found out before room is made for it.
  private static let rowBytes = 13
  private static let pairBytes = rowBytes + 4
  private static let modelBytes = 1 + 8 * (Evidence.columns.count - Evidence.appearanceColumns.count)

  private mutating func candidates(_ count: Int, referenceCount: Int) -> [QueryResult.Named]? {
    all(count, ofBytes: Self.rowBytes) { reader in
      reader.row(referenceCount: referenceCount).map {
        QueryResult.Named(reference: $0.reference, score: $0.flag ? $0.score : nil)
      }
    }
  }

  private mutating func pairs(_ count: Int, referenceCount: Int) -> [QueryResult.Pair]? {
    all(count, ofBytes: Self.pairBytes) { reader in
      guard let row = reader.row(referenceCount: referenceCount), row.score > 0, let count = reader.number(),
        let models = reader.all(count, ofBytes: Self.modelBytes, { $0.model() })
      else { return nil }
      return QueryResult.Pair(reference: row.reference, score: row.score, isMirrored: row.flag, models: models)
    }
  }

  private mutating func model() -> ModelEvidence? {
    guard let known = take(1)?.first, known < 4 else { return nil }
    let isCompared = known & 1 != 0
    let count = Evidence.columns.count - (isCompared ? 0 : Evidence.appearanceColumns.count)
    guard let numbers = all(count, ofBytes: 8, { $0.finite() }) else { return nil }
    var evidence = Evidence(numbers: numbers)
    if known & 2 != 0 {
      guard let logit = finite() else { return nil }
      evidence.pairLogit = logit
    }
    guard isCompared else { return ModelEvidence(evidence: evidence, cells: nil) }
    guard let proved = take(8), let contradicted = take(8) else { return nil }
    return ModelEvidence(
      evidence: evidence,
      cells: RegionCells(
        proved: LittleEndian.integer(proved), contradicted: LittleEndian.integer(contradicted)))
  }

  private mutating func row(referenceCount: Int) -> (reference: Int, score: Double, flag: Bool)? {
    guard let reference = number(), reference < referenceCount, let score = finite(), let flag = take(1) else {
      return nil
    }
    return (reference, score, flag.first != 0)
  }

  private mutating func finite() -> Double? {
    guard let bits = take(8) else { return nil }
    let number = Double(bitPattern: LittleEndian.integer(bits))
    return number.isFinite ? number : nil
  }

  /// So many of a kind; nil where one makes no sense.
  private mutating func all<Element>(
    _ count: Int, ofBytes leastBytes: Int, _ next: (inout Self) -> Element?
  ) -> [Element]? {
    guard count <= rest.count / leastBytes else { return nil }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count {
      guard let element = next(&self) else { return nil }
      elements.append(element)
    }
    return elements
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
