import Copies
import Evaluation
import Features
import Names
import Photos
import Runs

/// The stories of a table's pairs as JSON, those that were asked for last kept.
///
/// Whoever asks for a pair that is being told for somebody else waits for that. Who has been cancelled waits no longer; what nobody waits
/// for any more is given up.
package actor PairStories {
  private let table: PairTable
  private let explainer: PairExplainer
  private let extraction: ExtractionOptions
  /// Of the table's ids: where the photos are in the run's sets.
  private let queries: [Int?]
  private let references: [Int?]
  private var kept: RecentlyUsed<Int, [UInt8]>
  /// Those that are being told.
  private var telling: [Int: Telling] = [:]

  private struct Telling {
    let task: Task<Void, Never>
    /// Tells tasks for one row apart, of which one was given up.
    let number: Int
    var waiting: [Int: CheckedContinuation<[UInt8], any Error>] = [:]
  }

  /// Of the last task, or of whoever asked last.
  private var number = 0

  /// - Parameters:
  ///   - extraction: how the features of the explainer's run are found.
  ///   - kept: most stories that are kept; one takes some hundred kilobytes.
  package init(table: PairTable, explainer: PairExplainer, extraction: ExtractionOptions, kept: Int = 128) {
    self.table = table
    self.explainer = explainer
    self.extraction = extraction
    func places(_ ids: [String], in source: any FeatureSource) -> [Int?] {
      let places = source.ids.places
      return ids.map { places[ExactName($0)] }
    }
    queries = places(table.queryIDs, in: explainer.run.queries)
    references = places(table.referenceIDs, in: explainer.run.references)
    self.kept = RecentlyUsed(limit: kept)
  }

  /// The stories of other rows of the same run.
  package nonisolated func telling(_ table: PairTable) -> PairStories {
    PairStories(table: table, explainer: explainer, extraction: extraction)
  }

  /// A pair's story: what `match --json --all` prints, and `row`, `expected_reference_ids` and `warnings` besides. `listed_score` is the
  /// table's.
  ///
  /// - Throws: ``UnknownPhotoOfPair``, `UnusablePhoto`, `UnjudgedPair`, what reading stores throws, `CancellationError`.
  /// - Precondition: the table has the row.
  package func json(ofRow row: Int) async throws -> [UInt8] {
    if let story = kept.value(of: row) { return story }
    number += 1
    let waiter = number
    return try await withTaskCancellationHandler {
      try Task.checkCancellation()
      return try await withCheckedThrowingContinuation { continuation in
        var story = telling[row] ?? begin(row)
        story.waiting[waiter] = continuation
        telling[row] = story
      }
    } onCancel: {
      Task { await self.giveUp(waiter, ofRow: row) }
    }
  }

  /// All there is to tell of a pair, to draw it; told anew each time, as features take much memory.
  ///
  /// - Throws: as ``json(ofRow:)``.
  package func explanation(ofRow row: Int) async throws -> PairExplanation {
    let pair = table.pair(ofRow: row)
    guard let query = queries[Int(table.query[row])] else { throw UnknownPhotoOfPair(id: pair.queryID) }
    guard let reference = references[Int(table.reference[row])] else { throw UnknownPhotoOfPair(id: pair.referenceID) }
    return try await explainer.explanation(of: query, reference)
  }

  private func begin(_ row: Int) -> Telling {
    number += 1
    let number = number
    let task = Task {
      let story: Result<[UInt8], any Error>
      do {
        story = .success(try await tell(row))
      } catch {
        story = .failure(error)
      }
      end(row, number, story)
    }
    return Telling(task: task, number: number)
  }

  private func end(_ row: Int, _ number: Int, _ story: Result<[UInt8], any Error>) {
    if case .success(let json) = story { kept.hold(json, of: row) }
    guard telling[row]?.number == number, let told = telling.removeValue(forKey: row) else { return }
    for waiter in told.waiting.values { waiter.resume(with: story) }
  }

  private func giveUp(_ waiter: Int, ofRow row: Int) {
    guard let continuation = telling[row]?.waiting.removeValue(forKey: waiter) else { return }
    continuation.resume(throwing: CancellationError())
    if telling[row]?.waiting.isEmpty ?? false { telling.removeValue(forKey: row)?.task.cancel() }
  }

  private func tell(_ row: Int) async throws -> [UInt8] {
    let pair = try await explanation(ofRow: row)
    return try await Self.json(of: pair, row: row, in: table, extraction: extraction)
  }

  /// Off the actor, since it takes some milliseconds.
  @concurrent
  private static func json(
    of pair: PairExplanation, row: Int, in table: PairTable, extraction: ExtractionOptions
  ) async throws -> [UInt8] {
    var document = try PairDocument(pair, extraction: extraction, all: true)
    let listed = table.score[row].map { Float($0) }
    var warnings: [String] = []
    if document.listedScore != listed {
      func text(_ score: Float?) -> String { score.map { "\($0)" } ?? "not at all" }
      warnings.append(
        "the pair is listed with \(text(listed)), and judged now \(text(document.listedScore)): the run had other photos, "
          + "candidates or settings")
      document.listedScore = listed
    }
    var json = JSONBytes()
    json.raw(try document.json().dropLast())
    json.raw(#","row":"#)
    json.number(row)
    json.raw(#","expected_reference_ids":"#)
    json.list(table.expectedReferenceIDs(ofRow: row)) { $0.string($1) }
    json.raw(#","warnings":"#)
    json.list(warnings) { $0.string($1) }
    json.raw("}")
    return json.bytes
  }
}
