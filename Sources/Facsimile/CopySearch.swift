import Copies
import Options
import Photos
import Recall
import Runs

/// Finds the photos of a set that others were made from.
///
/// ```swift
/// let sift = try SIFT()
/// let originals = try PhotoFeatures(of: "originals/", by: sift)
/// let search = try CopySearch(in: originals)
/// for try await answer in search.answers(for: try PhotoFeatures(of: "suspects/", by: sift)) {
///   for copy in answer.copies where copy.score >= 2 { print(answer.query, copy.reference, copy.score) }
/// }
/// ```
///
/// A pair has the score here that every command of the program gives it. ``CopyRun`` does the same with a file at the end,
/// and goes on after any stop.
public struct CopySearch: Sendable {
  public let references: any FeatureSource
  public let recall: RecallPlan
  public let background: (any FeatureSource)?
  public let options: CopyRunOptions

  /// - Parameters:
  ///   - references: the photos to search in; they are read when the first answer is asked for.
  ///   - recall: who names the candidates.
  ///   - background: photos that tell what is common, such as a caption or a page that many wear.
  /// - Throws: `OptionsError` when a setting is out of range, `IncomparableFeatures` when the features of the background
  ///   were found with other options.
  public init(
    in references: any FeatureSource, recall: RecallPlan = .votes, background: (any FeatureSource)? = nil,
    options: CopyRunOptions = .init()
  ) throws {
    try options.validate()
    try recall.validate()
    if let background, background.options != references.options {
      throw IncomparableFeatures(
        path: background.path, found: background.options, expected: references.options,
        origin: "\(references.path) has")
    }
    self.references = references
    self.recall = recall
    self.background = background
    self.options = options
  }

  /// The answers, query by query in the order of their ids, as they are found.
  ///
  /// Iterating throws `IncomparableFeatures` when the queries' features were found with other options, `InputError` when no
  /// reference can be used, `StoreError` when a store can't be read, `CancellationError`.
  public func answers(for queries: any FeatureSource) -> some AsyncSequence<Answer, any Error> & Sendable {
    let run = CopyRun(
      queries: queries, references: references, recall: recall, background: background, options: options)
    return run.judgements().map { judgement in
      let copies = judgement.verdicts.filter(\.isListed).map {
        Answer.Copy(reference: references.ids[$0.reference], score: $0.score, verdict: $0)
      }
      var failure: Failure?
      if case .skipped(let reason) = judgement.outcome { failure = reason }
      return Answer(query: queries.ids[judgement.query], copies: copies, failure: failure)
    }
  }
}

/// What a query was made from.
public struct Answer: Sendable {
  /// A reference that the query may have been made from.
  public struct Copy: Sendable {
    /// Id of the reference.
    public let reference: String
    /// Above 0, and higher is more likely a copy; from 2 on to be relied on. One threshold serves all queries.
    public let score: Double
    /// What was found out: models, matches, what the photos show laid over one another.
    public let verdict: CopyVerdict
  }

  /// Id of the query.
  public let query: String
  /// Best first; none where it was made from no reference, as far as can be told.
  public let copies: [Copy]
  /// Why the photo can't be used; nil where it can.
  public let failure: Failure?
}
