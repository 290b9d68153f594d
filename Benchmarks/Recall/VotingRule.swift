import Foundation

/// How a descriptor's votes depend on the distances of its nearest photos: that of search with other constants.
struct VotingRule {
  /// k: photos that a descriptor votes for; 1 stands for a whole vote for the nearest photo.
  let photos: Int
  /// Of 1 − d / d′, with d′ the distance of photo k + 1.
  var nearness = 0.0
  /// Of the sum by which a descriptor's votes are divided.
  var sharing = 0.0

  static let all = [
    VotingRule(photos: 1), VotingRule(photos: 10, nearness: 1), VotingRule(photos: 10, nearness: 3, sharing: 0.5),
    VotingRule(photos: 20, nearness: 1), VotingRule(photos: 20, nearness: 2, sharing: 0.5),
    VotingRule(photos: 20, nearness: 3), VotingRule(photos: 20, nearness: 3, sharing: 0.5),
    VotingRule(photos: 20, nearness: 3, sharing: 1),
  ]

  /// Whether it is what `search` does.
  var isThatOfSearch: Bool { photos == 20 && nearness == 3 && sharing == 0.5 }

  var name: String {
    guard photos > 1 else { return "the nearest photo" }
    return "k \(photos), power \(Int(nearness)), share \(sharing)"
  }

  /// The photos of the most votes, by the better of the query's views; among equals the one that comes first.
  func candidates(_ views: [NeighborTable], referenceCount: Int, limit: Int) -> [Int] {
    let votes = views.map { self.votes(of: $0, referenceCount: referenceCount) }
    let best = (0..<referenceCount).map { photo in votes.reduce(0) { max($0, $1[photo]) } }
    // To a thousandth, as search does.
    let compared = best.map { (1000 * $0).rounded() }
    let named = (0..<referenceCount).filter { best[$0] > 0 }
    let ranked = named.sorted { compared[$0] != compared[$1] ? compared[$0] > compared[$1] : $0 < $1 }
    return Array(ranked.prefix(limit))
  }

  private func votes(of table: NeighborTable, referenceCount: Int) -> [Double] {
    var votes = [Double](repeating: 0, count: referenceCount)
    for row in table.rows {
      guard let nearest = row.first else { continue }
      guard photos > 1, row.count > 1 else {
        votes[nearest.photo] += 1
        continue
      }
      let voted = row.prefix(min(photos, row.count - 1))
      let other = row[voted.count].distance
      let weights = voted.map { other > 0 ? pow(1 - $0.distance / other, nearness) : 1 }
      guard weights[0] > 0 else { continue }
      let share = 1 / pow(weights.reduce(0, +) / weights[0], sharing)
      for (neighbor, weight) in zip(voted, weights) { votes[neighbor.photo] += share * weight }
    }
    return votes
  }
}
