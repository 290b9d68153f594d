import Features
import Files
import LocalIndex
import Matcher
import Options
import Photos
import Recall

/// Who names the candidates of a run, before any reference is read.
public struct RecallPlan: Sendable {
  /// Makes a candidate source from queries and references that are ready to be read.
  public typealias Opening =
    @Sendable (
      _ queries: any FeatureSource, _ references: any FeatureSource, _ threads: Int, _ progress: any ProgressReporter
    ) async throws -> any CandidateSource

  /// What the results depend on, for the side file of a stopped run.
  let identity: String
  /// Files that are read, which no output may replace.
  let files: [String]
  /// What a manifest tells of it.
  let input: RunManifest.Input?
  /// The list whose pairs are judged, where there is one.
  let list: CandidateList?
  /// Whether other pairs than the list's are judged as well.
  private var isJoined = false
  /// Descriptors to look at in an index, where there is one.
  private var checks: Int?
  /// Whether an index over local features names the candidates among these references.
  private var isByLocalIndex: @Sendable (_ references: any FeatureSource) -> Bool = { _ in false }
  let open: Opening

  /// The list that names all pairs, so that these are known beforehand.
  var soleList: CandidateList? { isJoined ? nil : list }

  /// - Parameters:
  ///   - identity: changes with whatever the candidates depend on but the photos.
  ///   - files: that are read, which no output may replace.
  public init(
    identity: String, files: [String] = [],
    open: @escaping Opening
  ) {
    self.init(identity: identity, files: files, input: nil, list: nil, open: open)
  }

  private init(
    identity: String, files: [String], input: RunManifest.Input?, list: CandidateList?,
    open: @escaping Opening
  ) {
    self.identity = identity
    self.files = files
    self.input = input
    self.list = list
    self.open = open
  }

  /// References beyond which making an index of histograms takes less than the votes of some thirty queries by exact search.
  package static let mostExact = 2000

  /// Votes of local descriptors: by exact search; by an index that is made for the run where there are more than 2,000 references
  /// whose features are found for it as well. Exact search among references in stores isn't put off by an hour for one query.
  public static let votes = {
    var plan = RecallPlan(identity: "votes") { _, references, threads, progress in
      guard makesIndex(of: references) else {
        return try await ExactVotes(over: references, threads: threads, progress: progress)
      }
      return try await LocalIndexVotes(
        temporaryLocalIndex(of: references, threads: threads, progress: progress), of: references)
    }
    plan.isByLocalIndex = { makesIndex(of: $0) }
    return plan
  }()

  /// Votes of local descriptors by exact search, however many references there are.
  public static let exactVotes = RecallPlan(identity: "exact votes") { _, references, threads, progress in
    try await ExactVotes(over: references, threads: threads, progress: progress)
  }

  /// Whether an index would pay.
  package static func needsIndex(_ references: any FeatureSource) -> Bool {
    references.count > mostExact && references.options.extractor.descriptorKind == .histogram128
  }

  private static func makesIndex(of references: any FeatureSource) -> Bool {
    needsIndex(references) && references.canLookCloser
  }

  /// Votes of local descriptors, by the index that a file of `buildIndex` describes.
  public static func index(_ path: String, checks: Int = FLANNIndex.defaultChecks) -> RecallPlan {
    let stamp = FileStamp(path).map { "\($0.bytes) bytes of \($0.seconds).\($0.nanoseconds)" } ?? "missing"
    var plan = RecallPlan(identity: "votes by an index of \(stamp), \(checks) checks", files: [path]) {
      _, references, _, progress in
      try IndexVotes(path: path, of: references, checks: checks, progress: progress)
    }
    plan.checks = checks
    return plan
  }

  /// Votes of local descriptors, by an index on disk as it is when the run begins.
  public static func localIndex(_ path: String) -> RecallPlan {
    var plan = RecallPlan(
      identity: "votes by \(LocalIndex.identity(of: path))", files: LocalIndex.files(of: path)
    ) { _, references, _, _ in
      try LocalIndexVotes(try LocalIndex(path: path), of: references)
    }
    plan.isByLocalIndex = { _ in true }
    return plan
  }

  /// Most references that are judged for a query; nil for all pairs of a list.
  ///
  /// An index over local features compares signatures rather than descriptors, and names some of the originals a little later: of
  /// what it names a quarter more is judged.
  func candidateCount(_ options: CopyRunOptions, among references: any FeatureSource) -> Int? {
    guard soleList == nil else { return nil }
    if let known = options.judgedCandidates { return known }
    let count = options.candidateCount(among: references.count)
    guard isByLocalIndex(references) else { return count }
    let (more, isTooMany) = count.addingReportingOverflow(count / 4)
    return isTooMany ? .max : more
  }

  /// - Throws: `OptionsError` when a setting is out of range.
  package func validate() throws(OptionsError) {
    if let checks, checks < 1 { throw OptionsError("RecallPlan.checks", checks, mustBe: "at least 1") }
  }

  /// What this plan names, and the pairs of a list.
  ///
  /// - Precondition: this plan has no list.
  public func joined(with list: CandidateList) -> RecallPlan {
    precondition(self.list == nil, "a plan with two lists")
    let listed = RecallPlan.list(list)
    var plan = RecallPlan(
      identity: "\(identity), \(listed.identity)", files: files + listed.files, input: listed.input, list: list
    ) { [open] queries, references, threads, progress in
      JoinedCandidates(try await open(queries, references, threads, progress), ListedCandidates(list))
    }
    plan.isJoined = true
    plan.checks = checks
    plan.isByLocalIndex = isByLocalIndex
    return plan
  }

  /// The pairs of a list.
  public static func list(_ list: CandidateList) -> RecallPlan {
    RecallPlan(
      identity: "\(list.count) pairs of checksum \(list.checksum.digits)", files: [list.path],
      input: RunManifest.Input(list), list: list
    ) { _, _, _, _ in
      ListedCandidates(list)
    }
  }
}
