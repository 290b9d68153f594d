import Features

/// Which of a query's descriptors are specific to one reference, and which lie about as close to several.
///
/// What many photos share (a caption, a sticker, the page of a screenshot) matches perfectly and proves nothing. The
/// distances reveal it: such a descriptor is about equally near to its nearest neighbours in other references.
public struct Distinctiveness: Sendable {
  private let kind: DescriptorKind
  private let queryCount: Int
  /// References, and the distance from each query descriptor to their nearest.
  private var references: [(id: Int, distances: [UInt32])] = []

  /// - Parameter queryCount: descriptors of the query.
  public init(kind: DescriptorKind, queryCount: Int) {
    self.kind = kind
    self.queryCount = queryCount
  }

  /// Records a reference that was just matched with the query.
  ///
  /// - Parameters:
  ///   - workspace: of that matching.
  ///   - reference: identifies the reference.
  /// - Precondition: the query is the same in all calls.
  public mutating func note(_ workspace: MatchingWorkspace, reference: Int) {
    let distances = Array(workspace.nearestDistances)
    // A reference without descriptors shares none.
    guard !distances.isEmpty else { return }
    precondition(distances.count == queryCount, "\(distances.count) descriptors of a query with \(queryCount)")
    references.append((reference, distances))
  }

  /// The share of the matches with a reference, 0 to 1, that no other reference has as well; 1 for no matches.
  ///
  /// - Parameter others: whether a reference counts as another one; called once for each except `reference`.
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

/// Whether a match is distinctly nearer than the nearest descriptor of another photo: by a tenth.
func isDistinctlyNearer(_ distance: UInt32, than other: UInt32, _ kind: DescriptorKind) -> Bool {
  // Distances of histograms are squared.
  let ratio = kind == .histogram128 ? 0.9 * 0.9 : 0.9
  return Double(distance) < ratio * Double(other)
}
