import Options

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The result of ``estimateHomography(from:options:)``.
public struct HomographyReport: Sendable, Hashable {
  /// `x_reference ~ H x_query`, of positive depth at the inliers, scaled as in ``Homography/normalized``.
  public var referenceFromQuery: Homography
  /// For each correspondence, whether its transfer error under the final model is at most `maxError`.
  public let inlierMask: [Bool]
  public let inlierCount: Int
  /// Minimal samples drawn.
  public let iterations: Int

  /// The mask is that of the model as it is reported, not of an earlier one.
  ///
  /// - Returns: nil when the model has fewer than `minInliers` inliers.
  init?(
    _ referenceFromQuery: Homography, of correspondences: [Correspondence], options: HomographyOptions, iterations: Int
  ) {
    self.referenceFromQuery = referenceFromQuery
    inlierMask = correspondences.map {
      $0.isFinite && transferError(of: $0, under: referenceFromQuery) <= options.maxError
    }
    inlierCount = inlierMask.count { $0 }
    guard inlierCount >= options.minInliers else { return nil }
    self.iterations = iterations
  }
}

/// Estimates the homography between two images from matches that contain outliers.
///
/// Where every match has a local similarity, the search ends before it begins unless some match agrees with three
/// others, which is rare between unrelated photos; of many matches those that agree with few are not drawn. Samples of
/// four are drawn by rising ratio of distances (PROSAC [1]), degenerate ones refused before fitting, and each model is
/// scored by truncated squared transfer error (MSAC [2]) and given up as soon as its cost exceeds the best one's. Each new best model is
/// optimised on its inliers (LO-RANSAC [3]) by Levenberg–Marquardt, and so is the last, whose inliers are the report's.
///
/// - Parameters:
///   - correspondences: `N` point pairs in pixels; those with a coordinate that isn't finite are outliers.
///   - options: validated here; ``HomographyEstimator`` validates them once for many pairs.
/// - Returns: nil when fewer than `minInliers` pairs are given, when no sample gives a plausible model, or when the
///   model has fewer inliers: an answer, not an error.
/// - Throws: ``OptionsError`` when `options` is out of range.
/// - Complexity: O(iterations · `N` + `N`²) time, O(`N`) memory.
///
/// [1] Chum & Matas, "Matching with PROSAC", CVPR 2005. [2] Torr & Zisserman, "MLESAC", CVIU 2000. [3] Chum, Matas &
/// Kittler, "Locally optimized RANSAC", DAGM 2003.
public func estimateHomography(
  from correspondences: [Correspondence], options: HomographyOptions = .init()
) throws(OptionsError) -> HomographyReport? {
  try HomographyEstimator(options).estimate(from: correspondences)
}

/// ``estimateHomography(from:options:)`` with options that are validated once.
public struct HomographyEstimator: Sendable {
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

  /// See ``estimateHomography(from:options:)``.
  public func estimate(from correspondences: [Correspondence]) -> HomographyReport? {
    guard let order = SamplingOrder(correspondences, options: options) else { return nil }
    let problem = HomographyProblem(order.correspondences, options: options)
    var search = HomographySearch(problem: problem, poolCount: order.poolCount, options: options)
    search.run()
    guard let best = search.best else { return nil }
    return HomographyReport(
      problem.denormalized(best.model).normalized, of: correspondences, options: options, iterations: search.iterations)
  }
}

/// Distance in pixels of the reference between a point and where the model maps its partner.
///
/// - Parameter referenceFromQuery: scaled so that points in view have positive depth, as in a report.
/// - Returns: infinity for points of negative depth, which lie beyond the line mapped to infinity.
public func transferError(of correspondence: Correspondence, under referenceFromQuery: Homography) -> Double {
  let difference = referenceFromQuery(correspondence.query) - correspondence.reference
  let error = (difference * difference).sum().squareRoot()
  return error.isFinite && referenceFromQuery.depth(at: correspondence.query) > 0 ? error : .infinity
}

/// The sampling loop of ``HomographyEstimator``, in normalised coordinates.
private struct HomographySearch {
  struct Candidate {
    let model: Homography
    let cost: Double
    let inlierCount: Int
  }

  let problem: HomographyProblem
  /// Samples are drawn from this many correspondences, the first ones.
  let poolCount: Int
  let options: HomographyOptions
  private(set) var best: Candidate?
  private(set) var iterations = 0
  private var sampler: ProgressiveSampler

  init(problem: HomographyProblem, poolCount: Int, options: HomographyOptions) {
    self.problem = problem
    self.poolCount = poolCount
    self.options = options
    sampler = ProgressiveSampler(count: poolCount, maxIterations: options.maxIterations, seed: options.seed)
  }

  mutating func run() {
    // Until there is a model: as many as finding the smallest acceptable one takes. At most half the pool is assumed to
    // be its inliers, since others may lie outside the pool.
    var limit = iterationsNeeded(inliersInPool: min(Double(options.minInliers), Double(poolCount) / 2))
    while iterations < limit {
      iterations += 1
      guard let model = problem.minimalModel(of: sampler.next()), problem.isPlausible(model),
        let scored = problem.score(model, giveUpAbove: best?.cost ?? .infinity), problem.isPlausibleAtInliers(model)
      else { continue }
      let candidate = Candidate(model: model, cost: scored.cost, inlierCount: scored.inlierCount)
      let found = optimized(candidate, rounds: 1, steps: 3, reach: 1.5, mostPairs: 64)
      best = found
      let inliersInPool = problem.inlierCount(of: found.model, amongFirst: poolCount)
      limit = min(limit, iterationsNeeded(inliersInPool: Double(inliersInPool)))
    }
    // Errors count a little farther out here, as keypoints of a pyramid's coarse levels are rougher than others.
    if let best { self.best = optimized(best, rounds: 2, steps: 6, reach: 1.65, mostPairs: .max) }
  }

  /// Refits to the inliers (at most `mostPairs` of them) and selects the inliers again for as long as the cost falls.
  private func optimized(
    _ candidate: Candidate, rounds: Int, steps: Int, reach: Double, mostPairs: Int
  ) -> Candidate {
    var current = candidate
    for _ in 0..<rounds {
      guard current.inlierCount > Homography.minimalSampleSize,
        let model = problem.refined(current.model, steps: steps, reach: reach, mostPairs: mostPairs),
        problem.isPlausible(model),
        let scored = problem.score(model, giveUpAbove: current.cost), problem.isPlausibleAtInliers(model)
      else { break }
      current = Candidate(model: model, cost: scored.cost, inlierCount: scored.inlierCount)
    }
    return current
  }

  /// Samples to draw so that one of them is free of outliers with the requested confidence (Fischler & Bolles 1981).
  private func iterationsNeeded(inliersInPool: Double) -> Int {
    let inlierRatio = inliersInPool / Double(poolCount)
    let allInliers = inlierRatio * inlierRatio * inlierRatio * inlierRatio
    guard allInliers < 1 else { return 1 }
    let needed = log(1 - options.confidence) / log1p(-allInliers)
    return needed < Double(options.maxIterations) ? Int(needed.rounded(.up)) : options.maxIterations
  }
}
