import Evaluation
import TestSupport
import Testing

@Suite("SpanningForest") struct SpanningForestTests {
  typealias Link = SpanningForest.Link

  @Test("joins what is linked through others, and names the weakest link")
  func chain() throws {
    let forest = SpanningForest(
      of: 7, links: [Link(4, 1, score: 9), Link(1, 2, score: 3), Link(4, 2, score: 5), Link(6, 5, score: 2)])
    #expect(forest.components.map(\.members) == [[1, 2, 4], [5, 6]])
    #expect(forest.components[0].links == [Link(4, 1, score: 9), Link(4, 2, score: 5)])
    #expect(forest.components[0].links.last! == Link(4, 2, score: 5))
    #expect(forest.components[1].links.last!.score == 2)
  }

  @Test("leads each member to the root along the tree")
  func rooted() {
    let forest = SpanningForest(of: 4, links: [Link(0, 1, score: 3), Link(1, 2, score: 2), Link(3, 2, score: 1)])
    #expect(
      forest.components[0].links(from: 3)
        == [2: Link(3, 2, score: 1), 1: Link(2, 1, score: 2), 0: Link(1, 0, score: 3)])
  }

  @Test("nothing linked, nothing there")
  func empty() {
    #expect(SpanningForest(of: 3, links: []).components.isEmpty)
    #expect(SpanningForest(of: 0, links: []).components.isEmpty)
  }

  /// Against components found by repeated relabelling, and against every way of dividing a component by a threshold.
  @Test("components are those of the links, whatever their order", arguments: 1...20 as ClosedRange<UInt64>)
  func againstRelabelling(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = 30
    let links = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      Link(
        Int.random(in: 0..<count, using: &generator), Int.random(in: 0..<count, using: &generator),
        score: Double(Int.random(in: 1...9, using: &generator)))
    }.filter { $0.one != $0.other }
    let forest = SpanningForest(of: count, links: links)
    #expect(forest.components.map(\.members) == components(of: links, count: count), "seed \(seed)")
    #expect(
      SpanningForest(of: count, links: links.shuffled(using: &generator)).components.map(\.members)
        == forest.components.map(\.members), "seed \(seed)")
    for component in forest.components {
      #expect(component.links.count == component.members.count - 1, "seed \(seed)")
      // Above the weakest link, the component falls apart; at it, it doesn't.
      let weakest = component.links.last!.score
      let own = links.filter { component.members.contains($0.one) }
      #expect(self.components(of: own.filter { $0.score >= weakest }, count: count) == [component.members])
      #expect(self.components(of: own.filter { $0.score > weakest }, count: count) != [component.members])
    }
  }

  private func components(of links: [Link], count: Int) -> [[Int]] {
    var labels = Array(0..<count)
    for _ in 0..<count {
      for link in links {
        let label = min(labels[link.one], labels[link.other])
        labels[link.one] = label
        labels[link.other] = label
      }
    }
    return Dictionary(grouping: 0..<count) { labels[$0] }.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }
}
