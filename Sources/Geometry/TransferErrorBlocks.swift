/// Point pairs in groups of eight, coordinate by coordinate, in single precision, for scoring models.
///
/// A coordinate is off by less than a ten-thousandth of a pixel, too little to matter between models; the errors of the
/// final model are computed in double precision. Unused places hold NaN and are never inliers.
struct TransferErrorBlocks {
  private struct Block {
    var queryX = SIMD8<Float>(repeating: .nan)
    var queryY = SIMD8<Float>(repeating: .nan)
    var referenceX = SIMD8<Float>(repeating: .nan)
    var referenceY = SIMD8<Float>(repeating: .nan)
  }

  private var blocks: [Block]
  private let padding: Float

  init(_ pairs: [PointPair]) {
    blocks = [Block](repeating: Block(), count: (pairs.count + 7) / 8)
    padding = Float(8 * blocks.count - pairs.count)
    for (index, pair) in pairs.enumerated() {
      let (block, lane) = (index / 8, index % 8)
      blocks[block].queryX[lane] = Float(pair[0])
      blocks[block].queryY[lane] = Float(pair[1])
      blocks[block].referenceX[lane] = Float(pair[2])
      blocks[block].referenceY[lane] = Float(pair[3])
    }
  }

  /// The truncated squared transfer error over all pairs (MSAC), in units of the truncation, and the inliers' count.
  ///
  /// - Returns: nil as soon as the cost reaches `limit`.
  func score(_ model: Homography, maxSquaredError: Double, limit: Double) -> (cost: Double, inlierCount: Int)? {
    let (m0, m1, m2) = (SIMD3<Float>(model.row0), SIMD3<Float>(model.row1), SIMD3<Float>(model.row2))
    let bound = Float(maxSquaredError)
    let limit = limit < Double(Float.greatestFiniteMagnitude) ? Float(limit) + padding : .infinity
    var costs = SIMD8<Float>(repeating: 0)
    var outliers = SIMD8<Float>(repeating: 0)
    let one = SIMD8<Float>(repeating: 1)
    let zero = SIMD8<Float>(repeating: 0)
    for block in blocks {
      let depth = m2.x * block.queryX + m2.y * block.queryY + m2.z
      // The error times the depth: most pairs are outliers, which this shows without a division.
      let errorX = m0.x * block.queryX + m0.y * block.queryY + m0.z - block.referenceX * depth
      let errorY = m1.x * block.queryX + m1.y * block.queryY + m1.z - block.referenceY * depth
      let error = errorX * errorX + errorY * errorY
      let most = bound * depth * depth
      let isInlier = (error .<= most) .& (depth .> 0)
      if any(isInlier) {
        costs += one.replacing(with: error / most, where: isInlier)
        outliers += one.replacing(with: zero, where: isInlier)
      } else {
        costs += one
        outliers += one
      }
      if costs.sum() >= limit { return nil }
    }
    return (Double(costs.sum() - padding), 8 * blocks.count - Int(outliers.sum()))
  }
}
