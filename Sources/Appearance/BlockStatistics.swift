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
    let sampling = BlockSampling(
      of: moving, by: movingFromFixed, middle: 0.5 * SIMD2(Double(fixed.width), Double(fixed.height)))
    var blocks: [Block] = []
    blocks.reserveCapacity(fixed.size.area / (blockSide * blockSide))
    fixed.pixels.withUnsafeBytes { fixedPixels in
      moving.pixels.withUnsafeBytes { movingPixels in
        for top in stride(from: 0, to: fixed.height, by: blockSide) {
          for left in stride(from: 0, to: fixed.width, by: blockSide) {
            blocks.append(
              Self.block(x: left, y: top, fixed: fixedPixels, stride: fixed.width, moving: movingPixels, sampling))
          }
        }
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
    x left: Int, y top: Int, fixed: UnsafeRawBufferPointer, stride: Int, moving: UnsafeRawBufferPointer,
    _ sampling: BlockSampling
  ) -> Block {
    var block = Block()
    var (a, b, aa, bb, ab, count) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for y in top..<top + blockSide {
      for x in left..<left + blockSide {
        guard let value = sampling.value(x: x, y: y, in: moving) else { continue }
        let fixedValue = Double(fixed[y * stride + x])
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
    block.areaScale = count * abs(sampling.map.areaScale(at: center))
    block.cover = count / Double(blockSide * blockSide)
    (block.fixedMean, block.movingMean) = (a / count, b / count)
    block.fixedVariance = max(0, aa / count - block.fixedMean * block.fixedMean)
    block.movingVariance = max(0, bb / count - block.movingMean * block.movingMean)
    block.covariance = ab / count - block.fixedMean * block.movingMean
    return block
  }
}

/// Reads an image between its pixels, where a map leads from another one's.
private struct BlockSampling {
  let map: Homography
  private let size: ImageSize
  /// The inverse of a map has an arbitrary sign: points in view have depth of the same sign as the middle.
  private let isNegative: Bool

  /// - Parameters:
  ///   - map: to pixels of `image`; up to scale, of either sign.
  ///   - middle: of the other image.
  init(of image: GrayImage, by map: Homography, middle: SIMD2<Double>) {
    self.map = map
    size = image.size
    isNegative = Self.product(map.row2, middle.x, middle.y) < 0
  }

  /// The grey value at which a pixel ends up; nil outside the image, which ends half a pixel beyond its outermost centres.
  @inline(__always)
  func value(x: Int, y: Int, in pixels: UnsafeRawBufferPointer) -> Double? {
    let (x, y) = (Double(x), Double(y))
    let depth = Self.product(map.row2, x, y)
    let (mappedX, mappedY) = (Self.product(map.row0, x, y) / depth, Self.product(map.row1, x, y) / depth)
    let (lastX, lastY) = (size.width - 1, size.height - 1)
    guard (depth < 0) == isNegative, mappedX >= -0.5, mappedY >= -0.5, mappedX <= Double(lastX) + 0.5,
      mappedY <= Double(lastY) + 0.5
    else { return nil }
    let (insideX, insideY) = (min(max(mappedX, 0), Double(lastX)), min(max(mappedY, 0), Double(lastY)))
    let (left, top) = (Int(insideX), Int(insideY))
    let (right, bottom) = (min(left + 1, lastX), min(top + 1, lastY))
    let (u, v) = (insideX - Double(left), insideY - Double(top))
    @inline(__always)
    func pixel(_ x: Int, _ y: Int) -> Double { Double(pixels[y * size.width + x]) }
    let above = pixel(left, top) * (1 - u) + pixel(right, top) * u
    let below = pixel(left, bottom) * (1 - u) + pixel(right, bottom) * u
    return above * (1 - v) + below * v
  }

  @inline(__always)
  private static func product(_ row: SIMD3<Double>, _ x: Double, _ y: Double) -> Double {
    row.x * x + row.y * y + row.z
  }
}
