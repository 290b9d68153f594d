import TestSupport
import Testing

@testable import Features

@Suite("sharedOut") struct LevelBudgetTests {
  @Test("shares in equal parts, what doesn't divide goes to the finest")
  func equal() {
    #expect(sharedOut(budget: 60, available: [100, 100, 100], weights: [1, 1, 1]) == [20, 20, 20])
    #expect(sharedOut(budget: 61, available: [100, 100, 100], weights: [1, 1, 1]) == [21, 20, 20])
  }

  @Test("shares by weight")
  func weighted() {
    #expect(sharedOut(budget: 60, available: [100, 100, 100], weights: [3, 2, 1]) == [30, 20, 10])
    // The second can't use its 20; the other two share what is left as 3 to 1.
    #expect(sharedOut(budget: 60, available: [100, 4, 100], weights: [3, 2, 1]) == [42, 4, 14])
  }

  @Test("what a level can't use goes to the others")
  func redistribution() {
    #expect(sharedOut(budget: 60, available: [100, 5, 100], weights: [1, 1, 1]) == [28, 5, 27])
    #expect(sharedOut(budget: 60, available: [0, 100, 0], weights: [1, 1, 1]) == [0, 60, 0])
    #expect(sharedOut(budget: 60, available: [10, 10, 10], weights: [1, 1, 1]) == [10, 10, 10])
  }

  @Test(
    "grants exactly the budget, or all there is, and never more than a level has",
    arguments: 1...50 as ClosedRange<UInt64>)
  func invariants(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let levels = Int.random(in: 1...8, using: &generator)
    let available = (0..<levels).map { _ in Int.random(in: 0...200, using: &generator) }
    let budget = Int.random(in: 0...800, using: &generator)
    let weights = (0..<levels).map { _ in Double.random(in: 0.1...10, using: &generator) }
    let granted = sharedOut(budget: budget, available: available, weights: weights)
    #expect(granted.reduce(0, +) == min(budget, available.reduce(0, +)), "seed \(seed)")
    #expect(zip(granted, available).allSatisfy { (0...$1).contains($0) }, "seed \(seed)")
  }
}
