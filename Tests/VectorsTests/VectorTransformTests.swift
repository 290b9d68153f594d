import Options
import TestSupport
import Testing

@testable import Vectors

@Suite("What is done to vectors") struct VectorTransformTests {
  /// Numbers that have more and less to say, and are correlated.
  private func background(_ count: Int, views: Int = 1, seed: UInt64) -> VectorSet {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<count * views).flatMap { _ in
      let one = Float.random(in: -1...1, using: &generator)
      let other = Float.random(in: -1...1, using: &generator)
      let third = Float.random(in: -1...1, using: &generator)
      return [10 * one + 3, 10 * one + other, 0.1 * third, 0]
    }
    return VectorSet(
      ids: (0..<count).map { "b\($0)" }, views: (0..<views).map { "v\($0)" }, dimension: 4, values: values)
  }

  @Test("whitening leaves components of mean 0 and variance 1 that are uncorrelated", arguments: [1, 2])
  func whitening(views: Int) throws {
    let background = background(400, views: views, seed: 3)
    let whitening = try Whitening(learntFrom: background, components: 3)
    let white = TransformedVectors(background, by: whitening)
    #expect(white.dimension == 3 && white.views == background.views && white.ids == background.ids)
    let values = try white.values(of: 0..<400)
    let count = 400 * views
    for one in 0..<3 {
      let mean = (0..<count).reduce(0) { $0 + Double(values[3 * $1 + one]) } / Double(count)
      #expect(abs(mean) < 1e-3)
      for other in 0...one {
        let product =
          (0..<count).reduce(0) { $0 + Double(values[3 * $1 + one]) * Double(values[3 * $1 + other]) }
          / Double(count - 1)
        #expect(abs(product - (one == other ? 1 : 0)) < 1e-3, "\(one), \(other): \(product)")
      }
    }
    #expect(try white.values(of: 7..<9) == Array(values[7 * 3 * views..<9 * 3 * views]))
  }

  @Test("there are no more components than a background has; what is huge stays finite")
  func flat() throws {
    let whitening = try Whitening(learntFrom: background(50, seed: 4), components: 3)
    let most = Float.greatestFiniteMagnitude
    let huge = whitening.transformed([most, -most, most, most], dimension: 4)
    #expect(huge.allSatisfy { $0.isFinite })
    // The fourth number is always 0; two vectors have one component at most, and equal ones none.
    let same = VectorSet(ids: ["a", "b"], dimension: 2, values: [1, 2, 1, 2])
    let two = VectorSet(ids: ["a", "b"], dimension: 2, values: [1, 2, 2, 1])
    for (background, components, most) in [(background(50, seed: 4), 4, 3), (two, 2, 1), (same, 1, 0)] {
      let error = #expect(throws: OptionsError.self) {
        try Whitening(learntFrom: background, components: components)
      }
      #expect(error?.description.contains("at most \(most)") == true, "\(error as Any)")
    }
    #expect(try Whitening(learntFrom: two, components: 1).transformed([1.5, 1.5], dimension: 2) == [0])
  }

  @Test("whitening needs two vectors and as many numbers")
  func refused() {
    for (count, components) in [(1, 2), (0, 1), (50, 5), (50, 0)] {
      let error = #expect(throws: OptionsError.self) {
        try Whitening(learntFrom: background(count, seed: 5), components: components)
      }
      #expect(error?.field == "NeighborOptions.whiten")
    }
  }

  @Test("lengths become 1, those of zeros stay, the largest and smallest numbers included")
  func lengths() {
    let (most, least) = (Float.greatestFiniteMagnitude, Float.leastNonzeroMagnitude)
    let values = LengthNormalization().transformed([3, 4, 0, 0, most, 0, least, 0], dimension: 2)
    #expect(values == [0.6, 0.8, 0, 0, 1, 0, 1, 0])
    #expect(LengthNormalization().transformed([], dimension: 0) == [])
  }

  @Test("the mean of the first of a background is what queries have in common with others")
  func backgroundSimilarity() async throws {
    let background = VectorSet(ids: ["a", "b", "c"], dimension: 1, values: [1, 3, 9])
    let queries = VectorSet(ids: ["q", "p"], dimension: 1, values: [1, -1])
    let first = try BackgroundSimilarity(background, depth: 2, metric: .innerProduct)
    #expect(try await first.means(of: queries, threads: 1) == [6, -2])
    let all = try BackgroundSimilarity(background, depth: 20, metric: .innerProduct)
    #expect(try await all.means(of: queries, threads: 2) == [13.0 / 3, -13.0 / 3])
    let none = VectorSet(ids: [], dimension: 1, values: [])
    #expect(throws: OptionsError.self) { try BackgroundSimilarity(none, depth: 2, metric: .euclidean) }
  }
}
