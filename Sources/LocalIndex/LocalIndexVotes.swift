import Features
import Foundation
import Names
import Photos
import Recall

/// Names candidates by votes of local descriptors for the photos that hold their nearest neighbours, as an index finds them.
///
/// A query descriptor is compared with the postings of its nearest words. Each of the nearest photos, one neighbour a photo, gets a
/// weight that falls with the distance d of the signatures, to which a bit adds the more, the surer it is,
///
///     w = exp(−d² / 2σ²) / Σ exp(−d² / 2σ²)
///
/// so that what many photos hold says little about any (Jégou, Douze & Schmid, CVPR 2009, on bursts). The votes of a photo are
/// weighed by how many of them agree in turn and scale: see ``PoseVotes``. docs/recall.md tells what the constants rest on. Which
/// photos are nearest doesn't depend on how the index is divided into segments.
public struct LocalIndexVotes: CandidateSource {
  /// Words whose postings are looked at, and cells whose words are compared with a descriptor.
  private static let wordCount = 12
  private static let cellCount = 12
  /// Photos that a descriptor votes for.
  private static let photoCount = 8
  /// Photos whose distances are looked at more closely.
  private static let shortlistCount = 32
  /// Largest Hamming distance of a neighbour: beyond, nothing of 128 bits tells it from any other.
  private static let farthest: UInt32 = 60
  /// σ, in bits.
  private static let deviation = 10.0
  /// Fewest references that turn and scale are looked at of; more where more candidates are wanted.
  private static let weighedCount = 512
  /// Features that a photo is taken to have more than it has, so that few don't make it likely.
  private static let moreFeatures = 20.0

  /// exp(−d² / 2σ²) of each d in half bits, in 2^-20: whole numbers are the same on every machine.
  private static let weights: [Double] = (0...255).map { distance in
    let bits = 0.5 * Double(distance)
    return (exp(-bits * bits / (2 * deviation * deviation)) * Double(1 << 20)).rounded()
  }

  private let index: LocalIndex
  /// For each photo of each segment the reference that it is; -1 where it is none, or was removed.
  private var references: [[Int32]]
  private let referenceCount: Int
  /// √((features + 20) / 520) of each reference: votes are beside those for a photo of 500 features.
  private let lengths: [Double]

  /// - Throws: ``LocalIndexError`` when the references' features weren't found as those of the index were.
  /// - Complexity: O(photos).
  public init(_ index: LocalIndex, of references: any FeatureSource) throws {
    guard references.options == index.extraction else {
      throw LocalIndexError(
        index.path, madeBy: index.extraction, ratherThan: references.options, of: references.path)
    }
    let places = references.ids.places
    var lengths = [Double](repeating: 1, count: references.count)
    self.references = zip(index.segments, index.manifest.segments).map { segment, entry in
      var found = segment.ids.map { places[ExactName($0)].map(Int32.init) ?? -1 }
      for photo in entry.removed { found[photo] = -1 }
      for (photo, reference) in found.enumerated() where reference >= 0 {
        lengths[Int(reference)] =
          ((Double(segment.featureCounts[photo]) + Self.moreFeatures) / (500 + Self.moreFeatures)).squareRoot()
      }
      return found
    }
    self.index = index
    self.lengths = lengths
    referenceCount = references.count
  }

  /// The same without some references.
  package func excluding(_ excluded: Set<Int>) -> LocalIndexVotes {
    var others = self
    others.references = references.map { $0.map { excluded.contains(Int($0)) ? -1 : $0 } }
    return others
  }

  public var needsFeatures: Bool { true }

  /// - Complexity: O(descriptors · (words of 12 cells + postings of 12 words)), and O(references).
  /// - Precondition: the queries come with features of the index's kind.
  public func candidates(for queries: [Query], limit: Int) -> [[Candidate]] {
    queries.map { query in
      guard let views = query.views else { preconditionFailure("votes need the features of \(query.id)") }
      return mostVoted(
        [views.plain, views.mirrored].compactMap { $0 }.map { votes(of: $0, without: query.itself, limit: limit) },
        referenceCount: referenceCount, limit: limit, without: query.itself)
    }
  }

  private func votes(of features: FeatureSet, without itself: Int?, limit: Int) -> [Double] {
    let descriptors = features.descriptors
    let nearestWords = index.codebook.nearestWords(of: descriptors, count: Self.wordCount, cells: Self.cellCount)
    let signatures = Signatures(of: descriptors, in: index.codebook)
    let itself = itself ?? -1
    var nearest = NearestPostings(
      depth: Self.photoCount, shortlistCount: Self.shortlistCount, farthest: Self.farthest)
    var room = Segment.ScanRoom()
    var votes = PoseVotes(referenceCount: referenceCount)
    for descriptor in 0..<descriptors.count {
      nearest.removeAll()
      for word in nearestWords[descriptor] {
        let signature = signatures.signature(of: descriptor, relativeTo: word)
        signatures.findMargins(of: descriptor, relativeTo: word, into: &room.margins)
        for (segment, references) in zip(index.segments, references) {
          segment.scan(word, for: signature, bound: nearest.bound, in: &room) { hit in
            // A damaged posting may name any photo.
            guard Int(hit.photo) < references.count else { return }
            let reference = Int(references[Int(hit.photo)])
            guard reference >= 0, reference != itself else { return }
            nearest.add(
              photo: reference, hammingDistance: hit.hammingDistance, marginSum: hit.marginSum, pose: hit.pose)
          }
          nearest.settle()
        }
      }
      let neighbors = nearest.neighbors()
      let sum = neighbors.reduce(0) { $0 + Self.weights[Int($1.distance)] }
      // All are too far to say anything.
      guard sum > 0 else { continue }
      let pose = Pose(of: features.keypoints[descriptor])
      for neighbor in neighbors {
        votes.add(
          Self.weights[Int(neighbor.distance)] / sum, for: neighbor.photo, query: pose, reference: neighbor.pose)
      }
    }
    var weighed = votes.weighed(atLeast: max(Self.weighedCount, limit > .max / 2 ? limit : 2 * limit))
    for reference in weighed.indices where weighed[reference] > 0 { weighed[reference] /= lengths[reference] }
    return weighed
  }
}
