import HDF5
import Names
import Storage

/// Matches of a pair of images, by the keypoints of the first.
public struct HlocPairMatches: Sendable, Hashable {
  /// For each keypoint of the first image that of the second, −1 where there is none.
  public var indices: [Int32]
  /// Higher is surer, 0 where there is no match; empty where the file has none.
  public var scores: [Float]

  public init(indices: [Int32], scores: [Float]) {
    self.indices = indices
    self.scores = scores
  }

  public var count: Int { indices.count { $0 >= 0 } }

  /// The same by the keypoints of the second image, of which there are so many: of several matches of one the surest.
  func reversed(count: Int) -> HlocPairMatches {
    var reversed = HlocPairMatches(
      indices: [Int32](repeating: -1, count: count), scores: [Float](repeating: 0, count: scores.isEmpty ? 0 : count))
    for (first, second) in indices.enumerated() where second >= 0 && second < count {
      let second = Int(second)
      let score = scores.isEmpty ? 0 : scores[first]
      guard reversed.indices[second] < 0 || score > (scores.isEmpty ? 0 : reversed.scores[second]) else { continue }
      reversed.indices[second] = Int32(first)
      if !scores.isEmpty { reversed.scores[second] = score }
    }
    return reversed
  }
}

/// Matches as hloc's `matches.h5` has them: a group a pair, called `A/B` after its images with each `/` of their names
/// replaced by `-`.
///
/// | dataset of a group | shape, type |
/// |---|---|
/// | `matches0` | [N] integers: the keypoint of B for each of A, −1 where there is none |
/// | `matching_scores0`, where there is | [N] floats |
public struct HlocMatches: Sendable {
  static let matches = "matches0"
  static let scores = "matching_scores0"

  public let path: String
  /// The pairs' names as the file has them, in the order of their bytes.
  public let pairs: [(first: String, second: String)]
  private let places: [ExactName: Int]
  private let file: ForeignFile

  /// Opens a file and finds its pairs.
  ///
  /// - Throws: ``StoreError`` when it is missing, damaged, or has no pair. Pairs in one group called `A_B`, as older
  ///   versions of hloc wrote them, are refused: where the first name ends can't be told.
  /// - Complexity: O(pairs) time and memory; the matches stay in the file.
  public init(path: String) throws(StoreError) {
    let file = try ForeignFile(path: path)
    var pairs: [(first: String, second: String)] = []
    let expected = "a group A/B for each pair with the dataset \(Self.matches), as hloc writes them"
    try file.forEachGroup(holding: Self.matches) { (group) throws(StoreError) in
      let parts = group.split(separator: "/")
      guard parts.count == 2 else { throw file.error(.noGroups(expected: "\(expected); it has \(group)")) }
      pairs.append((String(parts[0]), String(parts[1])))
      return true
    }
    guard !pairs.isEmpty else { throw file.error(.noGroups(expected: expected)) }
    self.path = path
    self.file = file
    self.pairs = pairs
    places = Dictionary(
      pairs.enumerated().map { (ExactName("\($1.first)/\($1.second)"), $0) }, uniquingKeysWith: { $1 })
  }

  /// What a pair is called.
  static func key(_ first: String, _ second: String) -> String {
    [first, second].map { String($0.map { $0 == "/" ? "-" : $0 }) }.joined(separator: "/")
  }

  /// The matches of a pair as it is stored.
  ///
  /// - Precondition: `index` is in `0..<pairs.count`.
  /// - Throws: ``StoreError`` for other extents or types, or an index below −1 or beyond Int32.
  public func matches(at index: Int) throws(StoreError) -> HlocPairMatches {
    let group = "\(pairs[index].first)/\(pairs[index].second)/"
    let values = try file.integers(group + Self.matches, shape: [nil])
    var indices: [Int32] = []
    indices.reserveCapacity(values.count)
    for (place, value) in values.enumerated() {
      guard let value = Int32(exactly: value), value >= -1 else {
        throw file.error(
          .value(dataset: group + Self.matches, index: place, found: "\(value)", expected: "a keypoint, or −1 for none")
        )
      }
      indices.append(value)
    }
    guard try file.object(at: group + Self.scores) != nil else { return HlocPairMatches(indices: indices, scores: []) }
    return HlocPairMatches(
      indices: indices, scores: try file.floats(group + Self.scores, shape: [values.count]).values)
  }

  /// The matches of a pair in either order; nil where the file doesn't have it.
  ///
  /// - Parameters:
  ///   - first: name of an image, with its slashes.
  ///   - firstCount: its keypoints, which a pair that is stored the other way round doesn't tell.
  public func matches(
    of first: String, firstCount: Int, with second: String
  ) throws(StoreError) -> HlocPairMatches? {
    if let index = places[ExactName(Self.key(first, second))] { return try matches(at: index) }
    guard let index = places[ExactName(Self.key(second, first))] else { return nil }
    return try matches(at: index).reversed(count: firstCount)
  }
}

/// Makes a file as hloc's `matches.h5`, pair by pair; ``HlocMatches`` reads it back.
///
/// The file has a temporary name until ``finish()``; a writer that is dropped before, or fails, leaves nothing behind.
/// Not to be shared between tasks.
public final class HlocMatchesWriter {
  private let file: PendingHDF5
  private var groups = HlocGroupNames()

  /// - Throws: ``StoreError`` when the folder is missing or can't be written.
  public init(path: String) throws(StoreError) { file = try PendingHDF5(path: path) }

  /// Adds a pair.
  ///
  /// - Throws: ``StoreError`` when it is there already or its names can't be groups', or the file can't be written.
  public func append(first: String, second: String, _ matches: HlocPairMatches) throws(StoreError) {
    let key = HlocMatches.key(first, second)
    if let reason = groups.refusal(of: key) {
      throw file.refusal(.image(index: groups.count - 1, name: key, reason: reason))
    }
    try file.write { (file) throws(HDF5Failure) in
      try file.write(matches.indices, shape: [matches.indices.count], to: "\(key)/\(HlocMatches.matches)")
      try file.write(matches.scores, shape: [matches.scores.count], to: "\(key)/\(HlocMatches.scores)")
    }
  }

  /// Gives the file its name.
  public func finish() throws(StoreError) { try file.finish() }
}
