/// The correspondences of one estimation in normalised coordinates, and the steps that visit all of them.
///
/// Both point sets are moved to their centroid and scaled to a mean distance of √2 (Hartley 1997): the query's centroid
/// then has depth 1 in every model, so that eight parameters describe it.
struct HomographyProblem {
  let pairs: [PointPair]
  private let blocks: TransferErrorBlocks
  private let queryFrame: Frame
  private let referenceFrame: Frame
  /// Squared `maxError` in normalised coordinates of the reference.
  private let maxSquaredError: Double
  private let areaScaleBounds: ClosedRange<Double>
  /// Largest ratio of the area scales at two inliers.
  private let maxAreaScaleRatio: Double
  private let isMirroringAllowed: Bool

  /// - Precondition: all coordinates are finite.
  init(_ correspondences: [Correspondence], options: HomographyOptions) {
    let (queryFrame, referenceFrame) = (Frame(correspondences) { $0.query }, Frame(correspondences) { $0.reference })
    self.queryFrame = queryFrame
    self.referenceFrame = referenceFrame
    pairs = correspondences.map {
      PointPair(lowHalf: queryFrame.normalize($0.query), highHalf: referenceFrame.normalize($0.reference))
    }
    blocks = TransferErrorBlocks(pairs)
    let threshold = options.maxError * referenceFrame.scale
    maxSquaredError = threshold * threshold
    // Normalising changes areas, and the bounds with them.
    let unit = (referenceFrame.scale * referenceFrame.scale) / (queryFrame.scale * queryFrame.scale)
    let largest = options.maxScaleChange * options.maxScaleChange
    areaScaleBounds = unit / largest...unit * largest
    maxAreaScaleRatio = options.maxPerspective * options.maxPerspective
    isMirroringAllowed = options.isMirroringAllowed
  }

  var count: Int { pairs.count }

  func denormalized(_ model: Homography) -> Homography {
    let queryToNormal = Homography(
      SIMD3(queryFrame.scale, 0, -queryFrame.scale * queryFrame.center.x),
      SIMD3(0, queryFrame.scale, -queryFrame.scale * queryFrame.center.y), SIMD3(0, 0, 1))
    let normalToReference = Homography(
      SIMD3(1 / referenceFrame.scale, 0, referenceFrame.center.x),
      SIMD3(0, 1 / referenceFrame.scale, referenceFrame.center.y), SIMD3(0, 0, 1))
    return normalToReference * model * queryToNormal
  }

  func minimalModel(of sample: SIMD4<Int>) -> Homography? {
    let (a, b, c, d) = (pairs[sample[0]], pairs[sample[1]], pairs[sample[2]], pairs[sample[3]])
    return minimalHomography(
      (a.lowHalf, b.lowHalf, c.lowHalf, d.lowHalf), (a.highHalf, b.highHalf, c.highHalf, d.highHalf),
      isMirroringAllowed: isMirroringAllowed)
  }

  /// False for maps that mirror (unless allowed), or that shrink or enlarge absurdly, at the centroid of the query's
  /// points.
  func isPlausible(_ model: Homography) -> Bool {
    areaScaleBounds.contains(unsignedAreaScale(of: model, at: SIMD2(0, 0)))
  }

  /// The same at every inlier, and about equally at all of them: a map that squeezes half the query into a few pixels of
  /// the reference explains any match that happens to end there.
  func isPlausibleAtInliers(_ model: Homography) -> Bool {
    var (least, most) = (Double.infinity, 0.0)
    for pair in pairs where squaredError(of: pair, under: model) <= maxSquaredError {
      let areaScale = unsignedAreaScale(of: model, at: pair.lowHalf)
      guard areaScaleBounds.contains(areaScale) else { return false }
      least = min(least, areaScale)
      most = max(most, areaScale)
    }
    return most <= maxAreaScaleRatio * least
  }

  /// The truncated squared transfer error over all correspondences, in units of the truncation, and the inliers' count.
  ///
  /// - Returns: nil as soon as the cost reaches `limit`.
  func score(_ model: Homography, giveUpAbove limit: Double) -> (cost: Double, inlierCount: Int)? {
    blocks.score(model, maxSquaredError: maxSquaredError, limit: limit)
  }

  /// The model's inliers among the first `count` correspondences.
  func inlierCount(of model: Homography, amongFirst count: Int) -> Int {
    pairs.prefix(count).count { squaredError(of: $0, under: model) <= maxSquaredError }
  }

  /// The model of the least robust error near `start`; nil if it can't be found.
  ///
  /// - Parameters:
  ///   - reach: Errors count up to this many times the largest error of an inlier.
  ///   - mostPairs: Most correspondences used, from the first on.
  func refined(_ start: Homography, steps: Int, reach: Double, mostPairs: Int) -> Homography? {
    let cutoff = reach * reach * maxSquaredError
    var near: [PointPair] = []
    near.reserveCapacity(min(count, mostPairs))
    for pair in pairs where squaredError(of: pair, under: start) <= cutoff {
      near.append(pair)
      if near.count == mostPairs { break }
    }
    guard near.count > Homography.minimalSampleSize else { return nil }
    return refineHomography(start, on: near, cutoff: cutoff, steps: steps)
  }

  private func unsignedAreaScale(of model: Homography, at point: SIMD2<Double>) -> Double {
    let scale = model.areaScale(at: point)
    return isMirroringAllowed ? abs(scale) : scale
  }

  private func squaredError(of pair: PointPair, under model: Homography) -> Double {
    guard model.depth(at: pair.lowHalf) > 0 else { return .infinity }
    let difference = model(pair.lowHalf) - pair.highHalf
    return (difference * difference).sum()
  }

  /// Centre and scale of a point set.
  private struct Frame {
    let center: SIMD2<Double>
    let scale: Double

    init(_ correspondences: [Correspondence], _ point: (Correspondence) -> SIMD2<Double>) {
      let count = Double(correspondences.count)
      let center = correspondences.reduce(SIMD2<Double>(0, 0)) { $0 + point($1) } / count
      let distances = correspondences.reduce(0.0) {
        let offset = point($1) - center
        return $0 + (offset * offset).sum().squareRoot()
      }
      self.center = center
      // Points that all coincide keep their scale; they give no model.
      scale = distances > 0 ? 2.0.squareRoot() * count / distances : 1
    }

    func normalize(_ point: SIMD2<Double>) -> SIMD2<Double> { (point - center) * scale }
  }
}
