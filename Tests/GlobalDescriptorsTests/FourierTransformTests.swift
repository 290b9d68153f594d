import Foundation
import TestSupport
import Testing

@testable import GlobalDescriptors

@Suite("FourierTransform") struct FourierTransformTests {
  private func randomPlane(_ side: Int) -> [Complex] {
    var generator = SeededGenerator(seed: UInt64(side))
    return (0..<side * side).map { _ in
      Complex(.random(in: -1...1, using: &generator), .random(in: -1...1, using: &generator))
    }
  }

  @Test("is the sum by definition", arguments: [1, 2, 3, 4, 5, 8, 12, 14, 21])
  func definition(side: Int) {
    let plane = randomPlane(side)
    var spectrum = plane
    FourierTransform(side: side).transform(&spectrum)
    for v in 0..<side {
      for u in 0..<side {
        var sum = Complex.zero
        for y in 0..<side {
          for x in 0..<side {
            let angle = -2 * Double.pi * Double(u * x + v * y) / Double(side)
            sum += plane[y * side + x].times(Complex(cos(angle), sin(angle)))
          }
        }
        let difference = sum - spectrum[v * side + u]
        #expect((difference * difference).sum() < 1e-18, "at (\(u), \(v)) of \(side)")
      }
    }
  }

  @Test("and back gives what was there, times the numbers of the plane", arguments: [1, 6, 32, 42])
  func inverse(side: Int) {
    let plane = randomPlane(side)
    var back = plane
    let transform = FourierTransform(side: side)
    transform.transform(&back)
    transform.transformBack(&back)
    for (one, other) in zip(plane, back) {
      let difference = one - other / Double(side * side)
      #expect((difference * difference).sum() < 1e-24)
    }
  }

  @Test("places stand for frequencies from minus a half of the side")
  func frequencies() {
    let (even, odd) = (FourierTransform(side: 4), FourierTransform(side: 5))
    #expect((0..<4).map(even.frequency) == [0, 1, -2, -1])
    #expect((0..<5).map(odd.frequency) == [0, 1, 2, -2, -1])
  }
}
