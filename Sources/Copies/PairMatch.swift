import Features
import Imaging
import Matcher
import Photos
import Recall

/// Two photos and what is believed about them: the whole story of a pair.
public struct PairMatch: Sendable {
  public let queryPath: String
  public let referencePath: String
  /// The features that were compared: those of the query's mirror image where the report says so.
  public let query: FeatureSet
  public let reference: FeatureSet
  /// What was missing of the photos.
  public let queryDamage: PictureDamage?
  public let referenceDamage: PictureDamage?
  public let report: VerificationReport
  /// Whether the report's score is one to rely on: see ``JudgeOptions/minScore``.
  public let isVerified: Bool
  public let options: JudgeOptions
  public let times: PairTimes

  /// Where a keypoint of ``query`` is in the query itself.
  func queryPosition(_ index: Int) -> SIMD2<Double> {
    let keypoint = query.keypoints[index]
    let x = report.isMirrored ? Float(query.imageSize.width - 1) - keypoint.x : keypoint.x
    return SIMD2(Double(x), Double(keypoint.y))
  }

  func referencePosition(_ index: Int) -> SIMD2<Double> {
    SIMD2(Double(reference.keypoints[index].x), Double(reference.keypoints[index].y))
  }
}

/// How long the steps of ``matchPair(query:reference:using:judge:)`` took, in milliseconds.
public struct PairTimes: Sendable, Hashable, Codable {
  /// Decoding and features of the query, with those of its mirror image where that is tried.
  public internal(set) var queryFeatures = 0.0
  public internal(set) var referenceFeatures = 0.0
  /// Matches, models and scores, of both views of the query.
  public internal(set) var judgement = 0.0
}

/// Matches and judges two photos as a run does whose query has this one candidate.
///
/// - Parameter looks: closer looks at the photos, taken in turn while no answer is likely.
/// - Throws: `ImageError` for a photo that can't be used.
public func matchPair(
  query queryPath: String, reference referencePath: String, using extraction: Extraction, judge: CopyJudge,
  looks: [CloserLook] = []
) throws -> PairMatch {
  var times = PairTimes()
  let queryEntry = ImageEntry(path: queryPath)
  let referenceEntry = ImageEntry(path: referencePath)
  func judged(_ look: CloserLook?) throws -> (FeatureViews, FeatureViews, CopyVerdict) {
    let reference = try timed(&times.referenceFeatures) {
      try extraction.views(of: referenceEntry, mirrored: false, look: look?.lookAtReferences)
    }
    let views = try timed(&times.queryFeatures) {
      try extraction.views(of: queryEntry, mirrored: judge.options.triesMirrorImage, look: look)
    }
    let verdict = timed(&times.judgement) {
      let query = judge.prepare(Query(index: 0, id: queryEntry.id, views: views))
      var evidence = QueryEvidence(keepsRefuted: true)
      evidence.add(
        judge.evidence(
          on: query, against: SearchableFeatures(reference.plain), at: 0, id: referenceEntry.id))
      return judge.verdicts(on: query, from: evidence)[0]
    }
    return (views, reference, verdict)
  }
  var (views, reference, verdict) = try judged(nil)
  for look in looks where verdict.score < JudgeOptions.likelyScore {
    let closer = try judged(look)
    if closer.2.score > verdict.score { (views, reference, verdict) = closer }
  }
  return PairMatch(
    queryPath: queryPath, referencePath: referencePath,
    query: verdict.isMirrored ? views.mirrored ?? views.plain : views.plain, reference: reference.plain,
    queryDamage: views.damage, referenceDamage: reference.damage,
    report: verdict.report, isVerified: verdict.isListed, options: judge.options, times: times)
}

/// Adds the time that `work` takes, in milliseconds.
private func timed<Result>(_ sum: inout Double, _ work: () throws -> Result) rethrows -> Result {
  let start = ContinuousClock.now
  defer { sum += start.duration(to: .now) / .milliseconds(1) }
  return try work()
}
