import CKernels
import Features

/// The nearest descriptor of a set and the distance of the second nearest.
///
/// Distances are Hamming distances of binary descriptors and squared L2 distances of histograms, both exact integers.
/// Among equal distances the lower index is nearer.
public struct NearestTwo: Sendable, Hashable {
  /// Index of the nearest descriptor in the set.
  public let index: Int
  public let distance: UInt32
  /// Distance of the second nearest; nil where the set holds one descriptor only.
  public let secondDistance: UInt32?
}

/// Descriptors laid out for exact search.
///
/// Memory: as many bytes as the descriptors take, rounded up to 16 of them, and 4 a histogram for its norm.
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
    packed = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      descriptors.bytes.withUnsafeBufferPointer { rows in
        fk_pack(rows.baseAddress, count, rowBytes, buffer.baseAddress, size)
      }
      initialized = size
    }
  }

  /// The two nearest descriptors of each of `queries`, in their order; nil for each where this set is empty.
  ///
  /// - Complexity: O(`queries.count` · `count`), exact.
  /// - Precondition: both are of one kind.
  public func nearestTwo(of queries: Descriptors) -> [NearestTwo?] {
    precondition(queries.kind == kind, "cannot compare \(queries.kind) with \(kind) descriptors")
    guard count > 0 else { return Array(repeating: nil, count: queries.count) }
    let found = [fk_nearest_two](unsafeUninitializedCapacity: queries.count) { buffer, initialized in
      let output = buffer.baseAddress
      queries.bytes.withUnsafeBufferPointer { rows in
        packed.withUnsafeBufferPointer { packed in
          switch kind {
          case .binary256:
            fk_nearest_two_hamming(rows.baseAddress, queries.count, packed.baseAddress, packed.count, count, output)
          case .histogram128:
            fk_nearest_two_l2(rows.baseAddress, queries.count, packed.baseAddress, packed.count, count, output)
          }
        }
      }
      initialized = queries.count
    }
    return found.map {
      NearestTwo(
        index: Int($0.index), distance: $0.distance,
        secondDistance: $0.second_distance == .max ? nil : $0.second_distance)
    }
  }
}
