import Imaging

/// How the pixels of a photo make those of a smaller or larger one, as Pillow and, after it, the models' own training have it: the
/// filter is as wide as a target pixel where that is larger than a source pixel, so that nothing is skipped.
public enum ResamplingFilter: String, Sendable, Hashable, Codable, CaseIterable {
  case bilinear
  /// Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 1981, with a = −1/2.
  case bicubic

  /// Source pixels (target pixels where those are larger) on either side that count.
  fileprivate var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    }
  }

  fileprivate func weight(at distance: Double) -> Double {
    let x = abs(distance)
    switch self {
    case .bilinear: return max(0, 1 - x)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    }
  }
}

extension ColorImage {
  /// The image at another size, channel by channel: along one axis, then along the other, each rounded to whole values, by
  /// weights of 22 bits, as Pillow does it.
  ///
  /// First comes the axis that leaves fewer pixels for the other, x where neither does. Pillow 13 chooses alike for usual
  /// photos, and earlier ones take x first; the other order differs by a grey level here and there.
  ///
  /// - Complexity: O(pixels of source and target, times the filter's width).
  /// - Precondition: neither the image nor `size` is empty.
  public func resampled(to size: ImageSize, by filter: ResamplingFilter) -> ColorImage {
    precondition(self.size.area > 0 && size.area > 0, "cannot resample \(self.size) to \(size)")
    let startsWithRows = size.height < height && width * size.height < size.width * height
    return startsWithRows
      ? resampled(toHeight: size.height, by: filter).resampled(toWidth: size.width, by: filter)
      : resampled(toWidth: size.width, by: filter).resampled(toHeight: size.height, by: filter)
  }

  private func resampled(toWidth target: Int, by filter: ResamplingFilter) -> ColorImage {
    if target == width { return self }
    let taps = FilterTaps(filter, from: width, to: target)
    let result = [UInt8](unsafeUninitializedCapacity: 3 * target * height) { result, count in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<height {
          resampleRow(source.baseAddress! + 3 * y * width, by: taps, to: result.baseAddress! + 3 * y * target)
        }
      }
      count = 3 * target * height
    }
    return ColorImage(width: target, height: height, pixels: result)
  }

  private func resampled(toHeight target: Int, by filter: ResamplingFilter) -> ColorImage {
    if target == height { return self }
    let taps = FilterTaps(filter, from: height, to: target)
    let length = 3 * width
    let result = [UInt8](unsafeUninitializedCapacity: length * target) { result, count in
      var sums = [Int32](repeating: 0, count: length)
      pixels.withUnsafeBufferPointer { source in
        sums.withUnsafeMutableBufferPointer { sums in
          for y in 0..<target {
            sumRows(source.baseAddress!, length: length, taps.taps(y), sums: sums.baseAddress!)
            let row = result.baseAddress! + y * length
            for index in 0..<length { row[index] = rounded(sums[index]) }
          }
        }
      }
      count = length * target
    }
    return ColorImage(width: width, height: target, pixels: result)
  }
}

/// Bits of a weight behind the point: 8 bits of a pixel, and one for what a filter with negative weights adds, fit beside them.
private let weightBits: Int32 = 22
private let half = Int32(1) << (weightBits - 1)

@inline(__always)
private func rounded(_ sum: Int32) -> UInt8 { UInt8(truncatingIfNeeded: min(max(sum >> weightBits, 0), 255)) }

/// `target[x]`, three channels each, from a row of the source.
private func resampleRow(_ source: UnsafePointer<UInt8>, by taps: FilterTaps, to target: UnsafeMutablePointer<UInt8>) {
  for x in 0..<taps.count {
    let (first, weights) = taps.taps(x)
    var (red, green, blue) = (half, half, half)
    var pixel = source + 3 * first
    for weight in weights {
      red &+= weight &* Int32(pixel[0])
      green &+= weight &* Int32(pixel[1])
      blue &+= weight &* Int32(pixel[2])
      pixel += 3
    }
    target[3 * x] = rounded(red)
    target[3 * x + 1] = rounded(green)
    target[3 * x + 2] = rounded(blue)
  }
}

/// Weighted sums of some rows of the source.
private func sumRows(
  _ source: UnsafePointer<UInt8>, length: Int, _ taps: (first: Int, weights: UnsafeBufferPointer<Int32>),
  sums: UnsafeMutablePointer<Int32>
) {
  sums.update(repeating: half, count: length)
  for (tap, weight) in taps.weights.enumerated() {
    let row = source + (taps.first + tap) * length
    for index in 0..<length { sums[index] &+= weight &* Int32(row[index]) }
  }
}

/// The source pixels of each target pixel of a row or column, with their weights, whose sum is 1 but for rounding.
private final class FilterTaps {
  let count: Int
  private var firsts: [Int] = []
  private var starts = [0]
  private let weights: UnsafeMutableBufferPointer<Int32>

  init(_ filter: ResamplingFilter, from sourceCount: Int, to targetCount: Int) {
    count = targetCount
    let scale = Double(sourceCount) / Double(targetCount)
    // When enlarging, the filter keeps the width that it has over source pixels.
    let width = max(scale, 1)
    let reach = filter.support * width
    var all: [Int32] = []
    for target in 0..<targetCount {
      let center = (Double(target) + 0.5) * scale
      let first = max(Int(center - reach + 0.5), 0)
      let end = min(Int(center + reach + 0.5), sourceCount)
      let raw = (first..<end).map { filter.weight(at: (Double($0) - center + 0.5) / width) }
      let sum = raw.reduce(0, +)
      firsts.append(first)
      all += raw.map { Int32(($0 / sum * Double(1 << weightBits)).rounded(.toNearestOrAwayFromZero)) }
      starts.append(all.count)
    }
    weights = .allocate(capacity: all.count)
    _ = weights.initialize(fromContentsOf: all)
  }

  deinit { weights.deallocate() }

  func taps(_ target: Int) -> (first: Int, weights: UnsafeBufferPointer<Int32>) {
    (firsts[target], UnsafeBufferPointer(rebasing: weights[starts[target]..<starts[target + 1]]))
  }
}
