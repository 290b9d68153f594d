import Imaging

/// How faint a photo is: the range of its grey levels and its noise, both from blocks of 8 × 8 pixels.
///
/// Means over blocks feel neither noise nor a few bright pixels, and a page's small print widens their range all the same.
struct FaintContrast {
  /// The largest mean of a block minus the least, in grey values.
  private(set) var range = 255.0
  /// The standard deviation within a block that one in ten does not reach, in grey values: most photos have smooth places, and
  /// what is left there is noise.
  private(set) var noise = 0.0

  /// - Complexity: O(pixels). Pixels beyond the last whole block don't count; without one, the photo counts as one of full range.
  init(of image: GrayImage) {
    let (columns, rows) = (image.width / Self.side, image.height / Self.side)
    guard columns > 0, rows > 0 else { return }
    var (least, most) = (UInt32.max, UInt32.min)
    var variances: [UInt32] = []
    variances.reserveCapacity(columns * rows)
    image.pixels.withUnsafeBytes { pixels in
      for row in 0..<rows {
        for column in 0..<columns {
          let block = Self.sums(pixels, at: row * Self.side * image.width + column * Self.side, stride: image.width)
          (least, most) = (min(least, block.sum), max(most, block.sum))
          // At most 64² · 255², which 32 bits hold.
          variances.append(UInt32(Self.area) * block.squares - block.sum * block.sum)
        }
      }
    }
    range = Double(most - least) / Double(Self.area)
    // Photos of full range need no noise.
    guard range < Self.fullRange else { return }
    noise = Double(variances.sorted()[variances.count / 10]).squareRoot() / Double(Self.area)
  }

  /// The contrast threshold for a photo as faint as this one, given that for others, as ``SIFTOptions/contrastThreshold``.
  ///
  /// In proportion to the range, and between 48 and 64 grey values on the way to that, so that there is no step; but never below
  /// what rounding and noise give.
  func lowered(_ threshold: Double) -> Double {
    guard range < Self.fullRange else { return threshold }
    let faintness = min(1, (Self.fullRange - range) / Self.transition)
    let share = 1 - faintness * (1 - range / Self.usualRange)
    return min(threshold, max(threshold * share, Self.thresholdOfRounding, Self.thresholdOfNoise * noise))
  }

  /// Photos whose blocks differ by so many grey values are not faint.
  static let fullRange = 64.0
  private static let transition = 16.0
  /// That of the median photo.
  private static let usualRange = 200.0
  /// A spot of one grey level has such a contrast.
  private static let thresholdOfRounding = 0.6 / 255
  /// Noise of one grey value exceeds it in a few places of a photo.
  private static let thresholdOfNoise = 1.8 / 255
  private static let side = 8
  private static let area = side * side

  /// The sums of a block's grey values and of their squares.
  @inline(__always)
  private static func sums(
    _ pixels: UnsafeRawBufferPointer, at start: Int, stride: Int
  ) -> (sum: UInt32, squares: UInt32) {
    var (sum, squares) = (SIMD8<UInt16>.zero, SIMD8<UInt32>.zero)
    for y in 0..<side {
      let row = pixels.loadUnaligned(fromByteOffset: start + y * stride, as: SIMD8<UInt8>.self)
      let wide = SIMD8<UInt16>(truncatingIfNeeded: row)
      sum &+= wide
      // 255² fits in 16 bits.
      squares &+= SIMD8<UInt32>(truncatingIfNeeded: wide &* wide)
    }
    return (UInt32(sum.wrappedSum()), squares.wrappedSum())
  }
}
