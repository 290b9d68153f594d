import TestSupport
import Testing

@testable import LocalIndex

@Suite("NearestPostings") struct NearestPostingsTests {
  @Test(
    "keeps the nearest posting of each of the nearest photos, whenever it settles",
    arguments: 1...40 as ClosedRange<UInt64>)
  func nearest(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let depth = Int.random(in: 1...6, using: &generator)
    let photoCount = Int.random(in: 1...30, using: &generator)
    let all = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
      (photo: Int.random(in: 0..<photoCount, using: &generator), distance: UInt32.random(in: 0...40, using: &generator))
    }
    var nearest = NearestPostings(depth: depth, farthest: 40)
    for _ in 0..<2 {
      nearest.removeAll()
      for posting in all where posting.distance <= nearest.bound {
        nearest.add(photo: posting.photo, distance: posting.distance, pose: Pose(angle: 1, scale: 2))
        if Bool.random(using: &generator) { nearest.settle() }
      }
      var best: [Int: UInt32] = [:]
      for posting in all { best[posting.photo] = min(best[posting.photo] ?? .max, posting.distance) }
      let expected = best.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(depth)
      let found = nearest.neighbors()
      #expect(found.map(\.photo) == expected.map(\.key), "seed \(seed)")
      #expect(found.map(\.distance) == expected.map(\.value), "seed \(seed)")
    }
  }

  @Test("tells the pose of the nearest posting")
  func pose() {
    var nearest = NearestPostings(depth: 2, farthest: 128)
    nearest.add(photo: 4_000_000_000, distance: 9, pose: Pose(angle: 3, scale: 4))
    nearest.add(photo: 4_000_000_000, distance: 8, pose: Pose(angle: 255, scale: 254))
    let found = nearest.neighbors()
    #expect(found.count == 1 && found[0].photo == 4_000_000_000)
    #expect(found[0].pose == Pose(angle: 255, scale: 254))
  }
}

@Suite("PoseVotes") struct PoseVotesTests {
  @Test("votes of one turn and scale count for more than as many of any")
  func consistent() {
    var generator = SeededGenerator(seed: 6)
    var votes = PoseVotes(referenceCount: 3)
    for _ in 0..<20 {
      let pose = Pose(angle: .random(in: 0...255, using: &generator), scale: .random(in: 40...200, using: &generator))
      // A quarter turn, twice the size; and anything.
      votes.add(0.5, for: 1, query: pose, reference: Pose(angle: pose.angle &+ 64, scale: pose.scale + 16))
      votes.add(
        0.5, for: 2, query: pose,
        reference: Pose(angle: .random(in: 0...255, using: &generator), scale: .random(in: 40...200, using: &generator))
      )
    }
    let weighed = votes.weighed(atLeast: 3)
    #expect(weighed[0] == 0)
    #expect(abs(weighed[1] - 10) < 1e-9, "√(10 · 10)")
    #expect(weighed[2] < 6)
    #expect(votes.weighed(atLeast: 1) == [0, weighed[1], 0], "of equal votes, the lower number")
  }

  @Test("a pose is told by two bytes")
  func pose() {
    func pose(_ angle: Float, _ size: Float) -> Pose { Pose(of: .init(x: 0, y: 0, size: size, angle: angle)) }
    #expect(pose(0, 1) == Pose(angle: 0, scale: 64))
    #expect(pose(90, 2) == Pose(angle: 64, scale: 80))
    #expect(pose(359.9, 0).angle == 0 && pose(-1, .infinity) == Pose(angle: 0, scale: 255))
  }
}
