import Features
import Foundation
import TestSupport
import Testing

@testable import Recall

@Suite("Votes") struct VotesTests {
  /// The counts that the doc comment's formula gives, written out again.
  func expected(
    _ kind: DescriptorKind, _ neighbors: [[(photo: Int, distance: UInt32)]], referenceCount: Int
  ) -> [Double] {
    var counts = [Double](repeating: 0, count: referenceCount)
    for neighbors in neighbors where neighbors.count > 1 {
      let distances = neighbors.map { kind == .histogram128 ? sqrt(Double($0.distance)) : Double($0.distance) }
      let weights = distances.dropLast().map { distances.last! == 0 ? 1 : pow(1 - $0 / distances.last!, 3) }
      guard let greatest = weights.max(), greatest > 0 else { continue }
      let divisor = sqrt(weights.reduce(0, +) / greatest)
      for (neighbor, weight) in zip(neighbors, weights) { counts[neighbor.photo] += weight / divisor }
    }
    return counts
  }

  func votes(
    _ kind: DescriptorKind, _ neighbors: [[(photo: Int, distance: UInt32)]], referenceCount: Int
  ) -> [Double] {
    var votes = Votes(kind: kind, referenceCount: referenceCount)
    for neighbors in neighbors { votes.add(neighbors) }
    return votes.counts
  }

  @Test("weigh as the formula says", arguments: DescriptorKind.allCases, 1...10 as ClosedRange<UInt64>)
  func formula(kind: DescriptorKind, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let neighbors = (0..<30).map { _ in
      let count = Int.random(in: 2...21, using: &generator)
      let distances = (0..<count).map { _ in UInt32.random(in: 0...90, using: &generator) }.sorted()
      return zip((0..<25).shuffled(using: &generator), distances).map { (photo: $0, distance: $1) }
    }
    let (found, truth) = (
      votes(kind, neighbors, referenceCount: 25), expected(kind, neighbors, referenceCount: 25)
    )
    for (found, truth) in zip(found, truth) {
      #expect(abs(found - truth) <= 1e-9 * max(1, truth), "seed \(seed)")
    }
  }

  @Test(
    "by hand: half as near as the last one, squared where distances are squares", arguments: DescriptorKind.allCases)
  func byHand(kind: DescriptorKind) {
    let (half, whole): (UInt32, UInt32) = kind == .histogram128 ? (100, 400) : (10, 20)
    #expect(votes(kind, [[(0, half), (1, whole)]], referenceCount: 2) == [0.125, 0])
    // Two of one weight: each 1 / √2 of it.
    let shared = votes(kind, [[(0, half), (2, half), (1, whole)]], referenceCount: 3)
    #expect(abs(shared[0] - 0.125 / 2.0.squareRoot()) < 1e-12 && shared[0] == shared[2] && shared[1] == 0)
  }

  @Test("exact duplicates all get votes, also where there is nothing else", arguments: DescriptorKind.allCases, 1...21)
  func duplicates(kind: DescriptorKind, copies: Int) {
    let equal = (0..<copies).map { (photo: $0, distance: UInt32(0)) }
    // Of 21 the last is only measured by, as one beyond 20 has to be.
    let voted = copies == 1 ? 1 : copies - 1
    let alone = votes(kind, [equal], referenceCount: 30)
    #expect(alone[..<voted].allSatisfy { $0 > 0 && $0 == alone[0] })
    #expect(alone[voted...].allSatisfy { $0 == 0 })
    guard copies <= Votes.photos else { return }
    let beside = votes(kind, [equal + [(29, 50)]], referenceCount: 30)
    #expect(beside[..<copies].allSatisfy { abs($0 - 1 / Double(copies).squareRoot()) < 1e-12 })
    #expect(beside[copies...].allSatisfy { $0 == 0 })
  }

  @Test("what all photos share gets none", arguments: DescriptorKind.allCases)
  func shared(kind: DescriptorKind) {
    let all = (0..<21).map { (photo: $0, distance: UInt32(17)) }
    #expect(votes(kind, [all, all], referenceCount: 21) == [Double](repeating: 0, count: 21))
  }

  @Test("a photo that is alone with a descriptor gets its whole vote, and none get nothing")
  func few() {
    #expect(votes(.binary256, [[(1, 200)], []], referenceCount: 3) == [0, 1, 0])
  }

  @Test("most votes come first, equal ones in the order of the references, those of the better view; to a thousandth")
  func mostVoted() {
    func votes(_ photos: [Int]) -> [Double] {
      var votes = Votes(kind: .binary256, referenceCount: 6)
      for photo in photos { votes.add([(photo, 9)]) }
      return votes.counts
    }
    let (plain, mirrored) = (votes([4, 4, 2, 1, 1, 1]), votes([4, 2, 2, 0]))
    func named(_ limit: Int, without itself: Int? = nil) -> [[Double]] {
      Recall.mostVoted([plain, mirrored], referenceCount: 6, limit: limit, without: itself).map {
        [Double($0.reference), $0.score!]
      }
    }
    #expect(named(5) == [[1, 3], [2, 2], [4, 2], [0, 1]])
    #expect(named(2) == [[1, 3], [2, 2]])
    #expect(named(6) == [[1, 3], [2, 2], [4, 2], [0, 1], [3, 0], [5, 0]], "no more than the limit: all")
    #expect(named(5, without: 1) == [[2, 2], [4, 2], [0, 1], [3, 0], [5, 0]], "five others")
    #expect(named(4, without: 1) == [[2, 2], [4, 2], [0, 1]])

    var fine = Votes(kind: .binary256, referenceCount: 3)
    // 0.125 and, four times over, what is less than half a thousandth.
    fine.add([(1, 10), (0, 20)])
    fine.add([(2, 10), (0, 20)])
    fine.add([(2, 299), (0, 310)])
    let rounded = Recall.mostVoted([fine.counts], referenceCount: 3, limit: 2, without: nil)
    #expect(rounded.map(\.reference) == [1, 2] && rounded.map(\.score) == [0.125, 0.125])
  }
}
