import Features
import Geometry
import Scoring
import TestSupport
import Testing

@testable import Copies
@testable import Matcher

@Suite("SharedDescriptors") struct SharedDescriptorsTests {
  /// A descriptor of which `bits` bits, or `bits` bytes by 1, differ from another: its distance to it.
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

  /// Evidence on a candidate without a photo: its matches, and the distances of the query's descriptors to it.
  static func candidate(
    _ query: Descriptors, _ descriptors: Descriptors, _ reference: Int
  ) throws -> PairEvidence {
    let workspace = MatchingWorkspace()
    var options = MatchingOptions()
    options.maxRatio = 1
    let matching = try matchDescriptors(
      of: query, in: SearchableDescriptors(descriptors), options: options, workspace: workspace)
    let model = VerifiedModel(
      referenceFromQuery: .identity, inliers: matching.matches, distinctInlierCount: matching.matches.count,
      overlap: PhotoOverlap(.identity, querySize: SIMD2(9, 9), referenceSize: SIMD2(9, 9)), appearance: nil,
      evidence: Evidence(geometry: 9, distinctiveSpread: 1, shareOfQuery: 1, shareOfReference: 1), kind: .calibrated)
    let features = FeatureSet(
      imageSize: randomFeatures(query.kind, count: 0, seed: 0).imageSize,
      keypoints: randomFeatures(query.kind, count: descriptors.count, seed: 0).keypoints, descriptors: descriptors)
    return PairEvidence(
      reference: reference, id: "r\(reference)",
      plain: VerificationReport(matching: matching, models: [model], isMirrored: false), mirrored: nil,
      plainDistances: Array(workspace.nearestDistances), mirroredDistances: [], features: features)
  }

  static func shared(
    _ candidate: Int, _ all: [PairEvidence], _ kind: DescriptorKind, common: [UInt32] = [],
    background: BackgroundNeighbors? = nil
  ) -> SharedDescriptors {
    SharedDescriptors(
      candidate: candidate, all: all, distances: \.plainDistances, common: common, background: background,
      versions: PhotoVersions(all, query: nil, scale: WorkingScale()), kind: kind)
  }

  @Test("count the matches that no other candidate has as well", arguments: DescriptorKind.allCases)
  func share(kind: DescriptorKind) throws {
    let query = Self.set(kind, (0..<4).map { ($0, 0) })
    let all = try [
      Self.set(kind, [(0, 4), (1, 4), (2, 4), (3, 4)]),
      // As near, a little nearer, much nearer and not at all.
      Self.set(kind, [(0, 4), (1, 3), (2, 1), (9, 0)]),
      Self.set(kind, []),
    ].enumerated().map { try Self.candidate(query, $1, $0) }
    let found = all.map(\.plain.matching.matches)
    #expect(found[0].count == 4)
    #expect(Self.shared(0, all, kind).distinctiveShare(of: found[0]) == 0.25)
    // Of the other: 1 of 4 is much nearer, and so is 3 of 4, also by the root of squares.
    let other = Self.shared(1, all, kind)
    func share(ofQuery index: Int) -> Double {
      other.distinctiveShare(of: found[1].filter { $0.queryIndex == index })
    }
    #expect([0, 1, 2].map(share) == [0, 1, 1])
    #expect(Self.shared(0, [all[0], all[2]], kind).distinctiveShare(of: found[0]) == 1)
    #expect(Self.shared(0, all, kind).distinctiveShare(of: []) == 1)
  }

  @Test("count what a candidate that isn't proved, or the background, has as well", arguments: DescriptorKind.allCases)
  func common(kind: DescriptorKind) throws {
    let query = Self.set(kind, (0..<4).map { ($0, 0) })
    let all = [try Self.candidate(query, Self.set(kind, [(0, 4), (1, 4), (2, 4), (3, 4)]), 0)]
    let matches = all[0].plain.matching.matches
    #expect(Self.shared(0, all, kind, common: [4, 3, 100, .max]).distinctiveShare(of: matches) == 0.5)
    func background(_ photos: [(String, Descriptors)]) -> BackgroundNeighbors {
      BackgroundNeighbors(of: query, in: photos.map { (id: $0.0, descriptors: SearchableDescriptors($0.1)) })
    }
    let (one, other) = (Self.set(kind, [(0, 4), (9, 0)]), Self.set(kind, [(0, 2), (1, 4), (2, 1)]))
    func share(_ photos: [(String, Descriptors)], common: [UInt32] = []) -> Double {
      Self.shared(0, all, kind, common: common, background: background(photos)).distinctiveShare(of: matches)
    }
    #expect(share([]) == 1)
    #expect(share([("a", one)]) == 0.75)
    #expect(share([("a", one), ("b", other)]) == 0.25)
    #expect(share([("a", one), ("b", other)], common: [.max, .max, .max, 4]) == 0)
    // The photo itself is nothing that it could share with others; those others still count.
    #expect(share([("r0", other)]) == 1)
    #expect(share([("a", one), ("r0", other)]) == 0.75)
    #expect(share([("r0", other), ("a", one)]) == 0.75)
  }

  @Test(
    "two candidates that hold the very same descriptor share it, at distance 0 too", arguments: DescriptorKind.allCases)
  func exact(kind: DescriptorKind) throws {
    let query = Self.set(kind, [(0, 0)])
    let all = try (0..<2).map { try Self.candidate(query, query, $0) }
    let matches = all[1].plain.matching.matches
    #expect(matches.count == 1)
    #expect(Self.shared(1, all, kind).distinctiveShare(of: matches) == 0)
    #expect(Self.shared(0, Array(all.prefix(1)), kind).distinctiveShare(of: matches) == 1)
  }
}

extension SharedDescriptors {
  /// The share of some matches that is distinctive; 1 for no matches.
  fileprivate func distinctiveShare(of matches: [Match]) -> Double {
    matches.isEmpty ? 1 : Double(distinctive(of: matches).count) / Double(matches.count)
  }
}
