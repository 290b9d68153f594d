import Appearance
import TestSupport
import Testing

@testable import Runs

@Suite("SharedRegions") struct SharedRegionsTests {
  typealias Model = (query: Int, reference: Int, cells: RegionCells)

  static let page = RegionCells(proved: 0xffff, contradicted: 0xffff_0000)

  private func count(_ cells: RegionCells, query: Int = 0, reference: Int = 0, among models: [Model]) -> Int {
    SharedRegions(models).queries(sharing: cells, with: query, on: reference)
  }

  @Test("counts the other queries beyond the first, each once, with the same reference alone")
  func others() {
    var models: [Model] = [(0, 0, Self.page)]
    #expect(count(Self.page, among: models) == 0)
    models += [(0, 0, Self.page), (1, 0, Self.page)]
    #expect(count(Self.page, among: models) == 0, "one other may be a second copy")
    models += [(1, 0, Self.page), (1, 0, RegionCells(proved: 0xfff, contradicted: 0xf_0000))]
    #expect(count(Self.page, among: models) == 0, "a query's models are those of one query")
    models += [(2, 1, Self.page), (3, 0, RegionCells(proved: 0xffff, contradicted: 0))]
    #expect(count(Self.page, among: models) == 0, "another reference, and a copy")
    models += [(4, 0, Self.page), (5, 0, Self.page)]
    #expect(count(Self.page, among: models) == 2)
    #expect(count(Self.page, query: 9, among: models) == 3)
    #expect(count(Self.page, reference: 1, among: models) == 0)
    #expect(count(RegionCells(proved: 0xffff, contradicted: 0), among: models) == 0)
  }

  @Test("is what comparing all with all gives, in whatever order they come", arguments: [1, 2, 3] as [UInt64])
  func plainCount(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func cells() -> RegionCells {
      // Regions of all sizes that overlap often.
      let length = UInt64.random(in: 0...14, using: &generator)
      let place = UInt64.random(in: 0...6, using: &generator)
      let holes = UInt64.random(in: 0...(.max), using: &generator) | .random(in: 0...(.max), using: &generator)
      return RegionCells(
        proved: ((1 << length) - 1) << place & (seed == 1 ? .max : holes),
        contradicted: .random(in: 0...0xff, using: &generator) << 32)
    }
    let models: [Model] = (0..<300).map { _ in
      (Int.random(in: 0..<120, using: &generator), Int.random(in: 0..<4, using: &generator), cells())
    }
    let regions = SharedRegions(models)
    let shuffled = SharedRegions(models.shuffled(using: &generator))
    var positive = 0
    for model in models {
      let sharing = Set(
        models.filter {
          $0.reference == model.reference && $0.query != model.query && $0.cells.isShared(with: model.cells)
        }.map(\.query))
      let expected = min(max(0, sharing.count - 1), SharedRegions.mostQueries - 1)
      for found in [regions, shuffled] {
        #expect(found.queries(sharing: model.cells, with: model.query, on: model.reference) == expected)
      }
      positive += expected > 0 ? 1 : 0
    }
    #expect(positive > 20, "else it says nothing")
  }

  @Test("no more are counted than matter")
  func most() {
    let models: [Model] = (0..<100_000).map { ($0, 0, Self.page) }
    let regions = SharedRegions(models)
    for query in stride(from: 0, to: 100_000, by: 10) {
      #expect(regions.queries(sharing: Self.page, with: query, on: 0) == SharedRegions.mostQueries - 1)
    }
  }
}
