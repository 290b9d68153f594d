import Options

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What ``estimateHomography(from:options:)`` found.
public struct HomographyReport: Sendable, Hashable {
  /// `x_reference ~ H x_query`, of positive depth at the inliers, scaled as in ``Homography/normalized``.
  public let referenceFromQuery: Homography
  /// For each correspondence whether its transfer error under the final model is at most `maxError`.
  public let inlierMask: [Bool]
  public let inlierCount: Int
  /// Minimal samples drawn.
  public let iterations: Int
}

/// Estimates the homography between two images from matches that contain outliers.
///
/// Draws samples of four, refuses degenerate ones before fitting, scores each model by truncated squared transfer error
/// (MSAC [1]) and gives up on it as soon as its cost exceeds the best one's. Each new best model is optimised on its
/// inliers (LO-RANSAC [2]) by Levenberg–Marquardt, and so is the last, whose inliers are the report's.
///
/// - Parameters:
///   - correspondences: `N` point pairs in pixels; such with a coordinate that is no finite number are outliers.
///   - options: validated here.
/// - Returns: nil when fewer than four pairs are given or no sample gives a plausible model: an answer, not an error.
/// - Throws: ``OptionsError`` when `options` is out of range.
/// - Complexity: O(iterations · `N`) time, O(`N`) memory.
///
/// [1] Torr & Zisserman, "MLESAC", CVIU 2000. [2] Chum, Matas & Kittler, "Locally optimized RANSAC", DAGM 2003.
public func estimateHomography(
  from correspondences: [Correspondence], options: HomographyOptions = .init()
) throws(OptionsError) -> HomographyReport? {
  try options.validate()
  let finite = correspondences.filter(\.isFinite)
  guard finite.count >= Homography.minimalSampleSize else { return nil }

  let problem = HomographyProblem(finite, maxError: options.maxError, maxScaleChange: options.maxScaleChange)
  var search = HomographySearch(problem: problem, options: options)
  search.run()
  guard let best = search.best else { return nil }

  let referenceFromQuery = problem.denormalized(best.model).normalized
  // The mask is that of the model as it is reported, not of some earlier one.
  let inlierMask = correspondences.map {
    $0.isFinite && transferError(of: $0, under: referenceFromQuery) <= options.maxError
  }
  let inlierCount = inlierMask.count { $0 }
  guard inlierCount >= Homography.minimalSampleSize else { return nil }
  return HomographyReport(
    referenceFromQuery: referenceFromQuery, inlierMask: inlierMask, inlierCount: inlierCount,
    iterations: search.iterations)
}

/// Distance in pixels of the reference between where a point is and where the model maps its partner to.
///
/// - Parameter referenceFromQuery: scaled so that the visible side of the plane has positive depth, as in a report.
/// - Returns: infinity for points on the other side, which the model maps through infinity.
public func transferError(of correspondence: Correspondence, under referenceFromQuery: Homography) -> Double {
  let difference = referenceFromQuery(correspondence.query) - correspondence.reference
  let error = (difference * difference).sum().squareRoot()
  return error.isFinite && referenceFromQuery.depth(at: correspondence.query) > 0 ? error : .infinity
}

/// The sampling loop of ``estimateHomography(from:options:)``, in normalised coordinates.
private struct HomographySearch {
  struct Candidate {
    let model: Homography
    let cost: Double
    let inlierCount: Int
  }

  let problem: HomographyProblem
  let options: HomographyOptions
  private(set) var best: Candidate?
  private(set) var iterations = 0
  private var generator: SplitMix64

  init(problem: HomographyProblem, options: HomographyOptions) {
    self.problem = problem
    self.options = options
    self.generator = SplitMix64(seed: options.seed)
  }

  mutating func run() {
    var limit = options.maxIterations
    while iterations < limit {
      iterations += 1
      guard let model = problem.minimalModel(of: drawSample()), problem.isPlausible(model),
        let scored = problem.score(model, giveUpAbove: best?.cost ?? .infinity), problem.isPlausibleAtInliers(model)
      else { continue }
      best = optimized(Candidate(model: model, cost: scored.cost, inlierCount: scored.inlierCount))
      limit = min(limit, iterationsNeeded())
    }
    if let best { self.best = optimized(best) }
  }

  /// Four different indices.
  private mutating func drawSample() -> SIMD4<Int> {
    var sample = SIMD4<Int>(repeating: -1)
    var drawn = 0
    while drawn < Homography.minimalSampleSize {
      let index = generator.next(below: problem.count)
      guard !any(sample .== SIMD4(repeating: index)) else { continue }
      sample[drawn] = index
      drawn += 1
    }
    return sample
  }

  /// Refits to the inliers and picks the inliers anew for as long as the cost falls.
  private func optimized(_ candidate: Candidate) -> Candidate {
    var current = candidate
    for _ in 0..<4 {
      guard current.inlierCount > Homography.minimalSampleSize,
        let model = problem.refined(current.model), problem.isPlausible(model),
        let scored = problem.score(model, giveUpAbove: current.cost), problem.isPlausibleAtInliers(model)
      else { break }
      current = Candidate(model: model, cost: scored.cost, inlierCount: scored.inlierCount)
    }
    return current
  }

  /// Samples to draw so that one of them is free of outliers with the wanted confidence (Fischler & Bolles 1981).
  private func iterationsNeeded() -> Int {
    guard let best else { return .max }
    let inlierRatio = Double(best.inlierCount) / Double(problem.count)
    let allInliers = inlierRatio * inlierRatio * inlierRatio * inlierRatio
    guard allInliers < 1 else { return 1 }
    let needed = log(1 - options.confidence) / log1p(-allInliers)
    return needed < Double(options.maxIterations) ? Int(needed.rounded(.up)) : options.maxIterations
  }
}
