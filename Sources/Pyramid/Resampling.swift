import Imaging

extension ImageSize {
  /// This size, reduced in proportion so that its longest side has at most `maxSide` pixels, and the other at least 1.
  public func fitted(into maxSide: Int) -> ImageSize {
    guard longestSide > maxSide else { return self }
    let scale = Double(maxSide) / Double(longestSide)
    return ImageSize(
      width: max(1, Int((Double(width) * scale).rounded())), height: max(1, Int((Double(height) * scale).rounded())))
  }
}

extension GrayImage {
  /// The image at another size; see ``AreaWeights`` for how a pixel is computed. Reductions use a kernel with weights
  /// of 14 bits.
  ///
  /// - Complexity: O(`width` · `height`), the larger of both sizes.
  /// - Precondition: neither the image nor `size` is empty.
  public func resampled(to size: ImageSize) -> GrayImage {
    if self.size == size { return self }
    guard AreaReduction.fits(from: self.size, to: size) else {
      return GrayImage(
        width: size.width, height: size.height, pixels: areaResampled(pixels, channels: 1, from: self.size, to: size))
    }
    let reduction = AreaReduction()
    let reduced = [UInt8](unsafeUninitializedCapacity: size.area) { target, count in
      withView { view in
        guard let start = target.baseAddress else { return }
        reduction.reduce(view, to: size, target: start, stride: size.width)
        count = size.area
      }
    }
    return GrayImage(width: size.width, height: size.height, pixels: reduced)
  }
}

extension ColorImage {
  /// The image at another size, channel by channel, in the image's own encoding.
  ///
  /// - Complexity: O(`width` · `height`), the larger of both sizes.
  /// - Precondition: neither the image nor `size` is empty.
  public func resampled(to size: ImageSize) -> ColorImage {
    ColorImage(
      width: size.width, height: size.height, pixels: areaResampled(pixels, channels: 3, from: self.size, to: size))
  }
}

/// Resamples rows of interleaved channels: first along x, then along y, each source row read once.
private func areaResampled(_ source: [UInt8], channels: Int, from: ImageSize, to: ImageSize) -> [UInt8] {
  precondition(from.area > 0 && to.area > 0, "cannot resample \(from) to \(to)")
  if from == to { return source }
  let columns = AreaWeights(from: from.width, to: to.width)
  let rows = AreaWeights(from: from.height, to: to.height)
  let rowLength = to.width * channels

  /// One source row at the target's width.
  func resampleRow(_ y: Int, into row: inout [Float]) {
    source.withUnsafeBufferPointer { source in
      let start = y * from.width * channels
      for x in 0..<to.width {
        let span = columns.span(x)
        for channel in 0..<channels {
          var sum: Float = 0
          for tap in 0..<span.count {
            sum += span.weight(tap) * Float(source[start + (span.first + tap) * channels + channel])
          }
          row[x * channels + channel] = sum
        }
      }
    }
  }

  var result = [UInt8](repeating: 0, count: rowLength * to.height)
  // Neighbouring target rows share at most two source rows, which are kept.
  var kept: [(y: Int, row: [Float])] = []
  var sums = [Float](repeating: 0, count: rowLength)
  for y in 0..<to.height {
    let span = rows.span(y)
    kept.removeAll { $0.y < span.first }
    for index in sums.indices { sums[index] = 0 }
    for tap in 0..<span.count {
      let sourceY = span.first + tap
      let row: [Float]
      if let known = kept.first(where: { $0.y == sourceY }) {
        row = known.row
      } else {
        var fresh = [Float](repeating: 0, count: rowLength)
        resampleRow(sourceY, into: &fresh)
        row = fresh
        if tap >= span.count - 2 { kept.append((sourceY, fresh)) }
      }
      let weight = span.weight(tap)
      for index in sums.indices { sums[index] += weight * row[index] }
    }
    for index in sums.indices { result[y * rowLength + index] = UInt8(min(max(sums[index] + 0.5, 0), 255)) }
  }
  return result
}
