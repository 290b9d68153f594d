import Features

/// Tells which of a query's descriptors single out a reference, and which lie as close to several.
///
/// What many photos share (a caption, a sticker, the page of a screenshot) is matched without a fault, and proves
/// nothing. That it is shared shows in the distances: such a descriptor is about as near to its nearest neighbours in
/// other references.
public struct Distinctiveness: Sendable {
  private let kind: DescriptorKind
  private let queryCount: Int
  /// References, and the distance of each query descriptor to their nearest.
  private var references: [(id: Int, distances: [UInt32])] = []

  /// - Parameter queryCount: descriptors of the query.
  public init(kind: DescriptorKind, queryCount: Int) {
    self.kind = kind
    self.queryCount = queryCount
  }

  /// Takes note of a reference that was just matched with the query.
  ///
  /// - Parameters:
  ///   - workspace: of that matching.
  ///   - reference: a number to name the reference by.
  /// - Precondition: the query is that of all other calls.
  public mutating func note(_ workspace: MatchingWorkspace, reference: Int) {
    let distances = Array(workspace.nearestDistances)
    // A reference without descriptors shares none.
    guard !distances.isEmpty else { return }
    precondition(distances.count == queryCount, "\(distances.count) descriptors of a query with \(queryCount)")
    references.append((reference, distances))
  }

  /// The share of some matches with a reference, 0 to 1, that no other reference has as well; 1 for no matches.
  ///
  /// - Parameter others: Says of a reference whether it counts as another one; asked once for each but `reference`.
  /// - Complexity: O(`matches.count` · references).
  public func share(of matches: [Match], in reference: Int, others isOther: (Int) -> Bool = { _ in true }) -> Double {
    guard !matches.isEmpty else { return 1 }
    let others = references.filter { $0.id != reference && isOther($0.id) }
    let distinctive = matches.count { match in
      others.allSatisfy {
        isDistinctlyNearer(match.distance, than: $0.distances[match.queryIndex], kind)
      }
    }
    return Double(distinctive) / Double(matches.count)
  }
}

/// Whether a match is distinctive beside the nearest descriptor of another photo: nearer by a tenth.
func isDistinctlyNearer(_ distance: UInt32, than other: UInt32, _ kind: DescriptorKind) -> Bool {
  // Distances of histograms are squared.
  let ratio = kind == .histogram128 ? 0.9 * 0.9 : 0.9
  return Double(distance) < ratio * Double(other)
}
