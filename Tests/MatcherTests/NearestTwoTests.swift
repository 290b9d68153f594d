import Features
import Matcher
import TestSupport
import Testing

@Suite("SearchableDescriptors") struct NearestTwoTests {
  @Test(
    "finds what a plain loop finds", arguments: DescriptorKind.allCases,
    [(0, 5), (5, 0), (1, 1), (7, 2), (33, 17), (64, 300)])
  func exact(kind: DescriptorKind, counts: (queries: Int, references: Int)) {
    var generator = SeededGenerator(seed: 11)
    let queries = randomDescriptors(kind, count: counts.queries, using: &generator)
    let references = randomDescriptors(kind, count: counts.references, using: &generator)
    let found = SearchableDescriptors(references).nearestTwo(of: queries)
    #expect(found.count == counts.queries)
    for (query, nearest) in found.enumerated() {
      let ranked = (0..<references.count).map { (distance(kind, queries[query], references[$0]), $0) }
        .sorted { $0 < $1 }
      #expect(nearest?.index == ranked.first?.1)
      #expect(nearest?.distance == ranked.first?.0)
      #expect(nearest?.secondDistance == ranked.dropFirst().first?.0)
    }
  }

  @Test(
    "tells the nearest distances alone, in a buffer that grows and is reused", arguments: DescriptorKind.allCases)
  func distances(kind: DescriptorKind) {
    var generator = SeededGenerator(seed: 12)
    var found: [UInt32] = []
    for (queryCount, count) in [(5, 9), (40, 33), (3, 1), (0, 4), (17, 100)] {
      let queries = randomDescriptors(kind, count: queryCount, using: &generator)
      let references = randomDescriptors(kind, count: count, using: &generator)
      let set = SearchableDescriptors(references)
      set.findNearestDistances(of: queries, into: &found)
      #expect(found.count >= queryCount)
      let expected = set.nearestTwo(of: queries).compactMap { $0?.distance }
      #expect(Array(found.prefix(queryCount)) == expected, "\(queryCount) in \(count)")
    }
    #expect(found.count == 40, "it never shrinks")
  }

  @Test("stops the process where there is nothing to be near to")
  func noDistances() async {
    await #expect(processExitsWith: .failure) {
      var found: [UInt32] = []
      let set = SearchableDescriptors(Descriptors(kind: .binary256))
      set.findNearestDistances(of: randomFeatures(.binary256, count: 2, seed: 1).descriptors, into: &found)
    }
  }
}

/// The distance by which descriptors of a kind are compared, by a plain loop.
func distance(_ kind: DescriptorKind, _ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> UInt32 {
  zip(a, b).reduce(0) { sum, pair in
    let difference = Int(pair.0) - Int(pair.1)
    return sum
      + UInt32(kind == .binary256 ? (pair.0 ^ pair.1).nonzeroBitCount : difference * difference)
  }
}
