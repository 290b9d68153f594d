#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How unlikely a model's inliers are if the matches were wrong: −log10 of the number of false alarms.
///
/// Wrong matches fall anywhere on the reference; the chance that one falls within e pixels of where the model expects it
/// is α(e) = π e² / `referenceArea`. Among `n` matches the expected number of models that at least `k` of them support
/// to within e_k, the k-th smallest error, is
///
///     NFA(k) = (n − 4) · C(n, k) · C(k, 4) · α(e_k)^(k − 4)
///
/// ([1], §4.1; [2], eq. 2). The score takes the k at which this is smallest, so it needs no threshold on the
/// error and rewards precision as well as number.
/// - Parameters:
///   - errors: Transfer errors of all `n` tentative matches in pixels of the reference; infinity for those that can't be
///     mapped.
///   - maxError: Errors above it, in pixels, support nothing.
///   - referenceArea: Square pixels over which a wrong match could fall.
/// - Returns: 0 where at least one such model is expected by chance; else above 0, the more the surer.
/// - Complexity: O(`n` log `n`).
///
/// [1] Moisan & Stival, "A probabilistic criterion to detect rigid point matches", IJCV 2004. [2] Moulon, Monasse &
/// Marlet, "Adaptive structure from motion with a contrario model estimation", ACCV 2012.
public func falseAlarmScore(errors: [Double], maxError: Double, referenceArea: Double) -> Double {
  let sample = Homography.minimalSampleSize
  let n = errors.count
  guard n > sample, referenceArea > 0 else { return 0 }
  let supporting = errors.filter { $0 <= maxError }.sorted()
  guard supporting.count > sample else { return 0 }
  var best = 0.0
  for k in sample + 1...supporting.count {
    let error = max(supporting[k - 1], keypointPrecision)
    let chance = min(1, Double.pi * error * error / referenceArea)
    let alarms =
      log10(Double(n - sample)) + log10Binomial(n, k) + log10Binomial(k, sample) + Double(k - sample) * log10(chance)
    best = max(best, -alarms)
  }
  return best
}

/// Keypoints are not found more exactly than this, in pixels; a smaller error is luck and proves nothing more.
private let keypointPrecision = 0.5

private func log10Binomial(_ n: Int, _ k: Int) -> Double {
  (logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)) / 2.302585092994046
}

private func logGamma(_ n: Int) -> Double {
  // The re-entrant form: plain lgamma writes to a global.
  var sign: Int32 = 0
  return lgamma_r(Double(n), &sign)
}
