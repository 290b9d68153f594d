import Features
import TestSupport
import Testing

@testable import Matcher

@Suite("BackgroundNeighbors") struct BackgroundNeighborsTests {
  @Test(
    "agrees with Distinctiveness over the same photos", arguments: DescriptorKind.allCases, 1...5 as ClosedRange<UInt64>
  )
  func equalsDistinctiveness(kind: DescriptorKind, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let query = randomDescriptors(kind, count: 40, using: &generator)
    // Photos that have about a third of the query's descriptors, each a little altered.
    func photo() -> Descriptors {
      var photo = randomDescriptors(kind, count: 10, using: &generator)
      for index in 0..<query.count where Int.random(in: 0..<3, using: &generator) == 0 {
        var row = Array(query[index])
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
          row[Int.random(in: row.indices, using: &generator)] ^= 1
        }
        photo.append(Descriptors(kind: kind, bytes: row))
      }
      return photo
    }
    let photos = (0..<6).map { _ in photo() } + [Descriptors(kind: kind)]
    let searchable = photos.map(SearchableDescriptors.init)
    let neighbors = BackgroundNeighbors(of: query, in: searchable)
    let others = BackgroundNeighbors(of: query, in: searchable) { $0 == 0 }
    let workspace = MatchingWorkspace()
    var distinctiveness = Distinctiveness(kind: kind, queryCount: query.count)
    var matches: [[Match]] = []
    for (index, photo) in searchable.enumerated() {
      matches.append(try matchDescriptors(of: query, in: photo, workspace: workspace).matches)
      distinctiveness.note(workspace, reference: index)
    }
    var shares: Set<Double> = []
    for index in photos.indices {
      let share = distinctiveness.share(of: matches[index], in: index)
      #expect(neighbors.share(of: matches[index], in: index) == share, "seed \(seed)")
      shares.insert(share)
      if index > 0 {
        #expect(
          others.share(of: matches[index], in: index)
            == distinctiveness.share(of: matches[index], in: index) { $0 != 0 }, "seed \(seed)")
      }
    }
    #expect(shares.count > 2, "seed \(seed)")
  }

  @Test("an empty background shares nothing")
  func empty() {
    var generator = SeededGenerator(seed: 1)
    let query = randomDescriptors(.binary256, count: 3, using: &generator)
    let match = Match(queryIndex: 1, referenceIndex: 0, distance: 9, ratio: 0.5)
    #expect(BackgroundNeighbors(of: query, in: []).share(of: [match], in: nil) == 1)
    #expect(BackgroundNeighbors(of: query, in: []).share(of: [], in: 0) == 1)
  }
}
