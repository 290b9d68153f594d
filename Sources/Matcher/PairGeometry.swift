import Appearance
import Features
import Geometry
import Scoring

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The keypoints of two photos, and the models that their matches support.
struct PairGeometry {
  let query: FeatureSet
  let reference: FeatureSet
  let isMirrored: Bool
  let options: VerificationOptions
  /// Pixels of each file per pixel at the working scale, at which features were found: keypoints are in pixels of the
  /// file, but no more exact than that.
  private let queryUnit: Double
  private let referenceUnit: Double
  /// In square pixels at the working scale.
  private let referenceArea: Double

  init(query: FeatureSet, reference: FeatureSet, isMirrored: Bool, options: VerificationOptions) {
    self.query = query
    self.reference = reference
    self.isMirrored = isMirrored
    self.options = options
    queryUnit = options.workingScale.pixelSize(of: query.imageSize)
    referenceUnit = options.workingScale.pixelSize(of: reference.imageSize)
    referenceArea = Double(reference.imageSize.area) / (referenceUnit * referenceUnit)
  }

  /// The best model of some matches, where chance would give less than one as good.
  ///
  /// The best ratio test differs from pair to pair: for a copy that is barely visible, a strict one leaves too few matches
  /// and a loose one too many wrong ones. So the surest matches are tried alone first, then all, and each model is scored
  /// on both sets. The best kind of model differs, too: fewer matches prove a similarity, a homography explains more of
  /// them. The logarithm of the number of choices is subtracted, as for any choice among several tests.
  func bestModel(of matches: [Match], seed: UInt64) -> (VerifiedModel, errors: [Double])? {
    let correspondences = matches.map { $0.correspondence(query: query, reference: reference) }
    let strict = correspondences.filter { $0.distanceRatio <= options.strictRatio }
    let tiers = strict.count < correspondences.count ? [strict, correspondences] : [correspondences]
    let price = log10(Double(tiers.count * ModelKind.allCases.count))
    for tier in tiers {
      var best: (model: Homography, falseAlarms: Double)?
      for kind in ModelKind.allCases {
        guard let model = model(of: kind, from: tier, seed: seed) else { continue }
        let falseAlarms = tiers.reduce(0) { max($0, score(of: model, kind, on: $1)) } - price
        if falseAlarms > best?.falseAlarms ?? 0 { best = (model, falseAlarms) }
      }
      guard let best else { continue }
      let errors = correspondences.map { error(of: $0, under: best.model) }
      return (
        verified(best.model, matches: matches, correspondences, errors: errors, falseAlarms: best.falseAlarms), errors
      )
    }
    return nil
  }

  private enum ModelKind: CaseIterable {
    case homography
    case similarity

    var sampleSize: Int {
      switch self {
      case .homography: Homography.minimalSampleSize
      case .similarity: similaritySampleSize
      }
    }
  }

  private func model(of kind: ModelKind, from correspondences: [Correspondence], seed: UInt64) -> Homography? {
    // Most pairs end here: even if all their matches agreed, the score would be too low.
    guard
      let fewest = fewestInliers(
        scoring: 0, among: correspondences.count, referenceArea: referenceArea,
        sampleSize: kind.sampleSize)
    else { return nil }
    var estimation = options.homography
    estimation.maxError *= referenceUnit
    estimation.minInliers = max(fewest, estimation.minInliers)
    estimation.seed = seed
    let report =
      switch kind {
      case .homography: HomographyEstimator(validated: estimation).estimate(from: correspondences)
      case .similarity: SimilarityEstimator(validated: estimation).estimate(from: correspondences)
      }
    return report?.referenceFromQuery
  }

  /// In pixels of the reference at the working scale.
  private func error(of correspondence: Correspondence, under model: Homography) -> Double {
    transferError(of: correspondence, under: model) / referenceUnit
  }

  private func distinct(_ errors: [Double], of correspondences: [Correspondence]) -> [Double] {
    distinctErrors(
      errors, of: correspondences, mergeRadius: options.mergeRadius * referenceUnit,
      queryUnit: queryUnit / referenceUnit)
  }

  private func score(of model: Homography, _ kind: ModelKind, on correspondences: [Correspondence]) -> Double {
    let errors = correspondences.map { error(of: $0, under: model) }
    return falseAlarmScore(
      errors: distinct(errors, of: correspondences), maxError: options.homography.maxError,
      referenceArea: referenceArea, sampleSize: kind.sampleSize)
  }

  private func verified(
    _ model: Homography, matches: [Match], _ correspondences: [Correspondence], errors: [Double], falseAlarms: Double
  ) -> VerifiedModel {
    let maxError = options.homography.maxError
    let inliers = zip(matches, errors).filter { $1 <= maxError }.map(\.0)
    let appearance = appearance(under: model, inliers: inliers)
    // Where the photos are seen to differ, their features do as well: along the rim of an object that was cut out.
    let recurring = RecurringFeatures(
      of: query, in: reference, otherFromOne: model, scale: options.workingScale
    ) { radius, place in
      appearance.map { !$0.differs(within: radius, of: place, in: reference.imageSize) } ?? true
    }
    let overlap = PhotoOverlap(model, querySize: extent(of: query), referenceSize: extent(of: reference))
    return VerifiedModel(
      referenceFromQuery: unmirrored(model).normalized, inliers: inliers,
      distinctInlierCount: distinct(errors, of: correspondences).count { $0 <= maxError }, overlap: overlap,
      appearance: appearance,
      evidence: Evidence(
        geometry: falseAlarms, distinctiveSpread: spread(of: inliers, in: query), shareOfQuery: overlap.ofQuery,
        shareOfReference: overlap.ofReference,
        recurringCount: Double(recurring.count), unevenness: recurring.unevenness,
        appearance: appearance?.evidence), kind: options.score)
  }

  private func extent(of photo: FeatureSet) -> SIMD2<Double> {
    SIMD2(Double(photo.imageSize.width), Double(photo.imageSize.height))
  }

  private func appearance(under model: Homography, inliers: [Match]) -> AppearanceReport? {
    guard options.weighsAppearance, let shown = query.thumbnail, let original = reference.thumbnail
    else { return nil }
    return compareAppearance(
      query: shown, reference: original, querySize: query.imageSize, referenceSize: reference.imageSize,
      referenceFromQuery: model, matched: inliers.map { query.keypoints[$0.queryIndex].position })
  }

  /// The map from the photo itself, given that from its mirror image.
  private func unmirrored(_ referenceFromQuery: Homography) -> Homography {
    guard isMirrored else { return referenceFromQuery }
    let mirror = Homography(SIMD3(-1, 0, Double(query.imageSize.width) - 1), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
    return referenceFromQuery * mirror
  }
}
