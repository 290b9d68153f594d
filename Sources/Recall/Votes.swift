import Features

/// Votes of a query's descriptors for the photos that hold near neighbours of theirs.
///
/// A descriptor votes for each of its k nearest photos, by how much nearer that is than the next one: local naive Bayes
/// nearest neighbour (McCann & Lowe, CVPR 2012, Alg. 2), with photos as classes. So the copies of one photo all get the
/// votes of what they share, where votes for the nearest photo alone would leave them to the first; and what many photos
/// hold alike says little about any. With distances d (not squared) and d′ that of photo k + 1, a photo's weight is
///
///     w = (1 − d / d′)³,    divided by √(Σ w / max w) over the k photos
///
/// docs/recall.md tells what the exponents rest on.
struct Votes {
  /// k: photos that a descriptor votes for, and so copies of one photo that may be found at once.
  static let photos = 20

  private let kind: DescriptorKind
  /// Of each reference.
  private(set) var counts: [Double]
  private var weights: [Double] = []

  init(kind: DescriptorKind, referenceCount: Int) {
    self.kind = kind
    counts = [Double](repeating: 0, count: referenceCount)
  }

  /// Adds the votes of a descriptor with these photos, nearest first, the last of which is only measured by.
  mutating func add(_ neighbors: [(photo: Int, distance: UInt32)]) {
    guard let last = neighbors.last else { return }
    let voted = neighbors.count > 1 ? neighbors.dropLast() : neighbors[...]
    weights.removeAll(keepingCapacity: true)
    var sum = 0.0
    for (_, distance) in voted {
      let weight = neighbors.count > 1 ? weight(of: distance, beside: last.distance) : 1
      weights.append(weight)
      sum += weight
    }
    // Nearest first: none weighs more.
    guard let greatest = weights.first, greatest > 0 else { return }
    let share = 1 / (sum / greatest).squareRoot()
    for ((photo, _), weight) in zip(voted, weights) { counts[photo] += share * weight }
  }

  private func weight(of distance: UInt32, beside other: UInt32) -> Double {
    // As near as can be, all of them: each is a copy.
    guard other > 0 else { return 1 }
    let ratio = Double(distance) / Double(other)
    // Distances of histograms are squared.
    let nearness = 1 - (kind == .histogram128 ? ratio.squareRoot() : ratio)
    return nearness * nearness * nearness
  }
}

/// The references with the most votes, by the better of a query's views; the mirrored one is the better if it has more.
///
/// - Parameter views: of each reference the votes of the query as it is, then those of its mirror image, where that is known.
///
/// Among equal votes the reference that comes first in the set is first. Where there are no more references than `limit`,
/// all are named, voted for or not.
package func mostVoted(_ views: [[Double]], referenceCount: Int, limit: Int, without itself: Int?) -> [Candidate] {
  let others = referenceCount - (itself == nil ? 0 : 1)
  var candidates: [Candidate] = []
  for reference in 0..<referenceCount where reference != itself {
    let votes = views.reduce(0) { max($0, $1[reference]) }
    guard votes > 0 || others <= limit else { continue }
    // To a thousandth: what is written into a list is what was compared.
    candidates.append(
      Candidate(
        reference: reference, score: (1000 * votes).rounded() / 1000,
        isMirrored: votes > 0 ? views[0][reference] < votes : nil))
  }
  candidates.sort { $0.score! != $1.score! ? $0.score! > $1.score! : $0.reference < $1.reference }
  return Array(candidates.prefix(limit))
}
