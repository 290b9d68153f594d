import TestSupport
import Testing

@testable import Geometry

@Suite("ProgressiveSampler") struct ProgressiveSamplerTests {
  @Test("draws four different ranks in range", arguments: [4, 5, 6, 30, 500])
  func different(count: Int) {
    var sampler = ProgressiveSampler(count: count, maxIterations: 300, seed: 1)
    for _ in 0..<1000 {
      let sample = sampler.next()
      #expect(Set((0..<4).map { sample[$0] }).count == 4)
      #expect((0..<4).allSatisfy { (0..<count).contains(sample[$0]) })
    }
  }

  @Test("begins with the best and ends with all, once it has drawn what it was to draw")
  func progress() {
    var sampler = ProgressiveSampler(count: 100, maxIterations: 500, seed: 2)
    #expect(sampler.next().max() == 3)
    let early = (0..<20).map { _ in sampler.next().max() }
    #expect(early.allSatisfy { $0 < 60 }, "\(early)")
    for _ in 0..<600 { _ = sampler.next() }
    let late = (0..<2000).map { _ in sampler.next() }
    let last = late.count { $0.max() >= 90 }
    // 1 − C(90, 4) / C(100, 4) = 0.348 of uniform samples have one of the last ten.
    #expect((550...850).contains(last), "\(last)")
  }

  @Test("equal seeds draw alike")
  func seeds() {
    func drawn(_ seed: UInt64) -> [SIMD4<Int>] {
      var sampler = ProgressiveSampler(count: 50, maxIterations: 100, seed: seed)
      return (0..<50).map { _ in sampler.next() }
    }
    #expect(drawn(3) == drawn(3))
    #expect(drawn(3) != drawn(4))
  }
}
