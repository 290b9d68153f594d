import Features
import TestSupport
import Testing

@testable import Matcher

@Suite("Distinctiveness") struct DistinctivenessTests {
  /// Two kinds of descriptors whose distances to `one` are known: `bits` of the 256 differ, or `bits` bytes by 1.
  static func descriptor(_ kind: DescriptorKind, _ index: Int, bits: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(index))
    var bytes = (0..<kind.byteCount).map { _ in UInt8.random(in: 0...200, using: &generator) }
    for bit in 0..<bits {
      switch kind {
      case .binary256: bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      case .histogram128: bytes[bit] += 1
      }
    }
    return bytes
  }

  static func set(_ kind: DescriptorKind, _ rows: [(index: Int, bits: Int)]) -> Descriptors {
    Descriptors(kind: kind, bytes: rows.flatMap { descriptor(kind, $0.index, bits: $0.bits) })
  }

  @Test("counts the matches that no other reference has as well", arguments: DescriptorKind.allCases)
  func share(kind: DescriptorKind) throws {
    let query = Self.set(kind, (0..<4).map { ($0, 0) })
    let references = [
      Self.set(kind, [(0, 4), (1, 4), (2, 4), (3, 4)]),
      // As near, a little nearer, much nearer and not at all.
      Self.set(kind, [(0, 4), (1, 3), (2, 1), (9, 0)]),
      Self.set(kind, []),
    ]
    let workspace = MatchingWorkspace()
    var distinctiveness = Distinctiveness(kind: kind, queryCount: 4)
    var found: [[Match]] = []
    for (index, reference) in references.enumerated() {
      let searchable = SearchableDescriptors(reference)
      var options = MatchingOptions()
      options.maxRatio = 1
      let report = try matchDescriptors(of: query, in: searchable, options: options, workspace: workspace)
      distinctiveness.note(workspace, reference: index)
      found.append(report.matches)
    }
    #expect(distinctiveness.share(of: found[0], in: 0) == 0.25)
    // Of the other: 1 of 4 bits is much nearer, and so is 3 of 4 by Hamming distance, not by the root of squares.
    let nearer = found[1].filter { $0.queryIndex == 2 }
    #expect(distinctiveness.share(of: nearer, in: 1) == 1)
    #expect(distinctiveness.share(of: found[1].filter { $0.queryIndex == 0 }, in: 1) == 0)
    #expect(distinctiveness.share(of: found[0], in: 0) { $0 != 1 } == 1)
    #expect(distinctiveness.share(of: [], in: 0) == 1)
  }

  @Test(
    "two references that hold the very same descriptor share it, at distance 0 too", arguments: DescriptorKind.allCases)
  func exact(kind: DescriptorKind) throws {
    let query = Self.set(kind, [(0, 0)])
    let workspace = MatchingWorkspace()
    var distinctiveness = Distinctiveness(kind: kind, queryCount: 1)
    var match: [Match] = []
    for reference in 0..<2 {
      match = try matchDescriptors(of: query, in: SearchableDescriptors(query), workspace: workspace).matches
      distinctiveness.note(workspace, reference: reference)
    }
    #expect(match.count == 1)
    #expect(distinctiveness.share(of: match, in: 1) == 0)
  }

  @Test("a reference without descriptors doesn't inherit the distances of the one before")
  func empty() throws {
    let query = Self.set(.binary256, [(0, 0)])
    let workspace = MatchingWorkspace()
    _ = try matchDescriptors(of: query, in: SearchableDescriptors(query), workspace: workspace)
    _ = try matchDescriptors(
      of: query, in: SearchableDescriptors(Descriptors(kind: .binary256)), workspace: workspace)
    #expect(Array(workspace.nearestDistances).isEmpty)
  }
}
