/// The correspondences of one estimation in normalised coordinates, with the steps that touch all of them.
///
/// Both point sets are moved to their centroid and scaled to a mean distance of √2 (Hartley 1997): the query's centroid
/// then has depth 1 in every model, which is what lets eight parameters describe it.
struct HomographyProblem {
  let count: Int
  private let query: [SIMD2<Double>]
  private let reference: [SIMD2<Double>]
  private let queryFrame: Frame
  private let referenceFrame: Frame
  /// Squared `maxError` in normalised coordinates of the reference.
  private let maxSquaredError: Double
  private let areaScaleBounds: ClosedRange<Double>

  /// - Precondition: all coordinates are finite.
  init(_ correspondences: [Correspondence], maxError: Double, maxScaleChange: Double) {
    count = correspondences.count
    queryFrame = Frame(correspondences.map(\.query))
    referenceFrame = Frame(correspondences.map(\.reference))
    query = correspondences.map { [queryFrame] in queryFrame.normalize($0.query) }
    reference = correspondences.map { [referenceFrame] in referenceFrame.normalize($0.reference) }
    let threshold = maxError * referenceFrame.scale
    maxSquaredError = threshold * threshold
    // Normalising changes areas too; the bounds move along.
    let unit = (referenceFrame.scale * referenceFrame.scale) / (queryFrame.scale * queryFrame.scale)
    let largest = maxScaleChange * maxScaleChange
    areaScaleBounds = unit / largest...unit * largest
  }

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
    let (a, b, c, d) = (sample[0], sample[1], sample[2], sample[3])
    return minimalHomography(
      (query[a], query[b], query[c], query[d]), (reference[a], reference[b], reference[c], reference[d]))
  }

  /// False for maps that mirror, or that shrink or enlarge absurdly, at the middle of the query's points.
  func isPlausible(_ model: Homography) -> Bool {
    areaScaleBounds.contains(model.areaScale(at: SIMD2(0, 0)))
  }

  /// The same at every inlier: a map that squeezes half the query into a few pixels of the reference explains any match
  /// that happens to end there.
  func isPlausibleAtInliers(_ model: Homography) -> Bool {
    (0..<count).allSatisfy {
      squaredError(of: $0, under: model) > maxSquaredError || areaScaleBounds.contains(model.areaScale(at: query[$0]))
    }
  }

  /// The truncated squared transfer error over all correspondences, in units of the truncation, and the inliers' count.
  ///
  /// - Returns: nil as soon as the cost reaches `limit`.
  func score(_ model: Homography, giveUpAbove limit: Double) -> (cost: Double, inlierCount: Int)? {
    var cost = 0.0
    var inlierCount = 0
    for index in 0..<count {
      let squared = squaredError(of: index, under: model)
      if squared <= maxSquaredError {
        inlierCount += 1
        cost += squared / maxSquaredError
      } else {
        cost += 1
      }
      if cost >= limit { return nil }
    }
    return (cost, inlierCount)
  }

  /// The model that minimises the squared transfer error of `start`'s inliers, from `start` on; nil where it can't be
  /// found.
  func refined(_ start: Homography) -> Homography? {
    let inliers = (0..<count).filter { squaredError(of: $0, under: start) <= maxSquaredError }
    return refineHomography(start, query: inliers.map { query[$0] }, reference: inliers.map { reference[$0] })
  }

  private func squaredError(of index: Int, under model: Homography) -> Double {
    let point = query[index]
    guard model.depth(at: point) > 0 else { return .infinity }
    let difference = model(point) - reference[index]
    return (difference * difference).sum()
  }

  /// Centre and scale of a point set.
  private struct Frame {
    let center: SIMD2<Double>
    let scale: Double

    init(_ points: [SIMD2<Double>]) {
      let center = points.reduce(SIMD2<Double>(0, 0), +) / Double(points.count)
      let distances = points.reduce(0.0) {
        let offset = $1 - center
        return $0 + (offset * offset).sum().squareRoot()
      }
      self.center = center
      // Points that all coincide keep their scale; no model will come of them.
      scale = distances > 0 ? 2.0.squareRoot() * Double(points.count) / distances : 1
    }

    func normalize(_ point: SIMD2<Double>) -> SIMD2<Double> { (point - center) * scale }
  }
}
