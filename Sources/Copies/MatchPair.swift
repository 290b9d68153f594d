import Features
import Imaging
import Matcher
import Photos
import Recall

/// A photo of a set.
public struct PhotoOfSet: Sendable {
  public let source: any FeatureSource
  public let index: Int

  /// - Precondition: `index` is one of the set's photos.
  public init(_ index: Int, of source: any FeatureSource) {
    precondition(source.ids.indices.contains(index), "photo \(index) of \(source.ids.count)")
    self.source = source
    self.index = index
  }

  public var id: String { source.ids[index] }

  /// Its features by a look, or by the usual one where the photo isn't at hand.
  ///
  /// - Throws: ``UnusablePhoto``, and what the set throws.
  package func views(mirrored: Bool, look: CloserLook?) throws -> FeatureViews {
    let closer = try look.flatMap { try source.lookCloser(at: index, $0, mirrored: mirrored) }
    switch try closer ?? source.read(index, mirrored: mirrored) {
    case .found(let views): return views
    case .skipped(let failure): throw UnusablePhoto(failure: failure)
    }
  }

  /// The photo itself.
  ///
  /// - Throws: `ImageError` where it can't be decoded, `StoreError` where its pack can't be read, ``PhotosNotAtHand``.
  func colorImage() throws -> ColorImage {
    guard let entry = source.photo(at: index) else { throw PhotosNotAtHand(path: source.path) }
    return try entry.colorImage(source.decoding ?? DecodingOptions())
  }

  /// - Parameter mirrored: whether the features are those of the mirror image.
  package func explained(_ views: FeatureViews, isMirrored: Bool = false) -> PairExplanation.Photo {
    PairExplanation.Photo(
      id: id, path: source.file(of: index).path, entry: source.photo(at: index),
      features: isMirrored ? views.mirrored ?? views.plain : views.plain, damage: views.damage)
  }
}

/// A photo that was asked for can't be used.
public struct UnusablePhoto: Error, Sendable, Hashable, CustomStringConvertible {
  public let failure: Failure

  public var description: String { failure.description }
}

/// Matches and judges two photos as a run does whose query has this one candidate.
///
/// - Parameters:
///   - looks: closer looks at the photos, taken in turn while no answer is likely.
///   - pairModel: looks at the photos, too, where geometry proves the pair.
/// - Throws: ``UnusablePhoto``, `OptionsError` for a pair model beside another score than the calibrated one.
public func matchPair(
  query queryPath: String, reference referencePath: String, using extraction: Extraction, judge: CopyJudge,
  looks: [CloserLook] = [], pairModel: (any PairModel)? = nil
) throws -> PairExplanation {
  func photo(_ path: String) -> PhotoOfSet {
    PhotoOfSet(0, of: ExtractedPhotos(path: path, [ImageEntry(path: path)], by: extraction))
  }
  return try matchPair(
    query: photo(queryPath), reference: photo(referencePath), judge: judge, looks: looks, pairModel: pairModel)
}

/// The same of photos of two sets, whose ids give the pair its random numbers.
///
/// - Throws: ``UnusablePhoto``, also where the pair model can't look at the pair; `StoreError` when a store can't be read,
///   ``PhotosNotAtHand``; `OptionsError` for a pair model beside another score than the calibrated one.
/// - Precondition: the features of both sets can be compared.
public func matchPair(
  query: PhotoOfSet, reference: PhotoOfSet, judge: CopyJudge, looks: [CloserLook] = [],
  pairModel: (any PairModel)? = nil
) throws -> PairExplanation {
  let examiner = try pairModel.map {
    try PairExaminer($0, of: [query.source, reference.source], judging: judge.options)
  }
  var times = PairTimes()
  func judged(_ look: CloserLook?) throws -> (query: FeatureViews, reference: FeatureViews, verdict: CopyVerdict) {
    let referenceViews = try timed(&times.referenceFeatures) {
      try reference.views(mirrored: false, look: look?.lookAtReferences)
    }
    let views = try timed(&times.queryFeatures) {
      try query.views(mirrored: judge.options.triesMirrorImage, look: look)
    }
    let verdict = try timed(&times.judgement) {
      let prepared = judge.prepare(Query(index: query.index, id: query.id, views: views))
      var evidence = QueryEvidence(keepsRefuted: true)
      let found = judge.evidence(
        on: prepared, against: SearchableFeatures(referenceViews.plain), at: reference.index, id: reference.id)
      evidence.add(try examiner?.examined(found, query: query, reference: reference) ?? found)
      if let failure = evidence.unexamined { throw UnusablePhoto(failure: failure) }
      return judge.verdicts(on: prepared, from: evidence)[0]
    }
    return (views, referenceViews, verdict)
  }
  var (best, usedLook) = (try judged(nil), CloserLook?.none)
  for look in looks where query.source.canLookCloser && best.verdict.score < JudgeOptions.likelyScore {
    let closer = try judged(look)
    if closer.verdict.score > best.verdict.score { (best, usedLook) = (closer, look) }
  }
  return PairExplanation(
    query: query.explained(best.query, isMirrored: best.verdict.isMirrored),
    reference: reference.explained(best.reference), report: best.verdict.report, isVerified: best.verdict.isListed,
    options: judge.options, look: usedLook, times: times)
}

/// Adds the time that `work` takes, in milliseconds.
package func timed<Result>(_ sum: inout Double, _ work: () throws -> Result) rethrows -> Result {
  let start = ContinuousClock.now
  defer { sum += start.duration(to: .now) / .milliseconds(1) }
  return try work()
}
