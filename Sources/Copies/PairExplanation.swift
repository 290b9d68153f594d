import Features
import Geometry
import Imaging
import Matcher
import Options
import Photos

/// Two photos and why they have their score, from keypoints to the number that a run lists: the whole story of a pair as one value.
///
/// ``matchPair(query:reference:using:judge:looks:)`` tells it of a pair alone; a run tells it of one of its own pairs, whose score
/// depends on the query's other candidates and on the run's other queries, too.
public struct PairExplanation: Sendable {
  /// A photo of the pair.
  public struct Photo: Sendable {
    public let id: String
    /// As one would open it, as far as anybody knows; of a photo in a pack, the pack's path, a slash and the id.
    public let path: String
    /// The photo itself, to be drawn; nil where nobody knows of a file of it.
    public var entry: ImageEntry?
    /// The features that were compared; of the query those of its mirror image where the report says so.
    public let features: FeatureSet
    /// What was missing of the photo.
    public let damage: PictureDamage?

    package init(id: String, path: String, entry: ImageEntry?, features: FeatureSet, damage: PictureDamage?) {
      self.id = id
      self.path = path
      self.entry = entry
      self.features = features
      self.damage = damage
    }
  }

  /// What a run makes of a pair's own score.
  public struct Listing: Sendable, Hashable {
    /// As the run writes it, in single precision; nil where it doesn't list the pair.
    public let score: Float?
    /// Whether anybody named the pair. Another one is judged as if it had been the query's last candidate.
    public let isCandidate: Bool
    /// The query's candidates that were judged together, this one included.
    public let candidateCount: Int
    /// The score that came with the pair: of its list, or the votes for it; nil where none came.
    public let givenScore: Double?
    /// How a list's scores and ours became one; nil where ours alone counts.
    public let combination: CombinedScore?

    package init(
      score: Float?, isCandidate: Bool, candidateCount: Int, givenScore: Double?, combination: CombinedScore?
    ) {
      self.score = score
      self.isCandidate = isCandidate
      self.candidateCount = candidateCount
      self.givenScore = givenScore
      self.combination = combination
    }
  }

  public var query: Photo
  public var reference: Photo
  /// What was found out about the better view of the query. Its models know what other candidates have in common with the query
  /// and, of a run, what other queries have in common with the reference.
  public let report: VerificationReport
  /// Whether geometry proves the pair and its score is at least ``JudgeOptions/minScore``.
  public let isVerified: Bool
  public let options: JudgeOptions
  /// The look that found the features of the query; nil for the usual one.
  public let look: CloserLook?
  /// nil where the pair was judged alone.
  public let listing: Listing?
  public let times: PairTimes

  package init(
    query: Photo, reference: Photo, report: VerificationReport, isVerified: Bool, options: JudgeOptions,
    look: CloserLook?, listing: Listing? = nil, times: PairTimes
  ) {
    self.query = query
    self.reference = reference
    self.report = report
    self.isVerified = isVerified
    self.options = options
    self.look = look
    self.listing = listing
    self.times = times
  }
}

/// How long the steps of a ``PairExplanation`` took, in milliseconds.
public struct PairTimes: Sendable, Hashable, Codable {
  /// Decoding and features of the query, with those of its mirror image where that is tried.
  public package(set) var queryFeatures = 0.0
  public package(set) var referenceFeatures = 0.0
  /// Matches, models and scores, of both views of the query; in a run, with all of the query's candidates and what has to be read
  /// for them.
  public package(set) var judgement = 0.0

  package init() {}
}

extension PairExplanation {
  /// What became of a feature of the query and its nearest neighbour in the reference.
  public enum Fate: String, Sendable, Hashable, Codable, CaseIterable {
    /// The second nearest is about as near: the ratio test threw it away.
    case ambiguous
    /// Another feature of the query is nearer to the same neighbour.
    case outdone
    /// It is matched, and no model explains it.
    case unexplained
    /// A model explains it.
    case inlier
  }

  /// A feature of the query and its nearest neighbour.
  public struct ExplainedMatch: Sendable, Hashable {
    public let match: Match
    /// In pixels of the photos themselves, whichever view of the query was compared.
    public let query: SIMD2<Double>
    public let reference: SIMD2<Double>
    public let fate: Fate
    /// The place of the model that explains it in `report.models`.
    public let model: Int?
    /// How far it is from where that model, or else the best one, maps it: in pixels of the reference at the scale at which its
    /// features were found. nil without a model, and where that maps it to no place.
    public let error: Double?
    /// Of an inlier, whether no other photo has it as well: see `VerifiedModel/distinctiveInliers`.
    public let isDistinctive: Bool?
  }

  /// Every feature of the query with its nearest neighbour, by rising index, and what each step made of it. Those with two neighbours
  /// at one distance have no nearest, and are left out.
  ///
  /// - Complexity: O(features of the query · features of the reference).
  public func matches() -> [ExplainedMatch] {
    let kept = Set(report.matching.matches)
    var models: [Match: Int] = [:]
    var distinctive: Set<Match> = []
    for (index, model) in report.models.enumerated() {
      for match in model.inliers where models[match] == nil { models[match] = index }
      distinctive.formUnion(model.distinctiveInliers)
    }
    let unit = options.verification.workingScale.pixelSize(of: reference.features.imageSize)
    return tentativeMatches().map { match in
      let pair = Correspondence(query: queryPosition(match), reference: referencePosition(match))
      let model = models[match]
      let map = (model ?? (report.models.isEmpty ? nil : 0)).map { report.models[$0].referenceFromQuery }
      let error = map.map { transferError(of: pair, under: $0) / unit }
      let fate: Fate =
        model != nil
        ? .inlier
        : kept.contains(match)
          ? .unexplained : match.ratio > options.verification.matching.maxRatio ? .ambiguous : .outdone
      return ExplainedMatch(
        match: match, query: pair.query, reference: pair.reference, fate: fate, model: model,
        error: error.flatMap { $0.isFinite ? $0 : nil },
        isDistinctive: model == nil ? nil : distinctive.contains(match))
    }
  }

  /// Every nearest neighbour, as there were before the first step threw any away.
  func tentativeMatches() -> [Match] {
    var everything = options.verification.matching
    everything.maxRatio = 1
    everything.isOneToOne = false
    everything.isMutual = false
    // Of options that are in range.
    let matching = try? matchDescriptors(
      of: query.features.descriptors, in: SearchableDescriptors(reference.features.descriptors), options: everything)
    return matching?.matches ?? []
  }

  /// Where a keypoint of the query's ``Photo/features`` is in the query itself.
  public func inQuery(_ keypoint: Keypoint) -> Keypoint {
    report.isMirrored ? keypoint.mirrored(width: query.features.imageSize.width) : keypoint
  }

  func queryPosition(_ match: Match) -> SIMD2<Double> {
    inQuery(query.features.keypoints[match.queryIndex]).position
  }

  func referencePosition(_ match: Match) -> SIMD2<Double> {
    reference.features.keypoints[match.referenceIndex].position
  }
}
