import Features

/// Whether a match is distinctive beside the nearest descriptor of another photo: nearer by a tenth.
package func isDistinctlyNearer(_ distance: UInt32, than other: UInt32, _ kind: DescriptorKind) -> Bool {
  // Distances of histograms are squared.
  let ratio = kind == .histogram128 ? 0.9 * 0.9 : 0.9
  return Double(distance) < ratio * Double(other)
}
