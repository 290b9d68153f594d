extension AppearanceReport {
  /// Whether this comparison agrees where another one, with the same reference, differs: some of the blocks where the other
  /// contradicts agree here, and hardly one of them contradicts.
  ///
  /// - Parameter difference: of another photo laid over the same reference, in blocks that may be of another size.
  /// - Complexity: O(blocks).
  public func agrees(where difference: AppearanceReport) -> Bool {
    var (agreeing, contradicting) = (0.0, 0.0)
    for index in difference.blocks.indices where Self.contradicting.contains(difference.blocks[index]) {
      // The block here that holds the middle of the block there.
      let column = (2 * (index % difference.columns) + 1) * columns / (2 * difference.columns)
      let row = (2 * (index / difference.columns) + 1) * rows / (2 * difference.rows)
      switch blocks[row * columns + column] {
      case .agrees: agreeing += 1
      case .agreesInLevel: agreeing += 0.5
      case .contradicts, .contradictsInLevel, .covered: contradicting += 1
      case .outside, .undecided: break
      }
    }
    return agreeing >= Self.leastApart && contradicting <= Self.mostContradictingApart * agreeing
  }

  /// Blocks; fewer agree by chance.
  private static let leastApart = 2.0
  /// What may contradict in proportion to what agrees: along an edge, blocks are half one thing, half the other.
  private static let mostContradictingApart = 0.25
}
