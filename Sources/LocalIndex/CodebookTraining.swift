import Features
import Geometry
import Matcher
import Photos

extension Codebook {
  /// Passes over the descriptors; later ones move few words by much.
  private static let passes = 8
  /// Descriptors that the cells' centres are learnt from, for each centre.
  private static let descriptorsPerCell = 256

  /// Learns words: k-means of the cells' centres, then k-means of the words in each cell, which has as many of them as its share
  /// of the descriptors. All sums are whole numbers, and ties go to the lower number: the same descriptors in the same order
  /// give the same words on any number of threads.
  ///
  /// - Parameter words: how many; fewer where there are fewer descriptors.
  /// - Complexity: O(passes · descriptors · (cells + words / cells)).
  /// - Precondition: there are descriptors, and a word or more is wanted.
  public static func train(on descriptors: Descriptors, words: Int, threads: Int) async throws -> Codebook {
    precondition(descriptors.count > 0 && words > 0, "\(words) words of \(descriptors.count) descriptors")
    let words = min(words, descriptors.count)
    let cellCount = max(1, Int(Double(words).squareRoot()))
    let some = descriptors.rows(
      evenly(min(descriptors.count, cellCount * descriptorsPerCell), of: descriptors.count))
    let cells = try await means(of: some, count: cellCount, threads: threads)
    let nearest = try await nearestIndices(of: descriptors, in: cells, threads: threads)
    var members = [[Int32]](repeating: [], count: cellCount)
    for (descriptor, cell) in nearest.enumerated() { members[Int(cell)].append(Int32(descriptor)) }

    // A cell without members has its centre for its only word.
    let counts = members.map { max(1, words * $0.count / descriptors.count) }
    var learnt = Descriptors(kind: descriptors.kind)
    var starts = [0]
    try await mapInOrder(Array(0..<cellCount), threads: threads) { [members] cell -> Descriptors in
      guard !members[cell].isEmpty else { return cells.rows([Int32(cell)]) }
      return try await means(of: descriptors.rows(members[cell]), count: counts[cell], threads: 1)
    } consume: { _, words in
      learnt.append(words)
      starts.append(learnt.count)
    }
    return Codebook(cells: cells, words: learnt, starts: starts)
  }

  /// Centres by k-means (Lloyd's algorithm), begun at descriptors that are evenly spaced in their order.
  private static func means(of descriptors: Descriptors, count: Int, threads: Int) async throws -> Descriptors {
    var centres = descriptors.rows(evenly(min(count, descriptors.count), of: descriptors.count))
    guard centres.count < descriptors.count else { return centres }
    for _ in 0..<passes {
      let nearest = try await nearestIndices(of: descriptors, in: centres, threads: threads)
      var sums = CentreSums(kind: descriptors.kind, count: centres.count)
      sums.add(descriptors, to: nearest)
      centres = sums.centres(insteadOf: centres)
    }
    return centres
  }

  private static func evenly(_ count: Int, of total: Int) -> [Int32] {
    (0..<count).map { Int32($0 * total / count) }
  }

  private static func nearestIndices(
    of descriptors: Descriptors, in centres: Descriptors, threads: Int
  ) async throws -> [Int32] {
    let searchable = SearchableDescriptors(centres)
    let block = 4096
    let starts = Array(stride(from: 0, to: descriptors.count, by: block))
    var found: [Int32] = []
    found.reserveCapacity(descriptors.count)
    try await mapInOrder(starts, threads: threads) { start -> [Int32] in
      let rowBytes = descriptors.kind.byteCount
      let end = min(start + block, descriptors.count)
      let rows = Descriptors(
        kind: descriptors.kind, bytes: Array(descriptors.bytes[start * rowBytes..<end * rowBytes]))
      return searchable.nearestTwo(of: rows).map { Int32($0!.index) }
    } consume: {
      found += $1
    }
    return found
  }
}

/// What centres are made of: sums of histograms' bins, or counts of set bits.
private struct CentreSums {
  private let kind: DescriptorKind
  private let width: Int
  private var sums: [UInt32]
  private var counts: [UInt32]

  init(kind: DescriptorKind, count: Int) {
    self.kind = kind
    width = kind == .histogram128 ? kind.byteCount : 8 * kind.byteCount
    sums = [UInt32](repeating: 0, count: count * width)
    counts = [UInt32](repeating: 0, count: count)
  }

  /// - Precondition: fewer than 2^24 descriptors.
  mutating func add(_ descriptors: Descriptors, to centres: [Int32]) {
    let rowBytes = kind.byteCount
    sums.withUnsafeMutableBufferPointer { sums in
      descriptors.bytes.withUnsafeBufferPointer { bytes in
        for (row, centre) in centres.enumerated() {
          let (source, sum) = (row * rowBytes, Int(centre) * width)
          switch kind {
          case .histogram128: for i in 0..<rowBytes { sums[sum + i] &+= UInt32(bytes[source + i]) }
          case .binary256:
            for i in 0..<width { sums[sum + i] &+= UInt32(bytes[source + i / 8] >> UInt8(i % 8) & 1) }
          }
        }
      }
    }
    for centre in centres { counts[Int(centre)] += 1 }
  }

  /// Means, rounded; of bits the majority, where a tie sets none. A centre that nothing is nearest to stays where it is.
  func centres(insteadOf old: Descriptors) -> Descriptors {
    let rowBytes = kind.byteCount
    var bytes = old.bytes
    for (centre, count) in counts.enumerated() where count > 0 {
      let sum = centre * width
      for i in 0..<rowBytes {
        switch kind {
        case .histogram128: bytes[centre * rowBytes + i] = UInt8((sums[sum + i] + count / 2) / count)
        case .binary256:
          bytes[centre * rowBytes + i] = (0..<8).reduce(0) {
            2 * sums[sum + 8 * i + $1] > count ? $0 | 1 << UInt8($1) : $0
          }
        }
      }
    }
    return Descriptors(kind: kind, bytes: bytes)
  }
}
