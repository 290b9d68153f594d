/// Things that belong together, as far as pairs of them are known to: the connected components of a graph, each held
/// together by the best of its links.
///
/// The links of a component are those of a maximum spanning tree (Kruskal, "On the shortest spanning subtree of a graph",
/// 1956): of all ways from one of its members to another, that along the tree has the best weakest link. A threshold above
/// the weakest link of the tree divides the component.
public struct SpanningForest: Sendable, Hashable {
  /// Two that belong together, and how certainly.
  public struct Link: Sendable, Hashable {
    public let one: Int
    public let other: Int
    public let score: Double

    public init(_ one: Int, _ other: Int, score: Double) {
      self.one = one
      self.other = other
      self.score = score
    }
  }

  /// Two or more that are linked, directly or through others.
  public struct Component: Sendable, Hashable {
    /// By rising index.
    public let members: [Int]
    /// One fewer than there are members, best first: without the last, there would be two components.
    public let links: [Link]

    /// The link by which each member but `root` hangs, on the way to it: of each, the member that is nearer to `root` comes
    /// first.
    ///
    /// - Precondition: `root` is one of the members.
    /// - Complexity: O(members).
    public func links(from root: Int) -> [Int: Link] {
      precondition(members.contains(root), "\(root) is no member")
      var neighbors: [Int: [Link]] = [:]
      for link in links {
        neighbors[link.one, default: []].append(link)
        neighbors[link.other, default: []].append(Link(link.other, link.one, score: link.score))
      }
      var found: [Int: Link] = [:]
      var reached = [root]
      while let member = reached.popLast() {
        for link in neighbors[member] ?? [] where link.other != root && found[link.other] == nil {
          found[link.other] = link
          reached.append(link.other)
        }
      }
      return found
    }
  }

  /// Components of two or more, by their first members.
  public let components: [Component]

  /// - Parameters:
  ///   - count: how many things there are; those that nothing is linked to are left out.
  ///   - links: between indices below `count`; one may be there several times. Equal scores: those of lower indices first.
  /// - Complexity: O(`count` + links · log links).
  public init(of count: Int, links: some Sequence<Link>) {
    let ordered = links.sorted {
      $0.score != $1.score
        ? $0.score > $1.score
        : (min($0.one, $0.other), max($0.one, $0.other)) < (min($1.one, $1.other), max($1.one, $1.other))
    }
    var sets = DisjointSets(count: count)
    let tree = ordered.filter { sets.unite($0.one, $0.other) }
    var members: [Int: [Int]] = [:]
    for link in tree {
      for index in [link.one, link.other] where members[sets.representative(of: index)] == nil {
        members[sets.representative(of: index)] = []
      }
    }
    for index in 0..<count { members[sets.representative(of: index)]?.append(index) }
    let links = Dictionary(grouping: tree) { sets.representative(of: $0.one) }
    components = members.map { Component(members: $1, links: links[$0] ?? []) }.sorted { $0.members[0] < $1.members[0] }
  }
}

/// Sets without a member in common that are united step by step.
///
/// Union by size with path halving: Tarjan & van Leeuwen, "Worst-case analysis of set union algorithms", JACM 1984.
struct DisjointSets {
  private var parents: [Int]
  private var sizes: [Int]

  /// Each of `0..<count` in a set of its own.
  init(count: Int) {
    parents = Array(0..<count)
    sizes = [Int](repeating: 1, count: count)
  }

  /// The one member that stands for the set of `index`.
  ///
  /// - Complexity: almost O(1) in the mean.
  mutating func representative(of index: Int) -> Int {
    var index = index
    while parents[index] != index {
      parents[index] = parents[parents[index]]
      index = parents[index]
    }
    return index
  }

  /// Makes one set of the sets of both; false where they are in one already.
  mutating func unite(_ one: Int, _ other: Int) -> Bool {
    var (large, small) = (representative(of: one), representative(of: other))
    guard large != small else { return false }
    if sizes[large] < sizes[small] { swap(&large, &small) }
    parents[small] = large
    sizes[large] += sizes[small]
    return true
  }
}
