import TestSupport
import Testing

@testable import LocalIndex

@Suite("NearestPostings") struct NearestPostingsTests {
  @Test(
    "of the photos of the least Hamming distances those of the least distances are kept, whenever it settles",
    arguments: 1...40 as ClosedRange<UInt64>)
  func nearest(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let depth = Int.random(in: 1...6, using: &generator)
    let shortlistCount = depth + Int.random(in: 0...6, using: &generator)
    let photoCount = Int.random(in: 1...30, using: &generator)
    let all = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
      (
        photo: Int.random(in: 0..<photoCount, using: &generator), hamming: UInt32.random(in: 0...40, using: &generator),
        sum: UInt16.random(in: 0...300, using: &generator)
      )
    }
    var nearest = NearestPostings(depth: depth, shortlistCount: shortlistCount, farthest: 40)
    for _ in 0..<2 {
      nearest.removeAll()
      for posting in all where posting.hamming <= nearest.bound {
        nearest.add(
          photo: posting.photo, hammingDistance: posting.hamming, marginSum: posting.sum, pose: Pose(angle: 1, scale: 2)
        )
        if Bool.random(using: &generator) { nearest.settle() }
      }
      var best: [Int: SIMD2<Int>] = [:]
      for posting in all {
        let found = SIMD2(Int(posting.hamming), (Int(posting.sum) + 8) / 16)
        if let known = best[posting.photo], (known.x, known.y) <= (found.x, found.y) { continue }
        best[posting.photo] = found
      }
      let shortlist = best.sorted { ($0.value.x, $0.key) < ($1.value.x, $1.key) }.prefix(shortlistCount)
      let expected = shortlist.sorted { ($0.value.y, $0.key) < ($1.value.y, $1.key) }.prefix(depth)
      let found = nearest.neighbors()
      #expect(found.map(\.photo) == expected.map(\.key), "seed \(seed)")
      #expect(found.map { Int($0.distance) } == expected.map(\.value.y), "seed \(seed)")
    }
  }

  @Test("tells the pose of the nearest posting; the largest numbers fit")
  func pose() {
    var nearest = NearestPostings(depth: 2, shortlistCount: 2, farthest: 128)
    let photo = Int(UInt32.max)
    nearest.add(photo: photo, hammingDistance: 128, marginSum: 0, pose: Pose(angle: 3, scale: 4))
    nearest.add(photo: photo, hammingDistance: 127, marginSum: 128 * 255, pose: Pose(angle: 255, scale: 254))
    nearest.add(photo: 0, hammingDistance: 0, marginSum: .max, pose: Pose(angle: 0, scale: 0))
    let found = nearest.neighbors()
    #expect(found.map(\.photo) == [0, photo] && found.map(\.distance) == [255, 255])
    #expect(found.map(\.pose) == [Pose(angle: 0, scale: 0), Pose(angle: 255, scale: 254)])
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
