#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How unlikely a model's inliers would be if all matches were wrong: −log10 of the number of false alarms.
///
/// A wrong match falls anywhere on the reference; the probability that it falls within e pixels of where the model maps
/// it is α(e) = π e² / `referenceArea`. Among `n` matches, the expected number of models fitted to `s` of them that at
/// least `k` support within e_k, the k-th smallest error, is
///
///     NFA(k) = (n − s) · C(n, k) · C(k, s) · α(e_k)^(k − s)
///
/// ([1], §4.1; [2], eq. 2). The score takes the k that minimises this, so it needs no threshold on the error
/// and rewards precision as well as number.
/// - Parameters:
///   - errors: Transfer errors of all `n` tentative matches in pixels of the reference; infinity for points that
///     can't be mapped. Merge matches that are not independent first: see
///     ``distinctErrors(_:of:mergeRadius:queryUnit:)``.
///   - maxError: Matches with a larger error, in pixels, don't support the model.
///   - referenceArea: Square pixels over which a wrong match could fall.
///   - sampleSize: `s`, the matches that determine a model: 4 for a homography, 2 for a similarity, which fewer
///     matches prove, since it has fewer degrees of freedom to fit chance.
/// - Returns: 0 if at least one such model is expected by chance; otherwise above 0, the higher the surer.
/// - Complexity: O(`n` log `n`).
///
/// [1] Moisan & Stival, "A probabilistic criterion to detect rigid point matches", IJCV 2004. [2] Moulon, Monasse &
/// Marlet, "Adaptive structure from motion with a contrario model estimation", ACCV 2012.
public func falseAlarmScore(
  errors: [Double], maxError: Double, referenceArea: Double, sampleSize: Int = Homography.minimalSampleSize
) -> Double {
  let supporting = errors.filter { $0 <= maxError }.sorted()
  guard referenceArea > 0, var alarms = FalseAlarms(among: errors.count, sampleSize: sampleSize) else { return 0 }
  var best = 0.0
  for error in supporting.dropFirst(sampleSize) {
    alarms.addInlier()
    best = max(best, -alarms.log10(error: error, referenceArea: referenceArea))
  }
  return best
}

/// The fewest inliers that could score `minScore` if all were as exact as keypoints can be.
///
/// - Parameters:
///   - count: Tentative matches.
///   - referenceArea: Square pixels over which a wrong match could fall.
///   - sampleSize: The matches that determine a model.
/// - Returns: nil if not even `count` inliers could.
/// - Complexity: O(`count`).
public func fewestInliers(
  scoring minScore: Double, among count: Int, referenceArea: Double,
  sampleSize: Int = Homography.minimalSampleSize
) -> Int? {
  guard referenceArea > 0, var alarms = FalseAlarms(among: count, sampleSize: sampleSize) else { return nil }
  for inliers in sampleSize + 1...count {
    alarms.addInlier()
    if -alarms.log10(error: 0, referenceArea: referenceArea) >= minScore { return inliers }
  }
  return nil
}

/// (n − s) · C(n, k) · C(k, s) as a logarithm, for k from s on.
private struct FalseAlarms {
  /// Keypoints are located no more exactly than this, in pixels; a smaller error is luck and proves nothing more.
  private static let precision = 0.5

  private let n: Double
  private let sampleSize: Double
  private var k: Double
  private var log10Count: Double

  /// nil if there are no more matches than a model needs.
  init?(among n: Int, sampleSize: Int) {
    guard n > sampleSize else { return nil }
    self.n = Double(n)
    self.sampleSize = Double(sampleSize)
    k = Double(sampleSize)
    // C(n, s), and C(s, s) = 1.
    let samples = (0..<sampleSize).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
    log10Count = Self.logarithm(Double(n - sampleSize) * samples)
  }

  /// k grows by 1: C(n, k + 1) = C(n, k) (n − k) / (k + 1), C(k + 1, s) = C(k, s) (k + 1) / (k + 1 − s).
  mutating func addInlier() {
    log10Count += Self.logarithm((n - k) / (k + 1 - sampleSize))
    k += 1
  }

  func log10(error: Double, referenceArea: Double) -> Double {
    let error = max(error, Self.precision)
    return log10Count + (k - sampleSize) * Self.logarithm(min(1, Double.pi * error * error / referenceArea))
  }

  private static func logarithm(_ value: Double) -> Double {
    #if canImport(Glibc)
      Glibc.log10(value)
    #else
      Darwin.log10(value)
    #endif
  }
}
