import Imaging
import Locks
import Matcher
import Options
import Photos

/// Has a ``PairModel`` look at the photos of pairs that geometry proves.
///
/// A photo is decoded once a pair at most. What the model sees of photos that were needed lately is held, in up to 64 MiB; photos that
/// several tasks need at once may be decoded several times.
package struct PairExaminer: Sendable {
  private struct Shown: Hashable {
    let isQuery: Bool
    let index: Int
    let isMirrored: Bool
  }

  private static let mostBytes = 64 << 20

  private let model: any PairModel
  private let pictures = Guarded(RecentlyUsed<Shown, ColorImage>(limit: PairExaminer.mostBytes))

  /// - Parameters:
  ///   - sets: of the photos that are going to be looked at.
  ///   - options: by which the pairs are judged.
  /// - Throws: as ``check(_:judging:)`` does.
  package init(_ model: any PairModel, of sets: [any FeatureSource], judging options: JudgeOptions) throws {
    try Self.check(sets, judging: options)
    self.model = model
  }

  /// - Throws: ``PhotosNotAtHand`` where a set is a feature store, `OptionsError` where the score is one without terms.
  package static func check(_ sets: [any FeatureSource], judging options: JudgeOptions) throws {
    let kind = options.verification.score
    guard kind == .calibrated else {
      throw OptionsError(
        "VerificationOptions.score", kind.rawValue,
        mustBe: "\(ScoreKind.calibrated.rawValue) with a pair model, which is a term of it")
    }
    for set in sets where set.count > 0 && !set.canLookCloser {
      throw PhotosNotAtHand(path: (set as? JoinedFeatures)?.pathWithoutPhotos ?? set.path)
    }
  }

  /// The evidence on a pair with what the model says, of each view of the query that geometry proves.
  ///
  /// Where a photo can't be decoded any more, or the model fails on the two, the evidence is as it was, and tells why.
  /// - Precondition: the evidence is of these photos.
  /// - Throws: `CancellationError`.
  package func examined(
    _ evidence: PairEvidence, query: PhotoOfSet, reference: PhotoOfSet
  ) throws -> PairEvidence {
    guard evidence.isProved else { return evidence }
    var examined = evidence
    do {
      let views = [false, true].filter { (isMirrored: Bool) in
        (isMirrored ? evidence.mirrored : evidence.plain)?.isVerified ?? false
      }
      let original = try pictures(of: reference, isQuery: false, views: [false])[0]
      let shown = try pictures(of: query, isQuery: true, views: views)
      for (isMirrored, picture) in zip(views, shown) {
        let logit: Double
        do { logit = try model.logit(query: picture, reference: original) } catch {
          throw Unexamined(reason: "\(error)")
        }
        if isMirrored {
          examined.mirrored = evidence.mirrored?.weighted(byPairLogit: logit)
        } else {
          examined.plain = evidence.plain.weighted(byPairLogit: logit)
        }
      }
    } catch let error as Unexamined {
      try Task.checkCancellation()
      examined = evidence
      let (path, id) = (query.source.file(of: query.index).path, query.id)
      let reason = error.reason.hasPrefix(path + ": ") ? String(error.reason.dropFirst(path.count + 2)) : error.reason
      examined.unexamined = Failure(
        input: path, reason: "its score with \(reference.id) lacks what the pair model says: \(reason)", id: id)
    }
    return examined
  }

  private func pictures(
    of photo: PhotoOfSet, isQuery: Bool, views: [Bool]
  ) throws(Unexamined) -> [ColorImage] {
    func shown(_ isMirrored: Bool) -> Shown { Shown(isQuery: isQuery, index: photo.index, isMirrored: isMirrored) }
    let known = pictures.withLock { pictures in views.map { pictures.value(of: shown($0)) } }
    let held = known.compactMap { $0 }
    if held.count == views.count { return held }
    let decoded: ColorImage
    do { decoded = try photo.colorImage() } catch { throw Unexamined(reason: "\(error)") }
    let made = views.map { model.picture(of: $0 ? decoded.mirrored() : decoded) }
    pictures.withLock { pictures in
      for (isMirrored, picture) in zip(views, made) {
        pictures.hold(picture, of: shown(isMirrored), room: picture.pixels.count)
      }
    }
    return made
  }
}

/// Why a pair model has not seen a pair.
private struct Unexamined: Error {
  let reason: String
}
