import Foundation

/// GIST's energies by definition: every filter as a sum over the pixels around, without a fast transform.
struct SlowGIST {
  let side: Int
  let orientations: [Int]

  func energies(of channels: [[Double]]) -> [Double] {
    var result: [Double] = []
    for channel in normalized(channels) {
      for (scale, count) in orientations.enumerated() {
        for orientation in 0..<count {
          let kernel = kernel(side: side) { x, y in
            let center = 0.3 / pow(1.85, Double(scale))
            let frequency = (x * x + y * y).squareRoot() / Double(side)
            var angle = atan2(y, x) + .pi * Double(orientation) / Double(count)
            if angle > .pi { angle -= 2 * .pi }
            let bandwidth = 16 * Double(count * count) / 1024
            return exp(-10 * 0.35 * pow(frequency / center - 1, 2) - 2 * bandwidth * .pi * angle * angle)
          }
          let response = convolved(channel, by: kernel, side: side)
          for column in 0..<4 {
            for row in 0..<4 {
              var sum = 0.0
              for y in row * side / 4..<(row + 1) * side / 4 {
                for x in column * side / 4..<(column + 1) * side / 4 {
                  sum += hypot(response.real[y * side + x], response.imaginary[y * side + x])
                }
              }
              result.append(sum / Double(side * side / 16))
            }
          }
        }
      }
    }
    return result
  }

  private func normalized(_ channels: [[Double]]) -> [[Double]] {
    let wide = side + 10
    let kernel = kernel(side: wide) { exp(-($0 * $0 + $1 * $1) * log(2) / 16) }
    func mirrored(_ place: Int) -> Int { place < 5 ? 4 - place : place < side + 5 ? place - 5 : 2 * side + 4 - place }
    let details = channels.map { channel in
      let wideChannel = (0..<wide * wide).map { index in
        log(1 + channel[mirrored(index / wide) * side + mirrored(index % wide)])
      }
      return zip(wideChannel, convolved(wideChannel, by: kernel, side: wide).real).map { $0 - $1 }
    }
    let squares = (0..<wide * wide).map { index in pow(details.reduce(0) { $0 + $1[index] } / 3, 2) }
    let deviations = convolved(squares, by: kernel, side: wide).real.map { abs($0).squareRoot() }
    return details.map { detail in
      (0..<side * side).map { index in
        let place = (index / side + 5) * wide + index % side + 5
        return detail[place] / (0.2 + deviations[place])
      }
    }
  }

  /// The filter that leaves `gain` of each frequency (in cycles a side), as weights of the pixels around.
  private func kernel(
    side: Int, gain: (_ x: Double, _ y: Double) -> Double
  ) -> (real: [Double], imaginary: [Double]) {
    let frequencies = (0..<side).map { Double(2 * $0 < side ? $0 : $0 - side) }
    let gains = frequencies.map { y in frequencies.map { x in gain(x, y) } }
    var kernel = (
      real: [Double](repeating: 0, count: side * side), imaginary: [Double](repeating: 0, count: side * side)
    )
    for y in 0..<side {
      for x in 0..<side {
        for v in 0..<side {
          for u in 0..<side {
            let angle = 2 * .pi * Double((u * x + v * y) % side) / Double(side)
            kernel.real[y * side + x] += gains[v][u] * cos(angle) / Double(side * side)
            kernel.imaginary[y * side + x] += gains[v][u] * sin(angle) / Double(side * side)
          }
        }
      }
    }
    return kernel
  }

  /// The plane goes on beyond its border with its opposite side, as the discrete transform has it.
  private func convolved(
    _ plane: [Double], by kernel: (real: [Double], imaginary: [Double]), side: Int
  ) -> (real: [Double], imaginary: [Double]) {
    var result = (
      real: [Double](repeating: 0, count: side * side), imaginary: [Double](repeating: 0, count: side * side)
    )
    for y in 0..<side {
      for x in 0..<side {
        for j in 0..<side {
          for i in 0..<side {
            let place = (y - j + side) % side * side + (x - i + side) % side
            result.real[y * side + x] += plane[j * side + i] * kernel.real[place]
            result.imaginary[y * side + x] += plane[j * side + i] * kernel.imaginary[place]
          }
        }
      }
    }
    return result
  }
}
