import Evaluation
import Files
import Names

/// The queries that the truth knows, in groups that must not be torn apart: those made from one reference, directly or through
/// others, know of each other.
///
/// Groups are in an order that only their ids decide, by a hash of the smallest; those with a match and those without are dealt out
/// alternately, each kind in proportion, so that any first part of the order has its share of both.
struct QueryGroups {
  /// Ids of the queries, group by group.
  let groups: [[String]]
  /// Whether a group's queries have a match.
  let isMatched: [Bool]

  /// - Complexity: O(n log n) for `n` queries and pairs.
  init(of truth: GroundTruth) {
    let matched = Set(truth.pairs.map { ExactName($0.queryID) }).sorted()
    let references = Set(truth.pairs.map { ExactName($0.referenceID) }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(matched, 0...))
    let referencePlaces = Dictionary(uniqueKeysWithValues: zip(references, matched.count...))
    let forest = SpanningForest(
      of: matched.count + references.count,
      links: truth.pairs.map {
        SpanningForest.Link(places[ExactName($0.queryID)]!, referencePlaces[ExactName($0.referenceID)]!, score: 0)
      })
    let found = forest.components.map { $0.members.prefix { $0 < matched.count }.map { matched[$0].text } }
    let alone = Set(truth.queriesWithoutMatch.exactNames).map { [$0.text] }
    let (with, without) = (Self.inOrderOfHash(found), Self.inOrderOfHash(alone))

    var groups: [[String]] = []
    var isMatched: [Bool] = []
    var (i, j) = (0, 0)
    while i < with.count || j < without.count {
      // The kind that is further behind its share.
      let takesMatched = j >= without.count || (i < with.count && i * without.count <= j * with.count)
      groups.append(takesMatched ? with[i] : without[j])
      isMatched.append(takesMatched)
      if takesMatched { i += 1 } else { j += 1 }
    }
    self.groups = groups
    self.isMatched = isMatched
  }

  /// A first part of the groups, at least one.
  func prefix(share: Double) -> ArraySlice<[String]> {
    let wanted = Int((share * Double(groups.count)).rounded(.up))
    return groups.prefix(max(wanted, 1))
  }

  /// The fold of each query, of `count` in all; each has as many groups with a match as any other, or one fewer.
  func folds(_ count: Int) -> [ExactName: Int] {
    var folds: [ExactName: Int] = [:]
    var dealt = [0, 0]
    for (group, isMatched) in zip(groups, isMatched) {
      let kind = isMatched ? 0 : 1
      for query in group { folds[ExactName(query)] = dealt[kind] % count }
      dealt[kind] += 1
    }
    return folds
  }

  private static func inOrderOfHash(_ groups: [[String]]) -> [[String]] {
    groups.map { (key: (orderingHash(of: $0[0]), ExactName($0[0])), group: $0) }.sorted { $0.key < $1.key }.map(\.group)
  }
}

/// A number that an id alone decides, as good as random.
func orderingHash(of id: String) -> UInt64 {
  var hash = FNV1a()
  hash.add(name: id)
  // The last letters, in which ids differ, have hardly reached the upper bits of FNV's.
  var mixed = hash.value
  mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
  mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
  return mixed ^ (mixed >> 31)
}
