import CKernels
import Features

/// The nearest descriptor of a set and the distance of the second nearest.
///
/// Distances are Hamming distances for binary descriptors and squared L2 distances for histograms, both exact integers.
/// At equal distances the lower index counts as nearer.
public struct NearestTwo: Sendable, Hashable {
  /// Index of the nearest descriptor in the set.
  public let index: Int
  public let distance: UInt32
  /// Distance of the second nearest; nil if the set holds only one descriptor.
  public let secondDistance: UInt32?
}

/// Descriptors laid out for exact search.
///
/// Memory: the bytes of the descriptors, rounded up to 16 of them, and 4 per histogram for its norm.
public struct SearchableDescriptors: Sendable {
  public let kind: DescriptorKind
  public let count: Int
  private let packed: [UInt8]

  /// - Complexity: O(bytes of `descriptors`).
  public init(_ descriptors: Descriptors) {
    kind = descriptors.kind
    let count = descriptors.count
    self.count = count
    let rowBytes = kind.byteCount
    let size = fk_packed_size(count, rowBytes)
    // An array without capacity is the one that all empty arrays share: it must not be written to.
    guard size > 0 else {
      packed = []
      return
    }
    packed = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      descriptors.bytes.withUnsafeBufferPointer { rows in
        fk_pack(rows.baseAddress, count, rowBytes, buffer.baseAddress, size)
      }
      initialized = size
    }
  }

  /// The two nearest descriptors of each of `queries`, in order; nil for each if this set is empty.
  ///
  /// - Complexity: O(`queries.count` · `count`), exact.
  /// - Precondition: both are of one kind.
  public func nearestTwo(of queries: Descriptors) -> [NearestTwo?] {
    guard count > 0, queries.count > 0 else { return Array(repeating: nil, count: queries.count) }
    var found: [fk_nearest_two] = []
    findNearestTwo(of: queries, into: &found)
    return found.map {
      NearestTwo(
        index: Int($0.index), distance: $0.distance,
        secondDistance: $0.second_distance == .max ? nil : $0.second_distance)
    }
  }

  /// Writes the two nearest of each query to the front of `found`, which grows if it is too short.
  func findNearestTwo(of queries: Descriptors, into found: inout [fk_nearest_two]) {
    precondition(queries.kind == kind, "cannot compare \(queries.kind) with \(kind) descriptors")
    findNearest(
      kind, rows: queries.bytes, rowCount: queries.count, packed: packed, packedSize: packed.count, count: count,
      into: &found)
  }

  /// Writes the distance from each query to the nearest descriptor to the front of `distances`, which grows where it is
  /// too short.
  ///
  /// - Complexity: O(`queries.count` · `count`), exact, in less time than the two nearest take.
  /// - Precondition: both are of one kind, and this set isn't empty.
  package func findNearestDistances(of queries: Descriptors, into distances: inout [UInt32]) {
    precondition(queries.kind == kind, "cannot compare \(queries.kind) with \(kind) descriptors")
    precondition(count > 0, "nothing is near to no descriptors")
    distances.grow(to: queries.count, filledWith: 0)
    queries.bytes.withUnsafeBufferPointer { rows in
      packed.withUnsafeBufferPointer { packed in
        distances.withUnsafeMutableBufferPointer { distances in
          switch kind {
          case .binary256:
            fk_nearest_distance_hamming(
              rows.baseAddress, queries.count, packed.baseAddress, packed.count, count, distances.baseAddress)
          case .histogram128:
            fk_nearest_distance_l2(
              rows.baseAddress, queries.count, packed.baseAddress, packed.count, count, distances.baseAddress)
          }
        }
      }
    }
  }

  /// Entries that ``findDistances(of:into:)`` writes a query.
  package var distancesStride: Int { fk_distances_stride(count) }

  /// Writes the distance from each query to every descriptor to the front of `distances`, which grows where it is too short:
  /// ``distancesStride`` entries a query, those beyond the descriptors `UInt32.max`.
  ///
  /// - Complexity: O(`queries.count` · `count`), exact.
  /// - Precondition: both are of one kind.
  package func findDistances(of queries: Descriptors, into distances: inout [UInt32]) {
    precondition(queries.kind == kind, "cannot compare \(queries.kind) with \(kind) descriptors")
    distances.grow(to: queries.count * distancesStride, filledWith: 0)
    queries.bytes.withUnsafeBufferPointer { rows in
      packed.withUnsafeBufferPointer { packed in
        distances.withUnsafeMutableBufferPointer { distances in
          switch kind {
          case .binary256:
            fk_distances_hamming(
              rows.baseAddress, queries.count, packed.baseAddress, packed.count, count, distances.baseAddress)
          case .histogram128:
            fk_distances_l2(
              rows.baseAddress, queries.count, packed.baseAddress, packed.count, count, distances.baseAddress)
          }
        }
      }
    }
  }

  /// Appends the bytes of the descriptor at `index`, which lie in words side by side with those of 15 others: see
  /// `fk_pack`.
  func appendRow(at index: Int, to rows: inout [UInt8]) {
    let blockBytes = fk_packed_size(1, kind.byteCount)
    let start = index / 16 * blockBytes + index % 16 * 4
    for word in 0..<kind.byteCount / 4 {
      let first = start + word * 64
      for byte in packed[first..<first + 4] { rows.append(byte) }
    }
  }
}

/// Calls the kernel: the two nearest of `count` packed rows for each of `rowCount` rows, to the front of `found`.
func findNearest(
  _ kind: DescriptorKind, rows: [UInt8], rowCount: Int, packed: [UInt8], packedSize: Int, count: Int,
  into found: inout [fk_nearest_two]
) {
  found.grow(to: rowCount, filledWith: fk_nearest_two())
  precondition(rows.count >= rowCount * kind.byteCount && packed.count >= packedSize)
  rows.withUnsafeBufferPointer { rows in
    packed.withUnsafeBufferPointer { packed in
      found.withUnsafeMutableBufferPointer { found in
        switch kind {
        case .binary256:
          fk_nearest_two_hamming(rows.baseAddress, rowCount, packed.baseAddress, packedSize, count, found.baseAddress)
        case .histogram128:
          fk_nearest_two_l2(rows.baseAddress, rowCount, packed.baseAddress, packedSize, count, found.baseAddress)
        }
      }
    }
  }
}
