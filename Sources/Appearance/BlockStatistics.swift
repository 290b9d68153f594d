import Geometry
import Imaging

/// Means, variances and covariances of two images, block by block of the first.
struct BlockStatistics {
  struct Block {
    /// Share of the block's pixels that the other image covers.
    var cover = 0.0
    var fixedMean = 0.0
    var movingMean = 0.0
    var fixedVariance = 0.0
    var movingVariance = 0.0
    var covariance = 0.0
    /// Pixels of the moving image that the block covers, not counting those outside it.
    var areaScale = 0.0

    var correlation: Double { covariance / max(fixedVariance * movingVariance, 1e-6).squareRoot() }
    var largerVariance: Double { max(fixedVariance, movingVariance) }
    /// Without a gradient and without noise in either image.
    var isEmpty: Bool { largerVariance < 4 }
  }

  /// Row by row.
  let blocks: [Block]
  let columns: Int

  /// - Parameter movingFromFixed: maps pixels of `fixed` to those of `moving`; up to scale, of either sign.
  /// - Precondition: the sides of `fixed` are multiples of ``blockSide``.
  init(fixed: GrayImage, moving: GrayImage, movingFromFixed: Homography) {
    // The inverse has an arbitrary sign: points in view have depth of the same sign as the middle.
    let middle = 0.5 * SIMD2(Double(fixed.width), Double(fixed.height))
    let sign = movingFromFixed.depthSign(at: middle)
    var blocks: [Block] = []
    blocks.reserveCapacity(fixed.size.area / (blockSide * blockSide))
    for top in stride(from: 0, to: fixed.height, by: blockSide) {
      for left in stride(from: 0, to: fixed.width, by: blockSide) {
        blocks.append(
          Self.block(x: left, y: top, fixed: fixed, moving: moving, map: movingFromFixed, sign: sign))
      }
    }
    self.blocks = blocks
    columns = fixed.width / blockSide
  }

  /// The blocks that share a side with one.
  func neighbors(of index: Int) -> [Int] {
    let column = index % columns
    let beside = (column > 0 ? [index - 1] : []) + (column < columns - 1 ? [index + 1] : [])
    return beside + [index - columns, index + columns].filter { blocks.indices.contains($0) }
  }

  private static func block(
    x left: Int, y top: Int, fixed: GrayImage, moving: GrayImage, map: Homography, sign: Double
  ) -> Block {
    var block = Block()
    var (a, b, aa, bb, ab, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for y in top..<top + blockSide {
      for x in left..<left + blockSide {
        let point = SIMD2(Double(x), Double(y))
        let mapped = map(point)
        guard map.depthSign(at: point) == sign, let value = moving.interpolated(at: mapped) else { continue }
        let fixedValue = Double(fixed[x, y])
        count += 1
        a += fixedValue
        b += value
        aa += fixedValue * fixedValue
        bb += value * value
        ab += fixedValue * value
      }
    }
    guard count > 0 else { return block }
    let center = SIMD2(Double(left), Double(top)) + 0.5 * Double(blockSide - 1)
    block.areaScale = count * abs(map.areaScale(at: center))
    block.cover = count / Double(blockSide * blockSide)
    (block.fixedMean, block.movingMean) = (a / count, b / count)
    block.fixedVariance = max(0, aa / count - block.fixedMean * block.fixedMean)
    block.movingVariance = max(0, bb / count - block.movingMean * block.movingMean)
    block.covariance = ab / count - block.fixedMean * block.movingMean
    return block
  }
}

extension Homography {
  /// 1 or −1: the sign of the third homogeneous coordinate.
  fileprivate func depthSign(at point: SIMD2<Double>) -> Double {
    row2.x * point.x + row2.y * point.y + row2.z < 0 ? -1 : 1
  }
}

extension GrayImage {
  /// The grey value between four pixels; nil outside the image, which ends half a pixel beyond its outermost centres.
  fileprivate func interpolated(at point: SIMD2<Double>) -> Double? {
    guard point.x >= -0.5, point.y >= -0.5, point.x <= Double(width) - 0.5, point.y <= Double(height) - 0.5 else {
      return nil
    }
    let x = min(max(point.x, 0), Double(width - 1))
    let y = min(max(point.y, 0), Double(height - 1))
    let (left, top) = (Int(x), Int(y))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (u, v) = (x - Double(left), y - Double(top))
    let above = Double(self[left, top]) * (1 - u) + Double(self[right, top]) * u
    let below = Double(self[left, bottom]) * (1 - u) + Double(self[right, bottom]) * u
    return above * (1 - v) + below * v
  }
}
