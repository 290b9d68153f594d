/// RootSIFT of rows of `length` non-negative numbers: each divided by the sum of its row, its square root × 512, rounded
/// and saturated to a byte. A row of zeros stays one.
///
/// The squares of a row sum up to 512² but for rounding and saturation, so rows compare by L2 distance as their
/// originals do by Hellinger's. Arandjelović & Zisserman, CVPR 2012, §3.
///
/// - Precondition: `histograms` holds whole rows and `length` > 0.
func rootSIFT(_ histograms: [Float], length: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(histograms.count)
  for start in stride(from: 0, to: histograms.count, by: length) {
    let row = histograms[start..<start + length]
    let sum = row.reduce(0, +)
    for value in row { bytes.append(sum > 0 ? UInt8(saturating: 512 * (value / sum).squareRoot()) : 0) }
  }
  return bytes
}

extension UInt8 {
  /// The nearest integer, ties away from zero, within 0...255.
  ///
  /// - Precondition: `value` is a number.
  init(saturating value: Float) { self = UInt8(Swift.min(Swift.max(value.rounded(), 0), 255)) }
}
