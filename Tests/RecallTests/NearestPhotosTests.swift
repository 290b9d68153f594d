import TestSupport
import Testing

@testable import Recall

@Suite("NearestPhotos") struct NearestPhotosTests {
  func neighbors(_ nearest: NearestPhotos, of descriptor: Int) -> [[Int]] {
    var found: [(photo: Int, distance: UInt32)] = [(7, 7)]
    nearest.neighbors(of: descriptor, into: &found)
    return found.map { [Int($0.distance), $0.photo] }
  }

  @Test(
    "are those that sorting by distance, then number, finds, at any depth", arguments: 1...60 as ClosedRange<UInt64>)
  func equalsSorting(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let depth = [1, 2, 3, 5, 21, 22].randomElement(using: &generator)!
    let photos = [0, 1, depth - 1, depth, depth + 1, 100].randomElement(using: &generator)!
    let descriptors = Int.random(in: 0...20, using: &generator)
    // Few different distances: most are there many times. The greatest there is among them.
    let kinds = [1, 2, 4, 300].randomElement(using: &generator)!
    var nearest = NearestPhotos(descriptorCount: descriptors, depth: depth)
    var all = [[[Int]]](repeating: [], count: descriptors)
    // Some photos have no descriptors, and are passed over.
    for photo in (0..<photos).map({ 2 * $0 }) {
      let distances = (0..<descriptors).map { _ in UInt32.random(in: 0..<UInt32(kinds), using: &generator) }
      distances.withUnsafeBufferPointer { nearest.add(photo: photo, distances: $0) }
      for descriptor in 0..<descriptors { all[descriptor].append([Int(distances[descriptor]), photo]) }
    }
    for descriptor in 0..<descriptors {
      let expected = all[descriptor].sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }.prefix(depth)
      #expect(neighbors(nearest, of: descriptor) == Array(expected), "seed \(seed), descriptor \(descriptor)")
    }
  }

  @Test("more distances than descriptors may come: what is behind them is another query's")
  func longerBuffer() {
    var nearest = NearestPhotos(descriptorCount: 1, depth: 2)
    [UInt32(5), 1].withUnsafeBufferPointer { nearest.add(photo: 3, distances: $0) }
    #expect(neighbors(nearest, of: 0) == [[5, 3]])
  }

  @Test("have room for the greatest distance and the greatest number of a photo")
  func greatest() {
    var nearest = NearestPhotos(descriptorCount: 1, depth: 2)
    let far: UInt32 = 128 * 255 * 255
    [far].withUnsafeBufferPointer { nearest.add(photo: Int(Int32.max) - 1, distances: $0) }
    [far].withUnsafeBufferPointer { nearest.add(photo: Int(Int32.max), distances: $0) }
    #expect(neighbors(nearest, of: 0) == [[Int(far), Int(Int32.max) - 1], [Int(far), Int(Int32.max)]])
  }
}
