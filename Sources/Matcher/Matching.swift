import CKernels
import Features
import Options

/// Matches each query descriptor with its nearest reference descriptor, if the two nearest differ enough.
///
/// The ratio test is Lowe's [1]; a reference with a single descriptor passes it. One-to-one keeps, for each reference
/// keypoint, the match of the smallest distance, then of the lowest query index: many keypoints that match one (in flat
/// texture, or a smaller copy) must not count many times.
/// - Throws: ``OptionsError`` when `options` is out of range; ``DescriptorMatcher`` validates them once for many pairs.
/// - Complexity: O(`query.count` · `reference.count`), exact.
/// - Precondition: both are of one kind.
///
/// [1] Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, §7.1.
public func matchDescriptors(
  of query: Descriptors, in reference: SearchableDescriptors, options: MatchingOptions = .init(),
  workspace: MatchingWorkspace = MatchingWorkspace()
) throws(OptionsError) -> MatchingReport {
  try DescriptorMatcher(options).match(query, in: reference, workspace: workspace)
}

/// ``matchDescriptors(of:in:options:workspace:)`` with options that are validated once.
public struct DescriptorMatcher: Sendable {
  public let options: MatchingOptions

  /// - Throws: ``OptionsError`` when `options` is out of range.
  public init(_ options: MatchingOptions = .init()) throws(OptionsError) {
    try options.validate()
    self.init(validated: options)
  }

  /// - Precondition: `options` is valid.
  init(validated options: MatchingOptions) {
    self.options = options
  }

  /// See ``matchDescriptors(of:in:options:workspace:)``.
  public func match(
    _ query: Descriptors, in reference: SearchableDescriptors, workspace: MatchingWorkspace = MatchingWorkspace()
  ) -> MatchingReport {
    let counts = workspace.match(query, in: reference, options: options)
    return MatchingReport(
      tentativeCount: counts.tentative, afterRatioCount: counts.afterRatio, matches: Array(workspace.passed[...]))
  }
}

extension MatchingWorkspace {
  /// Leaves the matches in `passed`.
  func match(
    _ query: Descriptors, in reference: SearchableDescriptors, options: MatchingOptions
  ) -> (tentative: Int, afterRatio: Int) {
    passed.removeAll(keepingCapacity: true)
    foundCount = 0
    guard reference.count > 0 else { return (0, 0) }
    reference.findNearestTwo(of: query, into: &nearest)
    foundCount = query.count
    applyRatio(options.maxRatio, kind: reference.kind, queryCount: query.count)
    let afterRatio = passed.count
    if options.isOneToOne { keepNearest(referenceCount: reference.count) }
    if options.isMutual { keepMutual(query, reference) }
    return (query.count, afterRatio)
  }

  private func applyRatio(_ maxRatio: Double, kind: DescriptorKind, queryCount: Int) {
    for index in 0..<queryCount {
      let found = nearest[index]
      var ratio = 0.0
      if found.second_distance != .max {
        // Two equally near descriptors are ambiguous, even at distance 0.
        guard found.distance < found.second_distance else { continue }
        ratio = Double(found.distance) / Double(found.second_distance)
        if kind == .histogram128 { ratio = ratio.squareRoot() }
        guard ratio <= maxRatio else { continue }
      }
      passed.append(
        Match(queryIndex: index, referenceIndex: Int(found.index), distance: found.distance, ratio: ratio))
    }
  }

  private func keepNearest(referenceCount: Int) {
    winners.grow(to: referenceCount, filledWith: -1)
    for index in passed.indices {
      let winner = winners[passed[index].referenceIndex]
      if winner >= 0, passed[Int(winner)].distance <= passed[index].distance { continue }
      winners[passed[index].referenceIndex] = Int32(index)
    }
    keepMatches { winners[passed[$0].referenceIndex] == Int32($0) }
    // Resets every entry set above: each has one winner, which is kept.
    for match in passed { winners[match.referenceIndex] = -1 }
  }

  /// Searches backwards only from the reference descriptors that are matched.
  private func keepMutual(_ query: Descriptors, _ reference: SearchableDescriptors) {
    let rowBytes = reference.kind.byteCount
    let packedSize = fk_packed_size(query.count, rowBytes)
    packedQuery.grow(to: packedSize, filledWith: 0)
    rows.removeAll(keepingCapacity: true)
    for match in passed { reference.appendRow(at: match.referenceIndex, to: &rows) }
    query.bytes.withUnsafeBufferPointer { bytes in
      packedQuery.withUnsafeMutableBufferPointer {
        fk_pack(bytes.baseAddress, query.count, rowBytes, $0.baseAddress, packedSize)
      }
    }
    findNearest(
      reference.kind, rows: rows, rowCount: passed.count, packed: packedQuery, packedSize: packedSize,
      count: query.count, into: &backward)
    keepMatches { Int(backward[$0].index) == passed[$0].queryIndex }
  }

  /// Moves the kept matches to the front; calls `isKept` with each index before any later match moves.
  private func keepMatches(where isKept: (Int) -> Bool) {
    var kept = 0
    for index in passed.indices where isKept(index) {
      passed[kept] = passed[index]
      kept += 1
    }
    passed.removeLast(passed.count - kept)
  }
}
