/// What the bytes of a descriptor mean, and how two descriptors are compared.
public enum DescriptorKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// 256 binary tests in 32 bytes: test i is bit i % 8 of byte i / 8. Compared by Hamming distance.
  case binary256
  /// 4 × 4 cells × 8 orientations of a gradient histogram (Lowe 2004, §6), one byte each. Compared by L2 distance.
  case histogram128

  /// Bytes per descriptor.
  public var byteCount: Int {
    switch self {
    case .binary256: 32
    case .histogram128: 128
    }
  }

  /// Whether the descriptors of a mirrored photo follow from the photo's own: see ``FeatureSet/mirrored()``. What a binary
  /// test becomes is not among the other tests.
  public var canBeMirrored: Bool { self == .histogram128 }
}

/// The descriptors of an image, one per keypoint.
///
/// Memory layout: `count` rows of `kind.byteCount` bytes each, without padding.
public struct Descriptors: Sendable, Hashable {
  public let kind: DescriptorKind
  public private(set) var bytes: [UInt8]

  /// - Precondition: `bytes` holds whole descriptors.
  public init(kind: DescriptorKind, bytes: [UInt8] = []) {
    precondition(bytes.count % kind.byteCount == 0, "\(bytes.count) bytes are no multiple of \(kind.byteCount)")
    self.kind = kind
    self.bytes = bytes
  }

  public var count: Int { bytes.count / kind.byteCount }
  public var isEmpty: Bool { bytes.isEmpty }

  /// The bytes of the descriptor at `index`.
  public subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[index * kind.byteCount..<(index + 1) * kind.byteCount]
  }

  /// Appends the descriptors of `other`.
  ///
  /// - Precondition: both are of one kind.
  public mutating func append(_ other: Descriptors) {
    precondition(other.kind == kind, "\(other.kind) descriptors do not fit behind \(kind) ones")
    bytes.append(contentsOf: other.bytes)
  }
}
