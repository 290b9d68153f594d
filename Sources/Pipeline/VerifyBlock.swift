import Features
import Matcher

/// Some pairs of a candidate list that are verified together: their queries in memory, their references read one after
/// the other, in the order of the files, each once.
struct VerifyBlock {
  /// Pairs whose references follow one another; work for one task.
  struct Piece: Sendable {
    let pairs: ArraySlice<Int32>
  }

  /// Pairs of a piece, so that handing it out costs little beside the work; a reference's pairs are not divided for it.
  private static let pieceSize = 64
  /// Pairs of one reference after which they are divided all the same, and the reference is read again: otherwise one
  /// task would have all the work of a list with one reference.
  private static let mostOfReference = 4096

  let pairs: [Int32]

  /// Divides the pairs of a list that `isPending`, in their order: as many as the options allow to a block.
  ///
  /// - Returns: the block that begins at or behind `start`, and where the next one begins; nil where none is left.
  static func next(
    of list: CandidateList, from start: Int, queries: CatalogFeatures, options: VerifyOptions,
    isPending: (Int) -> Bool
  ) -> (block: VerifyBlock, end: Int)? {
    var pairs: [Int32] = []
    var bytes = 0
    var lastQuery: Int32 = -1
    var position = start
    while position < list.count, pairs.count < options.blockPairs {
      if isPending(position) {
        let query = list.queryIndices[position]
        if query != lastQuery {
          bytes += queries.sidesByteCount(at: Int(query))
          if bytes > options.blockQueryBytes, !pairs.isEmpty { break }
          lastQuery = query
        }
        pairs.append(Int32(position))
      }
      position += 1
    }
    return pairs.isEmpty ? nil : (VerifyBlock(pairs: pairs), position)
  }

  /// The block's queries in the order of the files.
  func queries(of list: CandidateList) -> [Int32] { Array(Set(pairs.map { list.queryIndices[Int($0)] })).sorted() }

  /// The block's pairs by reference, in the order of the files, divided into pieces.
  func pieces(of list: CandidateList) -> [Piece] {
    func reference(_ pair: Int32) -> Int32 { list.referenceIndices[Int(pair)] }
    let sorted = pairs.sorted { (reference($0), $0) < (reference($1), $1) }
    var pieces: [Piece] = []
    var start = 0
    /// Where the pairs of the reference at hand begin.
    var run = 0
    for index in sorted.indices {
      let isNewReference = index > 0 && reference(sorted[index]) != reference(sorted[index - 1])
      if isNewReference { run = index }
      if isNewReference && index - start >= Self.pieceSize || index - run >= Self.mostOfReference {
        pieces.append(Piece(pairs: sorted[start..<index]))
        (start, run) = (index, index)
      }
    }
    pieces.append(Piece(pairs: sorted[start...]))
    return pieces
  }
}

/// The queries and references of a block, and what scores them.
struct PieceVerifier: Sendable {
  let list: CandidateList
  let references: CatalogFeatures
  let queryIDs: [String]
  /// The block's; none for queries that could not be used.
  let sides: [Int32: QuerySides]
  let scorer: PairScorer

  /// Verifies the pairs of a piece in their order. A pair of a photo that could not be used is not verified.
  func verdicts(on piece: VerifyBlock.Piece) throws -> [PairVerdict] {
    let workspace = MatchingWorkspace()
    var current: (index: Int32, features: SearchableFeatures?) = (-1, nil)
    return try piece.pairs.map { pair in
      let (query, reference) = (list.queryIndices[Int(pair)], list.referenceIndices[Int(pair)])
      if reference != current.index {
        current = (reference, try references.features(at: Int(reference)).map(SearchableFeatures.init))
      }
      guard let features = current.features, let sides = sides[query],
        let found = try scorer.score(
          sides, id: queryIDs[Int(query)], against: features, id: references.ids[Int(reference)], workspace: workspace)
      else { return PairVerdict(pair: Int(pair), score: 0, isMirrored: false) }
      return PairVerdict(pair: Int(pair), score: found.score, isMirrored: found.isMirrored)
    }
  }
}
