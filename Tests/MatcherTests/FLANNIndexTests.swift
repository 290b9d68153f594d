import Features
import Matcher
import Options
import TestSupport
import Testing

@Suite("FLANNIndex") struct FLANNIndexTests {
  @Test("finds nearly all that exact search finds of near duplicates", arguments: DescriptorKind.allCases, 1...3)
  func recall(kind: DescriptorKind, seed: Int) throws {
    let sample = NearDuplicates(kind, count: 20_000, queries: 500, seed: UInt64(seed))
    let index = try FLANNIndex(building: sample.set)
    let exact = SearchableDescriptors(sample.set).nearestTwo(of: sample.queries)
    let found = index.nearest(of: sample.queries)
    #expect(exact.map { $0?.index } == sample.truth, "the test's own truth, seed \(seed)")
    #expect(found.allSatisfy { $0.count <= 1 })
    let hits = zip(found, exact).count { $0.first?.index == $1?.index }
    #expect(hits > 475, "\(hits) of 500, seed \(seed)")
    for (found, exact) in zip(found, exact) where found.first?.index == exact?.index {
      #expect(found.first?.distance == exact?.distance)
    }
  }

  @Test("distances are those of the descriptors found, whichever these are", arguments: DescriptorKind.allCases)
  func distances(kind: DescriptorKind) throws {
    var generator = SeededGenerator(seed: 9)
    let set = randomDescriptors(kind, count: 3000, using: &generator)
    let queries = randomDescriptors(kind, count: 200, using: &generator)
    let index = try FLANNIndex(building: set)
    for limit in [1, 7] {
      for (query, neighbors) in index.nearest(limit, of: queries).enumerated() {
        for neighbor in neighbors {
          #expect(neighbor.distance == distance(kind, queries[query], set[neighbor.index]))
        }
      }
    }
  }

  @Test(
    "lists as many as are asked for, nearest first, of equals the lowest index, each once; the shorter list is its beginning",
    arguments: DescriptorKind.allCases, 1...5 as ClosedRange<UInt64>)
  func lists(kind: DescriptorKind, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    // Every descriptor is there several times: equally near ones abound.
    let kinds = randomDescriptors(kind, count: 40, using: &generator)
    let rows = (0..<200).map { _ in Int.random(in: 0..<40, using: &generator) }
    let set = Descriptors(kind: kind, bytes: rows.flatMap { kinds[$0] })
    var queries = Descriptors(kind: kind)
    for index in [3, 17, 39] {
      var row = Array(kinds[index])
      row[5] ^= 1
      queries.append(Descriptors(kind: kind, bytes: row))
    }
    queries.append(randomDescriptors(kind, count: 20, using: &generator))
    let index = try FLANNIndex(building: set)
    let long = index.nearest(25, of: queries, checks: 100_000)
    for (query, neighbors) in long.enumerated() {
      #expect(neighbors.count <= 25 && Set(neighbors.map(\.index)).count == neighbors.count, "seed \(seed)")
      let order = neighbors.map { [Int($0.distance), $0.index] }
      #expect(order == order.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }, "seed \(seed)")
      // So many checks look at all; LSH looks at the buckets that it probes, and all copies are in one.
      let ranked = (0..<set.count).map { [Int(distance(kind, queries[query], set[$0])), $0] }
        .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
      let known = kind == .histogram128 ? 25 : query < 3 ? rows.count { $0 == [3, 17, 39][query] } : 0
      #expect(Array(order.prefix(known)) == Array(ranked.prefix(known)), "seed \(seed), query \(query)")
    }
    for limit in [1, 2, 24] {
      let short = index.nearest(limit, of: queries, checks: 100_000)
      #expect(short == long.map { Array($0.prefix(limit)) }, "seed \(seed), \(limit)")
    }
    #expect(index.nearest(1000, of: queries, checks: 100_000).allSatisfy { $0.count <= 200 })
  }

  @Test("more checks find more: all of them, as exact search does")
  func checks() throws {
    var generator = SeededGenerator(seed: 4)
    let set = randomDescriptors(.histogram128, count: 2000, using: &generator)
    let queries = randomDescriptors(.histogram128, count: 100, using: &generator)
    let index = try FLANNIndex(building: set)
    let exact = SearchableDescriptors(set).nearestTwo(of: queries).map { $0?.distance }
    func hits(_ checks: Int) -> Int {
      zip(index.nearest(of: queries, checks: checks), exact).count { $0.first?.distance == $1 }
    }
    #expect(hits(16) < hits(400))
    #expect(hits(100_000) == 100)
  }

  @Test(
    "equal descriptors, options and seed give equal answers; another seed gives others",
    arguments: DescriptorKind.allCases)
  func determinism(kind: DescriptorKind) throws {
    let sample = NearDuplicates(kind, count: 5000, queries: 300, seed: 7)
    var options = FLANNOptions()
    options.seed = 11
    // What was in memory before must not show.
    let first = try FLANNIndex(building: sample.set, options: options)
    _ = try FLANNIndex(building: randomFeatures(kind, count: 5000, seed: 3).descriptors)
    let second = try FLANNIndex(building: sample.set, options: options)
    // What is near to nothing shows how the index looks for it.
    let far = randomFeatures(kind, count: 300, seed: 4).descriptors
    for queries in [sample.queries, far] {
      #expect(first.nearest(of: queries, checks: 16) == second.nearest(of: queries, checks: 16))
    }
    options.seed = 12
    let other = try FLANNIndex(building: sample.set, options: options)
    #expect(other.nearest(of: far, checks: 16) != first.nearest(of: far, checks: 16))
  }

  @Test("several tasks search and build at once, with the answers of one", arguments: DescriptorKind.allCases)
  func tasks(kind: DescriptorKind) async throws {
    let sample = NearDuplicates(kind, count: 3000, queries: 200, seed: 5)
    let index = try FLANNIndex(building: sample.set)
    let answers = index.nearest(of: sample.queries)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          guard task.isMultiple(of: 4) else { return index.nearest(of: sample.queries) == answers }
          return try FLANNIndex(building: sample.set).nearest(of: sample.queries) == answers
        }
      }
      for try await isEqual in group { #expect(isEqual) }
    }
  }

  @Test("none, one and two descriptors, equal ones", arguments: DescriptorKind.allCases)
  func small(kind: DescriptorKind) throws {
    let queries = randomFeatures(kind, count: 3, seed: 1).descriptors
    let empty = try FLANNIndex(building: Descriptors(kind: kind))
    #expect(empty.nearest(of: queries) == [[], [], []])

    let row = Array(queries[1])
    for count in [1, 2, 100] {
      let set = Descriptors(kind: kind, bytes: (0..<count).flatMap { _ in row })
      let index = try FLANNIndex(building: set)
      #expect(index.count == count)
      let found = index.nearest(of: queries, checks: 1000)
      #expect(found[1].first?.distance == 0)
      // LSH looks at all of a bucket, so the first of them is the nearest.
      if kind == .binary256 || count == 1 { #expect(found[1].first?.index == 0) }
      #expect(index.nearest(of: Descriptors(kind: kind)).isEmpty)
    }
  }

  @Test(
    "options out of range are named",
    arguments: [("trees", 0), ("trees", 65), ("tables", 0), ("keyBits", 7), ("keyBits", 29), ("probeBits", -1)])
  func options(field: String, value: Int) {
    var options = FLANNOptions()
    switch field {
    case "trees": options.trees = value
    case "tables": options.tables = value
    case "keyBits": options.keyBits = value
    default: options.probeBits = value
    }
    let wrong = options
    let error = #expect(throws: OptionsError.self) {
      try FLANNIndex(building: Descriptors(kind: .binary256), options: wrong)
    }
    #expect(error?.field == "FLANNOptions.\(field)")
  }
}
