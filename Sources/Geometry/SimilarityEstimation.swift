import Options

/// Correspondences that determine a similarity.
public let similaritySampleSize = 2

/// Estimates the similarity (rotation, scale and shift) between two images from matches that contain outliers.
///
/// Most copies are no more than that, and fewer matches prove it (see
/// ``falseAlarmScore(errors:maxError:referenceArea:sampleSize:)``): a small crop on another photo often has only four or
/// five. All pairs of the most promising matches are tried, those that most others agree with first; each model is scored by truncated squared transfer error, and the best is fitted to its inliers by least
/// squares.
///
/// - Parameters:
///   - correspondences: `N` point pairs in pixels; those with a coordinate that isn't finite are outliers.
///   - options: as for ``estimateHomography(from:options:)``; iterations, confidence, perspective and seed have no
///     effect, and a similarity never mirrors.
/// - Returns: nil if fewer than `minInliers` pairs are given or agree; the report's iterations are the pairs tried.
/// - Throws: ``OptionsError`` when `options` is out of range.
/// - Complexity: O(`N`²) time for the order, and at most 500 models on `N` matches; O(`N`) memory.
public func estimateSimilarity(
  from correspondences: [Correspondence], options: HomographyOptions = .init()
) throws(OptionsError) -> HomographyReport? {
  try SimilarityEstimator(options).estimate(from: correspondences)
}

/// ``estimateSimilarity(from:options:)`` with options that are validated once.
public struct SimilarityEstimator: Sendable {
  public let options: HomographyOptions

  /// - Throws: ``OptionsError`` when `options` is out of range.
  public init(_ options: HomographyOptions = .init()) throws(OptionsError) {
    try options.validate()
    self.init(validated: options)
  }

  /// - Precondition: `options` is valid.
  package init(validated options: HomographyOptions) {
    self.options = options
  }

  /// See ``estimateSimilarity(from:options:)``.
  public func estimate(from correspondences: [Correspondence]) -> HomographyReport? {
    guard let order = SamplingOrder(correspondences, options: options) else { return nil }
    var search = SimilaritySearch(order, options: options)
    search.run()
    guard let best = search.best else { return nil }
    return HomographyReport(
      best.homography, of: correspondences, options: options, iterations: search.iterations)
  }
}

/// `r = scaleRotation · q + shift` in complex numbers.
private struct Similarity {
  var scaleRotation: SIMD2<Double>
  var shift: SIMD2<Double>

  /// Maps two points to two others; nil if either two are nearer than `minDistance` to each other.
  init?(_ a: Correspondence, _ b: Correspondence, minDistance: Double) {
    let step = b.query - a.query
    let found = b.reference - a.reference
    let length = (step * step).sum()
    guard length > minDistance * minDistance, (found * found).sum() > minDistance * minDistance else { return nil }
    scaleRotation = SIMD2((step * found).sum(), step.x * found.y - step.y * found.x) / length
    shift = a.reference - product(scaleRotation, a.query)
  }

  /// Minimises the squared errors in the reference; nil if all points coincide.
  init?(fitting pairs: [Correspondence]) {
    guard !pairs.isEmpty else { return nil }
    let count = Double(pairs.count)
    let queryCenter = pairs.reduce(SIMD2<Double>(0, 0)) { $0 + $1.query } / count
    let referenceCenter = pairs.reduce(SIMD2<Double>(0, 0)) { $0 + $1.reference } / count
    var (sum, length) = (SIMD2<Double>(0, 0), 0.0)
    for pair in pairs {
      let (q, r) = (pair.query - queryCenter, pair.reference - referenceCenter)
      sum += SIMD2((q * r).sum(), q.x * r.y - q.y * r.x)
      length += (q * q).sum()
    }
    guard length > 0 else { return nil }
    scaleRotation = sum / length
    shift = referenceCenter - product(scaleRotation, queryCenter)
  }

  var squaredScale: Double { (scaleRotation * scaleRotation).sum() }

  /// Whether the keypoints have about the same rotation and scale, or none; see ``SimilarityTolerance``.
  func agrees(with correspondence: Correspondence) -> Bool {
    guard let told = correspondence.localSimilarity else { return true }
    let (toldScale, cosine) = ((told * told).sum(), (told * scaleRotation).sum())
    let ratio = Double(SimilarityTolerance.largestSquaredRatio)
    return cosine > 0 && cosine * cosine >= Double(SimilarityTolerance.leastSquaredCosine) * squaredScale * toldScale
      && squaredScale <= ratio * toldScale && toldScale <= ratio * squaredScale
  }

  var homography: Homography {
    let (cosine, sine) = (scaleRotation.x, scaleRotation.y)
    return Homography(SIMD3(cosine, -sine, shift.x), SIMD3(sine, cosine, shift.y), SIMD3(0, 0, 1))
  }
}

private func product(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
  SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
}

/// The loop of ``SimilarityEstimator``.
private struct SimilaritySearch {
  /// All pairs of this many correspondences are tried, the most promising ones.
  private static let poolCount = 32

  private let correspondences: [Correspondence]
  private let pool: ArraySlice<Correspondence>
  private let blocks: TransferErrorBlocks
  private let options: HomographyOptions
  private let squaredScaleBounds: ClosedRange<Double>
  private var bestCost = Double.infinity
  private(set) var best: Similarity?
  private(set) var iterations = 0

  init(_ order: SamplingOrder, options: HomographyOptions) {
    correspondences = order.correspondences
    pool = correspondences.prefix(min(order.poolCount, Self.poolCount))
    blocks = TransferErrorBlocks(correspondences.map { PointPair(lowHalf: $0.query, highHalf: $0.reference) })
    self.options = options
    let largest = options.maxScaleChange * options.maxScaleChange
    squaredScaleBounds = 1 / largest...largest
  }

  mutating func run() {
    for second in pool.indices {
      for first in pool.indices where first < second {
        guard let model = Similarity(pool[first], pool[second], minDistance: options.maxError), isPlausible(model),
          model.agrees(with: pool[first]), model.agrees(with: pool[second])
        else { continue }
        iterations += 1
        keep(model)
      }
    }
    for _ in 0..<3 {
      guard let fitted = best.flatMap({ Similarity(fitting: inliers(of: $0)) }), isPlausible(fitted), keep(fitted)
      else { return }
    }
  }

  /// Keeps the model if it is better than any before, and says whether it is.
  @discardableResult
  private mutating func keep(_ model: Similarity) -> Bool {
    let bound = options.maxError * options.maxError
    guard let scored = blocks.score(model.homography, maxSquaredError: bound, limit: bestCost) else { return false }
    best = model
    bestCost = scored.cost
    return true
  }

  private func isPlausible(_ model: Similarity) -> Bool { squaredScaleBounds.contains(model.squaredScale) }

  private func inliers(of model: Similarity) -> [Correspondence] {
    let homography = model.homography
    return correspondences.filter { transferError(of: $0, under: homography) <= options.maxError }
  }
}
