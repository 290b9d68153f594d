/// Draws samples of four from correspondences sorted by quality: first from the best few, finally from all (PROSAC).
///
/// The pool of the best m grows so that, after `maxIterations` samples, as many of them were drawn from each pool as
/// uniform sampling would have drawn there. Chum & Matas, "Matching with PROSAC", CVPR 2005, Alg. 1 and eq. 3.
struct ProgressiveSampler {
  private let count: Int
  private var generator: SplitMix64
  private var drawn = 0
  /// Size of the pool of the best correspondences.
  private var poolCount = Homography.minimalSampleSize
  /// T_n and T'_n of the paper: samples that uniform sampling draws from the pool alone, and their rounded-up sum.
  private var expected: Double
  private var poolEnd = 1

  /// - Precondition: `count` is at least 4.
  init(count: Int, maxIterations: Int, seed: UInt64) {
    self.count = count
    generator = SplitMix64(seed: seed)
    expected = Double(maxIterations)
    for index in 0..<Homography.minimalSampleSize {
      expected *= Double(Homography.minimalSampleSize - index) / Double(count - index)
    }
  }

  /// Four distinct ranks, 0 being that of the best correspondence.
  mutating func next() -> SIMD4<Int> {
    drawn += 1
    while drawn > poolEnd, poolCount < count {
      let next = expected * Double(poolCount + 1) / Double(poolCount + 1 - Homography.minimalSampleSize)
      poolCount += 1
      poolEnd += Int((next - expected).rounded(.up))
      expected = next
    }
    // While the pool is new, each sample includes its newest member, which no earlier sample could contain.
    let hasNewest = drawn <= poolEnd && poolCount > Homography.minimalSampleSize
    var sample = SIMD4<Int>(repeating: -1)
    var chosen = 0
    if hasNewest {
      sample[3] = poolCount - 1
    }
    while chosen < (hasNewest ? 3 : 4) {
      let rank = generator.next(below: hasNewest ? poolCount - 1 : poolCount)
      guard !any(sample .== SIMD4(repeating: rank)) else { continue }
      sample[chosen] = rank
      chosen += 1
    }
    return sample
  }
}
