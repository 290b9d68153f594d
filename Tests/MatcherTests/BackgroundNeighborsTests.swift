import Features
import Matcher
import TestSupport
import Testing

@Suite("BackgroundNeighbors") struct BackgroundNeighborsTests {
  @Test(
    "are those that a plain search finds, whichever photo is left out", arguments: DescriptorKind.allCases,
    1...5 as ClosedRange<UInt64>)
  func equalsSearch(kind: DescriptorKind, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let query = randomDescriptors(kind, count: 40, using: &generator)
    // Photos that have about a third of the query's descriptors, each a little altered, some of them alike.
    func photo() -> Descriptors {
      var photo = randomDescriptors(kind, count: 10, using: &generator)
      for index in 0..<query.count where Int.random(in: 0..<3, using: &generator) == 0 {
        var row = Array(query[index])
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
          row[Int.random(in: row.indices, using: &generator)] ^= 1
        }
        photo.append(Descriptors(kind: kind, bytes: row))
      }
      return photo
    }
    var photos = (0..<6).map { (id: "p\($0)", descriptors: photo()) }
    photos.insert((id: "empty", descriptors: Descriptors(kind: kind)), at: Int.random(in: 0...6, using: &generator))
    let neighbors = BackgroundNeighbors(
      of: query, in: photos.map { (id: $0.id, descriptors: SearchableDescriptors($0.descriptors)) })
    for name in photos.map(\.id) + ["nobody"] {
      for index in 0..<query.count {
        let expected = photos.filter { $0.id != name }.flatMap { photo in
          (0..<photo.descriptors.count).map { distance(kind, query[index], photo.descriptors[$0]) }
        }.min()
        #expect(neighbors.distance(of: index, leavingOut: name) == expected, "seed \(seed), without \(name)")
      }
    }
  }

  @Test("an empty background, and one of the photo alone that is left out, has none")
  func empty() {
    var generator = SeededGenerator(seed: 1)
    let query = randomDescriptors(.binary256, count: 3, using: &generator)
    let nothing = SearchableDescriptors(Descriptors(kind: .binary256))
    #expect(BackgroundNeighbors(of: query, in: []).distance(of: 1, leavingOut: "a") == nil)
    let blank = BackgroundNeighbors(of: query, in: [(id: "b", descriptors: nothing)])
    #expect(blank.distance(of: 1, leavingOut: "a") == nil)
    let itself = BackgroundNeighbors(of: query, in: [(id: "a", descriptors: SearchableDescriptors(query))])
    #expect(itself.distance(of: 1, leavingOut: "a") == nil)
    #expect(itself.distance(of: 1, leavingOut: "b") == 0)
  }
}
