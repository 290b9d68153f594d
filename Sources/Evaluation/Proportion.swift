/// How many things are of a kind, and where the share lies of which they are a sample.
public struct Proportion: Sendable, Hashable, Codable {
  public var count: Int
  public var total: Int
  /// `count` : `total`; nil where there is nothing to count.
  public var share: Double?
  /// The 95 % interval of the share by Wilson's score (Wilson, "Probable inference, the law of succession, and statistical
  /// inference", JASA 1927): 0...1 where there is nothing to count.
  public var lower: Double
  public var upper: Double

  /// - Precondition: `count` is in `0...total`.
  init(_ count: Int, of total: Int) {
    precondition((0...total).contains(count), "\(count) of \(total)")
    (self.count, self.total) = (count, total)
    (share, lower, upper) = (nil, 0, 1)
    guard total > 0 else { return }
    let (n, share) = (Double(total), Double(count) / Double(total))
    // The 97.5 % quantile of the normal distribution.
    let z = 1.959963984540054
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    self.share = share
    // Both are exact at the ends but for rounding.
    lower = count == 0 ? 0 : middle - half
    upper = count == total ? 1 : middle + half
  }
}
