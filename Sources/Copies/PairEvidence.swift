import Features
import Imaging
import Matcher
import Photos

/// What speaks for a query's being made from a reference, before the query's other candidates are known.
///
/// It depends on the two photos and their names alone, so that pairs may be looked at in any order and on any machine.
public struct PairEvidence: Sendable {
  /// Index of the reference in its set.
  public let reference: Int
  public let referenceID: String
  /// What was found out about the query as it is and, where that was looked at, about its mirror image.
  public internal(set) var plain: VerificationReport
  public internal(set) var mirrored: VerificationReport?
  /// For each descriptor of either view the distance to the reference's nearest; empty where it has none.
  let plainDistances: [UInt32]
  let mirroredDistances: [UInt32]
  /// The reference's own, to compare it with others; shared with the set, where that holds them.
  let referenceFeatures: FeatureSet
  /// The middle of the best model's inliers, in pixels of the reference; zero where there is none.
  let middle: SIMD2<Double>
  /// Why a pair model that was to look at the photos couldn't; nil where it has, and where none was asked.
  var unexamined: Failure?

  init(
    reference: Int, id: String, plain: VerificationReport, mirrored: VerificationReport?, plainDistances: [UInt32],
    mirroredDistances: [UInt32], features: FeatureSet
  ) {
    self.reference = reference
    referenceID = id
    self.plain = plain
    self.mirrored = mirrored
    self.plainDistances = plainDistances
    self.mirroredDistances = mirroredDistances
    referenceFeatures = features
    let inliers = Self.better(of: plain, mirrored).inliers
    let sum = inliers.reduce(SIMD2<Double>(0, 0)) { $0 + features.keypoints[$1.referenceIndex].position }
    middle = sum / Double(max(1, inliers.count))
  }

  var referenceSize: ImageSize { referenceFeatures.imageSize }
  var referenceThumbnail: GrayImage? { referenceFeatures.thumbnail }

  /// Whether the geometry proves a model for either view.
  public var isProved: Bool { plain.isVerified || mirrored?.isVerified ?? false }

  /// The view of the better score, unless the other's is nearly as good and its geometry better: some photos have a part that is
  /// its own mirror image, which a score that knows no more of the rest may prefer to the whole.
  var best: VerificationReport { Self.better(of: plain, mirrored) }

  private static func better(of plain: VerificationReport, _ mirrored: VerificationReport?) -> VerificationReport {
    guard let mirrored, let best = mirrored.models.first else { return plain }
    guard let bestPlain = plain.models.first else { return mirrored }
    let lead = best.score - bestPlain.score
    let isBetter = abs(lead) > Self.clearLead ? lead > 0 : best.falseAlarmScore > bestPlain.falseAlarmScore
    return isBetter ? mirrored : plain
  }

  /// Of scores: ten times the odds.
  private static let clearLead = 1.0
}

/// The evidence on all candidates of a query, as far as it is known: what ``CopyJudge/verdicts(on:from:)`` judges by.
///
/// Memory: of a candidate that geometry proves nothing for, nothing is kept but what it has in common with the query.
public struct QueryEvidence: Sendable {
  /// Those that geometry proves, in any order.
  private(set) var proved: [PairEvidence] = []
  /// Those that it doesn't, where they were asked for.
  private(set) var refuted: [PairEvidence] = []
  /// For each descriptor of either view the least distance to any candidate that isn't proved.
  private(set) var plainCommon: [UInt32] = []
  private(set) var mirroredCommon: [UInt32] = []
  /// Candidates whose evidence is known.
  public private(set) var count = 0
  /// The best −log10 of a number of false alarms that geometry gives a candidate; 0 where it proves none.
  package private(set) var bestFalseAlarmScore = 0.0
  /// Why a pair model couldn't look at a pair: of those, the one of the first reference.
  package var unexamined: Failure? {
    proved.filter { $0.unexamined != nil }.min { $0.reference < $1.reference }?.unexamined
  }
  private let keepsRefuted: Bool

  /// - Parameter keepsRefuted: whether the matches of candidates that nothing is proved for are wanted, too.
  public init(keepsRefuted: Bool = false) {
    self.keepsRefuted = keepsRefuted
  }

  /// Takes a candidate's evidence. The order of candidates makes no difference.
  ///
  /// - Precondition: all are of one query, each reference once.
  public mutating func add(_ evidence: PairEvidence) {
    count += 1
    guard !evidence.isProved else {
      proved.append(evidence)
      let models = evidence.plain.models + (evidence.mirrored?.models ?? [])
      bestFalseAlarmScore = models.reduce(bestFalseAlarmScore) { max($0, $1.falseAlarmScore) }
      return
    }
    lower(&plainCommon, to: evidence.plainDistances)
    lower(&mirroredCommon, to: evidence.mirroredDistances)
    if keepsRefuted { refuted.append(evidence) }
  }
}

/// Keeps the lesser of each two distances.
private func lower(_ distances: inout [UInt32], to others: [UInt32]) {
  guard !distances.isEmpty, !others.isEmpty else {
    if distances.isEmpty { distances = others }
    return
  }
  precondition(distances.count == others.count, "\(others.count) distances of a query with \(distances.count)")
  distances.withUnsafeMutableBufferPointer { distances in
    others.withUnsafeBufferPointer { others in
      for index in distances.indices { distances[index] = min(distances[index], others[index]) }
    }
  }
}
