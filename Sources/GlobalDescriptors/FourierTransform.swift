import Foundation

/// A complex number: real part, imaginary part.
typealias Complex = SIMD2<Double>

/// The discrete Fourier transform of square planes: X(u, v) = Σ x(j, k) · exp(−2πi (u j + v k) / n).
///
/// By Cooley and Tukey's mixed radix [1], which divides n by its prime factors. Sums are in a fixed order.
/// - Complexity: O(n² · sum of the prime factors of n) for a plane of n × n.
///
/// [1] Cooley & Tukey, "An algorithm for the machine calculation of complex Fourier series", Math. Comp. 1965.
struct FourierTransform: Sendable {
  let side: Int
  /// Prime factors of `side`.
  private let factors: [Int]
  /// exp(−2πi k / side).
  private let roots: [Complex]

  init(side: Int) {
    precondition(side >= 1, "no plane has a side of \(side)")
    self.side = side
    var (factors, rest, divisor) = ([Int](), side, 2)
    while rest > 1 {
      while rest % divisor == 0 {
        factors.append(divisor)
        rest /= divisor
      }
      divisor += 1
    }
    self.factors = factors
    roots = (0..<side).map {
      let angle = -2 * Double.pi * Double($0) / Double(side)
      return Complex(cos(angle), sin(angle))
    }
  }

  /// Transforms a plane, rows of `side` numbers, in place.
  func transform(_ plane: inout [Complex]) {
    precondition(plane.count == side * side, "\(plane.count) numbers are no plane of \(side) × \(side)")
    plane.withUnsafeMutableBufferPointer { plane in
      withUnsafeTemporaryAllocation(of: Complex.self, capacity: side) { line in
        let (plane, line) = (plane.baseAddress!, line.baseAddress!)
        for (start, step) in (0..<side).map({ ($0 * side, 1) }) + (0..<side).map({ ($0, side) }) {
          transform(plane + start, step: step, into: line, count: side, factor: 0)
          for index in 0..<side { plane[start + index * step] = line[index] }
        }
      }
    }
  }

  /// Transforms a plane back, but for the factor 1 / `side`².
  func transformBack(_ plane: inout [Complex]) {
    // Real and imaginary parts exchanged, before and after, turn the one direction into the other.
    for index in plane.indices { plane[index] = plane[index].exchanged }
    transform(&plane)
    for index in plane.indices { plane[index] = plane[index].exchanged }
  }

  /// Transforms `count` numbers that lie `step` apart.
  ///
  /// - Parameter factor: index of the first factor of `count`.
  private func transform(
    _ source: UnsafePointer<Complex>, step: Int, into target: UnsafeMutablePointer<Complex>, count: Int, factor: Int
  ) {
    guard count > 1 else {
      target[0] = source[0]
      return
    }
    let radix = factors[factor]
    let part = count / radix
    for first in 0..<radix {
      transform(
        source + first * step, step: step * radix, into: target + first * part, count: part, factor: factor + 1)
    }
    // exp(−2πi k / count) is the root at k · stride.
    let stride = side / count
    if radix == 2 {
      for index in 0..<part {
        let (even, odd) = (target[index], target[part + index].times(roots[index * stride]))
        target[index] = even + odd
        target[part + index] = even - odd
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Complex.self, capacity: radix) { parts in
      for index in 0..<part {
        for place in 0..<radix { parts[place] = target[place * part + index] }
        for place in 0..<radix {
          let frequency = place * part + index
          var sum = parts[0]
          for other in 1..<radix { sum += parts[other].times(roots[other * frequency % count * stride]) }
          target[frequency] = sum
        }
      }
    }
  }

  /// The frequency that the place `index` of a row or a column stands for, in cycles a side: from −`side` / 2.
  func frequency(at index: Int) -> Double { Double(2 * index < side ? index : index - side) }
}

extension Complex {
  func times(_ other: Complex) -> Complex { Complex(x * other.x - y * other.y, x * other.y + y * other.x) }

  fileprivate var exchanged: Complex { Complex(y, x) }
}
