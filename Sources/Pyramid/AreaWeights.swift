/// The source pixels of each target pixel of a resampled row or column, with their weights.
///
/// When reducing, a target pixel is the mean over the interval of the source that it covers, with pixels at the ends
/// weighted by the part covered (OpenCV's `INTER_AREA`): nothing is skipped, so fine texture doesn't alias. When
/// enlarging, it is the linear interpolation of its two neighbours. The weights of a target pixel add up to 1.
struct AreaWeights {
  private var firsts: [Int] = []
  private var offsets: [Int] = [0]
  private var weights: [Float] = []

  init(from sourceCount: Int, to targetCount: Int) {
    precondition(sourceCount > 0 && targetCount > 0)
    let scale = Double(sourceCount) / Double(targetCount)
    for target in 0..<targetCount {
      if scale >= 1 {
        addMean(from: Double(target) * scale, to: min(Double(target + 1) * scale, Double(sourceCount)))
      } else {
        addInterpolation(at: (Double(target) + 0.5) * scale - 0.5, sourceCount: sourceCount)
      }
    }
  }

  private mutating func addMean(from start: Double, to end: Double) {
    // Otherwise a sliver due to rounding would read a pixel beyond the interval.
    let first = Int(start + 1e-9)
    let last = max(first, Int((end - 1e-9).rounded(.up)) - 1)
    firsts.append(first)
    for source in first...last {
      let covered = min(end, Double(source + 1)) - max(start, Double(source))
      weights.append(Float(covered / (end - start)))
    }
    offsets.append(weights.count)
  }

  private mutating func addInterpolation(at position: Double, sourceCount: Int) {
    let clamped = min(max(position, 0), Double(sourceCount - 1))
    let first = min(Int(clamped), max(sourceCount - 2, 0))
    let fraction = Float(clamped - Double(first))
    firsts.append(first)
    weights.append(1 - fraction)
    if sourceCount > 1 { weights.append(fraction) }
    offsets.append(weights.count)
  }

  /// The source pixels of one target pixel: `count` of them from `first` on.
  struct Span {
    let first: Int
    let count: Int
    fileprivate let start: Int
    fileprivate let weights: [Float]

    func weight(_ tap: Int) -> Float { weights[start + tap] }
  }

  func span(_ target: Int) -> Span {
    let start = offsets[target]
    return Span(first: firsts[target], count: offsets[target + 1] - start, start: start, weights: weights)
  }
}
